import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compile } from '@paranet/compiler'
import { EmulatorClient, startEmulator, systemClock } from '@paranet/emulator'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import type { IpAddress, NetworkState, Packet } from '@paranet/network'
import { contentHash, emptyDeviceState, indexTopology, linkSegments, networkState } from '@paranet/network'
import { makePlan } from '@paranet/planner'
import { differenceOf, TransitionProof, verify } from '@paranet/verifier'
import { afterAll, beforeAll, expect, test } from 'vitest'

/** Two tenants with the same addresses over the same routers, and the operator's own network. */
const network = `network campus {
    node r1 : router { address: 10.255.0.1 }
    node r2 : router { address: 10.255.0.2 }
    node r3 : router { address: 10.255.0.3 }
    node fw : firewall { }
    node red-a : host { address: 10.1.0.10, segment: red }
    node red-b : host { address: 10.2.0.10, segment: red }
    node blue-a : host { address: 10.1.0.10, segment: blue }
    node blue-b : host { address: 10.2.0.10, segment: blue }
    link r1 -- r2 { }
    link r2 -- r3 { }
    link r1.red2 -- r2.red1 { segment: red }
    link r2.red3 -- r3.red2 { segment: red }
    link r1.red3 -- r3.red1 { segment: red }
    link r1.blue2 -- r2.blue1 { segment: blue }
    link r2.blue3 -- fw.blue2 { segment: blue }
    link fw.blue3 -- r3.blue2 { segment: blue }
    link r1 -- red-a { }
    link r1 -- blue-a { }
    link r3 -- red-b { }
    link r3 -- blue-b { }
    interface r2.lan-red { segment: red, prefixes: 10.3.0.0/16 }
    interface r2.lan-blue { segment: blue, prefixes: 10.3.0.0/16 }
}`

const written = `
route red { from: red-a, to: red-b, survive: 1 core link }
route blue { from: blue-a, to: blue-b, via: fw, traffic: tcp dst-port 443 }
route blue-lan { from: 10.1.0.10, to: 10.3.0.0/16, segment: blue, reply: none }
isolate red-lan { from: red-a, to: 10.3.0.0/16 }
route core { from: r1, to: r3, reply: none }
`

const { topology } = resolveNetwork([{ name: 'network.pn', text: network }])
if (!topology) throw new Error('the network resolves')
const index = indexTopology(topology)
const { intents, diagnostics: unread } = resolveIntents([{ name: 'i.pn', text: written }], index)
const { state, ledger, diagnostics } = compile({ index, intents })

test('all of it is read and compiled', () => {
  expect(unread).toEqual([])
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(topology.nodes.find(({ name }) => name === 'red-a')).toMatchObject({ segment: 'red' })
  expect(index.devices).toEqual(['fw', 'r1', 'r2', 'r3'])
  expect(intents.map((intent) => ('segment' in intent ? intent.segment : 'main'))).toEqual([
    'red',
    'blue',
    'blue',
    'red',
    'main',
  ])
})

test('entries of a segment name it, and have keys of their own', () => {
  const keys = [...(ledger.get('r1')?.keys() ?? [])]
  const isAccess = (key: string, segment: string) => key.startsWith(`segment ${segment} filter in to-${segment}-a `)
  for (const segment of ['red', 'blue']) expect(keys.some((key) => isAccess(key, segment))).toBe(true)
  expect(keys).toContain('route 10.255.0.3/32')
  const owners = [...(ledger.get('r1') ?? [])].flatMap(([key, its]) => (key.startsWith('segment red ') ? its : []))
  expect(new Set(owners.map((id) => id.replace('campus/i.pn/', '')))).toEqual(
    new Set(['red', 'red-lan', 'system.closed']),
  )
})

