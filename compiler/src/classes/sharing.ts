import type { Claim } from '@paranet/network'
import type { Region } from './neighbours.js'
import { setsOverlap, trafficOverlaps } from './packet-class.js'

/** Where a claim lies among others. */
export const regionOf = ({ sources, destinations, traffic }: Claim): Region => ({
  places: sources.map(({ port }) => port),
  destinations: destinations.prefixes,
  traffic,
})

/** Whether the claims may share a packet, as far as boxes and prefixes show; what they share is decided exactly by `ClaimSpace`. */
export const mayShare = (a: Claim, b: Claim): boolean =>
  (a.established === undefined || b.established === undefined || a.established === b.established) &&
  trafficOverlaps(a.traffic, b.traffic) &&
  setsOverlap(a.destinations.prefixes, b.destinations.prefixes) &&
  sharedPorts(a, b, true).length > 0

/** Ports where both have sources that overlap, ascending. `one`: the first alone. */
export function sharedPorts(a: Claim, b: Claim, one = false): number[] {
  const [few, many] = a.sources.length <= b.sources.length ? [a.sources, b.sources] : [b.sources, a.sources]
  const ports: number[] = []
  let from = 0
  for (const { port, prefixes } of few) {
    from = firstFrom(many, port, from)
    const other = many[from]
    if (!other) break
    if (other.port !== port || !setsOverlap(other.prefixes, prefixes)) continue
    ports.push(port)
    if (one) break
  }
  return ports
}

/** The place of the first source from `start` on at this port or a later one. */
function firstFrom(sources: Claim['sources'], port: number, start: number): number {
  let [low, high] = [start, sources.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sources[middle]?.port ?? 0) < port) low = middle + 1
    else high = middle
  }
  return low
}
