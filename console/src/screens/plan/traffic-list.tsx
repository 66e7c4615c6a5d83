import type { PlanAnswer, PlannedTrafficClass, PlannedTrafficSide } from '../../api/shapes.js'

const changes = ['lost', 'gained', 'moved', 'rewritten', 'misdelivered', 'copied'] as const

const tones = { lost: 'tone-bad', misdelivered: 'tone-bad', gained: 'tone-ok' } as Readonly<Record<string, string>>

/** Which traffic is delivered otherwise with a plan; nothing where none is. */
export function TrafficList({ traffic }: Pick<PlanAnswer, 'traffic'>) {
  if (!traffic || (traffic.isWhole && changes.every((change) => traffic.totals[change] === 0))) return null
  return (
    <section className="stack" aria-label="Traffic" data-testid="plan-traffic">
      <h3>Traffic</h3>
      {changes
        .filter((change) => traffic.totals[change] > 0)
        .map((change) => (
          <div className="stack" key={change} data-change={change}>
            <p>
              <strong className={tones[change] ?? ''}>{change}</strong>{' '}
              <span className="muted">{traffic.totals[change]}</span>
            </p>
            <ul className="plain-list">
              {traffic[change].map((one) => (
                <li key={keyOf(one)}>
                  {one.words}{' '}
                  <span className="muted">
                    {waysText(one.before)} ⇒ {waysText(one.after)}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        ))}
      {!traffic.isWhole && <p className="muted">There may be more: {traffic.reason}</p>}
    </section>
  )
}

const keyOf = ({ words, ingress, before, after }: PlannedTrafficClass): string =>
  JSON.stringify([words, ingress, before.ways, after.ways])

const waysText = ({ ways }: PlannedTrafficSide): string =>
  ways.map(({ nodes, end, words }) => (end === 'delivered' ? nodes.join(' → ') : words)).join('; ')
