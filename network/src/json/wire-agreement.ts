import type {
  DeviceDiff as WireDeviceDiff,
  DeviceState as WireDeviceState,
  Intent as WireIntent,
  Packet as WirePacket,
  Topology as WireTopology,
  TrafficMatrix as WireTrafficMatrix,
} from '@paranet/schemas'
import type { DeviceState } from '../device-state/device-state.js'
import type { DeviceDiff } from '../device-state/diff.js'
import type { Intent } from '../intent/intent.js'
import type { Packet } from '../packet/packet.js'
import type { TrafficMatrix } from '../topology/demands.js'
import type { Topology } from '../topology/topology.js'

/** A domain type as it crosses a boundary: mutable, and branded strings as plain ones. */
export type Plain<T> = T extends string & { readonly __brand: string }
  ? string
  : T extends object
    ? { -readonly [K in keyof T]: Plain<T[K]> }
    : T

/** Every property required, at every depth: so that an optional one that only one side has is seen. */
type Complete<T> = T extends object ? { [K in keyof T]-?: Complete<T[K]> } : T

type IsBoth<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false

/** True where values of the two types can take each other's place, and neither has a property that the other lacks. */
export type Agrees<Wire, Domain> =
  IsBoth<Wire, Plain<Domain>> extends true ? IsBoth<Complete<Wire>, Complete<Plain<Domain>>> : false

type MustHold<T extends true> = T

/** Does not compile when a schema and the type that it describes differ. */
export type WireAgreement = [
  MustHold<Agrees<WireTopology, Topology>>,
  MustHold<Agrees<WireIntent, Intent>>,
  MustHold<Agrees<WireDeviceState, DeviceState>>,
  MustHold<Agrees<WireDeviceDiff, DeviceDiff>>,
  MustHold<Agrees<WirePacket, Packet>>,
  MustHold<Agrees<WireTrafficMatrix, TrafficMatrix>>,
]
