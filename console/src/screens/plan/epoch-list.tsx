import type { PlanAnswer } from '../../api/shapes.js'
import { intentName } from '../../app/format.js'
import { Tag } from '../../app/ui/parts.js'

const times = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

/** The epochs that a plan covers, each with what is not active in it; nothing where no intent has a schedule. */
export function EpochList({ epochs }: Pick<PlanAnswer, 'epochs'>) {
  if (!epochs) return null
  return (
    <section className="stack" aria-label="Epochs" data-testid="plan-epochs">
      <h3>Epochs</h3>
      {epochs.items.map(({ from, until, set }) => {
        const { inactive = [], ok = false } = epochs.sets[set] ?? {}
        return (
          <div className="row wrap" key={from} data-from={from} data-ok={ok}>
            <Tag tone={ok ? 'ok' : 'bad'} icon={ok ? 'ok' : 'bad'}>
              {ok ? 'Proved' : 'Not proved'}
            </Tag>
            <span>
              {times.format(new Date(from))} – {times.format(new Date(until))}
            </span>
            {inactive.length > 0 && <span className="muted">without {inactive.map(intentName).join(', ')}</span>}
          </div>
        )
      })}
    </section>
  )
}
