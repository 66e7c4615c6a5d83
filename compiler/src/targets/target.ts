import type { DeviceState, TopologyNode } from '@paranet/network'

/** What a device with the target can do. */
export interface TargetCapabilities {
  readonly policyRoutes: boolean
  /** Ordered next-hop groups: local failover. */
  readonly failoverGroups: boolean
  /** Policy routes that match the interface a packet came in by. */
  readonly inInterface: boolean
  /** Whether filters of this node can match `established`. */
  tracksConnections(node: TopologyNode): boolean
}

export type ParsedArtifact =
  | { readonly ok: true; readonly state: DeviceState }
  | { readonly ok: false; readonly message: string }

/** A configuration format. `parse(render(state))` is the same canonical state. */
export interface Target {
  readonly kind: string
  readonly capabilities: TargetCapabilities
  render(state: DeviceState): string
  parse(artifact: string): ParsedArtifact
}
