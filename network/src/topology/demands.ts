import type { Topology } from './topology.js'

/** What packets of a demand look like, where it matters: numbers as in the header. Default: TCP to port 443, DSCP 0. */
export interface DemandClass {
  readonly protocol?: number
  readonly dstPort?: number
  readonly dscp?: number
}

/** Traffic that someone wants to send from one node to another, in that direction alone. */
export interface Demand {
  readonly from: string
  readonly to: string
  readonly bitsPerSecond: number
  readonly class?: DemandClass
}

/** How demands rise and fall: a day of `periodMs` swings between `low` and 1 times what each asks for, with its own seeded phase. */
export interface DemandProfile {
  readonly kind: 'diurnal'
  readonly periodMs: number
  /** 0–1: what is left of a demand at its quietest. */
  readonly low: number
  readonly seed: number
}

/** A demand matrix: it lies beside the topology and is no part of it, so that traffic may change without a new topology revision. */
export interface TrafficMatrix {
  readonly demands: readonly Demand[]
  /** Every demand times this. */
  readonly scale: number
  readonly profile?: DemandProfile
}

/** Nobody asks for anything. */
export const noTraffic: TrafficMatrix = { demands: [], scale: 1 }

/** Something of a demand that the topology cannot mean; `index` is its place in the list. */
export interface DemandProblem {
  readonly index: number
  readonly field: 'from' | 'to'
  readonly message: string
}

/** Demands must lie between two different nodes of the topology. */
export function checkDemands({ nodes }: Topology, demands: readonly Demand[]): DemandProblem[] {
  const names = new Set(nodes.map(({ name }) => name))
  return demands.flatMap(({ from, to }, index) => {
    const problems: DemandProblem[] = []
    if (!names.has(from)) problems.push({ index, field: 'from', message: `no node ${from}` })
    if (!names.has(to)) problems.push({ index, field: 'to', message: `no node ${to}` })
    if (from === to) problems.push({ index, field: 'to', message: `${to} is where it comes from` })
    return problems
  })
}
