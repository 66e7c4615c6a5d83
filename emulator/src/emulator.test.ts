import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock, DeviceState, IpAddress, Packet, Prefix, Topology } from '@paranet/network'
import { contentHash, emptyDeviceState } from '@paranet/network'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EmulatorClient } from './client.js'
import { type RunningEmulator, startEmulator } from './emulator.js'
import type { EmulatorEvent, Flow } from './protocol/messages.js'

/** Time that stands until the test lets it pass. */
class ManualClock implements Clock {
  #now = 1_000_000
  readonly #sleepers = new Set<{ readonly until: number; readonly wake: () => void }>()
  now = () => this.#now
  sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((done) => {
      const sleeper = { until: this.#now + ms, wake: done }
      this.#sleepers.add(sleeper)
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper)
        done()
      })
    })
  pass(ms: number): void {
    this.#now += ms
    for (const sleeper of this.#sleepers)
      if (sleeper.until <= this.#now) {
        this.#sleepers.delete(sleeper)
        sleeper.wake()
      }
  }
}

const node = (name: string, more: object = {}) => ({
  name,
  type: 'router',
  addresses: [],
  prefixes: [],
  target: 'emulated',
  driver: 'emulated',
  produces: [],
  labels: {},
  assigned: [],
  ...more,
})
const link = (a: string, b: string, bandwidth = 1_000_000) => ({
  id: `${a}--${b}`,
  ends: [
    { node: a, interface: `to-${b}` },
    { node: b, interface: `to-${a}` },
  ],
  bandwidth,
  latency: 1000,
  weight: 10,
  risks: [],
  labels: {},
  assigned: [],
})
const topology = {
  name: 'line',
  default: 'closed',
  antiSpoofing: true,
  nodes: [
    node('a', { prefixes: ['10.1.0.0/16'] }),
    node('b', { function: 'firewall' }),
    node('c', { prefixes: ['10.2.0.0/16'] }),
    node('h', { type: 'host', addresses: ['10.2.9.9'] }),
  ],
  interfaces: [],
  links: [link('a', 'b'), link('b', 'c'), link('a', 'c'), link('c', 'h')],
  groups: [],
} as unknown as Topology

const p = (text: string) => text as Prefix
const route = (prefix: string, ...groups: string[]) => ({
  prefix: p(prefix),
  action: { kind: 'forward' as const, groups: groups.map((name) => [{ interface: name }]) },
})
const deliver = (prefix: string) => ({ prefix: p(prefix), action: { kind: 'deliver' as const, interface: 'lan' } })
const states: Record<string, DeviceState> = {
  a: { ...emptyDeviceState('a'), routes: [deliver('10.1.0.0/16'), route('10.2.0.0/16', 'to-b', 'to-c')] },
  b: { ...emptyDeviceState('b'), routes: [route('10.1.0.0/16', 'to-a'), route('10.2.0.0/16', 'to-c')] },
  c: {
    ...emptyDeviceState('c'),
    routes: [route('10.1.0.0/16', 'to-b'), deliver('10.2.0.0/16'), route('10.2.9.9/32', 'to-h')],
  },
}
const empty = (device: string) => contentHash(emptyDeviceState(device))
const packet: Packet = {
  src: '10.1.0.1' as IpAddress,
  dst: '10.2.0.1' as IpAddress,
  protocol: 6,
  srcPort: 40_000,
  dstPort: 443,
  dscp: 0,
  established: false,
}

