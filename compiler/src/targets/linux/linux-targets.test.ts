import type { DeviceState, EntryKey, Prefix, TopologyNode } from '@paranet/network'
import { canonicalState, emptyDeviceState, entriesOf } from '@paranet/network'
import fc from 'fast-check'
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compile } from '../../compile.js'
import { render } from '../../passes/render.js'
import { fittingState } from '../../testing/fitting-state.js'
import { fiveIndex, isolate, route } from '../../testing/five-nodes.js'
import { copyLists, deviceStates, groupRouteLists, settings, translations } from '../../testing/random-device-state.js'
import { artifactFiles, parseArtifact, parseFiles, renderDevice, targetOf } from '../registry.js'

const nodeOf = (name: string, target: string): TopologyNode => {
  const node = fiveIndex.nodes.find((one) => one.name === name) ?? (fiveIndex.nodes[0] as TopologyNode)
  return { ...node, name, target }
}

const compiled = compile({
  index: fiveIndex,
  intents: [
    route('x', {
      via: [{ oneOf: ['fw'] }],
      reply: 'auto',
      survive: [{ count: 1, element: 'core-link' }],
      avoid: [{ kind: 'link', link: 'c--d' }],
    }),
    route('y', { rank: 1, traffic: [{ protocol: 6, dstPorts: [[80, 89]] }], reply: 'auto', via: [{ oneOf: ['fw'] }] }),
    isolate('z', { rank: 2, priority: 300, traffic: [{ dscp: [46] }] }),
  ],
})

/** The firewall with queues: of packets that it sends itself, and of all. */
const treated = canonicalState({
  ...(compiled.state.get('fw') as DeviceState),
  queues: [
    { interface: 'b', priority: 400, match: { dscp: 46 }, class: 'voice', min: 20_000_000 },
    { interface: 'b', inInterface: 'local', priority: 300, match: {}, class: 'own', max: 1_000_000 },
  ],
})

/** The firewall with a pool of sources and two services. */
const translating = canonicalState({
  ...(compiled.state.get('fw') as DeviceState),
  translations: [
    {
      direction: 'source',
      interface: 'b',
      priority: 400,
      match: { src: '10.1.0.0/16' as Prefix, protocol: 6, dstPort: [443, 443] },
      to: [{ prefix: '203.0.113.16/28' as Prefix, weight: 1 }],
    },
    {
      direction: 'destination',
      priority: 400,
      match: { dst: '10.9.0.1/32' as Prefix, protocol: 6, dstPort: [80, 80] },
      to: [
        { prefix: '10.8.0.11/32' as Prefix, weight: 2 },
        { prefix: '10.8.0.12/32' as Prefix, weight: 1 },
      ],
    },
    {
      direction: 'destination',
      interface: 'b',
      priority: 300,
      match: { dstPort: [53, 53], dscp: 46 },
      to: [{ prefix: '2001:db8::53/128' as Prefix, weight: 1 }],
    },
  ],
})

const grouping = canonicalState({
  ...emptyDeviceState('fw'),
  copies: [
    { match: { dscp: 46 }, to: 'b' },
    { match: { protocol: 17 }, to: 'c' },
  ],
  groupRoutes: [
    { source: '10.9.0.0/16' as Prefix, group: '239.1.1.1' as never, inInterface: 'b', out: ['c', 'lan'] },
    { source: '10.9.0.10/32' as Prefix, group: '239.1.1.1' as never, inInterface: 'c', out: ['b', 'local'] },
    { source: '2001:db8::/32' as Prefix, group: 'ff15::1' as never, inInterface: 'local', out: ['b', 'c'] },
  ],
})

const copying = canonicalState({
  ...emptyDeviceState('fw'),
  copies: [
    { interface: 'c', match: { src: '10.1.0.0/16' as Prefix, protocol: 6, dstPort: [443, 443] }, to: 'b' },
    { interface: 'local', match: { dscp: 46 }, to: 'b' },
    { match: { dst: '2001:db8::/32' as Prefix }, to: 'b' },
  ],
})

