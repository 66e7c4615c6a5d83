import type { Intent, Packet, RouteIntent, Topology } from '@paranet/network'
import { compileDevice, healthy, indexTopology, walk } from '@paranet/network'
import { expect, test } from 'vitest'
import { compile } from './compile.js'
import { PlanMemo } from './plan/plan-memo.js'
import { at, fiveIndex, fiveNodes, isolate, link, route, stateText } from './testing/five-nodes.js'

const run = (...intents: Intent[]) => compile({ index: fiveIndex, intents })
const codes = (...intents: Intent[]) => run(...intents).diagnostics.map(({ code, message }) => `${code}: ${message}`)
const paths = (intent: Intent) =>
  run(intent).plans.map((plan) => plan.paths.map((path) => path.join(' ')).join(', '))[0]

test('a plain route is one route per device on the shortest path, and a permit', () =>
  expect(stateText(run(route('x')).state)).toEqual([
    'a: route 10.4.0.0/16 → b',
    'a: filter in lan 400 src 10.1.0.0/16 dst 10.4.5.0/24 permit',
    'b: route 10.4.0.0/16 → d',
    'd: route 10.4.0.0/16 → deliver lan',
  ]))

test('a waypoint on a stub is reached and left by one link, told apart by the interface', () =>
  expect(stateText(run(route('x', { via: [{ oneOf: ['fw'] }] })).state)).toEqual([
    'a: policy-route 400 src 10.1.0.0/16 dst 10.4.5.0/24 → b',
    'a: filter in lan 400 src 10.1.0.0/16 dst 10.4.5.0/24 permit',
    'b: policy-route 400 in a src 10.1.0.0/16 dst 10.4.5.0/24 → fw',
    'b: policy-route 400 in fw src 10.1.0.0/16 dst 10.4.5.0/24 → d',
    'd: route 10.4.0.0/16 → deliver lan',
    'fw: policy-route 400 src 10.1.0.0/16 dst 10.4.5.0/24 → b',
  ]))

test('a survived link is a second group at each device in front of one', () =>
  expect(stateText(run(route('x', { survive: [{ count: 1, element: 'link' }] })).state)).toEqual([
    'a: policy-route 400 in b src 10.1.0.0/16 dst 10.4.5.0/24 → c',
    'a: policy-route 400 in lan src 10.1.0.0/16 dst 10.4.5.0/24 → b else c',
    'a: filter in lan 400 src 10.1.0.0/16 dst 10.4.5.0/24 permit',
    'b: policy-route 400 src 10.1.0.0/16 dst 10.4.5.0/24 → d else a',
    'c: policy-route 400 src 10.1.0.0/16 dst 10.4.5.0/24 → d',
    'd: route 10.4.0.0/16 → deliver lan',
  ]))

test('avoiding, a bound and a full link choose other ways', () => {
  expect(paths(route('x'))).toBe('a b d')
  expect(paths(route('x', { avoid: [{ kind: 'node', node: 'b' }] }))).toBe('a c d')
  const big = { bitsPerSecond: 800_000_000, each: false }
  const [first, second] = run(
    route('x', { bandwidth: big, traffic: [{ protocol: 6 }] }),
    route('y', { bandwidth: big, traffic: [{ protocol: 17 }], rank: 1 }),
  ).plans
  expect([first?.paths, second?.paths]).toEqual([[['a', 'b', 'd']], [['a', 'c', 'd']]])
})

test('a link is filled to its headroom, its own or that of the network', () => {
  const asked = route('x', { bandwidth: { bitsPerSecond: 800_000_000, each: false } })
  const way = (topology: Topology) => {
    const { plans, diagnostics } = compile({ index: indexTopology(topology), intents: [asked] })
    return diagnostics[0]?.message ?? plans[0]?.paths.map((path) => path.join(' ')).join()
  }
  const withHeadroom = (id: string, headroom: number) =>
    fiveNodes.links.map((one) => (one.id === id ? { ...one, headroom } : one))
  expect(way({ ...fiveNodes, headroom: 0.8 })).toBe('a b d')
  expect(way({ ...fiveNodes, links: withHeadroom('b--d', 0.7) })).toBe('a c d')
  expect(way({ ...fiveNodes, headroom: 0.7 })).toBe(
    'no path from a to d has 800Mbps left: link a--b carries 1Gbps and may be filled to 70%',
  )
  expect(way({ ...fiveNodes, headroom: 0.7, links: withHeadroom('a--b', 1) })).toBe(
    'no path from a to d has 800Mbps left: link b--d carries 1Gbps and may be filled to 70%',
  )
})

