import type { DeviceState, Entry, EntryKey, TopologyNode } from '@paranet/network'
import type { ArtifactFile } from './linux/bundle.js'
import type { DeviceContext } from './linux/device-context.js'

/** What a device with the target can do. */
export interface TargetCapabilities {
  /** The kinds of entries that it can realise; all others are refused. */
  readonly kinds: ReadonlySet<Entry['kind']>
  /** Ordered next-hop groups: local failover. */
  readonly failoverGroups: boolean
  /** Policy routes that match the interface a packet came in by. */
  readonly inInterface: boolean
  /** Taking all packets of a prefix for the device itself, not only those to its own addresses. */
  readonly ownPrefixes: boolean
  /** How many ordered groups a next hop can have. */
  readonly groups: number
  /** Refuses Interests only by whole interfaces: all names or none. */
  readonly closesFaces?: boolean
  /** Several segments in one device. */
  readonly segments?: boolean
  /** Whether translations leave out addresses whose interface is down. */
  readonly watchesMembers?: boolean
  /** Whether entries of this node can match `established`. */
  tracksConnections(node: TopologyNode): boolean
  /** What else an entry asks that it cannot do, as the rest of "it cannot …". */
  lacks?(entry: Entry): string | undefined
}

export type ParsedArtifact =
  | { readonly ok: true; readonly state: DeviceState }
  | { readonly ok: false; readonly message: string }

/** A configuration format. `parse(render(state))` is the same canonical state. */
export interface Target {
  readonly kind: string
  readonly capabilities: TargetCapabilities
  /** `context`: what the topology says of the device's interfaces; without it the artifact holds the state and no addresses. */
  render(state: DeviceState, context?: DeviceContext): string
  parse(artifact: string): ParsedArtifact
  /** The files that a device loads, where they are several. */
  files?(artifact: string): readonly ArtifactFile[]
  /** The file by which a folder is known to hold an artifact of this target. */
  readonly mainFile?: string
  /** What entries ask that it cannot do because of other entries of the same device, as the rest of "it cannot …". */
  lacks?(state: DeviceState): ReadonlyMap<EntryKey, string>
}
