import { parseRouting, readRouting } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import type { TopologyNode } from '@paranet/network'
import { indexTopology, networkState } from '@paranet/network'
import { converge, verifyConverged } from '@paranet/verifier'
import { describe, expect, test } from 'vitest'
import { interfaceLines, linkAddress, readRoutedNetwork, type RoutedLink } from '../support/routed-network.js'

type Costs = Readonly<Record<string, number>>

/** `a-b: 3` is the cost of a's interface towards b; a link that is not named costs 1. */
function network(
  links: readonly RoutedLink[],
  {
    costs = {},
    area = () => '0',
    more = {},
  }: { costs?: Costs; area?: (link: number) => string; more?: Record<string, string> } = {},
) {
  const routers = [...new Set(links.flat())]
  const confs = routers.map((name, i) => {
    const own = links.findIndex((link) => link.includes(name))
    const lines = [
      `interface lo\n ip address 10.0.0.${i + 1}/32\n ip ospf area ${area(own)}\nexit`,
      ...interfaceLines(links, name, (other, link) => [
        `ip ospf area ${area(link)}`,
        `ip ospf cost ${costs[`${name}-${other}`] ?? 1}`,
        'ip ospf network point-to-point',
      ]),
      'router ospf',
      ...(more[name] === undefined ? [] : [more[name]]),
      'exit',
    ]
    return [name, lines.join('\n')] as const
  })
  return readRoutedNetwork({ links, confs: new Map(confs) })
}

/** What `a` knows of a prefix: `metric via a-b, a-c`. */
function routeOf(input: ReturnType<typeof network>, device: string, prefix: string): string | undefined {
  const result = converge(input)
  if (result.kind === 'unknown') return `unknown: ${result.reason}`
  const route = result.learnt.get(device)?.find((one) => one.prefix === prefix)
  return route && `${route.metric} via ${route.nextHops.map((hop) => hop.interface).join(', ')}`
}

const diamond: readonly RoutedLink[] = [
  ['a', 'b'],
  ['a', 'c'],
  ['b', 'd'],
  ['c', 'd'],
]

describe('OSPF', () => {
  test.each<[string, Parameters<typeof network>, string, string]>([
    ['equal ways are all used', [diamond], '10.0.0.4/32', '2 via a-b, a-c'],
    ['costs count in the direction of packets', [diamond, { costs: { 'a-b': 5 } }], '10.0.0.4/32', '2 via a-c'],
    ['the cost of the far end counts for its subnet', [diamond, { costs: { 'd-b': 7 } }], '10.200.2.0/24', '2 via a-b'],
    [
      'what is told from outside costs what it is told with',
      [diamond, { more: { d: ' redistribute connected metric 9' } }],
      '10.0.0.4/32',
      '2 via a-b, a-c',
    ],
    [
      'a way inside the area goes before a cheaper one through another',
      [diamond, { area: (link) => (link === 3 || link === 1 ? '1' : '0'), costs: { 'a-b': 9 } }],
      '10.200.2.0/24',
      '10 via a-b',
    ],
    [
      'a statement that is not read',
      [diamond, { more: { d: ' area 1 stub' } }],
      '10.0.0.4/32',
      'unknown: d: frr.conf:18: ParaNet does not judge "area 1 stub"',
    ],
  ])('%s', (_, its, prefix, expected) => {
    expect(routeOf(network(...its), 'a', prefix)).toBe(expected)
  })

  test('external routes: type 1 before type 2, then the metric, then the nearer router', () => {
    const outside = (metric: number, type: number) =>
      ` redistribute static metric ${metric} metric-type ${type}\nexit\nip route 192.168.0.0/16 blackhole`
    const known = (b: string, d: string) => routeOf(network(diamond, { more: { b, d } }), 'a', '192.168.0.0/16')
    expect(known(outside(9, 2), outside(9, 2))).toBe('9 via a-b')
    expect(known(outside(9, 2), outside(8, 2))).toBe('8 via a-b, a-c')
    expect(known(outside(1, 2), outside(8, 1))).toBe('10 via a-b, a-c')
  })

  test('a cost that the bandwidth decides is not known', () => {
    const conf = readRouting(
      'frr.conf',
      'a',
      'interface a-b\n ip address 10.200.0.1/24\n ip ospf area 0\nrouter ospf\n',
    )
    const { index, configs } = network(diamond)
    const result = converge({ index, configs: [conf, ...configs.filter(({ device }) => device !== 'a')] })
    expect(result).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('a-b has no "ip ospf cost"') })
  })
})

