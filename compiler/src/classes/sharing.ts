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
  const ports: number[] = []
  let [i, j] = [0, 0]
  while (i < a.sources.length && j < b.sources.length) {
    const [x, y] = [a.sources[i], b.sources[j]]
    if (!x || !y) break
    if (x.port === y.port && setsOverlap(x.prefixes, y.prefixes)) {
      ports.push(x.port)
      if (one) return ports
    }
    if (x.port <= y.port) i++
    if (y.port <= x.port) j++
  }
  return ports
}
