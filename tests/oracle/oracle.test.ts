import type {
  DeviceState,
  EndTerm,
  Intent,
  NetworkState,
  Packet,
  Prefix,
  RouteIntent,
  Topology,
} from '@paranet/network'
import { describe, expect, test } from 'vitest'
import { externalInterface, link, node, topologyOf } from '../../network/src/testing/small-networks.js'
import type { EntryPlace } from './index.js'
import { allUp, oraclePacket, oraclePromise, oracleVerdict } from './index.js'

const topology = topologyOf(
  [
    node('r1', { address: '10.0.0.1', prefixes: ['10.1.0.0/16', '2001:db8:1::/48'] }),
    node('r2', { address: '10.0.0.2', prefixes: ['10.2.0.0/16', '2001:db8:2::/48'] }),
    node('fw', { type: 'firewall', function: 'firewall' }),
    node('web', { type: 'host', address: '10.2.0.10', gateway: 'r2' }),
  ],
  [link('r1', 'r2'), link('r1', 'fw'), link('fw', 'r2'), link('r2', 'web')],
  { interfaces: [externalInterface('r1', 'wan')] },
)
const p = (text: string) => text as Prefix
const toward = (...names: string[]) => ({
  kind: 'forward' as const,
  groups: names.map((name) => name.split('+').map((one) => ({ interface: one }))),
})
const deliver = (name: string) => ({ kind: 'deliver' as const, interface: name })
const device = (name: string, its: Partial<DeviceState>): DeviceState => ({
  device: name,
  routes: [],
  policyRoutes: [],
  filters: [],
  ...its,
})
const statesOf = (...states: DeviceState[]): NetworkState => new Map(states.map((state) => [state.device, state]))

const r1 = device('r1', {
  routes: [
    { prefix: p('10.1.0.0/16'), action: deliver('lan') },
    { prefix: p('10.2.0.0/16'), action: toward('to-r2', 'to-fw') },
    { prefix: p('2001:db8:2::/48'), action: toward('to-r2+to-fw') },
    { prefix: p('0.0.0.0/0'), action: toward('wan') },
    { prefix: p('10.2.99.0/24'), action: { kind: 'drop' } },
  ],
})
const r2 = device('r2', {
  routes: [
    { prefix: p('10.2.0.0/16'), action: deliver('lan') },
    { prefix: p('10.2.0.10/32'), action: toward('to-web') },
    { prefix: p('2001:db8:2::/48'), action: deliver('lan') },
    { prefix: p('10.1.0.0/16'), action: toward('to-r1') },
    { prefix: p('10.77.0.0/16'), action: toward('to-r1') },
    { prefix: p('10.78.0.0/16'), action: deliver('lan') },
    { prefix: p('10.79.0.0/16'), action: toward('nowhere') },
  ],
})
const fw = device('fw', {
  routes: [
    { prefix: p('10.2.0.0/16'), action: toward('to-r2') },
    { prefix: p('2001:db8:2::/48'), action: toward('to-r2') },
  ],
})
const plain = statesOf(r1, r2, fw)

const packet = (src: string, dst: string, its: Partial<Packet> = {}): Packet => ({
  src: src as Packet['src'],
  dst: dst as Packet['dst'],
  protocol: 6,
  srcPort: 50_000,
  dstPort: 443,
  dscp: 0,
  established: false,
  ...its,
})
const at = (text: string): EntryPlace => ({ node: text.split('.')[0] ?? '', interface: text.split('.')[1] ?? '' })

