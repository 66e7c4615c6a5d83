import { expect, test } from 'vitest'
import { type IpAddress, type Prefix } from '../address/ip.js'
import type { Packet } from '../packet/packet.js'
import type { DeviceState } from './device-state.js'
import { emptyDeviceState } from './device-state.js'
import { compileDevice, lookup, preparePacket } from './lookup.js'

const packet = (its: Partial<Record<keyof Packet, unknown>> = {}): Packet =>
  ({
    src: '10.1.0.1',
    dst: '10.2.0.1',
    protocol: 6,
    srcPort: 1000,
    dstPort: 443,
    dscp: 0,
    established: false,
    ...its,
  }) as Packet
const p = (text: string) => text as Prefix
const look = (
  state: Partial<DeviceState>,
  its: Partial<Record<keyof Packet, unknown>> = {},
  inInterface = 'lan',
  down: string[] = [],
) =>
  lookup(
    compileDevice({ ...emptyDeviceState('r1'), ...state }),
    preparePacket(packet(its)),
    inInterface,
    (name) => !down.includes(name),
  )
const via = (...groups: string[][]) => ({
  kind: 'forward' as const,
  groups: groups.map((group) => group.map((name) => ({ interface: name }))),
})

test('the longest prefix wins', () => {
  const routes = [
    { prefix: p('0.0.0.0/0'), action: via(['wan']) },
    { prefix: p('10.2.0.0/16'), action: via(['b']) },
    { prefix: p('10.2.0.1/32'), action: { kind: 'deliver' as const, interface: 'lan' } },
  ]
  expect(look({ routes })).toMatchObject({ kind: 'deliver', interface: 'lan', entries: ['route 10.2.0.1/32'] })
  expect(look({ routes }, { dst: '10.2.9.9' as IpAddress })).toMatchObject({
    kind: 'forward',
    entries: ['route 10.2.0.0/16'],
  })
  expect(look({ routes }, { dst: '11.0.0.1' as IpAddress })).toMatchObject({ entries: ['route 0.0.0.0/0'] })
})

test('a group is used while one of its interfaces is up; members that are down are left out', () => {
  const routes = [{ prefix: p('10.2.0.0/16'), action: via(['a', 'b'], ['c']) }]
  const names = (down: string[]) => {
    const result = look({ routes }, {}, 'lan', down)
    return result.kind === 'forward'
      ? [result.group, ...result.choices.map(({ nextHop }) => nextHop.interface)]
      : result.kind
  }
  expect(names([])).toEqual([0, 'a', 'b'])
  expect(names(['a'])).toEqual([0, 'b'])
  expect(names(['a', 'b'])).toEqual([1, 'c'])
  expect(look({ routes }, {}, 'lan', ['a', 'b', 'c'])).toMatchObject({ kind: 'drop', reason: 'no-live-next-hop' })
})

test('a policy route decides before the routes, and drops when all its groups are down', () => {
  const state = {
    routes: [{ prefix: p('10.2.0.0/16'), action: via(['b']) }],
    policyRoutes: [
      {
        priority: 400,
        match: { dst: p('10.2.0.0/16'), protocol: 6, dstPort: [443, 443] as const },
        inInterface: 'lan',
        action: via(['fw']),
      },
    ],
  }
  expect(look(state)).toMatchObject({ choices: [{ nextHop: { interface: 'fw' } }] })
  expect(look(state, {}, 'b')).toMatchObject({ choices: [{ nextHop: { interface: 'b' } }] })
  expect(look(state, { dstPort: 80 })).toMatchObject({ choices: [{ nextHop: { interface: 'b' } }] })
  expect(look(state, {}, 'lan', ['fw'])).toMatchObject({ kind: 'drop', reason: 'no-live-next-hop' })
})

test('filters: the highest priority that matches decides, none matching permits', () => {
  const filters = [
    { direction: 'in' as const, interface: 'lan', priority: -4, match: {}, action: 'deny' as const },
    {
      direction: 'in' as const,
      interface: 'lan',
      priority: 402,
      match: { dst: p('10.2.0.0/16') },
      action: 'permit' as const,
    },
  ]
  const state = { filters, routes: [{ prefix: p('0.0.0.0/0'), action: via(['b']) }] }
  expect(look(state).kind).toBe('forward')
  expect(look(state, { dst: '10.3.0.1' })).toMatchObject({
    kind: 'drop',
    reason: 'in-filter',
    entries: ['filter in lan -4 any'],
  })
  expect(look(state, { dst: '10.3.0.1' }, 'b').kind).toBe('forward')
})

