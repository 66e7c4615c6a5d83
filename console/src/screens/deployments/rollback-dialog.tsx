import { useState } from 'react'
import type { Deployment, Verdict } from '@paranet/schemas'
import { ApiProblem, messageOf } from '../../api/http.js'
import { useControl } from '../../app/control.js'
import { plural } from '../../app/format.js'
import { Dialog, Note } from '../../app/ui/parts.js'

interface RollbackDialogProps {
  readonly deployment: Deployment
  readonly onClose: () => void
  readonly onStarted: (deployment: string) => void
}

/** Asks whether to go back to what was before a deployment. What that would newly violate has to be waived with a reason. */
export function RollbackDialog({ deployment, onClose, onStarted }: RollbackDialogProps) {
  const { api } = useControl()
  const [reason, setReason] = useState('')
  const [isForced, setIsForced] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const [isRunning, setIsRunning] = useState(false)
  const violated =
    problem instanceof ApiProblem && problem.code === 'not-proved'
      ? ((problem.problem['verdicts'] as Verdict[] | undefined) ?? [])
      : undefined
  const start = async () => {
    setIsRunning(true)
    try {
      const started = await api.rollback(deployment.id, {
        ...(isForced ? { force: true } : {}),
        ...(reason.trim() ? { reason: reason.trim() } : {}),
      })
      onStarted(started.deployment)
    } catch (error) {
      setProblem(error)
      setIsRunning(false)
    }
  }
  const isBlocked = violated !== undefined && (!isForced || reason.trim() === '')
  return (
    <Dialog
      title="Roll back?"
      testId="rollback-dialog"
      onClose={onClose}
      foot={
        <>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="button"
            className="button primary danger"
            disabled={isRunning || isBlocked}
            onClick={() => void start()}
            data-testid="rollback-confirm"
          >
            {isRunning ? 'Starting…' : 'Roll back'}
          </button>
        </>
      }
    >
      <p>
        A new plan takes the intents and{' '}
        {plural(new Set(deployment.waves.flatMap(({ devices }) => devices)).size, 'device')} back to what they were
        before this deployment. It is proved and rolled out like any other.
      </p>
      {problem !== undefined && (
        <Note tone="bad" testId="rollback-error">
          {messageOf(problem)}
          {violated !== undefined && (
            <label className="row">
              <input
                type="checkbox"
                checked={isForced}
                onChange={(event) => setIsForced(event.target.checked)}
                data-testid="rollback-force"
              />
              Roll back all the same, and record why
            </label>
          )}
        </Note>
      )}
      <label className="field">
        <span>Reason{isForced ? '' : ' (optional)'}</span>
        <input
          className="input"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          data-testid="rollback-reason"
        />
      </label>
    </Dialog>
  )
}
