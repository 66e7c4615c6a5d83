import type { DeviceState, IpAddress, Packet, Prefix, Topology } from '@paranet/network'
import { contentHash, emptyDeviceState } from '@paranet/network'

export const node = (name: string, more: object = {}) => ({
  name,
  type: 'router',
  addresses: [],
  prefixes: [],
  target: 'emulated',
  driver: 'emulated',
  produces: [],
  labels: {},
  assigned: [],
  ...more,
})
export const link = (a: string, b: string, bandwidth = 1_000_000) => ({
  id: `${a}--${b}`,
  ends: [
    { node: a, interface: `to-${b}` },
    { node: b, interface: `to-${a}` },
  ],
  bandwidth,
  latency: 1000,
  weight: 10,
  risks: [],
  labels: {},
  assigned: [],
})
/** A triangle of devices, b a firewall, and a host behind c. */
export const topology = {
  name: 'line',
  default: 'closed',
  antiSpoofing: true,
  nodes: [
    node('a', { prefixes: ['10.1.0.0/16'] }),
    node('b', { function: 'firewall' }),
    node('c', { prefixes: ['10.2.0.0/16'] }),
    node('h', { type: 'host', addresses: ['10.2.9.9'] }),
  ],
  interfaces: [],
  links: [link('a', 'b'), link('b', 'c'), link('a', 'c'), link('c', 'h')],
  groups: [],
} as unknown as Topology

const p = (text: string) => text as Prefix
export const route = (prefix: string, ...groups: string[]) => ({
  prefix: p(prefix),
  action: { kind: 'forward' as const, groups: groups.map((name) => [{ interface: name }]) },
})
export const deliver = (prefix: string) => ({
  prefix: p(prefix),
  action: { kind: 'deliver' as const, interface: 'lan' },
})
/** Everything from a to c by b, by a--c where a--b is down. */
export const states: Record<string, DeviceState> = {
  a: { ...emptyDeviceState('a'), routes: [deliver('10.1.0.0/16'), route('10.2.0.0/16', 'to-b', 'to-c')] },
  b: { ...emptyDeviceState('b'), routes: [route('10.1.0.0/16', 'to-a'), route('10.2.0.0/16', 'to-c')] },
  c: {
    ...emptyDeviceState('c'),
    routes: [route('10.1.0.0/16', 'to-b'), deliver('10.2.0.0/16'), route('10.2.9.9/32', 'to-h')],
  },
}
/** Fingerprint of a device that runs nothing. */
export const empty = (device: string) => contentHash(emptyDeviceState(device))
/** A client of a calls a server of c. */
export const packet: Packet = {
  src: '10.1.0.1' as IpAddress,
  dst: '10.2.0.1' as IpAddress,
  protocol: 6,
  srcPort: 40_000,
  dstPort: 443,
  dscp: 0,
  established: false,
}