describe('what happens to one packet', () => {
  const down = (...links: string[]) => ({ links: new Set(links), nodes: new Set<string>() })
  const nodeDown = (...nodes: string[]) => ({ links: new Set<string>(), nodes: new Set(nodes) })
  const from = '10.1.0.5'
  const looping = statesOf(device('r1', { routes: [{ prefix: p('10.2.0.0/16'), action: toward('to-r2') }] }), {
    ...r2,
    routes: [{ prefix: p('10.2.0.0/16'), action: toward('to-r1') }],
  })
  const filtered = (entries: DeviceState['filters']) => statesOf({ ...r1, filters: entries }, r2, fw)
  const deny = (match: object, priority = 0) => ({ priority, match, action: 'deny' as const })
  const policy = (match: object, action: DeviceState['policyRoutes'][number]['action'], inInterface?: string) =>
    statesOf(
      { ...r1, policyRoutes: [{ priority: 9, match, action, ...(inInterface === undefined ? {} : { inInterface }) }] },
      r2,
      fw,
    )

  test.each<[string, NetworkState, typeof allUp, string, Packet, string[]]>([
    ['is delivered at the prefix', plain, allUp, 'r1.lan', packet(from, '10.2.0.9'), ['r1 r2 delivered at r2']],
    ['longest route wins', plain, allUp, 'r1.lan', packet(from, '10.2.0.10'), ['r1 r2 delivered at web']],
    ['a drop route drops', plain, allUp, 'r1.lan', packet(from, '10.2.99.1'), ['r1 dropped at r1']],
    [
      'second group takes over',
      plain,
      down('r1--r2'),
      'r1.lan',
      packet(from, '10.2.0.9'),
      ['r1 fw r2 delivered at r2'],
    ],
    ['no group left', plain, down('r1--r2', 'r1--fw'), 'r1.lan', packet(from, '10.2.0.9'), ['r1 dropped at r1']],
    ['a node down takes its links', plain, nodeDown('r2'), 'r1.lan', packet(from, '10.2.0.9'), ['r1 fw dropped at fw']],
    [
      'equal costs are all taken',
      plain,
      allUp,
      'r1.lan',
      packet('2001:db8:1::1', '2001:db8:2::1'),
      ['r1 r2 delivered at r2', 'r1 fw r2 delivered at r2'],
    ],
    [
      'an equal cost less',
      plain,
      down('r1--r2'),
      'r1.lan',
      packet('2001:db8:1::1', '2001:db8:2::1'),
      ['r1 fw r2 delivered at r2'],
    ],
    ['leaves to where nobody owns it', plain, allUp, 'r1.lan', packet(from, '8.8.8.8'), ['r1 delivered at r1']],
    ['leaves although somebody owns it', plain, allUp, 'r1.lan', packet(from, '10.0.0.2'), ['r1 misdelivered at r1']],
    ['no route', plain, allUp, 'r2.to-web', packet('10.2.0.10', '9.9.9.9'), ['r2 dropped at r2']],
    ['sent to the wrong place', plain, allUp, 'r2.to-web', packet('10.2.0.10', '10.78.0.1'), ['r2 misdelivered at r2']],
    ['sent to no place', plain, allUp, 'r2.to-web', packet('10.2.0.10', '10.79.0.1'), ['r2 dropped at r2']],
    ['access link down', plain, down('r2--web'), 'r2.to-web', packet('10.2.0.10', from), [' dropped at r2']],
    ['a loop is seen', looping, allUp, 'r1.lan', packet(from, '10.2.0.9'), ['r1 r2 r1 looped at r2']],
    [
      'in filter',
      filtered([{ direction: 'in', interface: 'lan', ...deny({ protocol: 6 }) }]),
      allUp,
      'r1.lan',
      packet(from, '10.2.0.9'),
      ['r1 dropped at r1'],
    ],
    [
      'forward filter',
      filtered([{ direction: 'forward', ...deny({ dstPort: [440, 443] }) }]),
      allUp,
      'r1.lan',
      packet(from, '10.2.0.9'),
      ['r1 dropped at r1'],
    ],
    [
      'out filter of one way only',
      filtered([{ direction: 'out', interface: 'to-fw', ...deny({}) }]),
      allUp,
      'r1.lan',
      packet('2001:db8:1::1', '2001:db8:2::1'),
      ['r1 r2 delivered at r2', 'r1 dropped at r1'],
    ],
    [
      'ports match only what has ports',
      filtered([{ direction: 'forward', ...deny({ dstPort: [0, 65535] }) }]),
      allUp,
      'r1.lan',
      packet(from, '10.2.0.9', { protocol: 1, srcPort: 0, dstPort: 0 }),
      ['r1 r2 delivered at r2'],
    ],
    [
      'higher priority decides',
      filtered([
        { direction: 'in', interface: 'lan', ...deny({}) },
        { direction: 'in', interface: 'lan', priority: 1, match: { src: p('10.1.0.0/24') }, action: 'permit' },
      ]),
      allUp,
      'r1.lan',
      packet(from, '10.2.0.9'),
      ['r1 r2 delivered at r2'],
    ],
    [
      'policy route before route',
      policy({ dstPort: [443, 443] }, toward('to-fw')),
      allUp,
      'r1.lan',
      packet(from, '10.2.0.9'),
      ['r1 fw r2 delivered at r2'],
    ],
    [
      'policy route of another interface',
      policy({}, { kind: 'drop' }, 'to-fw'),
      allUp,
      'r1.lan',
      packet(from, '10.2.0.9'),
      ['r1 r2 delivered at r2'],
    ],
    [
      'policy route without a live way',
      policy({}, toward('to-fw')),
      down('r1--fw'),
      'r1.lan',
      packet(from, '10.2.0.9'),
      ['r1 dropped at r1'],
    ],
    [
      'established is matched',
      policy({ established: true }, { kind: 'drop' }),
      allUp,
      'r1.lan',
      packet(from, '10.2.0.9', { established: true }),
      ['r1 dropped at r1'],
    ],
    [
      'a mix of families matches nothing',
      policy({ src: p('10.0.0.0/8'), dst: p('::/0') }, { kind: 'drop' }),
      allUp,
      'r1.lan',
      packet(from, '10.2.0.9'),
      ['r1 r2 delivered at r2'],
    ],
  ])('%s', (_, states, outage, entry, its, expected) => {
    const { branches } = oraclePacket(topology, states, outage, at(entry), its)
    expect(branches.map((branch) => `${branch.devices.join(' ')} ${branch.end} at ${branch.at}`)).toEqual(expected)
  })

  test('latency counts every link, to hosts too', () => {
    const latencies = (entry: string, its: Packet) =>
      oraclePacket(topology, plain, allUp, at(entry), its).branches.map(({ latency }) => latency)
    expect(latencies('r1.lan', packet(from, '10.2.0.10'))).toEqual([2000])
    expect(latencies('r2.to-web', packet('10.2.0.10', from))).toEqual([2000])
  })
})

