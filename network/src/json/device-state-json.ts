import type {
  DeviceState as WireDeviceState,
  PacketMatch as WireMatch,
  RouteAction as WireAction,
  Validated,
} from '@paranet/schemas'
import { validator } from '@paranet/schemas'
import { canonicalState } from '../device-state/canonical-state.js'
import type { DeviceState, PacketMatch, RouteAction } from '../device-state/device-state.js'
import { readAddress, readPrefix } from './canonical-addresses.js'

const validate = validator('device-state')

/** Reads a device state; the result is canonical: addresses, order of entries, one entry per key. */
export function deviceStateFromJson(value: unknown): Validated<DeviceState> {
  const read = validate(value)
  return read.ok ? { ok: true, value: canonicalDevice(read.value) } : read
}

/** The state as it is sent: the same value, to be read only. */
export const deviceStateToJson = (state: DeviceState): WireDeviceState => state as unknown as WireDeviceState

const canonicalDevice = ({
  device,
  routes,
  policyRoutes,
  filters,
  marks = [],
  policers = [],
  queues = [],
}: WireDeviceState): DeviceState =>
  canonicalState({
    device,
    routes: routes.map(({ prefix, action }) => ({ prefix: readPrefix(prefix), action: canonicalAction(action) })),
    policyRoutes: policyRoutes.map((entry) => ({
      ...entry,
      match: canonicalMatch(entry.match),
      action: canonicalAction(entry.action),
    })),
    filters: filters.map(withMatch),
    marks: marks.map(withMatch),
    policers: policers.map(withMatch),
    queues: queues.map(withMatch),
  })

const withMatch = <Wire extends { match: WireMatch }>(entry: Wire) => ({ ...entry, match: canonicalMatch(entry.match) })

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
