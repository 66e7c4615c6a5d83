import { compile, renderDevice } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import type { DeviceState, NetworkState, TopologyIndex } from '@paranet/network'
import { canonicalState, deviceStateFromJson, deviceStateToJson, entryKey, indexTopology } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { expect, test } from 'vitest'

const networkText = (setting: string) => `network office {
  default: ${setting}
  node r1 : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
  node fw1 : firewall { address: 10.0.0.2, function: firewall }
  node r2 : router { address: 10.0.0.3, prefixes: 10.2.0.0/16 }
  node headend : host { address: 10.9.0.10, gateway: r1 }
  node ids1 : host { address: 10.9.0.66, gateway: fw1 }
  node tv1 : host { address: 10.9.0.21, gateway: fw1 }
  node tv2 : host { address: 10.9.0.22, gateway: r2 }
  link r1 -- fw1 { bandwidth: 100Mbps, latency: 1ms }
  link fw1 -- r2 { bandwidth: 100Mbps, latency: 1ms }
  link r1 -- r2 { bandwidth: 100Mbps, latency: 5ms, weight: 50 }
  link headend -- r1
  link ids1 -- fw1
  link tv1 -- fw1
  link tv2 -- r2
}`

function networkOf(setting = 'closed'): TopologyIndex {
  const { topology } = resolveNetwork([{ name: 'network.pn', text: networkText(setting) }])
  if (!topology) throw new Error('the network does not parse')
  return indexTopology(topology)
}

function compiled(text: string, index = networkOf()) {
  const { intents, diagnostics } = resolveIntents([{ name: 'a.pn', text }], index)
  const made = compile({ index, intents })
  const found = [...diagnostics, ...made.diagnostics].filter(({ severity }) => severity === 'error')
  return { index, intents, ...made, errors: found.map(({ code, message }) => `${code}: ${message}`) }
}

const copiesIn = (state: NetworkState): string[] =>
  [...state.values()].flatMap(({ device, copies = [], groupRoutes = [] }) => [
    ...copies.map((entry) => `${device}: ${entryKey({ kind: 'copy', ...entry })}`),
    ...groupRoutes.map(
      (entry) =>
        `${device}: ${entryKey({ kind: 'group-route', ...entry })} in ${entry.inInterface} out ${entry.out.join(' ')}`,
    ),
  ])

const verdictsOf = ({ index, intents, state }: ReturnType<typeof compiled>, changed: NetworkState = state): string[] =>
  verify({ index, intents, state: changed })
    .verdicts.filter(({ verdict }) => verdict !== 'holds')
    .map(({ intent, property, reason }) => `${intent.slice(intent.lastIndexOf('/') + 1)} ${property}: ${reason}`)

/** The state with one device changed. */
function withDevice(state: NetworkState, device: string, change: (own: DeviceState) => DeviceState): NetworkState {
  const own = state.get(device)
  if (!own) throw new Error(`no device ${device}`)
  return new Map(state).set(device, canonicalState(change(own)))
}

const web = 'route web { from: 10.1.0.0/16, to: 10.2.0.0/16, traffic: tcp dst-port 443, via: fw1 }\n'
const mirror = 'mirror ids { from: 10.1.0.0/16, to: 10.2.0.0/16, at: fw1, copy_to: ids1 }\n'
const iptv = 'multicast iptv { source: headend, group: 239.1.1.1, receivers: tv1, tv2, r2 }\n'

