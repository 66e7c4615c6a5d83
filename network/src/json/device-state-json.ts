import type {
  DeviceState as WireDeviceState,
  GroupRouteEntry as WireGroupRoute,
  PacketMatch as WireMatch,
  PeerEntry as WirePeer,
  RouteAction as WireAction,
  Validated,
} from '@paranet/schemas'
import { validator } from '@paranet/schemas'
import { canonicalState } from '../device-state/canonical-state.js'
import type { DeviceState, GroupRouteEntry, PacketMatch, PeerEntry, RouteAction } from '../device-state/device-state.js'
import { kindList } from '../device-state/entry-kinds.js'
import { readAddress, readName, readPrefix } from './canonical-addresses.js'
import { canonicalPolicy } from './intent-json.js'

const validate = validator('device-state')

/** Reads a device state; the result is canonical: addresses, order of entries, one entry per key. */
export function deviceStateFromJson(value: unknown): Validated<DeviceState> {
  const read = validate(value)
  return read.ok ? { ok: true, value: canonicalDevice(read.value) } : read
}

/** The state as it is sent: the same value, to be read only. */
export const deviceStateToJson = (state: DeviceState): WireDeviceState => state as unknown as WireDeviceState

function canonicalDevice(wire: WireDeviceState): DeviceState {
  const made: Record<string, unknown> = { device: wire.device }
  for (const { list } of kindList) made[list] = (wire[list] ?? []).map(canonicalEntry)
  return canonicalState(made as unknown as DeviceState)
}

/** The entry with its addresses and names in canonical form, wherever its kind has them. */
function canonicalEntry(entry: WireEntry): unknown {
  if ('neighbour' in entry) return canonicalPeer(entry)
  if ('group' in entry) return canonicalGroupRoute(entry)
  return {
    ...entry,
    ...('prefix' in entry ? { prefix: readPrefix(entry.prefix) } : {}),
    ...('name' in entry ? { name: readName(entry.name) } : {}),
    ...('match' in entry ? { match: canonicalMatch(entry.match) } : {}),
    ...('to' in entry && Array.isArray(entry.to)
      ? { to: entry.to.map((one) => ({ ...one, prefix: readPrefix(one.prefix) })) }
      : {}),
    ...('action' in entry && typeof entry.action === 'object' ? { action: canonicalAction(entry.action) } : {}),
  }
}

function canonicalPeer(peer: WirePeer): PeerEntry {
  return {
    ...peer,
    neighbour: readAddress(peer.neighbour),
    import: canonicalPolicy(peer.import),
    export: canonicalPolicy(peer.export),
  }
}

function canonicalGroupRoute({ source, group, inInterface, out }: WireGroupRoute): GroupRouteEntry {
  return { source: readPrefix(source), group: readAddress(group), inInterface, out: [...new Set(out)].sort() }
}

type WireEntry = NonNullable<WireDeviceState[(typeof kindList)[number]['list']]>[number]

function canonicalMatch({ src, dst, ...rest }: WireMatch): PacketMatch {
  return {
    ...rest,
    ...(src === undefined ? {} : { src: readPrefix(src) }),
    ...(dst === undefined ? {} : { dst: readPrefix(dst) }),
  }
}

function canonicalAction(action: WireAction): RouteAction {
  if (action.kind !== 'forward') return action
  const groups = action.groups.map((group) =>
    group.map(({ interface: name, address }) => ({
      interface: name,
      ...(address === undefined ? {} : { address: readAddress(address) }),
    })),
  )
  return { kind: 'forward', groups }
}
