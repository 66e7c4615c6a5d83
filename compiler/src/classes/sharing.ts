import type { Claim, ClaimSource } from '@paranet/network'
import { setsOverlap, trafficOverlaps } from './packet-class.js'

/** Whether the claims may share a packet, as far as boxes and prefixes show; what they share is decided exactly by `ClaimSpace`. */
export const mayShare = (a: Claim, b: Claim): boolean =>
  (a.established === undefined || b.established === undefined || a.established === b.established) &&
  trafficOverlaps(a.traffic, b.traffic) &&
  setsOverlap(a.destinations.prefixes, b.destinations.prefixes) &&
  sourcesOverlap(a.sources, b.sources)

/** Whether there is a port where both have a source. */
export function sourcesOverlap(a: readonly ClaimSource[], b: readonly ClaimSource[]): boolean {
  for (const _ of sharedPorts(a, b)) return true
  return false
}

/** Ports where both have sources that overlap, ascending. */
export function* sharedPorts(a: readonly ClaimSource[], b: readonly ClaimSource[]): Generator<number> {
  const [few, many] = a.length <= b.length ? [a, b] : [b, a]
  let from = 0
  for (const { port, prefixes } of few) {
    from = firstFrom(many, port, from)
    const other = many[from]
    if (!other) return
    if (other.port === port && setsOverlap(other.prefixes, prefixes)) yield port
  }
}

/** The place of the first source from `start` on at this port or a later one. */
function firstFrom(sources: readonly ClaimSource[], port: number, start: number): number {
  let [low, high] = [start, sources.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sources[middle]?.port ?? 0) < port) low = middle + 1
    else high = middle
  }
  return low
}