describe.each(['frr', 'nftables'])('%s', (target) => {
  test('parsing what was rendered gives the same state, whatever the state', () => {
    fc.assert(
      fc.property(
        deviceStates,
        settings,
        translations,
        copyLists,
        groupRouteLists,
        (bare, more, rewriting, ...both) => {
          const [copies, groupRoutes] = both
          const given = canonicalState({ ...bare, settings: more, translations: rewriting, copies, groupRoutes })
          const node = nodeOf(given.device, target)
          const state = fittingState(node, given)
          expect(parseArtifact(node, renderDevice(node, state))).toEqual({ ok: true, state })
        },
      ),
      { numRuns: 100 },
    )
  })

  test('what is compiled for a topology comes back the same, through files too', () => {
    for (const [name, state] of compiled.state) {
      const node = nodeOf(name, target)
      const artifact = renderDevice(node, state, fiveIndex, compiled.ledger.get(name))
      const files = artifactFiles(node, artifact).map((file) => ({ ...file, name: file.name.slice(name.length + 1) }))
      expect(parseFiles(node, [...files].reverse())).toEqual({ ok: true, state })
    }
  })

  test('the artifact is as it was', () => {
    const node = nodeOf('fw', target)
    const artifact = renderDevice(node, treated, fiveIndex, compiled.ledger.get('fw'))
    const golden = new URL(`../${target}/golden/firewall.txt`, import.meta.url)
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, artifact)
    expect(artifact).toBe(readFileSync(golden, 'utf8'))
  })

  test('what translates is as it was', () => {
    const node = nodeOf('fw', target)
    const artifact = renderDevice(node, translating, fiveIndex)
    const golden = new URL(`../${target}/golden/translating.txt`, import.meta.url)
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, artifact)
    expect(artifact).toBe(readFileSync(golden, 'utf8'))
    expect(parseArtifact(node, artifact)).toEqual({ ok: true, state: translating })
  })

  test('what copies to groups, and to several collectors, is as it was', () => {
    const node = nodeOf('fw', target)
    const artifact = renderDevice(node, grouping, fiveIndex)
    const golden = new URL(`../${target}/golden/multicast.txt`, import.meta.url)
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, artifact)
    expect(artifact).toBe(readFileSync(golden, 'utf8'))
    expect(parseArtifact(node, artifact)).toEqual({ ok: true, state: grouping })
  })

  test('what copies is as it was', () => {
    const node = nodeOf('fw', target)
    const artifact = renderDevice(node, copying, fiveIndex)
    const golden = new URL(`../${target}/golden/copying.txt`, import.meta.url)
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, artifact)
    expect(artifact).toBe(readFileSync(golden, 'utf8'))
    expect(parseArtifact(node, artifact)).toEqual({ ok: true, state: copying })
  })

  test.each<[string, (text: string) => string, RegExp]>([
    [
      'copies of one family that go elsewhere',
      (t) => t.replace(/(table ip6 paranet \{[^]*?device )"b"/, '$1"c"'),
      /ip6 chain copies_in is not as the rules need it/,
    ],
    [
      'a bit that nobody takes away',
      (t) => t.replace('meta mark set meta mark & 0x7fffffff', 'accept'),
      /ip chain copies_in is not as the rules need it/,
    ],
    ['another bit', (t) => t.replace('mark | 0x80000000', 'mark | 0x1'), /does not read the bit 0x1/],
    ['a table without copies', (t) => t.replace(/table ip paranet \{[^]*?\n\}\n/, ''), /is not as the rules need it/],
    [
      'neighbours that are missing',
      (t) => t.replace(/ip -6 neigh replace.*\n/, ''),
      /rules.sh:1: "ip -6 neigh replace .*" is missing/,
    ],
    [
      'neighbours that are somebody',
      (t) => t.replace(/(ip neigh .*)ff:ff:ff:ff:ff:ff/, '$102:00:00:00:00:01'),
      /not a policy routing rule that ParaNet reads/,
    ],
  ])('of copies it refuses %s', (_, edit, message) => {
    const node = nodeOf('fw', target)
    const artifact = renderDevice(node, copying)
    expect(edit(artifact)).not.toBe(artifact)
    const result = parseArtifact(node, edit(artifact))
    expect(result.ok ? 'it was read' : result.message).toMatch(message)
  })

  test.each<[string, (text: string) => string, RegExp]>([
    [
      'a rule that no longer drops the rest',
      (t) => t.replace(/\t\tip saddr 10.9.0.0\/16 ip daddr 239.1.1.1\/32 drop.*\n/, ''),
      /group_routes: a group route takes packets of one source and group/,
    ],
    [
      'a shorter source before a longer one',
      (t) => t.replace(/(\t\tiifname "c" ip saddr .*\n)([^]*?)(\t\tiifname "b" ip saddr .*\n)/, '$3$2$1'),
      /group_routes: a group route takes packets of one source and group/,
    ],
    [
      'copies of one family that go elsewhere',
      (t) => t.replace(/(table ip6 paranet \{[^]*?chain group_1 \{[^]*?device )"b"/, '$1"lan"'),
      /its mark has copies in both families alike/,
    ],
    ['a packet that goes on', (t) => t.replace(/(device "lan"\n\t\t)drop/, '$1accept'), /copies in both families/],
    [
      'a mark that leads nowhere',
      (t) => t.replaceAll(', 0x40000003 : goto group_3', ''),
      /chain group_copies_in is not as the rules need it/,
    ],
    [
      'a card that lets no group in',
      (t) => t.replace(/ip link set dev b .*\n/, ''),
      /"ip link set dev b .*" is missing/,
    ],
  ])('of copies to groups it refuses %s', (_, edit, message) => {
    const node = nodeOf('fw', target)
    const artifact = renderDevice(node, grouping)
    expect(edit(artifact)).not.toBe(artifact)
    const result = parseArtifact(node, edit(artifact))
    expect(result.ok ? 'it was read' : result.message).toMatch(message)
  })

  test('copies to a group go where an edited artifact says', () => {
    const node = nodeOf('fw', target)
    const lan = /\n[^\n]*device "c"(?=\n[^\n]*device "lan")/g
    const result = parseArtifact(node, renderDevice(node, grouping).replace(lan, ''))
    expect(result.ok && result.state.groupRoutes?.find(({ inInterface }) => inInterface === 'b')?.out).toEqual(['lan'])
  })

  test.each<[string, Partial<DeviceState>]>([
    [
      'translate the sources of copies to a group',
      {
        translations: [
          { direction: 'source', priority: 4, match: {}, to: [{ prefix: '203.0.113.1/32' as Prefix, weight: 1 }] },
        ],
      },
    ],
    [
      'give copies to a group a queue by the interface where packets come in',
      { queues: [{ interface: 'c', inInterface: 'b', priority: 4, match: { protocol: 17 }, class: 'tv' }] },
    ],
    [
      'copy packets of its own to a group that policy routes speak of too',
      { policyRoutes: [{ priority: 4, match: { dst: 'ff15::/16' as Prefix }, action: { kind: 'drop' } }] },
    ],
  ])('it cannot %s', (lacks, more) => {
    const its = targetOf({ target })
    expect([...(its?.lacks?.(canonicalState({ ...grouping, ...more })).values() ?? [])]).toContain(lacks)
    expect([...(its?.lacks?.(grouping).values() ?? [])]).toEqual([])
  })

  test('thousands of rules become few lookups, and come back', () => {
    const filters = Array.from({ length: 3000 }, (_, i) => ({
      direction: 'in' as const,
      interface: 'lan',
      priority: 400,
      match: {
        src: `10.${i % 250}.0.0/16` as Prefix,
        dst: `172.16.${i >> 4}.0/24` as Prefix,
        protocol: 6,
        dstPort: [i, i + 1] as const,
      },
      action: i % 2 === 0 ? ('permit' as const) : ('deny' as const),
    }))
    const state = canonicalState({ ...emptyDeviceState('fw'), filters })
    const artifact = renderDevice(nodeOf('fw', target), state)
    expect(artifact.match(/ vmap @/g)?.length).toBeLessThan(5)
    expect(parseArtifact(nodeOf('fw', target), artifact)).toEqual({ ok: true, state })
  })
})

test('FRR gets a prefix list of the destinations that each intent has routes for', () => {
  const drop = (prefix: string) => ({ prefix: prefix as Prefix, action: { kind: 'drop' as const } })
  const state = canonicalState({
    ...emptyDeviceState('b'),
    routes: [drop('10.1.0.0/16'), drop('10.4.0.0/16'), drop('2001:db8::/32')],
  })
  const [first, second, third] = [...entriesOf(state).keys()] as [EntryKey, EntryKey, EntryKey]
  const owners = new Map([
    [first, ['n/f/web', 'n/f/mail one']],
    [second, ['n/f/web']],
    [third, ['n/f/web']],
  ])
  const artifact = renderDevice(nodeOf('b', 'frr'), state, fiveIndex, owners)
  expect(artifact.match(/^ip(v6)? prefix-list .*$/gm)).toEqual([
    'ip prefix-list mail-one seq 5 permit 10.1.0.0/16',
    'ip prefix-list web seq 5 permit 10.1.0.0/16',
    'ip prefix-list web seq 10 permit 10.4.0.0/16',
    'ipv6 prefix-list web seq 5 permit 2001:db8::/32',
  ])
  expect(parseArtifact(nodeOf('b', 'frr'), artifact)).toEqual({ ok: true, state })
})

const edited: DeviceState = {
  ...emptyDeviceState('r1'),
  routes: [{ prefix: '10.0.0.0/8' as Prefix, action: { kind: 'forward', groups: [[{ interface: 'eth0' }]] } }],
  filters: [
    { direction: 'in', interface: 'lan', priority: 400, match: { protocol: 6 }, action: 'permit' },
    { direction: 'in', interface: 'lan', priority: -4, match: {}, action: 'deny' },
  ],
  queues: [
    { interface: 'eth0', priority: 400, match: { protocol: 17 }, class: 'voice', min: 1_000_001, max: 8_000_001 },
  ],
}

const parseEdited = (edit: (artifact: string) => string) => {
  const node = nodeOf('r1', 'frr')
  return parseArtifact(node, edit(renderDevice(node, edited)))
}

describe('an edited configuration is read for what it does', () => {
  test('a rule without a priority comment decides where it stands', () => {
    const result = parseEdited((text) => text.replace('\t\tdrop comment', '\t\ttcp dport 22 drop\n\t\tdrop comment'))
    expect(result.ok && result.state.filters.map(({ priority, match, action }) => [priority, match, action])).toEqual([
      [1, {}, 'deny'],
      [2, { protocol: 6, dstPort: [22, 22] }, 'deny'],
      [3, { protocol: 6 }, 'permit'],
    ])
  })

  test('rules that change places get priorities that say so', () => {
    const result = parseEdited((text) =>
      text.replace(/(\t\tmeta l4proto 6 return [^\n]*\n)(\t\tdrop [^\n]*\n)/, '$2$1'),
    )
    expect(result.ok && result.state.filters.map(({ priority, action }) => [priority, action])).toEqual([
      [1, 'permit'],
      [2, 'deny'],
    ])
  })

  test('a queue has the rates of its class', () => {
    const result = parseEdited((text) => text.replace('ceil 8000001bit', 'ceil 16000000bit'))
    expect(result.ok && result.state.queues).toMatchObject([{ class: 'voice', min: 1_000_001, max: 16_000_000 }])
  })

  test('a route more is a route more', () => {
    const result = parseEdited((text) => text.replace('ip route', 'ip route 192.0.2.0/24 10.9.9.9 eth1\nip route'))
    expect(result.ok && result.state.routes.map(({ prefix, action }) => [prefix, action])).toContainEqual([
      '192.0.2.0/24',
      { kind: 'forward', groups: [[{ interface: 'eth1', address: '10.9.9.9' }]] },
    ])
  })
})

test.each<[string, (text: string) => string, RegExp]>([
  ['nothing', () => '', /expected files that begin with "==> frr.conf <=="/],
  [
    'a line that it cannot judge',
    (t) => t.replace('ip route', 'router bgp 65000\nip route'),
    /^frr.conf:\d+: ParaNet does not judge/,
  ],
  [
    'a route that leaks to a shorter one',
    (t) => t.replace('ip route', 'ip route 10.1.0.0/16 10.9.9.9 eth1\nip route'),
    /10\.0\.0\.0\/8 gets its packets/,
  ],
  [
    'a chain that is not called',
    (t) => t.replace(/\t\tiifname vmap[^\n]*\n/, ''),
    /chain prerouting is not as the rules need it/,
  ],
  ['a verdict that skips the rest', (t) => t.replace('6 return', '6 accept'), /use "return"/],
  [
    'a condition that it does not know',
    (t) => t.replace('meta l4proto 6', 'meta length 6'),
    /does not read "meta length"/,
  ],
  ['a setting that is gone', (t) => t.replace('net.ipv4.ip_forward = 1', ''), /"net.ipv4.ip_forward = 1" is missing/],
  [
    'a file that ends early',
    (t) => t.replace(/drop comment[^]*?==> sysctl/, '\n==> sysctl'),
    /nftables.nft:\d+: expected/,
  ],
  [
    'a queue that is gone',
    (t) => t.replace(/class add .* 7061:[0-9a-f]{3,4} .*\n/, ''),
    /queues.sh:1: the queue eth0 7061:\w+ is missing/,
  ],
  [
    'a queue that hangs on nothing',
    (t) => t.replace(/qdisc replace .*\n/, ''),
    /queues.sh:\d+: a class that hangs on nothing/,
  ],
  [
    'other work of tc',
    (t) => t.replace(/qdisc replace .*/, 'qdisc replace dev eth0 root tbf rate 1mbit'),
    /queues.sh:\d+: ParaNet does not judge/,
  ],
  ['a missing file', (t) => t.replace('==> rules.sh <==', '==> other.sh <=='), /rules.sh:1: the file is missing/],
])('refuses %s', (_, edit, message) => {
  const result = parseEdited(edit)
  expect(result.ok ? 'it was read' : result.message).toMatch(message)
})

test('what a target cannot do is an error with the entry, who needs it, and the nearest device that can', () => {
  const nodes = fiveIndex.topology.nodes.map((node) => (node.name === 'b' ? { ...node, target: 'frr' } : node))
  const index = { ...fiveIndex, nodes, topology: { ...fiveIndex.topology, nodes } }
  const state = new Map([
    [
      'b',
      canonicalState({
        ...emptyDeviceState('b'),
        routes: [{ prefix: '10.9.0.0/16' as Prefix, action: { kind: 'deliver', interface: 'local' } }],
        filters: [{ direction: 'forward', priority: 1, match: { established: true }, action: 'permit' }],
      }),
    ],
  ])
  const ledger = new Map([
    ['b', new Map([...entriesOf(state.get('b') as DeviceState).keys()].map((key) => [key, ['n/f/slow']]))],
  ])
  const { diagnostics } = render({ stage: 'synthesized', state, ledger } as never, [], { index } as never)
  expect(diagnostics.map(({ code, message, hint }) => `${code}: ${message}; ${hint}`)).toEqual([
    'unsupported-by-target: b has the target "frr", which cannot take a whole prefix for itself (route 10.9.0.0/16, needed by slow); the nearest device that can is a',
    'unsupported-by-target: b has the target "frr", which cannot tell answers from new connections, since its function keeps no table of them (filter forward 1 established, needed by slow); the nearest device that can is fw',
  ])
})
