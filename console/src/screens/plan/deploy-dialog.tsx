import { useState } from 'react'
import { ApiProblem, messageOf } from '../../api/http.js'
import type { PlanAnswer } from '../../api/shapes.js'
import { useControl } from '../../app/control.js'
import { plural } from '../../app/format.js'
import { Dialog, Note } from '../../app/ui/parts.js'
import { useLoaded } from '../../app/use-loaded.js'
import { useWorkspace } from '../workspace/workspace-state.js'
import { DiffCounts } from './device-diff.js'

const confirmSeconds = 120

/** Says what will change, asks whether to, and starts the deployment. What is not proved needs to be waived with a reason. */
export function DeployDialog({ plan, onClose }: { plan: PlanAnswer; onClose: () => void }) {
  const { api } = useControl()
  const { change } = useWorkspace()
  const validation = useLoaded(`validate ${plan.id}`, () => api.validate(plan.id))
  const [reason, setReason] = useState('')
  const [isForced, setIsForced] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const [isRunning, setIsRunning] = useState(false)
  const unproved = plan.verdicts.filter(({ verdict }) => verdict !== 'holds').length
  const isNotProved = !plan.ok || (problem instanceof ApiProblem && problem.code === 'not-proved')
  const stale = validation.value?.problems.find(({ code }) => code === 'stale-plan')
  const execute = async () => {
    setIsRunning(true)
    setProblem(undefined)
    try {
      const { deployment } = await api.execute(plan.id, {
        confirmWithin: confirmSeconds,
        ...(isForced ? { force: true } : {}),
        ...(reason.trim() ? { reason: reason.trim() } : {}),
      })
      change({ deployment, step: 'deployment', highlight: undefined })
      onClose()
    } catch (error) {
      setProblem(error)
      setIsRunning(false)
    }
  }
  const isBlocked = stale !== undefined || (isNotProved && (!isForced || reason.trim() === ''))
  return (
    <Dialog
      title="Deploy this plan?"
      testId="deploy-dialog"
      onClose={onClose}
      foot={
        <>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="button"
            className={`button primary ${isNotProved ? 'danger' : ''}`}
            disabled={isRunning || isBlocked}
            onClick={() => void execute()}
            data-testid="deploy-confirm"
          >
            {isRunning ? 'Starting…' : 'Deploy'}
          </button>
        </>
      }
    >
      <p className="row wrap">
        <DiffCounts added={plan.diff.added} changed={plan.diff.changed} removed={plan.diff.removed} /> entries on{' '}
        {plural(plan.blastRadius.devices.length, 'device')}
      </p>
      <p>{plan.blastRadius.devices.join(', ') || 'No device changes; the intents are committed.'}</p>
      {plan.waves.length > 0 && (
        <p className="muted">
          {plural(plan.waves.length, 'wave')}. Devices go back by themselves unless the change is confirmed within{' '}
          {confirmSeconds} seconds; any fault undoes all of it.
        </p>
      )}
      {stale && <Moved message={stale.message} moved={stale.moved ?? []} />}
      {validation.error && <Note tone="warn">{validation.error}</Note>}
      {isNotProved && (
        <Note tone="bad">
          {unproved > 0
            ? `${plural(unproved, 'verdict')} of this plan ${unproved === 1 ? 'does' : 'do'} not hold.`
            : 'This plan is not proved.'}
          <label className="row">
            <input
              type="checkbox"
              checked={isForced}
              onChange={(event) => setIsForced(event.target.checked)}
              data-testid="force"
            />
            Deploy it all the same, and record why
          </label>
        </Note>
      )}
      <label className="field">
        <span>Reason{isForced ? '' : ' (optional)'}</span>
        <input
          className="input"
          value={reason}
          placeholder="CHG-1234"
          onChange={(event) => setReason(event.target.value)}
          data-testid="deploy-reason"
        />
      </label>
      {problem !== undefined && (
        <Note tone="bad" testId="deploy-error">
          {messageOf(problem)}
          {problem instanceof ApiProblem && problem.code === 'stale-plan' && (
            <p>Preview the plan again: the network is no longer as this plan saw it.</p>
          )}
        </Note>
      )}
    </Dialog>
  )
}

const Moved = ({ message, moved }: { message: string; moved: readonly { readonly what: string }[] }) => (
  <Note tone="bad" testId="stale-plan">
    {message || 'The network has moved since this plan was made.'} Preview it again.
    {moved.length > 0 && <p>Moved: {moved.map(({ what }) => what).join(', ')}</p>}
  </Note>
)