const ends = (...terms: EndTerm[]) => ({ terms, except: [] as EndTerm[], text: 'ends' })
const n = (name: string): EndTerm => ({ kind: 'node', node: name })
const behind = (text: string): EndTerm => ({ kind: 'prefix', prefix: p(text) })
const outside: EndTerm = { kind: 'internet' }
const everyone: EndTerm = { kind: 'any' }
const base = { priority: 100, rank: 0, traffic: [{}], reply: 'auto' as const, yields: false, labels: {} }
const route = (from: EndTerm, to: EndTerm, its: Partial<RouteIntent> = {}): RouteIntent => ({
  ...base,
  kind: 'route',
  id: 'route',
  name: 'route',
  from: ends(from),
  to: ends(to),
  via: [],
  avoid: [],
  ...its,
})
const other = (kind: 'allow' | 'isolate', from: EndTerm, to: EndTerm, its: object = {}): Intent => ({
  ...base,
  kind,
  id: kind,
  name: kind,
  from: ends(from),
  to: ends(to),
  ...its,
})
const tcp443 = { traffic: [{ protocol: 6, dstPorts: [[443, 443] as const] }] }

describe('what is owed to one packet', () => {
  const open: Topology = { ...topology, default: 'open' }
  const isolate = (from: EndTerm, its: object = {}) => other('isolate', from, n('r2'), its)
  const tracked = route(n('r1'), n('r2'), { via: [{ oneOf: ['fw'] }] })
  test.each<[string, Intent[], string, Packet, string]>([
    ['a route must deliver', [route(n('r1'), n('r2'))], 'r1.lan', packet('10.1.0.5', '10.2.0.9'), 'must'],
    [
      'to the owner of a longer prefix too',
      [route(n('r1'), n('r2'))],
      'r1.lan',
      packet('10.1.0.5', '10.2.0.10'),
      'must',
    ],
    [
      'from a loopback at the device itself',
      [route(n('r1'), n('r2'))],
      'r1.local',
      packet('10.0.0.1', '10.2.0.9'),
      'must',
    ],
    ['not from a loopback elsewhere', [route(n('r1'), n('r2'))], 'r1.lan', packet('10.0.0.1', '10.2.0.9'), 'must-not'],
    [
      'not another class',
      [route(n('r1'), n('r2'), tcp443)],
      'r1.lan',
      packet('10.1.0.5', '10.2.0.9', { dstPort: 22 }),
      'must-not',
    ],
    ['not to where it comes from', [route(everyone, everyone)], 'r1.lan', packet('10.1.0.5', '10.1.0.6'), 'may'],
    ['a host is not its router', [route(n('r2'), n('r1'))], 'r2.to-web', packet('10.2.0.10', '10.1.0.5'), 'must-not'],
    [
      'answers come back',
      [route(n('r1'), n('r2'), tcp443)],
      'r2.lan',
      packet('10.2.0.9', '10.1.0.5', { srcPort: 443, dstPort: 50_000 }),
      'must',
    ],
    [
      'an answer that nobody tracks may pass',
      [route(n('r1'), n('r2'))],
      'r1.lan',
      packet('10.1.0.5', '10.2.0.9', { established: true }),
      'may',
    ],
    [
      'answers of a host inside',
      [route(n('r1'), n('r2'), tcp443)],
      'r2.to-web',
      packet('10.2.0.10', '10.1.0.5', { srcPort: 443, dstPort: 50_000 }),
      'must',
    ],
    [
      'no answers',
      [route(n('r1'), n('r2'), { ...tcp443, reply: 'none' })],
      'r2.lan',
      packet('10.2.0.9', '10.1.0.5', { srcPort: 443, dstPort: 50_000 }),
      'must-not',
    ],
    ['tracked answers are established', [tracked], 'r2.lan', packet('10.2.0.9', '10.1.0.5'), 'must-not'],
    [
      'established answers of a tracked route',
      [tracked],
      'r2.lan',
      packet('10.2.0.9', '10.1.0.5', { established: true }),
      'must',
    ],
    ['an allow may', [other('allow', n('r1'), n('r2'))], 'r1.lan', packet('10.1.0.5', '10.2.0.9'), 'may'],
    [
      'the internet is at the external port',
      [route(outside, n('web'))],
      'r1.wan',
      packet('8.8.8.8', '10.2.0.10'),
      'must',
    ],
    [
      'an owned source does not come from outside',
      [route(outside, n('web'))],
      'r1.wan',
      packet('10.1.0.5', '10.2.0.10'),
      'must-not',
    ],
    ['to the internet is to nobody inside', [route(n('r1'), outside)], 'r1.lan', packet('10.1.0.5', '8.8.8.8'), 'must'],
    ['and not to somebody inside', [route(n('r1'), outside)], 'r1.lan', packet('10.1.0.5', '10.2.0.9'), 'must-not'],
    [
      'a lower isolate loses',
      [route(n('r1'), n('r2'), { priority: 200 }), isolate(n('r1'))],
      'r1.lan',
      packet('10.1.0.5', '10.2.0.9'),
      'must',
    ],
    [
      'a higher isolate wins',
      [route(n('r1'), n('r2')), isolate(n('r1'), { priority: 200 })],
      'r1.lan',
      packet('10.1.0.5', '10.2.0.9'),
      'must-not',
    ],
    [
      'equals contradict',
      [route(n('r1'), n('r2')), isolate(n('r1'))],
      'r1.lan',
      packet('10.1.0.5', '10.2.0.9'),
      'nothing',
    ],
    [
      'an allow above a route',
      [route(n('r1'), n('r2')), other('allow', n('r1'), n('r2'), { priority: 300 })],
      'r1.lan',
      packet('10.1.0.5', '10.2.0.9'),
      'must',
    ],
    [
      'an assertion grants nothing',
      [{ kind: 'assert', id: 'a', name: 'a', asserts: route(n('r1'), n('r2')), labels: {} }],
      'r1.lan',
      packet('10.1.0.5', '10.2.0.9'),
      'must-not',
    ],
  ])('%s', (_, intents, entry, its, expected) => {
    expect(oraclePromise(topology, intents, at(entry), its).says).toBe(expected)
  })

  test.each<[string, Intent[], string, Packet, string]>([
    ['open by default', [], 'r1.lan', packet('10.1.0.5', '10.2.0.9'), 'may'],
    ['but not to strangers', [], 'r1.lan', packet('10.9.0.5', '10.2.0.9'), 'must-not'],
    ['an isolate takes it', [isolate(n('r1'))], 'r1.lan', packet('10.1.0.5', '10.2.0.9'), 'must-not'],
    ['but no answers', [isolate(n('r1'))], 'r1.lan', packet('10.1.0.5', '10.2.0.9', { established: true }), 'may'],
    [
      'unless told',
      [isolate(n('r1'), { reply: 'none' })],
      'r1.lan',
      packet('10.1.0.5', '10.2.0.9', { established: true }),
      'must-not',
    ],
    ['a part of the prefix', [isolate(behind('10.1.7.0/24'))], 'r1.lan', packet('10.1.7.5', '10.2.0.9'), 'must-not'],
    ['the other part', [isolate(behind('10.1.7.0/24'))], 'r1.lan', packet('10.1.8.5', '10.2.0.9'), 'may'],
    [
      'except',
      [isolate(behind('10.1.0.0/16'), { from: { terms: [n('r1')], except: [behind('10.1.8.0/24')], text: '' } })],
      'r1.lan',
      packet('10.1.8.5', '10.2.0.9'),
      'may',
    ],
  ])('in an open network: %s', (_, intents, entry, its, expected) => {
    expect(oraclePromise(open, intents, at(entry), its).says).toBe(expected)
  })
})

