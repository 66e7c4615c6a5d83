import type { DeviceState, Entry, IpAddress, PacketMatch, Prefix, TopologyNode } from '@paranet/network'
import { canonicalState, emptyDeviceState, stateOf } from '@paranet/network'
import fc from 'fast-check'
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compile } from '../../compile.js'
import { fiveIndex, isolate, route } from '../../testing/five-nodes.js'
import { fittingState } from '../../testing/fitting-state.js'
import { copyLists, deviceStates, groupRouteLists, translations } from '../../testing/random-device-state.js'
import { lackingOf } from '../lacking.js'
import { artifactFiles, parseArtifact, parseFiles, renderDevice } from '../registry.js'
import { lacksCopies } from '../lacks-copies.js'
import { openflowCapabilities } from './capabilities.js'

const nodeOf = (name: string): TopologyNode => {
  const node = fiveIndex.nodes.find((one) => one.name === name) ?? (fiveIndex.nodes[0] as TopologyNode)
  return { ...node, name, function: 'firewall', target: 'openflow' }
}

/** What a switch can do of a state. */
const realisable = (state: DeviceState): DeviceState => fittingState(nodeOf(state.device), state)

const rule = (match: PacketMatch): Entry => ({
  kind: 'filter',
  direction: 'forward',
  priority: 1,
  match,
  action: 'permit',
})

const compiled = compile({
  index: fiveIndex,
  intents: [
    route('x', { via: [{ oneOf: ['fw'] }], reply: 'auto' }),
    route('w', { rank: 3, traffic: [{ protocol: 17 }], survive: [{ count: 1, element: 'core-link' }], avoid: [] }),
    route('y', { rank: 1, traffic: [{ protocol: 6, dstPorts: [[80, 89]] }], reply: 'auto', via: [{ oneOf: ['fw'] }] }),
    isolate('z', { rank: 2, priority: 300, traffic: [{ dscp: [46] }] }),
  ],
})

/** The firewall with marks, policers and queues. */
const treated = canonicalState({
  ...(compiled.state.get('fw') as DeviceState),
  marks: [{ interface: 'b', priority: 400, match: { protocol: 17 }, dscp: 46 }],
  policers: [
    {
      direction: 'in',
      interface: 'b',
      priority: 400,
      match: { dscp: 10 },
      bucket: 'slow',
      rate: 1_500_000,
      burst: 15_000,
    },
  ],
  queues: [
    { interface: 'b', priority: 400, match: { dscp: 46 }, class: 'voice', min: 20_000_000 },
    { interface: 'b', inInterface: 'local', priority: 300, match: {}, class: 'own', max: 1_000_000 },
  ],
})

test('parsing what was rendered gives the same state, whatever the state', () => {
  fc.assert(
    fc.property(deviceStates, copyLists, groupRouteLists, translations, (any, copies, groupRoutes, rewriting) => {
      const state = realisable(canonicalState({ ...any, copies, groupRoutes, translations: rewriting }))
      const node = nodeOf(state.device)
      expect(parseArtifact(node, renderDevice(node, state))).toEqual({ ok: true, state })
    }),
    { numRuns: 25 },
  )
})

test('copies are flows before all routes, in a table for each interface; to a ninth they are refused', () => {
  const own = compiled.state.get('fw') as DeviceState
  const copies = [
    { match: { protocol: 17 }, to: 'c' },
    { interface: 'b', match: { src: '10.1.0.0/16' as Prefix }, to: 'd' },
    { match: { src: '10.1.0.0/16' as Prefix }, to: 'd' },
  ]
  const state = canonicalState({ ...own, copies })
  const flows = renderDevice(nodeOf('fw'), state).split('\n')
  const countOf = (table: number) =>
    flows.filter((line) => line.startsWith(`table=${table},`) && line.includes('clone(')).length
  expect([countOf(21), countOf(22)]).toEqual([2, 2])
  expect(parseArtifact(nodeOf('fw'), renderDevice(nodeOf('fw'), state))).toEqual({ ok: true, state })
  const many = canonicalState({ ...own, copies: [...'abcdefghi'].map((to) => ({ match: {}, to })) })
  expect([...lacksCopies(many, 8).values()]).toEqual(['send copies out of more than 8 interfaces'])
  expect(parseArtifact(nodeOf('fw'), renderDevice(nodeOf('fw'), many)).ok).toBe(false)
})

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
        { prefix: '10.8.0.11/32' as Prefix, weight: 2, interface: 'c' },
        { prefix: '10.8.0.12/32' as Prefix, weight: 1 },
      ],
    },
    {
      direction: 'destination',
      interface: 'b',
      priority: 300,
      match: { protocol: 17, dstPort: [53, 53], dscp: 46 },
      to: [{ prefix: '2001:db8::53/128' as Prefix, weight: 1 }],
    },
  ],
})