describe('intents on what is learnt', () => {
  const confOf = (own: string, stub?: string) =>
    [
      ...(stub === undefined
        ? []
        : ['interface lan', ` ip address ${stub}`, ' ip ospf area 0', ' ip ospf cost 1', ' ip ospf passive', 'exit']),
      own,
      'router ospf',
      '',
    ].join('\n')
  const eth = (name: string, address: string) =>
    `interface ${name}\n ip address ${address}\n ip ospf area 0\n ip ospf cost 10\n ip ospf network point-to-point\nexit`
  const proved = (edges: readonly (readonly [string, string])[], failures?: number) => {
    const text = [
      'network ring {',
      '  default: open',
      '  anti_spoofing: false',
      '  node a : router { target: frr, prefixes: 10.1.0.0/16 }',
      '  node b : router { target: frr }',
      '  node c : router { target: frr, prefixes: 10.3.0.0/16 }',
      ...edges.map(([x, y]) => `  link ${x} -- ${y}`),
      '}',
    ].join('\n')
    const { topology, diagnostics } = resolveNetwork([{ name: 'ring.pn', text }])
    if (!topology) throw new Error(JSON.stringify(diagnostics))
    const index = indexTopology(topology)
    const { intents } = resolveIntents(
      [{ name: 'i.pn', text: 'route out {\n  from: a\n  to: c\n  reply: none\n}' }],
      index,
    )
    const own = (name: string) =>
      edges
        .flatMap(([x, y], i) => {
          if (x !== name && y !== name) return []
          const link = index.links[i]
          const end = link?.ends.find((one) => one.node === name)
          return [eth(end?.interface ?? '', `10.200.${i}.${x === name ? 1 : 2}/24`)]
        })
        .join('\n')
    const files = ['a', 'b', 'c'].map((name) => {
      const stub = { a: '10.1.0.1/16', c: '10.3.0.1/16' }[name]
      const read = parseRouting(index.nodes[index.nodeId.get(name) ?? 0] as TopologyNode, [
        { name: 'frr.conf', text: confOf(own(name), stub) },
      ])
      if (!read?.parsed.ok) throw new Error(read?.parsed.ok === false ? read.parsed.message : 'not read')
      return { state: read.parsed.state, routing: read.routing }
    })
    return verifyConverged({
      index,
      intents,
      state: networkState(files.map(({ state }) => state)),
      routing: files.map(({ routing }) => routing),
      ...(failures === undefined ? {} : { failures }),
    }).verdicts.filter(({ intent }) => intent.endsWith('out'))
  }

  test('they hold as things are, and after each failure that routing gets round', () => {
    const ring = [
      ['a', 'b'],
      ['b', 'c'],
      ['a', 'c'],
    ] as const
    expect(proved(ring, 1)).toMatchObject([
      { property: 'delivered', verdict: 'holds' },
      { property: 'survives', verdict: 'holds', grade: 'converged' },
    ])
    expect(proved(ring.slice(0, 2), 1)).toMatchObject([
      { property: 'delivered', verdict: 'holds' },
      { property: 'survives', verdict: 'violated', scenario: { down: [expect.any(String)] } },
    ])
  })
})

/** Routers a, b, … in a system each (65001, 65002, …) with a session over each link; `more`: lines of `router bgp` and route maps. */
function systems(links: readonly RoutedLink[], more: Record<string, string> = {}) {
  const routers = [...new Set(links.flat())].sort()
  const confs = routers.map((name, i) => {
    const neighbours = links.flatMap(([a, b], link) => {
      if (a !== name && b !== name) return []
      const other = a === name ? b : a
      return [` neighbor ${linkAddress(link, a === name ? 1 : 0)} remote-as ${65_001 + routers.indexOf(other)}`]
    })
    const lines = [
      ...interfaceLines(links, name, () => []),
      `ip route 192.168.${i + 1}.0/24 blackhole`,
      `router bgp ${65_001 + i}`,
      ` bgp router-id 10.0.0.${i + 1}`,
      ' no bgp ebgp-requires-policy',
      ' bgp bestpath compare-routerid',
      ...neighbours,
      ...(name === 'a' ? [' network 192.168.1.0/24'] : []),
      ...(more[name] === undefined ? [] : [more[name]]),
    ]
    return [name, lines.join('\n')] as const
  })
  return readRoutedNetwork({ links, confs: new Map(confs) })
}

/** Prefers what is heard over a link. */
const prefer = (links: readonly RoutedLink[], name: string, other: string): string => {
  const link = links.findIndex((one) => one.includes(name) && one.includes(other))
  const address = linkAddress(link, links[link]?.[0] === name ? 1 : 0)
  return ` neighbor ${address} route-map first in\nexit\nroute-map first permit 10\n set local-preference 200\nexit`
}

const triangle: readonly RoutedLink[] = [
  ['a', 'b'],
  ['a', 'c'],
  ['b', 'c'],
]
const wheel: readonly RoutedLink[] = [
  ['a', 'b'],
  ['a', 'c'],
  ['a', 'd'],
  ['b', 'c'],
  ['c', 'd'],
  ['b', 'd'],
]

describe('BGP', () => {
  test.each<[string, ReturnType<typeof network>, string, string]>([
    ['the shortest path', systems(triangle), 'c', '0 via c-a'],
    ['a preferred neighbour, though farther', systems(triangle, { c: prefer(triangle, 'c', 'b') }), 'c', '0 via c-b'],
    [
      'equal paths by one neighbouring system only',
      systems([
        ['a', 'b'],
        ['a', 'c'],
        ['b', 'd'],
        ['c', 'd'],
      ]),
      'd',
      '0 via d-b',
    ],
    [
      'DISAGREE: two stable states',
      systems(triangle, { b: prefer(triangle, 'b', 'c'), c: prefer(triangle, 'c', 'b') }),
      'c',
      'unknown: for 192.168.1.0/24 b, c wait for each other: no stable state, or not only one',
    ],
    [
      'BAD GADGET: no stable state',
      systems(wheel, { b: prefer(wheel, 'b', 'c'), c: prefer(wheel, 'c', 'd'), d: prefer(wheel, 'd', 'b') }),
      'c',
      'unknown: for 192.168.1.0/24 b, c, d wait for each other: no stable state, or not only one',
    ],
  ])('%s', (_, input, device, expected) => {
    expect(routeOf(input, device, '192.168.1.0/24')).toBe(expected)
  })
})
