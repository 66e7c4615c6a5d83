import type { DeviceState, Entry, IpAddress, PacketMatch, Prefix, TopologyNode } from '@paranet/network'
import { canonicalState, emptyDeviceState, stateOf } from '@paranet/network'
import fc from 'fast-check'
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compile } from '../../compile.js'
import { fiveIndex, isolate, route } from '../../testing/five-nodes.js'
import { fittingState } from '../../testing/fitting-state.js'
import { copyLists, deviceStates, groupRouteLists } from '../../testing/random-device-state.js'
import { lackingOf } from '../lacking.js'
import { artifactFiles, parseArtifact, parseFiles, renderDevice } from '../registry.js'
import { lacksBesideOthers, p4Capabilities } from './capabilities.js'

const nodeOf = (name: string): TopologyNode => {
  const node = fiveIndex.nodes.find((one) => one.name === name) ?? (fiveIndex.nodes[0] as TopologyNode)
  return { ...node, name, target: 'p4' }
}

/** What the program can do of a state. */
const realisable = (state: DeviceState): DeviceState => fittingState(nodeOf(state.device), state)

const compiled = compile({
  index: fiveIndex,
  intents: [
    route('w', { traffic: [{ protocol: 17 }], survive: [{ count: 1, element: 'core-link' }] }),
    route('y', { rank: 1, traffic: [{ protocol: 6, dstPorts: [[80, 89]] }] }),
    isolate('z', { rank: 2, priority: 300, traffic: [{ dscp: [46] }] }),
  ],
})

const treated = canonicalState({
  copies: [
    { interface: 'a', match: { protocol: 6, dstPort: [443, 443] }, to: 'd' },
    { match: { dscp: 46 }, to: 'd' },
  ],
  ...(compiled.state.get('b') as DeviceState),
  marks: [{ interface: 'a', priority: 400, match: { protocol: 17 }, dscp: 46 }],
  policers: [{ direction: 'in', priority: 4, match: { dscp: 10 }, bucket: 'slow', rate: 1_500_001, burst: 15_000 }],
})

test('parsing what was rendered gives the same state, whatever the state', () => {
  fc.assert(
    fc.property(deviceStates, copyLists, groupRouteLists, (any, copies, groupRoutes) => {
      const state = realisable(canonicalState({ ...any, copies, groupRoutes }))
      const node = nodeOf(state.device)
      expect(parseArtifact(node, renderDevice(node, state))).toEqual({ ok: true, state })
    }),
    { numRuns: 100 },
  )
})

test('what is compiled for a topology comes back the same, through files too', () => {
  for (const [name, any] of compiled.state) {
    const state = realisable(any)
    const node = nodeOf(name)
    const artifact = renderDevice(node, state, fiveIndex, compiled.ledger.get(name))
    const files = artifactFiles(node, artifact).map((file) => ({ ...file, name: file.name.slice(name.length + 1) }))
    expect(parseFiles(node, files)).toEqual({ ok: true, state })
  }
})

test('the artifact is as it was', () => {
  const artifact = renderDevice(nodeOf('b'), treated, fiveIndex, compiled.ledger.get('b'))
  const golden = new URL('./golden/router.txt', import.meta.url)
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, artifact)
  expect(artifact).toBe(readFileSync(golden, 'utf8'))
})

const prefix = (text: string) => text as Prefix
const hop = (name: string) => ({ interface: name })

const edited = canonicalState({
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
})

function parseEdited(edit: (artifact: string) => string) {
  const node = nodeOf('r1')
  const artifact = renderDevice(node, edited)
  const after = edit(artifact)
  expect(after).not.toBe(artifact)
  return parseArtifact(node, after)
}

describe('an edited artifact is read for what it does', () => {
  test('a meter has the rate that it says', () => {
    const result = parseEdited((text) => text.replace('"pir":1000000', '"pir":500000'))
    expect(result.ok && result.state.policers).toMatchObject([{ bucket: 'slow', rate: 4_000_000 }])
  })

  test('rules whose priorities change places change places', () => {
    const result = parseEdited((text) => {
      const numbers = [...text.matchAll(/"table":"in_filter".*?"priority":(\d+)/gs)].map(([, number = '']) => number)
      return text.replace(`"priority":${numbers[0]}`, '"priority":1')
    })
    expect(result.ok && result.state.filters.map(({ priority, action }) => [priority, action])).toEqual([
      [-131_072, 'permit'],
      [-4, 'deny'],
    ])
  })
})

test('copies leave by sessions, one for each set of collectors; those to a fifth interface are refused', () => {
  const to = (...names: string[]) =>
    canonicalState({ ...treated, copies: names.map((name) => ({ match: {}, to: name })) })
  const several = to('a', 'd', 'x')
  const artifact = renderDevice(nodeOf('b'), several)
  expect(artifact.match(/"session":/g)).toHaveLength(7)
  expect(parseArtifact(nodeOf('b'), artifact)).toEqual({ ok: true, state: several })
  const refusals = [
    artifact.replace(/"session":1,/, '"session":500,'),
    artifact.replace(/("session":3,.*?"egressPort":)\d+/, '$1500'),
  ].map((text) => parseArtifact(nodeOf('b'), text))
  expect(refusals.map((one) => (one.ok ? 'it was read' : one.message))).toEqual([
    expect.stringMatching(/expected a clone session 1 with one replica/),
    expect.stringMatching(/clone session 3: expected the replicas of its bits/),
  ])
  const [refused] = lacksBesideOthers(to('a', 'd', 'x', 'y', 'z')).values()
  expect(refused).toBe('send copies out of more than 4 interfaces')
  expect(parseArtifact(nodeOf('b'), renderDevice(nodeOf('b'), to('a', 'd', 'x', 'y', 'z'))).ok).toBe(false)
})