test('hops bound the path, and detours too', () => {
  const chord = indexTopology({ ...fiveNodes, links: [...fiveNodes.links, link('a', 'd', { weight: 500 })] })
  const way = (its: Partial<RouteIntent>) => {
    const { plans, diagnostics } = compile({ index: chord, intents: [route('x', its)] })
    return diagnostics[0]?.message ?? plans[0]?.paths.map((path) => path.join(' ')).join()
  }
  expect([way({ maxHops: 2 }), way({ maxHops: 1 })]).toEqual(['a b d', 'a d'])
  expect(way({ maxHops: 2, survive: [{ count: 1, element: 'link' }] })).toBe('a d')
  expect(way({ maxHops: 1, survive: [{ count: 1, element: 'link' }] })).toBe(
    'no path from a to d keeps 1 hops in the failure of link a--d; the best found takes 2',
  )
  expect(way({ maxHops: 2, latency: 1500, to: at('h') })).toBe(
    'no path from a to h takes at most 1500 µs within 2 hops; the best possible is 2000 µs',
  )
})

/** Where the cheapest path is in the way of two: s–a–d is cheap, but the two disjoint paths both need a part of it. */
const trap = indexTopology({
  ...fiveNodes,
  nodes: ['a', 'b', 'c', 'd'].map((name) => fiveNodes.nodes.find((node) => node.name === name) as never),
  links: [
    link('a', 'b'),
    link('b', 'c'),
    link('c', 'd'),
    link('a', 'c', { weight: 50, risks: ['duct'] }),
    link('b', 'd', { weight: 50, risks: ['duct'] }),
  ],
})

const spread = (its: Partial<RouteIntent>) => {
  const { plans, diagnostics } = compile({ index: trap, intents: [route('x', its)] })
  return diagnostics[0]?.message ?? plans[0]?.paths.map((path) => path.join(' ')).join()
}

test.each<[string, Partial<RouteIntent>, string]>([
  ['the cheapest alone', {}, 'a b c d'],
  ['two that share no link, though the cheapest is in the way', { paths: { count: 2, kind: 'links' } }, 'a b d,a c d'],
  ['two that share no node', { paths: { count: 2, kind: 'nodes' } }, 'a b d,a c d'],
  [
    'two that share no risk are not there',
    { paths: { count: 2, kind: 'risks' } },
    'no 2 risk-disjoint paths were found from a to d',
  ],
  [
    'three are too many',
    { paths: { count: 3, kind: 'links' } },
    'no 3 link-disjoint paths were found from a to d: link a--b, link a--c would be shared; the best possible is 2',
  ],
  ['two of equal cost', { paths: { count: 2, kind: 'equal' }, avoid: [{ kind: 'link', link: 'b--c' }] }, 'a b d,a c d'],
  ['no two of least cost', { paths: { count: 2, kind: 'equal' } }, 'no 2 equal-cost paths were found from a to d'],
  ['all of them keep the bounds', { paths: { count: 2, kind: 'links' }, maxHops: 2 }, 'a b d,a c d'],
])('paths: %s', (_, its, expected) => expect(spread(its)).toBe(expected))

const twoWalls = indexTopology({
  ...fiveNodes,
  nodes: fiveNodes.nodes.map((node) =>
    node.name === 'c' ? { ...node, type: 'firewall', function: 'firewall' } : node,
  ),
})

test.each<[string, Partial<RouteIntent>, string[]]>([
  [
    'the ends',
    { survive: [{ count: 1, element: 'node' }], to: at('d') },
    ['info single-point: the failure of a, d (ends) lies outside `survive`'],
  ],
  [
    'a waypoint without another',
    { survive: [{ count: 1, element: 'node' }], to: at('d'), via: [{ oneOf: ['b'] }] },
    ['warning single-point: the failure of b (a waypoint without another) and of a, d (ends) lies outside `survive`'],
  ],
  ['links have no such points', { survive: [{ count: 1, element: 'link' }], via: [{ oneOf: ['b'] }] }, []],
  [
    'firewalls that take over from each other',
    { survive: [{ count: 1, element: 'link' }], via: [{ oneOf: ['c', 'fw'] }], reply: 'auto' },
    [
      'warning sessions-lost: where one of c, fw takes over from another, connections that are open are lost: they share no state',
    ],
  ],
])('what survive does not promise: %s', (_, its, expected) =>
  expect(
    compile({ index: twoWalls, intents: [route('x', its)] })
      .diagnostics.filter(({ severity }) => severity !== 'error')
      .map(({ severity, code, message }) => `${severity} ${code}: ${message}`),
  ).toEqual(expected),
)

