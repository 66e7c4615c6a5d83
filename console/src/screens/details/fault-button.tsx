import { useControl } from '../../app/control.js'
import { Note } from '../../app/ui/parts.js'
import { useFault } from './use-faults.js'

interface FaultButtonProps {
  readonly target: Parameters<typeof useFault>[0]
  readonly breakText: string
  readonly restoreText: string
}

/** Breaks or restores one element; where the network is not emulated, it says so instead. */
export function FaultButton({ target, breakText, restoreText }: FaultButtonProps) {
  const { mayWrite } = useControl()
  const { isDown, isKnown, unavailable, toggle } = useFault(target)
  if (!mayWrite) return null
  if (unavailable) return <p className="muted">Faults: {unavailable}</p>
  return (
    <div className="stack">
      <button
        type="button"
        className={`button ${isDown ? 'primary' : 'danger'}`}
        disabled={!isKnown || toggle.isRunning}
        onClick={() => void toggle.run()}
        data-testid={isDown ? 'restore' : 'break'}
      >
        {isDown ? restoreText : breakText}
      </button>
      {toggle.error && <Note tone="bad">{toggle.error}</Note>}
    </div>
  )
}