describe('verdicts over a sample', () => {
  const sample = [{ at: at('r1.lan'), packet: packet('10.1.0.5', '10.2.0.9') }]
  const verdict = (intent: Intent | undefined, property: Parameters<typeof oracleVerdict>[2], states = plain) =>
    oracleVerdict({ topology, intents: intent ? [intent] : [], states }, intent, property, sample)
  const to = (its: Partial<RouteIntent>) => route(n('r1'), n('r2'), its)

  test.each<[string, ReturnType<typeof verdict>, object | undefined]>([
    ['delivered', verdict(to({}), 'delivered'), undefined],
    ['not delivered', verdict(to({}), 'delivered', statesOf(r1)), { why: 'dropped at r2: no state' }],
    ['passes no waypoint', verdict(to({ via: [{ oneOf: ['fw'] }] }), 'waypoints'), { why: 'by r1,r2' }],
    ['passes what it must', verdict(to({ via: [{ oneOf: ['r1', 'fw'] }, { oneOf: ['r2'] }] }), 'waypoints'), undefined],
    [
      'in the wrong order',
      verdict(to({ via: [{ oneOf: ['r2'] }, { oneOf: ['r1'] }] }), 'waypoints'),
      { why: 'by r1,r2' },
    ],
    [
      'passes a link to avoid',
      verdict(to({ avoid: [{ kind: 'link', link: 'r1--r2' }] }), 'avoids'),
      { property: 'avoids' },
    ],
    ['passes devices without tables', verdict(to({ protocol: 'p4' }), 'avoids'), { property: 'avoids' }],
    ['avoids another', verdict(to({ avoid: [{ kind: 'node', node: 'fw' }] }), 'avoids'), undefined],
    ['in time', verdict(to({ latency: 1000 }), 'latency'), undefined],
    ['too late', verdict(to({ latency: 999 }), 'latency'), { why: 'takes 1000 µs' }],
    ['short enough', verdict(to({ maxHops: 1 }), 'hops'), undefined],
    [
      'survives, but with more hops',
      verdict(to({ maxHops: 1, survive: [{ count: 1, element: 'link' }] }), 'survives'),
      { down: { links: ['r1--r2'], nodes: [] }, property: 'hops' },
    ],
    ['survives a link', verdict(to({ survive: [{ count: 1, element: 'link' }] }), 'survives'), undefined],
    [
      'survives, but too late',
      verdict(to({ latency: 1500, survive: [{ count: 1, element: 'link' }] }), 'survives'),
      { down: { links: ['r1--r2'], nodes: [] }, property: 'latency' },
    ],
    [
      'not two links',
      verdict(to({ survive: [{ count: 2, element: 'link' }] }), 'survives'),
      { down: { links: ['r1--fw', 'r1--r2'], nodes: [] } },
    ],
    [
      'survives the nodes that are not its ends',
      verdict(to({ survive: [{ count: 1, element: 'node' }] }), 'survives'),
      undefined,
    ],
    ['an isolate is broken', verdict(other('isolate', n('r1'), n('r2')), 'isolated'), { why: 'r2 gets it' }],
    ['nobody asked', verdict(undefined, 'only-what-is-asked'), { intent: 'system' }],
    ['no loop', verdict(undefined, 'no-loop'), undefined],
  ])('%s', (_, found, expected) => {
    if (expected) expect(found).toMatchObject(expected)
    else expect(found).toBeUndefined()
  })
})
