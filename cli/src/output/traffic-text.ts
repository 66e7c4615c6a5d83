import type { Difference, TrafficChange, TrafficClass, TrafficSide } from '@paranet/verifier'

/** In the order in which they are shown. */
const changes: readonly TrafficChange[] = ['lost', 'gained', 'moved', 'rewritten', 'misdelivered', 'copied']

const nameOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1)

/** `web: 10.1.0.0/16 → 10.2.0.0/16 tcp 443 at r1.lan now via r3 (was r2)` */
export function trafficText({ change, words, ingress, before, after, owners }: TrafficClass): string {
  const by = owners.length === 0 ? '' : `${owners.map(nameOf).join(', ')}: `
  const [first] = ingress
  const more = ingress.length > 1 ? ` and ${ingress.length - 1} more` : ''
  const at = first ? ` at ${first.node}.${first.interface}${more}` : ''
  return `${by}${words}${at} ${fateText(change, before, after)}`
}

function fateText(change: TrafficChange, before: TrafficSide, after: TrafficSide): string {
  if (change === 'lost') return `now ${brokenText(after)} (was ${waysText(before)})`
  if (change === 'gained') return `now ${waysText(after)} (before: ${brokenText(before)})`
  if (change === 'rewritten') return `goes on with another header by ${waysText(after)}`
  if (change === 'copied') return `now copied by ${waysText(after)} (was ${waysText(before)})`
  const [was, now] = [onlyIn(before, after), onlyIn(after, before)]
  if (was.length > 0 && now.length > 0) return `now via ${now.join(', ')} (was ${was.join(', ')})`
  return `now ${waysText(after)} (was ${waysText(before)})`
}

/** The first way on which it is not delivered, in words. */
const brokenText = ({ ways }: TrafficSide): string =>
  (ways.find(({ end }) => end !== 'delivered' && end !== 'received') ?? ways[0])?.words ?? 'nobody gets it'

const waysText = ({ ways, more = 0 }: TrafficSide): string =>
  ways.length === 0
    ? 'no way'
    : `${ways.map(({ nodes, end, words }) => (end === 'delivered' || end === 'received' ? nodes.join(' → ') : words)).join('; ')}${more === 0 ? '' : ` and ${more} more`}`

/** Nodes that packets pass there and nowhere here. */
function onlyIn({ ways }: TrafficSide, other: TrafficSide): string[] {
  const known = new Set(other.ways.flatMap(({ nodes }) => nodes))
  return [...new Set(ways.flatMap(({ nodes }) => nodes))].filter((node) => !known.has(node))
}

/** One line a class, at most so many, and one with what is not shown. */
export function trafficLines(
  traffic: Difference,
  most: number,
): { readonly change: TrafficChange; readonly text: string }[] {
  return changes.flatMap((change) => {
    const lines = traffic[change].slice(0, most).map((one) => ({ change, text: trafficText(one) }))
    const left = traffic.totals[change] - lines.length
    return left > 0 ? [...lines, { change, text: `${left} more ${change}` }] : lines
  })
}

/** `2 classes of traffic lost, 1 moved`; `no traffic changes`. */
export function trafficSummary({ totals, isWhole, reason }: Difference): string {
  const counts = changes.filter((change) => totals[change] > 0).map((change) => `${totals[change]} ${change}`)
  const found = counts.length === 0 ? 'no traffic changes' : `classes of traffic: ${counts.join(', ')}`
  return isWhole ? found : `${found}; there may be more: ${reason ?? ''}`
}