test.each([
  {
    name: 'a mirror is entries at its devices to the interface with the collector',
    text: web + mirror,
    expected: ['fw1: copy to to-ids1 src 10.1.0.0/16 dst 10.2.0.0/16'],
  },
  {
    name: 'without `at` the class is copied where it enters',
    text: 'mirror ids { from: tv1, to: any, traffic: udp dst-port 53, copy_to: ids1 }',
    expected: ['fw1: copy to to-ids1 in to-tv1 src 10.9.0.21/32 proto 17 dst-port 53'],
  },
  {
    name: 'a multicast is one tree, a device among its receivers included',
    text: iptv,
    expected: [
      'fw1: group-route 239.1.1.1 from 10.9.0.10/32 in to-r1 out to-r2 to-tv1',
      'r1: group-route 239.1.1.1 from 10.9.0.10/32 in to-headend out to-fw1',
      'r2: group-route 239.1.1.1 from 10.9.0.10/32 in to-fw1 out lan to-tv2',
    ],
  },
  {
    name: 'a tree avoids what it is told to',
    text: 'multicast iptv { source: headend, group: 239.1.1.1, receivers: tv2, avoid: fw1 }',
    expected: [
      'r1: group-route 239.1.1.1 from 10.9.0.10/32 in to-headend out to-r2',
      'r2: group-route 239.1.1.1 from 10.9.0.10/32 in to-r1 out to-tv2',
    ],
  },
  {
    name: 'a bound on hops takes the shortest branches',
    text: 'multicast iptv { source: headend, group: 239.1.1.1, receivers: tv1, tv2, max_hops: 3 }',
    expected: [
      'fw1: group-route 239.1.1.1 from 10.9.0.10/32 in to-r1 out to-tv1',
      'r1: group-route 239.1.1.1 from 10.9.0.10/32 in to-headend out to-fw1 to-r2',
      'r2: group-route 239.1.1.1 from 10.9.0.10/32 in to-r1 out to-tv2',
    ],
  },
  {
    name: 'what routes have reserved is not there for a tree',
    text:
      'route bulk { from: 10.1.0.0/16, to: tv1, bandwidth: 90Mbps }\n' +
      'multicast iptv { source: headend, group: 239.1.1.1, receivers: tv2, bandwidth: 20Mbps }',
    expected: [
      'r1: group-route 239.1.1.1 from 10.9.0.10/32 in to-headend out to-r2',
      'r2: group-route 239.1.1.1 from 10.9.0.10/32 in to-r1 out to-tv2',
    ],
  },
])('$name', ({ text, expected }) => {
  const made = compiled(text)
  expect(made.errors).toEqual([])
  expect(copiesIn(made.state)).toEqual(expected)
  expect(verdictsOf(made)).toEqual([])
  for (const state of made.state.values()) {
    const read = deviceStateFromJson(JSON.parse(JSON.stringify(deviceStateToJson(state))))
    expect(read.ok && read.value).toEqual(state)
    const node = made.index.nodes[made.index.nodeId.get(state.device) ?? -1]
    if (node) expect(renderDevice(node, state)).toBeDefined()
  }
})

test.each([
  [
    'a collector that is no neighbour',
    'mirror ids { from: any, to: any, at: r2, copy_to: ids1 }',
    'collector-not-adjacent: r2 has no link to ids1: on the way there nothing would tell a copy from its original',
  ],
  [
    'a collector that forwards',
    'mirror ids { from: any, to: any, at: r1, copy_to: fw1 }',
    'wrong-kind: "fw1" passes packets on: copies would go on as originals',
  ],
  [
    'an address of one node as a group',
    'multicast x { source: headend, group: 10.1.1.1, receivers: tv1 }',
    'out-of-range: "10.1.1.1" is no address of a group',
  ],
  [
    'a group that stays on one link',
    'multicast x { source: headend, group: ff02::5, receivers: tv1 }',
    'out-of-range: packets to ff02::5 stay on one link',
  ],
  [
    'a sender without an address of the family',
    'multicast x { source: headend, group: ff15::5, receivers: tv1 }',
    'unattached-source: "headend" has no IPv6 address to send to ff15::5 from',
  ],
  [
    'a tree that is to survive',
    'multicast x { source: headend, group: 239.1.1.1, receivers: tv1, survive: 1 link }',
    'not-protected: no target fails over a whole tree by itself',
  ],
  [
    'a receiver that nothing leads to',
    'multicast x { source: headend, group: 239.1.1.1, receivers: tv1, avoid: fw1 }',
    'no-path: no tree of "x" reaches tv1: what it must avoid, devices in maintenance, or devices that cannot copy packets to a group cut every way',
  ],
  [
    'a bound that no tree keeps',
    'multicast x { source: headend, group: 239.1.1.1, receivers: tv2, latency: <= 1ms }',
    'latency-unreachable: no tree of "x" reaches every receiver within 1000 µs (the best possible is ',
  ],
  [
    'more than the links carry',
    'multicast x { source: headend, group: 239.1.1.1, receivers: tv2, bandwidth: 200Mbps }',
    'over-capacity: no tree of "x" reaches tv2: no link there has 200000000 bit/s left',
  ],
  [
    'two trees of one sender and group',
    `${iptv}multicast more { source: headend, group: 239.1.1.1, receivers: tv1 }`,
    'conflict: "iptv" and "more" both send packets of headend to 239.1.1.1 along a tree',
  ],
  ['an isolation of the same priority', `${iptv}isolate quiet { from: headend, to: any }`, 'conflict: '],
  [
    'an exception of a mirror that is not there',
    `${mirror}isolate quiet { from: headend, to: tv1 except mirror idz }`,
    'unknown-intent: no mirror is called "idz"',
  ],
])('%s is refused', (_, text, expected) => {
  expect(compiled(text).errors.map((error) => error.slice(0, expected.length))).toContain(expected)
})

