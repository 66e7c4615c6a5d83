import type { Diagnostic } from '@paranet/language'
import type { Claim, Intent, TopologyIndex } from '@paranet/network'
import { systemOwners } from '@paranet/network'
import { reportAt } from '../passes/report.js'
import { viaText } from '../plan/demand.js'
import { setContains, trafficContains } from './packet-class.js'

/** Intents that change nothing: wholly inside another that says the same (`redundant`), or wholly taken by one of higher priority
 *  (`shadowed`). Containment as single boxes and prefixes show it. */
export function findRedundant(
  index: TopologyIndex,
  claims: readonly Claim[],
  intents: ReadonlyMap<string, Intent>,
): Diagnostic[] {
  const forward = claims.filter(({ side, intent }) => side === 'forward' && intent !== systemOwners.open)
  const replies = new Map(claims.filter(({ side }) => side === 'reply').map((claim) => [claim.intent, claim]))
  const places = new Map(forward.map((claim, place) => [claim, place]))
  const byPort = forwardByPort(index, forward)
  const found: Diagnostic[] = []
  for (const claim of forward) {
    const others = (byPort[claim.sources[0]?.port ?? -1] ?? []).filter(
      (other) => other !== claim && holdsAll(other, claim),
    )
    const same = others.find((other) => {
      const areEqual = holdsAll(claim, other)
      const isLater = (places.get(claim) ?? 0) > (places.get(other) ?? 0)
      return (
        saysSame(other, claim) &&
        (!areEqual || isLater) &&
        holdsReply(replies.get(other.intent), replies.get(claim.intent))
      )
    })
    const taker = others.find(
      (other) => other.priority > claim.priority && (other.kind === 'must-not') !== (claim.kind === 'must-not'),
    )
    const intent = intents.get(claim.intent)
    const name = intent?.name ?? claim.intent
    const related = (other: Claim) => {
      const its = intents.get(other.intent)
      return its ? [{ intent: its, message: `"${its.name}" is here` }] : []
    }
    if (same)
      found.push(
        reportAt(intent, 'redundant', 'warning', {
          message: `"${name}" lies wholly inside "${intents.get(same.intent)?.name ?? same.intent}", which says the same`,
          hint: 'remove it',
          related: related(same),
        }),
      )
    if (taker && !claim.yields)
      found.push(
        reportAt(intent, 'shadowed', 'warning', {
          message: `"${name}" never applies: "${intents.get(taker.intent)?.name ?? taker.intent}" has a higher priority and takes all its packets`,
          hint: 'raise its `priority`, or remove it',
          related: related(taker),
        }),
      )
  }
  return found
}

function forwardByPort(index: TopologyIndex, claims: readonly Claim[]): Claim[][] {
  const byPort: Claim[][] = index.ports.map(() => [])
  for (const claim of claims) for (const { port } of claim.sources) byPort[port]?.push(claim)
  return byPort
}

const holdsReply = (outer: Claim | undefined, inner: Claim | undefined): boolean =>
  inner === undefined || (outer !== undefined && holdsAll(outer, inner))

function holdsAll(outer: Claim, inner: Claim): boolean {
  if (outer.established !== undefined && outer.established !== inner.established) return false
  if (!trafficContains(outer.traffic, inner.traffic)) return false
  if (!setContains(outer.destinations.prefixes, inner.destinations.prefixes)) return false
  if (inner.destinations.toInternet && !outer.destinations.toInternet && outer.kind !== 'must-not') return false
  const sources = new Map(outer.sources.map(({ port, prefixes }) => [port, prefixes]))
  return inner.sources.every(({ port, prefixes }) => setContains(sources.get(port) ?? [], prefixes))
}

function saysSame(a: Claim, b: Claim): boolean {
  if (a.kind !== b.kind || a.priority < b.priority || a.bandwidth || b.bandwidth) return false
  return a.kind === 'must-not' || constraintText(a) === constraintText(b)
}

const constraintText = ({ via, avoid, latency, maxHops, prefer = [], paths, survive }: Claim): string =>
  JSON.stringify([viaText(via), idsText(avoid), latency, maxHops, prefer.map(idsText), paths, survive])

const idsText = ({ nodes, links }: Claim['avoid']): string =>
  `${[...nodes].sort(byNumber).join()}/${[...links].sort(byNumber).join()}`

const byNumber = (a: number, b: number): number => a - b
