import { useState } from 'react'
import { useControl } from '../../app/control.js'
import { IconButton, Note } from '../../app/ui/parts.js'
import { useAction } from '../../app/use-loaded.js'
import { describeFault, type FaultChoice } from './fault-choices.js'
import { useElementFaults } from './use-faults.js'

interface FaultMenuProps {
  readonly element: Parameters<typeof useElementFaults>[0]
  readonly choices: readonly FaultChoice[]
}

/** What is wrong with one element, each with the way to mend it, and subtler ways to break it than taking it down. */
export function FaultMenu({ element, choices }: FaultMenuProps) {
  const { api, mayWrite } = useControl()
  const { active, isAvailable, reload } = useElementFaults(element)
  const [picked, setPicked] = useState('')
  const act = useAction(async (send: () => Promise<unknown>) => {
    await send()
    reload()
  })
  if (!mayWrite || !isAvailable) return null
  const choice = choices.find(({ name }) => name === picked)
  return (
    <div className="stack" data-testid="fault-menu">
      {active.length > 0 && (
        <ul className="plain-list" aria-label="Faults">
          {active.map((fault) => (
            <li key={fault.id} className="row">
              <span className="clip grow tone-bad" title={describeFault(fault)}>
                {describeFault(fault)}
              </span>
              <IconButton
                icon="close"
                label={`Mend: ${describeFault(fault)}`}
                disabled={act.isRunning}
                onClick={() => void act.run(() => api.removeFault(fault.id))}
                testId="fault-mend"
              />
            </li>
          ))}
        </ul>
      )}
      <div className="row">
        <select
          className="select grow"
          aria-label="Another fault"
          value={picked}
          onChange={(event) => setPicked(event.target.value)}
          data-testid="fault-kind"
        >
          <option value="">Another fault…</option>
          {choices.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
        <button
          type="button"
          className="button"
          disabled={!choice || act.isRunning}
          onClick={() => choice && void act.run(() => api.addFault(choice.fault))}
          data-testid="fault-set"
        >
          Set
        </button>
      </div>
      {act.error && <Note tone="bad">{act.error}</Note>}
    </div>
  )
}