test('every tenant is proved by itself', () => {
  const { ok, verdicts } = verify({ index, intents, state, ledger })
  expect(verdicts.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
  expect(ok).toBe(true)
})

test('a tenant whose entries are gone is violated, and the other holds', () => {
  const without: NetworkState = networkState(
    [...state.values()].map((own) => ({
      ...own,
      routes: own.routes.filter(({ segment }) => segment !== 'red'),
      policyRoutes: own.policyRoutes.filter(({ segment }) => segment !== 'red'),
    })),
  )
  const { verdicts } = verify({ index, intents, state: without, ledger })
  const violated = verdicts.filter(({ verdict }) => verdict === 'violated')
  expect(violated.map(({ intent, property }) => `${intent} ${property}`)).toContain('campus/i.pn/red delivered')
  expect(violated.filter(({ intent }) => /blue|core/.test(intent))).toEqual([])
  expect(violated[0]?.hops?.flatMap(({ entries }) => entries).some((key) => key.startsWith('segment red '))).toBe(true)
})

test('what changes is told segment by segment', () => {
  const before = networkState(index.devices.map(emptyDeviceState))
  const { gained, isWhole } = differenceOf({ index, before, after: state, ledger })
  expect(isWhole).toBe(true)
  expect(new Set(gained.map(({ words }) => /^segment (\w+):/.exec(words)?.[1] ?? 'main'))).toEqual(
    new Set(['main', 'blue', 'red']),
  )
  const transition = new TransitionProof({ index, intents, before, after: state })
  expect(transition.mixture(before, state).lost).toEqual([])
})

test('a plan has the differences of all segments, and is the same again', () => {
  const files = [{ name: 'i.pn', text: written }]
  const plan = makePlan({ network: 'campus', topology, files, observed: new Map() })
  expect(plan.ok).toBe(true)
  expect(plan.id).toBe(makePlan({ network: 'campus', topology, files, observed: new Map() }).id)
  const added = plan.diff.devices['r1']?.added.map(({ key }) => key) ?? []
  expect(new Set(added.map((key) => /^segment (\w+) /.exec(key)?.[1] ?? 'main'))).toEqual(
    new Set(['main', 'blue', 'red']),
  )
  const none = makePlan({ network: 'campus', topology, files, observed: state })
  expect(none.diff).toMatchObject({ added: 0, removed: 0, changed: 0 })
})

test('a target that cannot keep segments apart says so, with the entry and the nearest device that can', () => {
  const { topology: other } = resolveNetwork([
    { name: 'network.pn', text: network.replace('address: 10.255.0.2 }', 'address: 10.255.0.2, target: frr }') },
  ])
  if (!other) throw new Error('it resolves')
  const found = compile({ index: indexTopology(other), intents }).diagnostics.filter(
    ({ severity }) => severity === 'error',
  )
  expect(found.map(({ code, message, hint }) => `${code}: ${message}; ${hint}`)).toEqual([
    expect.stringMatching(
      /^unsupported-by-target: r2 has the target "frr", which cannot keep segments apart \(segment (red|blue) .*; the nearest device that can is \w+$/,
    ),
  ])
})

test.each([
  ['route x { from: red-a, to: red-b, segment: 5 }', 'unknown-segment'],
  ['route x { from: red-a, to: red-b, segment: blue }', 'segments-apart'],
  ['route x { from: red-a, to: red-b, segment: green }', 'unknown-segment'],
  ['route x { from: red-a, to: red-b, via: fw }', 'segments-apart'],
  ['route x { from: 10.1.0.10, to: 10.2.0.10 }', 'ambiguous-segment'],
  ['limit x { from: any, to: any, rate: 1Mbps }', 'ambiguous-segment'],
  ['limit x { from: any, to: any, rate: 1Mbps, segment: main }', ''],
  ['route x { from: 10.1.0.10, to: 10.2.0.10, via: fw }', ''],
  ['drain fw { segment: blue }', 'misplaced'],
  ['flow x { at: r1, match: { in_port: red2 }, action: drop }', ''],
  ['assert x { isolate { from: red-a, to: blue-b } }', 'segments-apart'],
  ['assert x { isolate { from: 10.1.0.10, to: 10.3.0.0/16, segment: red } }', ''],
  ['mirror x { from: red-a, to: red-b, at: r1, copy_to: blue-b }', 'segments-apart'],
])('%s: %s', (text, code) => {
  const { diagnostics: said } = resolveIntents([{ name: 'x.pn', text }], index)
  expect(said.map((one) => one.code).join()).toBe(code)
})

let folder: string
let emulator: Awaited<ReturnType<typeof startEmulator>>
let client: EmulatorClient
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paranet-segments-'))
  const socketPath = join(folder, 'emulator.sock')
  emulator = await startEmulator({ socketPath, directory: folder, clock: systemClock })
  client = await EmulatorClient.connect(socketPath)
  await client.load('n', topology)
  for (const [device, desired] of state) {
    const base = contentHash(emptyDeviceState(device))
    const { staged } = await client.stage('n', device, { id: `s-${device}`, base, desired, owners: {} })
    await client.commit('n', device, staged)
  }
})
afterAll(async () => {
  client.close()
  await emulator[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const packet = (src: string, dst: string, dstPort = 443): Packet => ({
  src: src as IpAddress,
  dst: dst as IpAddress,
  protocol: 6,
  srcPort: 40_000,
  dstPort,
  dscp: 0,
  established: false,
})

test.each([
  ['red-a', '10.2.0.10', 443, 'delivered red-b'],
  ['red-a', '10.2.0.10', 22, 'delivered red-b'],
  ['red-a', '10.3.0.1', 443, 'dropped r1'],
  ['blue-a', '10.2.0.10', 443, 'delivered blue-b'],
  ['blue-a', '10.2.0.10', 22, 'dropped r1'],
  ['blue-a', '10.3.0.1', 22, 'delivered r2'],
  ['blue-a', '10.255.0.3', 443, 'dropped r1'],
] as const)('%s sends to %s, port %i: %s', async (node, dst, port, expected) => {
  const { end, hops } = await client.trace('n', { node }, packet('10.1.0.10', dst, port))
  expect(`${end.kind} ${end.node}`).toBe(expected)
  const own = node.startsWith('red') ? 'segment red ' : 'segment blue '
  for (const key of hops.flatMap(({ entries }) => entries)) expect(key.startsWith(own)).toBe(true)
  const segmentOf = linkSegments(topology)
  for (const { link } of hops) {
    const passed = topology.links.find(({ id }) => id === link)
    if (passed) expect(segmentOf(passed)).toBe(own.split(' ')[1])
  }
})
