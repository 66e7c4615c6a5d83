import type { Compiled } from '@paranet/compiler'
import type { Intent } from '@paranet/network'
import { placedPart, withRank } from './admission.js'

type Order = (a: Intent, b: Intent) => number

/** The intents in the order that fits best, whoever was admitted first: by priority, and within one priority what reserves most first, or by name;
 *  of these the order that leaves fewest errors, then the one with the shortest paths. The order of admission is taken only where both others
 *  leave more errors. */
export function placeAfresh(intents: readonly Intent[], compile: (intents: readonly Intent[]) => Compiled): Intent[] {
  const fresh = [byNeed, byName].map((order) => judged(inOrder(intents, order), compile))
  const [best] = [...fresh].sort(byFit)
  if (!best) return [...intents]
  if (best.errors === 0) return best.intents
  const asAdmitted = judged(intents, compile)
  return asAdmitted.errors < best.errors ? [...intents] : best.intents
}

const inOrder = (intents: readonly Intent[], order: Order): Intent[] => {
  const ranks = new Map([...intents].sort(order).map(({ id }, rank) => [id, rank]))
  return intents.map((intent) => withRank(intent, ranks.get(intent.id) ?? 0))
}

const byPriority: Order = (a, b) => placedPart(b).priority - placedPart(a).priority

const byName: Order = (a, b) => byPriority(a, b) || compareText(a.name, b.name) || compareText(a.id, b.id)

const byNeed: Order = (a, b) => byPriority(a, b) || reservedBy(b) - reservedBy(a) || byName(a, b)

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** bit/s */
function reservedBy(intent: Intent): number {
  const { kind } = intent
  if (kind === 'route') return intent.bandwidth?.bitsPerSecond ?? 0
  return kind === 'multicast' ? (intent.bandwidth ?? 0) : 0
}

interface Judged {
  readonly intents: Intent[]
  readonly errors: number
  readonly hops: number
}

function judged(intents: readonly Intent[], compile: (intents: readonly Intent[]) => Compiled): Judged {
  const { diagnostics, plans } = compile(intents)
  return {
    intents: [...intents],
    errors: diagnostics.filter(({ severity }) => severity === 'error').length,
    hops: plans.reduce((sum, { paths }) => paths.reduce((some, path) => some + path.length, sum), 0),
  }
}

const byFit = (a: Judged, b: Judged): number => a.errors - b.errors || a.hops - b.hops
