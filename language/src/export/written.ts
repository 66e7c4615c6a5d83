import type { Demand, Topology } from '@paranet/network'
import type { LossList, Lost } from '../import/lost.js'

/** A topology as text, and what of it the format has no place for. */
export interface Written {
  readonly text: string
  readonly lost: readonly Lost[]
}

/** Writes a topology in a format; tells `lost` what it leaves out. */
export type Writer = (topology: Topology, demands: readonly Demand[], lost: LossList) => string

/** Lists demands as lost, for formats that have no place for them. */
export function loseDemands(demands: readonly Demand[], lost: LossList): void {
  if (demands.length > 0) lost.add(`${demands.length} demands`, 'the traffic', 'the format has no place for them')
}
