import type { NetworkState, OwnerLedger } from '@paranet/network'
import { graphOf } from '@paranet/network'
import { addEdgeFilters, claimsAtPorts } from '../state/edge-filters.js'
import { NextHops } from '../state/next-hops.js'
import { addPolicyRoutes } from '../state/policy-routes.js'
import { addGuidedDeliveries, addOpenRoutes, addTreeRoutes } from '../state/routes.js'
import { StateBuilder } from '../state/state-builder.js'
import { addTrackingFilters } from '../state/tracking-filters.js'
import type { PassContext, PassResult } from './pass.js'
import type { Planned } from './plan-paths.js'

export interface Synthesized {
  readonly stage: 'synthesized'
  /** Desired states of all devices, canonical. */
  readonly state: NetworkState
  readonly ledger: OwnerLedger
}

/** Turns ways and claims into entries of devices, each with the intents that need it. Reports nothing: what cannot be was reported before. */
export function synthesize(planned: Planned, { index, memo, course }: PassContext): PassResult<Synthesized> {
  const builder = new StateBuilder(index, memo, course)
  const hops = memo.remember(index, 'next hops', () => new NextHops(index))
  const claimsAt = claimsAtPorts(index, planned.claims, memo)
  if (index.topology.default === 'open')
    addOpenRoutes({ index, memo, graph: graphOf(index) }, hops, planned.places, builder)
  addTreeRoutes({ index, memo }, hops, planned.ways, builder)
  addGuidedDeliveries({ index, memo }, hops, planned.pieces, planned.parts, builder)
  addPolicyRoutes({ index, memo }, hops, planned, builder)
  addEdgeFilters({ index, memo }, claimsAt, builder)
  addTrackingFilters(index, claimsAt, builder)
  return { output: { stage: 'synthesized', state: builder.state(), ledger: builder.ledger() }, diagnostics: [] }
}