let folder: string
let clock: ManualClock
let emulator: RunningEmulator
let client: EmulatorClient
const place = () => ({ socketPath: join(folder, 'e.sock'), directory: join(folder, 'devices') })

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paranet-emulator-'))
  clock = new ManualClock()
  emulator = await startEmulator({ ...place(), clock })
  client = await EmulatorClient.connect(place().socketPath)
  await client.load('n', topology)
})
afterEach(async () => {
  client.close()
  await emulator[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

async function restart(): Promise<void> {
  client.close()
  await emulator[Symbol.asyncDispose]()
  emulator = await startEmulator({ ...place(), clock })
  client = await EmulatorClient.connect(place().socketPath)
}

const stage = (device: string, id = 's1', base = empty(device)) =>
  client.call('device.stage', { network: 'n', device, id, base, desired: states[device] })
const commit = (device: string, id = 's1', confirmWithinMs?: number) =>
  client.call<{ revision: string; fingerprint: string }>('device.commit', {
    network: 'n',
    device,
    staged: id,
    ...(confirmWithinMs === undefined ? {} : { confirmWithinMs }),
  })
const call = (verb: string, device: string, more: object = {}) =>
  client.call(`device.${verb}`, { network: 'n', device, ...more })
const runs = async (device: string) => (await client.observe('n', device)).state
const deployAll = async () => {
  for (const device of ['a', 'b', 'c']) {
    await stage(device)
    await commit(device)
  }
}

test('hosts are no devices', async () => expect((await client.load('n', topology)).devices).toEqual(['a', 'b', 'c']))

test('staging changes nothing; committing does, and both survive a restart', async () => {
  await stage('a')
  await restart()
  expect(await runs('a')).toEqual(emptyDeviceState('a'))
  expect((await client.observe('n', 'a')).staged?.id).toBe('s1')
  await commit('a')
  await restart()
  expect(await runs('a')).toEqual(states['a'])
})

test('a commit that nobody confirms is undone when its time has come, also across a restart', async () => {
  await stage('a')
  await commit('a', 's1', 5000)
  clock.pass(4999)
  expect(await runs('a')).toEqual(states['a'])
  await restart()
  clock.pass(1)
  await expect.poll(() => runs('a')).toEqual(emptyDeviceState('a'))
  await stage('b')
  const { revision } = await commit('b', 's1', 5000)
  client.close()
  await emulator[Symbol.asyncDispose]()
  clock.pass(6000)
  emulator = await startEmulator({ ...place(), clock })
  client = await EmulatorClient.connect(place().socketPath)
  expect(await runs('b')).toEqual(emptyDeviceState('b'))
  await expect(call('confirm', 'b', { revision })).rejects.toMatchObject({ code: 'reverted' })
})

test('verbs twice are verbs once', async () => {
  await stage('a')
  await stage('a')
  const first = await commit('a', 's1', 5000)
  expect(await commit('a', 's1', 5000)).toEqual(first)
  await stage('a')
  await call('confirm', 'a', { revision: first.revision })
  await call('confirm', 'a', { revision: first.revision })
  await call('rollback', 'a')
  await call('rollback', 'a')
  expect(await runs('a')).toEqual(states['a'])
})

test('two commits that nobody confirmed are undone together', async () => {
  await stage('a')
  await commit('a', 's1', 5000)
  await client.call('device.stage', {
    network: 'n',
    device: 'a',
    id: 's2',
    base: contentHash(states['a']),
    desired: { ...states['a'], routes: [] },
  })
  await commit('a', 's2', 5000)
  await call('rollback', 'a')
  expect(await runs('a')).toEqual(emptyDeviceState('a'))
  await expect(commit('a', 's1')).rejects.toMatchObject({ code: 'not-staged' })
})

test('a device that runs something else than the base refuses', async () => {
  await expect(stage('a', 's1', 'not-it')).rejects.toMatchObject({ code: 'base-moved', data: { is: empty('a') } })
})

test.each([
  ['refuse-stage', () => stage('a'), 'refused'],
  ['refuse-commit', async () => (await stage('a'), commit('a')), 'refused'],
  ['die-after-stage', () => call('observe', 'a'), 'unreachable'],
  ['node-down', () => call('observe', 'a'), 'unreachable'],
] as const)('fault %s', async (kind, act, code) => {
  const fault = await client.setFault('n', { kind, node: 'a' })
  await expect(act()).rejects.toMatchObject({ code })
  await restart()
  await expect(act()).rejects.toMatchObject({ code })
  await client.clearFaults('n', fault.id)
  await call('observe', 'a')
})

test('a device that dies after staging has nothing staged when it is back', async () => {
  await stage('a')
  await client.setFault('n', { kind: 'die-after-stage', node: 'a' })
  await client.clearFaults('n')
  await expect(commit('a')).rejects.toMatchObject({ code: 'not-staged' })
})

test('a forgotten entry is gone from what runs', async () => {
  await deployAll()
  await client.setFault('n', { kind: 'forget-entry', node: 'b', entry: 'route 10.2.0.0/16' as never })
  expect((await runs('b')).routes.map(({ prefix }) => prefix)).toEqual(['10.1.0.0/16'])
  await expect(
    client.setFault('n', { kind: 'forget-entry', node: 'b', entry: 'route 9.0.0.0/8' as never }),
  ).rejects.toMatchObject({ code: 'not-found' })
})

test('packets take the path, and the other one when a link is down', async () => {
  await deployAll()
  const path = async () => (await client.trace('n', { node: 'a' }, packet)).hops.map(({ node: name }) => name)
  expect(await path()).toEqual(['a', 'b', 'c'])
  const fault = await client.setFault('n', { kind: 'link-down', link: 'a--b' })
  expect(await path()).toEqual(['a', 'c'])
  await client.clearFaults('n', fault.id)
  expect(await path()).toEqual(['a', 'b', 'c'])
})

test('a firewall that has seen a connection opened knows its answers', async () => {
  await deployAll()
  const filtered = {
    ...states['b'],
    filters: [{ direction: 'forward', priority: 1, match: { src: '10.2.0.0/16', established: false }, action: 'deny' }],
  }
  await client.call('device.stage', {
    network: 'n',
    device: 'b',
    id: 's2',
    base: contentHash(states['b']),
    desired: filtered,
  })
  await commit('b', 's2')
  const answer = { ...packet, src: packet.dst, dst: packet.src, srcPort: 443, dstPort: 40_000 }
  expect((await client.trace('n', { node: 'c' }, answer)).end).toMatchObject({
    kind: 'dropped',
    reason: 'forward-filter',
  })
  await client.trace('n', { node: 'a' }, packet)
  expect((await client.trace('n', { node: 'c' }, answer)).end.kind).toBe('delivered')
})

test('flows share links fairly and are counted', async () => {
  await deployAll()
  const flow = (id: string, bitsPerSecond: number, more: Partial<Flow> = {}): Flow => ({
    id,
    at: { node: 'a' },
    packet,
    bitsPerSecond,
    intent: 'n/f/web',
    ...more,
  })
  await client.setTraffic('n', [flow('small', 200_000), flow('big', 2_000_000)])
  await client.counters('n')
  clock.pass(1000)
  const sample = await client.counters('n')
  expect(sample.flows.map(({ offered, delivered, end }) => [offered, delivered, end])).toEqual([
    [200_000, 200_000, 'delivered'],
    [2_000_000, 800_000, 'delivered'],
  ])
  expect(sample.links[0]).toMatchObject({
    id: 'a--b',
    bitsPerSecond: [1_000_000, 0],
    utilisation: [1, 0],
    bytes: [125_000, 0],
    up: true,
  })
  expect(sample.links[0]?.lossFraction[0]).toBeCloseTo(1 - 1 / 2.2)
  expect(sample.intents).toMatchObject([{ id: 'n/f/web', bitsPerSecond: 1_000_000, bytes: 125_000 }])
  expect(sample.entries.find(({ device, key }) => device === 'b' && key === 'route 10.2.0.0/16')?.bytes).toBe(125_000)
  await client.setFault('n', { kind: 'link-loss', link: 'b--c', fraction: 0.5 })
  expect((await client.counters('n')).flows.map(({ delivered }) => delivered)).toEqual([100_000, 400_000])
})

test('events tell of links, devices that went back, and faults', async () => {
  const events: EmulatorEvent[] = []
  client.onNotification((method, params) => method === 'event' && events.push(params as EmulatorEvent))
  await client.call('events.subscribe', { network: 'n' })
  await client.setFault('n', { kind: 'node-down', node: 'b' })
  await stage('a')
  await commit('a', 's1', 1000)
  clock.pass(1000)
  await expect
    .poll(() => events.map((event) => event.kind))
    .toEqual(['node', 'link', 'link', 'fault', 'device-reverted'])
})

test('samples come at the interval that was asked for', async () => {
  const seen: string[] = []
  client.onNotification((method) => seen.push(method))
  await client.call('telemetry.subscribe', { network: 'n', intervalMs: 1000 })
  await expect.poll(() => seen.length).toBe(1)
  clock.pass(1000)
  await expect.poll(() => seen.length).toBe(2)
})

test('devices that leave the topology lose their state, the others keep it', async () => {
  await deployAll()
  await client.load('n', {
    ...topology,
    nodes: topology.nodes.filter(({ name }) => name !== 'b'),
    links: topology.links.filter(({ id }) => !id.includes('b')),
  })
  expect(await runs('a')).toEqual(states['a'])
  await expect(runs('b')).rejects.toMatchObject({ code: 'not-found' })
  await client.load('n', topology)
  expect(await runs('b')).toEqual(emptyDeviceState('b'))
})

test('a damaged file is found out, and the copy before it is used', async () => {
  await stage('a')
  await commit('a')
  const files = readdirSync(join(folder, 'devices', 'n'))
  expect(files).toContain('a.json')
  await stage('a', 's2', contentHash(states['a']))
  client.close()
  await emulator[Symbol.asyncDispose]()
  writeFileSync(join(folder, 'devices', 'n', 'a.json'), '{"half": ')
  emulator = await startEmulator({ ...place(), clock })
  client = await EmulatorClient.connect(place().socketPath)
  expect(await runs('a')).toEqual(states['a'])
})

test.each([
  ['nonsense', 'bad-request'],
  ['[]', 'bad-request'],
  ['{"id":1}', 'bad-request'],
  ['{"id":1,"method":"no.such"}', 'unknown-method'],
  ['{"id":1,"method":"constructor"}', 'unknown-method'],
  ['{"id":1,"method":"device.observe","params":{"network":"n"}}', 'bad-request'],
  ['{"id":1,"method":"device.observe","params":{"network":"n","device":"zz"}}', 'not-found'],
  ['{"id":1,"method":"device.observe","params":{"network":"zz","device":"a"}}', 'not-found'],
  [
    '{"id":1,"method":"network.load","params":{"network":"x","topology":{"nodes":[{}],"interfaces":[],"links":[],"groups":[]}}}',
    'bad-request',
  ],
  [
    '{"id":1,"method":"device.stage","params":{"network":"n","device":"a","id":"s","base":"b","desired":{"device":"a","routes":[{"prefix":"10.1.2.3/8"}],"policyRoutes":[],"filters":[]}}}',
    'bad-request',
  ],
  ['{"id":1,"method":"fault.set","params":{"network":"n","fault":{"kind":"earthquake"}}}', 'bad-request'],
  ['{"id":1,"method":"fault.set","params":{"network":"n","fault":{"kind":"link-down","link":"x--y"}}}', 'not-found'],
  [
    '{"id":1,"method":"trace","params":{"network":"n","at":{"node":"a"},"packet":{"src":"::1","dst":"10.0.0.1","protocol":6,"srcPort":1,"dstPort":1,"dscp":0}}}',
    'bad-request',
  ],
])('%s is answered with %s', async (line, code) => {
  const socket = createConnection(place().socketPath)
  const answered = new Promise<string>((done) => socket.once('data', (chunk) => done(String(chunk))))
  socket.write(`${line}\n`)
  expect(JSON.parse(await answered)).toMatchObject({ error: { code } })
  socket.destroy()
  await client.call('hello')
})

test('a second emulator on the same socket is refused', async () => {
  await expect(startEmulator({ ...place(), clock })).rejects.toMatchObject({ code: 'refused' })
})