const multicast = canonicalState({
  ...emptyDeviceState('b'),
  groupRoutes: [
    { source: '10.9.0.0/16' as Prefix, group: '239.1.1.1' as IpAddress, inInterface: 'a', out: ['d', 'local'] },
    { source: '10.9.0.10/32' as Prefix, group: '239.1.1.1' as IpAddress, inInterface: 'd', out: ['a'] },
    { source: '::/0' as Prefix, group: 'ff15::1' as IpAddress, inInterface: 'local', out: ['a', 'd'] },
  ],
})

test('multicast routes are groups of ports', () => {
  const artifact = renderDevice(nodeOf('b'), multicast, fiveIndex)
  const golden = new URL('./golden/multicast.txt', import.meta.url)
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, artifact)
  expect(artifact).toBe(readFileSync(golden, 'utf8'))
  expect(parseArtifact(nodeOf('b'), artifact)).toEqual({ ok: true, state: multicast })
})

test.each<[string, (text: string) => string, RegExp]>([
  [
    'whose group is gone',
    (t) => t.replace(/"group":"0x\w+"/, '"group":"0x0"'),
    /params.group: expected a multicast group/,
  ],
  [
    'that lets the rest pass',
    (t) => t.replace(/\{"table":"group_route".*"deny".*\n/, ''),
    /two entries for each route/,
  ],
  [
    'whose packets are not let in',
    (t) => t.replace(/.*"table":"admit".*"dst".*\n/, ''),
    /admit: expected an entry that permits/,
  ],
])('refuses a multicast route %s', (_, edit, message) => {
  const artifact = renderDevice(nodeOf('b'), multicast)
  expect(edit(artifact)).not.toBe(artifact)
  const read = parseArtifact(nodeOf('b'), edit(artifact))
  expect(read.ok ? 'it was read' : read.message).toMatch(message)
})

test.each<[string, (text: string) => string, RegExp]>([
  ['nothing', () => '', /expected files that begin with "==> p4-tables.json <=="/],
  ['what is no JSON', (t) => t.replace('{', ''), /artifact: expected JSON/],
  ['another program', (t) => t.replace('paranet.p4', 'other.p4'), /program: expected "paranet.p4"/],
  [
    'a table that it does not know',
    (t) => t.replace('"in_filter"', '"acl"'),
    /entries\[\d+\]\.table: expected a table of the program/,
  ],
  ['a mask that is no prefix', (t) => t.replace('0xff"', '0xf0"'), /protocol: expected a value of 8 bits/],
  ['a group that is gone', (t) => t.replace(/"group":\d+/, '"group":5'), /expected/],
  ['a route to nowhere', (t) => t.replace('"deliver"', '"leave_by"'), /action: expected deny, to_next_hops or deliver/],
])('refuses %s', (_, edit, message) => {
  const result = parseEdited(edit)
  expect(result.ok ? 'it was read' : result.message).toMatch(message)
})

const rule = (match: PacketMatch): Entry => ({
  kind: 'filter',
  direction: 'forward',
  priority: 1,
  match,
  action: 'permit',
})

test.each<[string, Entry, string | undefined]>([
  [
    'answers',
    rule({ established: true }),
    'tell answers from new connections, since its function keeps no table of them',
  ],
  ['a queue', { kind: 'queue', interface: 'eth0', priority: 1, match: {}, class: 'x' }, 'give packets a queue'],
  ['ports of any protocol', rule({ dstPort: [80, 80] }), undefined],
])('what the program says of %s', (_, entry, lacks) => {
  expect(lackingOf(p4Capabilities, nodeOf('r1'), entry)).toBe(lacks)
})

test('a state that the program cannot hold is not read as if it could', () => {
  const read = parseArtifact(nodeOf('r1'), renderDevice(nodeOf('r1'), stateOf('r1', [rule({ established: true })])))
  expect(read).toEqual({ ok: false, message: 'p4-tables.json: the switch cannot do filter forward 1 established' })
})

test('a device with more ports than the program has numbers says so', () => {
  const filters = Array.from({ length: 510 }, (_, i) => ({
    direction: 'in' as const,
    interface: `eth${i}`,
    priority: 1,
    match: {},
    action: 'deny' as const,
  }))
  const read = parseArtifact(
    nodeOf('r1'),
    renderDevice(nodeOf('r1'), canonicalState({ ...emptyDeviceState('r1'), filters })),
  )
  expect(read).toEqual({ ok: false, message: 'p4-tables.json: the switch cannot hold more than 509 ports' })
})