test('translations open connections, by a group where there is a choice', () => {
  const artifact = renderDevice(nodeOf('fw'), translating)
  const golden = new URL('./golden/translating.txt', import.meta.url)
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, artifact)
  expect(artifact).toBe(readFileSync(golden, 'utf8'))
  expect(parseArtifact(nodeOf('fw'), artifact)).toEqual({ ok: true, state: translating })
  const elsewhere = parseArtifact(nodeOf('fw'), artifact.replace('nat(dst=10.8.0.12)', 'nat(dst=10.8.0.99)'))
  expect(elsewhere.ok && elsewhere.state.translations?.flatMap(({ to }) => to.map((one) => one.prefix))).toContain(
    '10.8.0.99/32',
  )
})

test.each<[string, (text: string) => string, RegExp]>([
  ['in another zone', (t) => t.replace(/,zone=\d+,nat\(src/, ',zone=1,nat(src'), /does not judge how it translates/],
  ['of sources before routes', (t) => t.replace('nat(dst=2001', 'nat(src=2001'), /does not judge how it translates/],
  [
    'by a group that is gone',
    (t) => t.replace(/group_id=\d+(,type=select,bucket=bucket_id:0,weight)/, 'group_id=5$1'),
    /does not judge how it translates/,
  ],
])('refuses a translation %s', (_, edit, message) => {
  const artifact = renderDevice(nodeOf('fw'), translating)
  expect(edit(artifact)).not.toBe(artifact)
  const read = parseArtifact(nodeOf('fw'), edit(artifact))
  expect(read.ok ? 'it was read' : read.message).toMatch(message)
})

const multicast = canonicalState({
  ...(compiled.state.get('fw') as DeviceState),
  groupRoutes: [
    { source: '10.1.0.0/16' as Prefix, group: '239.1.1.1' as IpAddress, inInterface: 'b', out: ['c', 'lan'] },
    { source: '10.1.2.3/32' as Prefix, group: '239.1.1.1' as IpAddress, inInterface: 'c', out: ['b'] },
    { source: '::/0' as Prefix, group: 'ff15::1' as IpAddress, inInterface: 'local', out: [] },
  ],
})

test('a multicast route is a group of type all where its packets come in, and drops the rest of them', () => {
  const artifact = renderDevice(nodeOf('fw'), multicast)
  const port = (name: string) =>
    /^\d+/.exec(artifact.split(/# port /).find((one) => one.includes(`is "${name}"`)) ?? '')?.[0]
  const flows = artifact
    .split('\n')
    .filter((line) => line.startsWith('table=29,') && line.includes('nw_src=10.1.0.0/16'))
  expect(flows).toHaveLength(2)
  const [first = '', second = ''] = flows
  expect(first).toContain(`priority=34,ip,in_port=${port('b')},nw_src=10.1.0.0/16,nw_dst=239.1.1.1,actions=group:`)
  expect(second).toMatch(/priority=33,ip,nw_src=10\.1\.0\.0\/16,nw_dst=239\.1\.1\.1,actions=drop$/)
  const group =
    artifact.split('\n').find((line) => line.startsWith(`group_id=${/group:(\d+)/.exec(first)?.[1]},`)) ?? ''
  expect(group.match(/bucket=bucket_id/g)).toHaveLength(2)
  expect(group).toContain('type=all')
  expect(artifact).toContain(',ip,nw_dst=239.1.1.1,actions=ct(')
})

test.each<[string, (text: string) => string, RegExp]>([
  [
    'packets that are let in elsewhere too',
    (t) => t.replace(/(table=29,[^\n]*)actions=drop/, '$1actions=goto_table:30'),
    /a group route takes packets/,
  ],
  ['a source without an end', (t) => t.replace(/\ntable=29,[^\n]*actions=drop/, ''), /a group route takes packets/],
  [
    'a class of the group',
    (t) => t.replace(/(table=29,[^\n]*),ip,(in_port)/, '$1,udp,$2'),
    /a group route takes packets/,
  ],
  [
    'another place in the order',
    (t) => t.replace(/(table=29,[^\n]*)priority=34/, '$1priority=40'),
    /a group route takes packets/,
  ],
  ['a group that is gone', (t) => t.replace(/group_id=\d+,type=all[^\n]*\n/, ''), /a group route takes packets/],
  [
    'copies past the filters',
    (t) => t.replace(/(type=all[^\n]*)resubmit\(,35\)/, '$1resubmit(,45)'),
    /a bucket that is no copy/,
  ],
])('of multicast routes it refuses %s', (_, edit, message) => {
  const artifact = renderDevice(nodeOf('fw'), multicast)
  const result = parseArtifact(nodeOf('fw'), edit(artifact))
  expect(edit(artifact)).not.toBe(artifact)
  expect(result.ok ? 'it was read' : result.message).toMatch(message)
})

test('a copy more of a multicast route is one more', () => {
  const edited = renderDevice(nodeOf('fw'), multicast).replace(
    /(type=all,bucket=bucket_id:0[^\n]*?)(,bucket=bucket_id:1[^\n]*)?\n/,
    (_, first: string, more = '') =>
      `${first}${more},bucket=bucket_id:7,actions=set_field:0xfffe->reg0,resubmit(,35)\n`,
  )
  const result = parseArtifact(nodeOf('fw'), edited)
  expect(result.ok && result.state.groupRoutes?.filter(({ out }) => out.includes('local'))).toHaveLength(1)
})

test('what is compiled for a topology comes back the same, through files too', () => {
  for (const [name, state] of compiled.state) {
    const node = nodeOf(name)
    const artifact = renderDevice(node, state, fiveIndex, compiled.ledger.get(name))
    const files = artifactFiles(node, artifact).map((file) => ({ ...file, name: file.name.slice(name.length + 1) }))
    expect(parseFiles(node, [...files].reverse())).toEqual({ ok: true, state })
  }
})

test.each([
  ['firewall', 'fw', treated],
  ['router', 'b', compiled.state.get('b') as DeviceState],
  ['multicast', 'fw', multicast],
])('the artifact of the %s is as it was', (file, name, state) => {
  const artifact = renderDevice(nodeOf(name), state, fiveIndex, compiled.ledger.get(name))
  const golden = new URL(`./golden/${file}.txt`, import.meta.url)
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, artifact)
  expect(artifact).toBe(readFileSync(golden, 'utf8'))
  expect(parseArtifact(nodeOf(name), artifact)).toEqual({ ok: true, state })
})

const prefix = (text: string) => text as Prefix
const hop = (name: string) => ({ interface: name })

const edited: DeviceState = canonicalState({
  ...emptyDeviceState('r1'),
  routes: [
    { prefix: prefix('10.0.0.0/8'), action: { kind: 'forward', groups: [[hop('eth0'), hop('eth1')], [hop('eth2')]] } },
    { prefix: prefix('::/0'), action: { kind: 'deliver', interface: 'lan' } },
  ],
  filters: [
    { direction: 'in', interface: 'lan', priority: 400, match: { protocol: 6, dstPort: [80, 90] }, action: 'permit' },
    { direction: 'in', interface: 'lan', priority: -4, match: {}, action: 'deny' },
  ],
  policers: [{ direction: 'in', priority: 4, match: {}, bucket: 'slow', rate: 8_000_001, burst: 1500 }],
  queues: [{ interface: 'eth0', priority: 4, match: {}, class: 'voice', min: 1_000_001, max: 8_000_001 }],
})

const parseEdited = (edit: (artifact: string) => string) => {
  const node = nodeOf('r1')
  const artifact = renderDevice(node, edited)
  const after = edit(artifact)
  expect(after).not.toBe(artifact)
  return parseArtifact(node, after)
}

describe('an edited configuration is read for what it does', () => {
  test('a flow more decides by its priority', () => {
    const result = parseEdited((text) =>
      text.replace(
        /(table=10,[^\n]*),priority=\d+,in_port=(\d+),actions=drop/,
        '$&\ntable=10,priority=9000,tcp,in_port=$2,tp_dst=22,actions=drop',
      ),
    )
    const found = result.ok && result.state.filters.map(({ priority, match, action }) => [priority, match, action])
    expect(found && found.slice(-1)).toEqual([[3, { dst: '0.0.0.0/0', protocol: 6, dstPort: [22, 22] }, 'deny']])
    expect(found && found[0]).toEqual([1, {}, 'deny'])
  })

  test('a bucket more is a next hop more', () => {
    const result = parseEdited((text) => {
      const port = /# port (\d+) is "eth2"/.exec(text)?.[1]
      return text.replace(
        /type=select,bucket=[^\n]*bucket_id:1[^\n]*/,
        `$&,bucket=bucket_id:2,watch_port:${port},actions=set_field:${port}->reg0,resubmit(,35)`,
      )
    })
    expect(result.ok && result.state.routes[0]?.action).toEqual({
      kind: 'forward',
      groups: [[hop('eth0'), hop('eth1'), hop('eth2')], [hop('eth2')]],
    })
  })

  test('a meter and a queue have the rates that they say', () => {
    const result = parseEdited((text) =>
      text.replace('rate=8000,', 'rate=500,').replace('max-rate=8000001', 'max-rate=9000000'),
    )
    expect(result.ok && result.state.policers).toMatchObject([{ bucket: 'slow', rate: 500_000 }])
    expect(result.ok && result.state.queues).toMatchObject([{ class: 'voice', min: 1_000_001, max: 9_000_000 }])
  })

  test('a route more is a route more', () => {
    const result = parseEdited((text) => `${text}table=31,priority=25,ip,nw_dst=192.0.2.0/24,actions=drop\n`)
    expect(result.ok && result.state.routes).toContainEqual({ prefix: '192.0.2.0/24', action: { kind: 'drop' } })
  })
})

test.each<[string, (text: string) => string, RegExp]>([
  ['nothing', () => '', /expected files that begin with "==> switch.sh <=="/],
  ['a missing file', (t) => t.replace('==> groups.txt <==', '==> other.txt <=='), /groups.txt:1: the file is missing/],
  ['text that is no flow', (t) => `${t}hello\n`, /flows.txt:\d+: no flow: hello/],
  [
    'a field that it does not know',
    (t) => `${t}table=10,in_port=1,tcp_flags=+syn,actions=drop\n`,
    /does not judge what it matches/,
  ],
  [
    'an action that it does not know',
    (t) => `${t}table=31,priority=25,ip,nw_dst=192.0.2.0/24,actions=NORMAL\n`,
    /does not judge what it does/,
  ],
  [
    'a route out of order',
    (t) => `${t}table=31,priority=7,ip,nw_dst=192.0.2.0/24,actions=drop\n`,
    /the length of its prefix/,
  ],
  [
    'a pipeline that skips a table',
    (t) => t.replace('priority=0,actions=goto_table:31', 'priority=0,actions=goto_table:40'),
    /table 30 does not go on to table 31/,
  ],
  ['a group that is gone', (t) => t.replace(/group_id=\d+,type=fast_failover[^\n]*\n/, ''), /its group is missing/],
  [
    'a group that skips the filters',
    (t) => t.replace('resubmit(,35)', 'resubmit(,45)'),
    /groups.txt:\d+: a bucket that is no next hop/,
  ],
  ['a meter that is gone', (t) => t.replace(/meter=\d+,kbps[^\n]*/, ''), /its meter is missing/],
  ['a queue that is gone', (t) => t.replace(/vsctl set port .*\n/, ''), /the queue \d+ of eth0 is missing/],
  ['a device without a name', (t) => t.replace(/# ParaNet conf.*\n/, ''), /which device it is for/],
])('refuses %s', (_, edit, message) => {
  const result = parseEdited(edit)
  expect(result.ok ? 'it was read' : result.message).toMatch(message)
})

test('thousands of rules of one priority are ordered, and come back', () => {
  const filters = Array.from({ length: 3000 }, (_, i) => ({
    direction: 'in' as const,
    interface: 'lan',
    priority: 400,
    match: {
      src: prefix(`10.${i % 250}.0.0/16`),
      dst: prefix(`172.16.${i >> 4}.0/24`),
      protocol: 6,
      dstPort: [i, i + 1] as const,
    },
    action: i % 2 === 0 ? ('permit' as const) : ('deny' as const),
  }))
  const state = canonicalState({ ...emptyDeviceState('fw'), filters })
  expect(parseArtifact(nodeOf('fw'), renderDevice(nodeOf('fw'), state))).toEqual({ ok: true, state })
})

test.each<[string, Entry, string | undefined]>([
  [
    'ports of any protocol',
    rule({ dstPort: [80, 80] }),
    'match the ports of DCCP and UDP-Lite, which have ports too: say tcp, udp or sctp',
  ],
  [
    'ports of UDP-Lite',
    rule({ protocol: 136, dstPort: [80, 80] }),
    'match the ports of DCCP and UDP-Lite, which have ports too: say tcp, udp or sctp',
  ],
  ['ports of TCP', rule({ protocol: 6, dstPort: [80, 80] }), undefined],
  ['answers', rule({ established: true }), undefined],
])('what a switch says of %s', (_, entry, lacks) => {
  expect(lackingOf(openflowCapabilities, nodeOf('r1'), entry)).toBe(lacks)
})

test('a state that a switch cannot hold is not read as if it could', () => {
  const state = stateOf('r1', [rule({ dstPort: [80, 80] })])
  const read = parseArtifact(nodeOf('r1'), renderDevice(nodeOf('r1'), state))
  expect(read).toEqual({ ok: false, message: 'switch.sh: the switch cannot do filter forward 1 dst-port 80' })
})
