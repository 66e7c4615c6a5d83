import type { DeviceState, Topology, TopologyNode } from '@paranet/network'
import { healthy, indexTopology, placedDevice, stateOf } from '@paranet/network'
import { expect, test } from 'vitest'
import type { FaultEffects } from '../faults/fault-effects.js'
import { channelFrom } from '../link/channel.js'
import { sendToPlace } from './placed-forwarding.js'

const node = (name: string, lon: number): TopologyNode => ({
  name,
  type: 'geo',
  addresses: [],
  prefixes: [],
  location: { lat: 0, lon },
  target: 'emulated',
  driver: 'emulated',
  produces: [],
  labels: {},
  assigned: [],
})
/** a — b — c on the equator; interfaces are called after the neighbour. */
const topology: Topology = {
  name: 'equator',
  default: 'open',
  antiSpoofing: true,
  nodes: [node('a', 0), node('b', 1), node('c', 2)],
  interfaces: [],
  links: [
    ['a', 'b'],
    ['b', 'c'],
  ].map(([a = '', b = '']) => ({
    id: `${a}--${b}`,
    ends: [
      { node: a, interface: b },
      { node: b, interface: a },
    ],
    bandwidth: 1e9,
    latency: 1000,
    weight: 10,
    risks: [],
    labels: {},
    assigned: [],
  })),
  groups: [],
}
const index = indexTopology(topology)
const area = { kind: 'circle', centre: { lat: 0, lon: 2 }, radius: 120_000 } as const
const states = new Map<string, DeviceState>(
  ['a', 'b', 'c'].map((own, i, all) => [
    own,
    stateOf(own, [
      { kind: 'geo-node', place: { lat: 0, lon: i }, fallback: 'none' },
      { kind: 'geo-member', node: own, interface: 'local' },
      ...[i - 1, i + 1]
        .filter((at) => all[at] !== undefined)
        .map((at) => ({
          kind: 'geo-neighbour' as const,
          interface: all[at] ?? '',
          node: all[at] ?? '',
          place: { lat: 0, lon: at },
          planar: false,
        })),
      ...(i > 0 ? [{ kind: 'geo-area' as const, area, deliver: ['local'], flood: [i === 1 ? 'c' : 'b'] }] : []),
    ]),
  ]),
)
const deviceAt = (name: string) => {
  const own = states.get(name)
  return own && placedDevice(own)
}
const calm: FaultEffects = {
  scenario: healthy,
  delay: new Map(),
  loss: new Map(),
  cut: new Set(),
  unreachable: new Set(),
  diesAfterStage: new Set(),
  refusesStage: new Set(),
  refusesCommit: new Set(),
  slow: new Map(),
  partialCommit: new Map(),
  skew: new Map(),
}
const header = { protocol: 17, srcPort: 0, dstPort: 5005, dscp: 0 }
const send = (to: Parameters<typeof sendToPlace>[2], effects: FaultEffects) =>
  sendToPlace({ index, effects, deviceAt }, 0, to, header)
const linkOf = (name: string) => index.linkId.get(name) ?? -1

test('a packet goes to the place of a node, and waits where a link is slow', () => {
  const slow = { ...calm, delay: new Map([[channelFrom(index, linkOf('b--c'), 1), 500]]) }
  expect(send({ kind: 'node', node: 'c' }, slow)).toMatchObject({
    end: { kind: 'delivered', node: 'c' },
    deliveries: [{ node: 'c', nodes: ['a', 'b', 'c'], links: ['a--b', 'b--c'], latency: 2500 }],
  })
})

test('all of an area get it', () =>
  expect(send({ kind: 'area', area }, calm).deliveries.map((one) => one.node)).toEqual(['b', 'c']))

test('a link that is down is a local minimum; one that swallows is noticed by nobody', () => {
  const down = { ...calm, scenario: { downLinks: new Set([linkOf('b--c')]), downNodes: new Set<number>() } }
  expect(send({ kind: 'node', node: 'c' }, down).end).toEqual({ kind: 'lost', node: 'b', reason: 'local-minimum' })
  const cut = { ...calm, cut: new Set([channelFrom(index, linkOf('b--c'), 1)]) }
  expect(send({ kind: 'node', node: 'c' }, cut).end).toEqual({ kind: 'lost', node: 'b', reason: 'link-down' })
  expect(send({ kind: 'area', area }, cut).deliveries.map((one) => one.node)).toEqual(['b'])
})
