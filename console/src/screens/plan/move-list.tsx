import type { PlanAnswer, PlannedMove } from '../../api/shapes.js'
import { intentName } from '../../app/format.js'

/** The intents that leave their paths with a plan, and who makes them; nothing where none does. */
export function MoveList({ moves }: Pick<PlanAnswer, 'moves'>) {
  if (!moves) return null
  return (
    <section className="stack" aria-label="Moves" data-testid="plan-moves">
      <h3>Moves</h3>
      {moves.map((move) => (
        <div className="stack" key={move.intent} data-intent={move.intent}>
          <p>
            <strong>{intentName(move.intent)}</strong> <span className="muted">{reasonOf(move)}</span>
          </p>
          <ul className="plain-list">
            {newIn(move.from, move.to).map((path) => (
              <li key={`from ${path}`} className="tone-bad">
                − {path}
              </li>
            ))}
            {newIn(move.to, move.from).map((path) => (
              <li key={`to ${path}`} className="tone-ok">
                + {path}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

/** Paths that are not among the others, as text. */
function newIn(paths: PlannedMove['from'], others: PlannedMove['to']): string[] {
  const known = new Set(others.map((path) => path.join(' → ')))
  return paths.map((path) => path.join(' → ')).filter((path) => !known.has(path))
}

function reasonOf({ because: { kind, by = [] } }: PlannedMove): string {
  const names = by.map(intentName).join(', ')
  switch (kind) {
    case 'displaced':
      return names === '' ? '' : `displaced by ${names}`
    case 'freed':
      return `to room that ${names} left`
    case 'itself':
      return 'it says something else'
    case 'topology':
      return 'the network is another'
    case 'reoptimised':
      return 'to fit better'
  }
}