test('what devices do wrong is found', () => {
  const made = compiled(web + mirror)
  const without = withDevice(made.state, 'fw1', ({ copies: _, ...own }) => own)
  expect(verdictsOf(made, without)).toEqual(['ids mirrored: fw1 sends no copy of it to ids1'])
  const more = withDevice(made.state, 'fw1', (own) => ({
    ...own,
    copies: [...(own.copies ?? []), { match: { dst: '10.1.0.0/16' as never }, to: 'to-tv1' }],
  }))
  expect(verdictsOf(made, more)).toEqual([
    'system only-what-is-asked: tv1 gets a copy of it, and no intent asks for that',
  ])
  const onward = withDevice(made.state, 'fw1', (own) => ({ ...own, copies: [{ match: {}, to: 'to-r1' }] }))
  expect(verdictsOf(made, onward)).toContain('ids mirrored: fw1 sends no copy of it to ids1')
})

test('wrong trees are found', () => {
  const made = compiled(iptv)
  const change = (device: string, out: string[], inInterface?: string) =>
    withDevice(made.state, device, (own) => ({
      ...own,
      groupRoutes: (own.groupRoutes ?? []).map((entry) => ({
        ...entry,
        out: out.sort(),
        ...(inInterface === undefined ? {} : { inInterface }),
      })),
    }))
  expect(verdictsOf(made, change('r2', ['lan']))).toEqual(['iptv delivered: tv2 does not get it'])
  expect(verdictsOf(made, change('fw1', ['to-tv1', 'to-r2', 'to-ids1']))).toEqual([
    'system only-what-is-asked: ids1 gets it as one of a group, and no intent asks for that',
  ])
  expect(verdictsOf(made, change('r2', ['lan', 'to-tv2'], 'to-r1'))).toEqual(['iptv delivered: r2 does not get it'])
  expect(verdictsOf(made, change('r2', ['lan', 'local', 'to-tv2']))).toEqual(['iptv delivered: r2 gets it twice'])
  const looping = change('r1', ['to-fw1', 'to-r2'])
  expect(verdictsOf(made, looping)).toEqual([])
})

test('copies count as delivered where an isolation forbids that, unless it makes an exception', () => {
  const text = `${web}${mirror}isolate no-ssh { from: 10.1.0.0/16, to: 10.2.0.0/16, traffic: tcp dst-port 22, priority: 200`
  const open = (one: NetworkState) =>
    withDevice(one, 'r1', (own) => ({
      ...own,
      filters: own.filters.map((one) => (one.match.dstPort?.[0] === 22 ? { ...one, action: 'permit' as const } : one)),
    }))
  const drop = (one: NetworkState) =>
    withDevice(open(one), 'fw1', (own) => ({
      ...own,
      policyRoutes: [{ priority: 9000, match: { protocol: 6, dstPort: [22, 22] }, action: { kind: 'drop' } }],
    }))
  const strict = compiled(`${text} }`)
  expect(verdictsOf(strict)).toEqual([])
  expect(verdictsOf(strict, drop(strict.state))).toContain('no-ssh isolated: a copy of it is handed to ids1')
  const mild = compiled(
    text.replace(
      'to: 10.2.0.0/16, traffic: tcp dst-port 22',
      'to: 10.2.0.0/16 except mirror ids, traffic: tcp dst-port 22',
    ) + ' }',
  )
  expect(mild.errors).toEqual([])
  expect(verdictsOf(mild, drop(mild.state)).filter((one) => one.startsWith('no-ssh'))).toEqual([])
})

test('copies are counted where bandwidth is reserved', () => {
  const text = 'route bulk { from: 10.1.0.0/16, to: 10.2.0.0/16, via: fw1, bandwidth: 60Mbps }\n'
  const made = compiled(`${text}${mirror}`, networkOf())
  expect(verdictsOf(made)).toEqual([])
  const thin = resolveNetwork([
    { name: 'n.pn', text: networkText('closed').replace('link ids1 -- fw1', 'link ids1 -- fw1 { bandwidth: 50Mbps }') },
  ]).topology
  if (!thin) throw new Error('the network does not parse')
  expect(verdictsOf(compiled(text + mirror, indexTopology(thin)))).toEqual([
    'bulk bandwidth: 60000000 bit/s are reserved on ids1--fw1, which carries 50000000 bit/s',
  ])
})

test('in an open network the rest of the group is not sent along the tree', () => {
  const made = compiled(
    'multicast iptv { source: headend, group: 239.1.1.1, receivers: tv1, traffic: udp dst-port 5004 }',
    networkOf('open'),
  )
  expect(made.errors).toEqual([])
  expect(verdictsOf(made)).toEqual([])
})