test('a spread class has one group of several members, and half the bandwidth on each', () => {
  const half = { bitsPerSecond: 1_500_000_000, each: false }
  const { state, diagnostics } = compile({
    index: trap,
    intents: [route('x', { paths: { count: 2, kind: 'links' }, bandwidth: half })],
  })
  expect(diagnostics).toEqual([])
  expect(stateText(state).filter((line) => line.includes('policy'))).toEqual([
    'a: policy-route 400 src 10.1.0.0/16 dst 10.4.5.0/24 → b+c',
    'b: policy-route 400 src 10.1.0.0/16 dst 10.4.5.0/24 → d',
    'c: policy-route 400 src 10.1.0.0/16 dst 10.4.5.0/24 → d',
  ])
})

test('what is preferred decides among the paths that keep the rest', () => {
  const prefer = (...names: string[]) => names.map((name) => ({ oneOf: [{ kind: 'node' as const, node: name }] }))
  expect(paths(route('x', { prefer: prefer('c') }))).toBe('a c d')
  expect(paths(route('x', { prefer: [{ oneOf: [{ kind: 'link', link: 'c--d' }] }] }))).toBe('a c d')
  expect(paths(route('x', { prefer: prefer('fw') }))).toBe('a b d')
  expect(codes(route('x', { prefer: prefer('c'), latency: 3000 }))).toEqual([
    'not-preferred: no path that keeps all that is asked passes c',
  ])
  expect(paths(route('x', { prefer: prefer('c'), latency: 3000 }))).toBe('a b d')
  expect(codes(route('x', { prefer: prefer('c'), survive: [{ count: 1, element: 'link' }] }))).toEqual([])
})

test.each<[string, Intent[], string]>([
  [
    'the fewest hops are named',
    [route('x', { maxHops: 1 })],
    'hops-unreachable: no path from a to d takes at most 1 hops; the best possible is 2',
  ],
  [
    'what is avoided cuts',
    [
      route('x', {
        avoid: [
          { kind: 'node', node: 'b' },
          { kind: 'node', node: 'c' },
        ],
      }),
    ],
    'no-path: no path from a to d: what it must avoid (b, c) cuts every way',
  ],
  [
    'the best latency is named',
    [route('x', { latency: 1500 })],
    'latency-unreachable: no path from a to d takes at most 1500 µs; the best possible is 2000 µs',
  ],
  [
    'a link to a host is a cut',
    [route('x', { to: at('h'), survive: [{ count: 1, element: 'link' }] })],
    'no-path: no path from a to h is left in the failure of link d--h: every way passes link d--h',
  ],
  [
    'the full link and its users are named',
    [0, 1, 2].map((rank) =>
      route(`r${rank}`, { rank, traffic: [{ dscp: [rank] }], bandwidth: { bitsPerSecond: 800_000_000, each: false } }),
    ),
    'over-capacity: no path from a to d has 800Mbps left: link a--b carries 1Gbps, of which r0 800Mbps',
  ],
  [
    'one allows what the other forbids',
    [route('x'), isolate('y', { rank: 1 })],
    'conflict: "y" and "x" contradict each other on tcp 10.1.0.10:50000 → 10.4.5.10:443: one lets it pass and one forbids it',
  ],
  [
    'two ways for one packet',
    [route('x', { via: [{ oneOf: ['fw'] }] }), route('y', { rank: 1, via: [{ oneOf: ['c'] }] })],
    'conflict: "y" and "x" contradict each other on tcp 10.1.0.10:50000 → 10.4.5.10:443: they send it by different waypoints',
  ],
  ['said twice', [route('x'), route('y', { rank: 1 })], 'redundant: "y" lies wholly inside "x", which says the same'],
])('reports: %s', (_, intents, expected) => expect(codes(...intents)).toContain(expected))

test('of two routes by different waypoints the one of higher priority has the packets, the other asks nothing of them', () => {
  const low = route('low', { via: [{ oneOf: ['fw'] }], avoid: [{ kind: 'node', node: 'c' }] })
  const high = route('high', { priority: 200, traffic: [{ protocol: 6 }], via: [{ oneOf: ['c'] }] })
  const { diagnostics, state } = run(low, high)
  expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['partly-shadowed', 'warning']])
  expect(stateText(state).filter((line) => line.startsWith('a: policy-route'))).toEqual([
    'a: policy-route 400 src 10.1.0.0/16 dst 10.4.5.0/24 → b',
    'a: policy-route 801 src 10.1.0.0/16 dst 10.4.5.0/24 proto 6 → c',
  ])
})