test('a match with ports matches only protocols that have ports', () => {
  const filters = [
    { direction: 'forward' as const, priority: 1, match: { dstPort: [0, 65535] as const }, action: 'deny' as const },
  ]
  expect(look({ filters })).toMatchObject({ reason: 'forward-filter' })
  expect(look({ filters }, { protocol: 1, srcPort: 0, dstPort: 0 })).toMatchObject({ reason: 'no-route' })
})

test('established and new are told apart', () => {
  const filters = [
    { direction: 'forward' as const, priority: 1, match: { established: false }, action: 'deny' as const },
  ]
  expect(look({ filters })).toMatchObject({ reason: 'forward-filter' })
  expect(look({ filters }, { established: true })).toMatchObject({ reason: 'no-route' })
})

test('v6 goes by v6 routes, and families never mix', () => {
  const routes = [{ prefix: p('2001:db8::/32'), action: via(['b']) }]
  expect(look({ routes }, { src: '2001:db8:1::1', dst: '2001:db8:2::1' }).kind).toBe('forward')
  expect(look({ routes }).kind).toBe('drop')
  expect(() => preparePacket(packet({ src: '::1' }))).toThrow(TypeError)
})

test('marks: the first match rewrites the DSCP, and what comes after sees it rewritten', () => {
  const state = {
    routes: [{ prefix: p('0.0.0.0/0'), action: via(['b']) }],
    policyRoutes: [{ priority: 8, match: { dscp: 34 }, action: via(['c']) }],
    filters: [
      { direction: 'in' as const, interface: 'lan', priority: 1, match: { dscp: 34 }, action: 'deny' as const },
      { direction: 'out' as const, interface: 'c', priority: 1, match: { dscp: 0 }, action: 'deny' as const },
    ],
    marks: [
      { interface: 'lan', priority: 400, match: { protocol: 6 }, dscp: 34 },
      { priority: 300, match: {}, dscp: 10 },
    ],
  }
  expect(look(state)).toMatchObject({
    mark: { key: 'mark in lan 400 proto 6', entry: { dscp: 34 } },
    packet: { dscp: 34 },
    choices: [{ nextHop: { interface: 'c' }, permitted: true }],
    entries: ['mark in lan 400 proto 6', 'policy-route 8 dscp 34'],
  })
  expect(look(state, {}, 'x')).toMatchObject({ packet: { dscp: 10 }, choices: [{ nextHop: { interface: 'b' } }] })
  expect(look(state, { dscp: 34 })).toMatchObject({ kind: 'drop', reason: 'in-filter', packet: { dscp: 34 } })
})

test('policers: in before the mark, out after it; queues by the interface that the packet leaves by', () => {
  const limit = (direction: 'in' | 'out', dscp: number) => ({
    direction,
    priority: 400,
    match: { dscp },
    bucket: direction,
    rate: 1000,
    burst: 100,
  })
  const state = {
    routes: [{ prefix: p('0.0.0.0/0'), action: via(['b', 'c']) }],
    marks: [{ priority: 300, match: {}, dscp: 10 }],
    policers: [limit('in', 0), limit('out', 10), limit('in', 10), limit('out', 0)],
    queues: [
      { interface: 'b', priority: 400, match: { dscp: 10 }, class: 'gold', min: 10, max: 20 },
      { interface: 'c', inInterface: 'x', priority: 400, match: {}, class: 'gold' },
    ],
  }
  const out = 'policer out 400 dscp 10'
  expect(look(state)).toMatchObject({
    policer: { key: 'policer in 400 dscp 0', entry: { bucket: 'in' } },
    choices: [
      { policer: { key: out }, queue: { entry: { class: 'gold' } }, entries: [out, 'queue b 400 dscp 10'] },
      { policer: { key: out }, entries: [out] },
    ],
  })
  expect(look(state, {}, 'x')).toMatchObject({ choices: [{}, { queue: { key: 'queue c 400 in x any' } }] })
})
