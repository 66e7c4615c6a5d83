import type { NextHop, Prefix, RouteEntry, RoutingConfig, Scenario, TopologyIndex } from '@paranet/network'
import { healthy } from '@paranet/network'

export interface ConvergenceInput {
  readonly index: TopologyIndex
  /** Of the devices that run routing protocols. */
  readonly configs: readonly RoutingConfig[]
  /** What is down. */
  readonly scenario?: Scenario
}

/** Where the routing protocols come to rest; where that is not certain, why. */
export type Convergence =
  | { readonly kind: 'converged'; readonly learnt: ReadonlyMap<string, readonly LearntRoute[]> }
  | UnknownConvergence

export interface UnknownConvergence {
  readonly kind: 'unknown'
  /** `bgp-unstable`: no stable state, or not only one. */
  readonly code: 'unsupported' | 'bgp-unstable'
  readonly reason: string
  /** Of instability: the devices each of which waits for another. */
  readonly members?: readonly string[]
}

/** A route that a device has learnt, the best of its protocols. */
export interface LearntRoute {
  readonly prefix: Prefix
  readonly protocol: 'ospf' | 'ebgp' | 'ibgp'
  /** Administrative distance. */
  readonly distance: number
  readonly metric: number
  /** Sorted by interface and address. */
  readonly nextHops: readonly NextHop[]
}

/** Why the result is not known. */
export class NotKnown extends Error {
  readonly unknown: UnknownConvergence

  constructor(unknown: Omit<UnknownConvergence, 'kind'>) {
    super(unknown.reason)
    this.unknown = { kind: 'unknown', ...unknown }
  }
}

/** Ends with a reason that names the device and the statement. */
export function unsupported(device: string, what: string): never {
  throw new NotKnown({ code: 'unsupported', reason: `${device}: ${what}` })
}

/** A learnt route as an entry of a device. */
export const entryOf = ({ prefix, nextHops }: LearntRoute): RouteEntry => ({
  prefix,
  action: { kind: 'forward', groups: [nextHops] },
})

/** Next hops, each once, in their order. */
export function sortedHops(hops: Iterable<NextHop>): NextHop[] {
  const keyed = new Map([...hops].map((hop) => [`${hop.interface} ${hop.address ?? ''}`, hop]))
  return [...keyed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, hop]) => hop)
}

export const scenarioOf = ({ scenario }: ConvergenceInput): Scenario => scenario ?? healthy