test('what shares packets is placed with the constraints of both', () => {
  const avoiding = route('y', { rank: 1, traffic: [{ protocol: 6 }], avoid: [{ kind: 'link', link: 'b--d' }] })
  const text = stateText(run(route('x', { via: [{ oneOf: ['fw'] }] }), avoiding).state)
  expect(text.filter((line) => line.includes('401'))).toEqual([
    'a: policy-route 401 in b src 10.1.0.0/16 dst 10.4.5.0/24 proto 6 → c',
    'a: policy-route 401 in lan src 10.1.0.0/16 dst 10.4.5.0/24 proto 6 → b',
    'b: policy-route 401 in a src 10.1.0.0/16 dst 10.4.5.0/24 proto 6 → fw',
    'b: policy-route 401 in fw src 10.1.0.0/16 dst 10.4.5.0/24 proto 6 → a',
    'c: policy-route 401 src 10.1.0.0/16 dst 10.4.5.0/24 proto 6 → d',
    'd: policy-route 401 src 10.1.0.0/16 dst 10.4.5.0/24 proto 6 → deliver lan',
    'fw: policy-route 401 src 10.1.0.0/16 dst 10.4.5.0/24 proto 6 → b',
  ])
})

test('a tracking waypoint lets answers back and nothing else', () => {
  const { state } = run(route('x', { via: [{ oneOf: ['fw'] }], reply: 'auto' }))
  expect(stateText(state).filter((line) => line.startsWith('fw: filter'))).toEqual([
    'fw: filter forward -4 src 10.4.5.0/24 dst 10.1.0.0/16 new deny',
    'fw: filter forward 400 src 10.4.5.0/24 dst 10.1.0.0/16 established permit',
  ])
})

const some: Intent[] = [
  route('plain', { to: at('h') }),
  route('guarded', { rank: 1, via: [{ oneOf: ['fw'] }], traffic: [{ protocol: 6 }], reply: 'auto' }),
  route('safe', { rank: 2, traffic: [{ protocol: 17 }], priority: 120, survive: [{ count: 1, element: 'link' }] }),
  isolate('no', { rank: 3, priority: 200, traffic: [{ protocol: 6, dstPorts: [[22, 22]] }] }),
]

test('the order of intents, nodes and links changes nothing; an intent that comes and goes leaves no trace', () => {
  const plain = run(...some)
  const turned = indexTopology({
    ...fiveNodes,
    nodes: [...fiveNodes.nodes].reverse(),
    links: [...fiveNodes.links].reverse(),
  })
  const memo = new PlanMemo()
  compile(
    {
      index: turned,
      intents: [...some, route('more', { rank: 9, via: [{ oneOf: ['c'] }], traffic: [{ protocol: 47 }] })],
    },
    { memo },
  )
  const other = compile({ index: turned, intents: [...some].reverse() }, { memo })
  expect(stateText(other.state)).toEqual(stateText(plain.state))
  expect([other.ledger, other.plans, other.diagnostics]).toEqual([plain.ledger, plain.plans, plain.diagnostics])
})

test('every entry has an owner', () => {
  const { state, ledger } = run(...some)
  for (const entries of ledger.values()) for (const owners of entries.values()) expect(owners.length).toBeGreaterThan(0)
  expect([...ledger].map(([device, entries]) => [device, entries.size])).toEqual(
    [...state].map(([device, own]) => [device, own.routes.length + own.policyRoutes.length + own.filters.length]),
  )
})

test('packets walk as asked in every single failure that is survived', () => {
  const { state } = run(...some)
  const devices = new Map([...state].map(([name, own]) => [name, compileDevice(own)]))
  const port = fiveIndex.ports.find(
    ({ device, interface: name }) => fiveIndex.nodes[device]?.name === 'a' && name === 'lan',
  )
  if (!port) throw new Error('no port')
  const packet = (its: Partial<Packet>): Packet =>
    ({
      src: '10.1.0.10',
      dst: '10.4.5.10',
      protocol: 17,
      srcPort: 5,
      dstPort: 5,
      dscp: 0,
      established: false,
      ...its,
    }) as Packet
  const end = (its: Partial<Packet>, link?: string) => {
    const scenario = { ...healthy, downLinks: new Set(link === undefined ? [] : [fiveIndex.linkId.get(link) ?? -1]) }
    return walk({ index: fiveIndex, devices, scenario }, port, packet(its)).end.kind
  }
  for (const { id } of fiveNodes.links.filter(({ id: name }) => !name.includes('fw')))
    expect([id, end({}, id)]).toEqual([id, 'delivered'])
  expect(end({ protocol: 6, dstPort: 22 })).toBe('dropped')
  expect(end({ protocol: 6, dstPort: 443 })).toBe('delivered')
  expect(end({ dst: '10.4.0.10' as Packet['dst'], protocol: 6 })).toBe('delivered')
  expect(end({ src: '10.4.0.1' as Packet['src'] })).toBe('dropped')
})
