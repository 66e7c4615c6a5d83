import type { Diagnostic } from '@paranet/language'
import type { Intent, TopologyIndex, Translation } from '@paranet/network'
import { canonicalJson } from '@paranet/network'
import type { ClaimSpace } from '../classes/claim-space.js'
import { packetText } from '../classes/conflicts.js'
import { withEarlierNear } from '../classes/earlier-neighbours.js'
import { reportAt } from '../passes/report.js'

/** Pairs of translations of one kind and priority that ask different things of the same packets, reported at the later one. */
export function translationConflicts(
  index: TopologyIndex,
  translations: readonly Translation[],
  exact: ClaimSpace,
  intents: ReadonlyMap<string, Intent>,
): Diagnostic[] {
  return withEarlierNear(translations).flatMap(({ later, near }) =>
    near.flatMap((earlier) => conflictOf(index, earlier, later, exact, intents)),
  )
}

function conflictOf(
  index: TopologyIndex,
  earlier: Translation,
  later: Translation,
  exact: ClaimSpace,
  intents: ReadonlyMap<string, Intent>,
): Diagnostic[] {
  const [first, second] = [intents.get(earlier.intent), intents.get(later.intent)]
  if (!first || !second || !areOpposed(earlier, later)) return []
  for (const { port: id } of later.class.sources) {
    const port = index.ports[id]
    if (!port || !earlier.class.sources.some((source) => source.port === id)) continue
    const { space } = exact
    const shared = space.intersect(exact.packetsAt(earlier.class, port), exact.packetsAt(later.class, port))
    if (space.isEmpty(shared)) continue
    const message = `"${second.name}" and "${first.name}" make different addresses of ${packetText(space.sample(shared))}`
    const related = [{ intent: first, message: `"${first.name}" is here` }]
    return [
      reportAt(second, 'conflict', 'error', {
        message,
        hint: 'give one a higher `priority`, or another class',
        related,
      }),
    ]
  }
  return []
}

/** Whether a packet of both would have to become two things. */
const areOpposed = (a: Translation, b: Translation): boolean =>
  a.action.kind === b.action.kind &&
  a.priority === b.priority &&
  canonicalJson(a.action) !== canonicalJson(b.action) &&
  (!a.at || !b.at || [...a.at].some((device) => b.at?.has(device)))
