// The emulator as a process of its own, killed at random instants: every device must be all old or all new afterwards, and never older than
// what was answered.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { DeviceState, Topology } from '@paranet/network'
import { contentHash, emptyDeviceState, seededRandom } from '@paranet/network'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { EmulatorClient } from './client.js'
import { node, route } from './testing/line-network.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const main = join(root, 'emulator/dist/main.js')
/** Of each of two emulators; on a busy machine fewer, as many as there is time for. */
const kills = 10
const longestMs = 4000
const devices = ['a', 'b', 'c']
const topology = {
  name: 'crash',
  default: 'closed',
  antiSpoofing: true,
  nodes: devices.map((name) => node(name)),
  interfaces: [],
  links: [],
  groups: [],
} as unknown as Topology

let folder: string
const running = new Set<ChildProcess>()
const socketPath = (name = 'e') => join(folder, `${name}.sock`)

beforeAll(() => {
  spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', join(root, 'emulator')])
  expect(existsSync(main)).toBe(true)
}, 60_000)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paranet-crash-'))
})
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

interface Started {
  readonly client: EmulatorClient
  /** Sends the signal and waits for the end: the exit code, null where the signal ended it. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>
}

async function start(name = 'e'): Promise<Started> {
  const child = spawn(process.execPath, [main, '--socket', socketPath(name), '--data', join(folder, name)])
  running.add(child)
  const ended = new Promise<number | null>((done) => child.once('exit', done))
  await new Promise<void>((done, fail) => {
    child.stderr.on('data', (text) => String(text).includes('ready') && done())
    child.once('exit', (code) => fail(new Error(`the emulator ended with ${code}`)))
  })
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal)
    running.delete(child)
    return ended
  }
  return { client: await EmulatorClient.connect(socketPath(name)), end }
}

/** The n-th state of a device: big enough that writing it takes a while. */
const stateOf = (device: string, n: number): DeviceState => ({
  ...emptyDeviceState(device),
  routes: n === 0 ? [] : Array.from({ length: 100 }, (_, i) => route(`10.${n % 250}.${i}.0/24`, 'up')).sort(byPrefix),
})
const byPrefix = (x: { prefix: string }, y: { prefix: string }) => (x.prefix < y.prefix ? -1 : 1)

/** What the emulator has answered of a device, and what it was asked last. */
interface Known {
  answered: number
  asked: number
}

/** Stages and commits one state after the other until the emulator is gone. */
async function deployOn(client: EmulatorClient, device: string, known: Known): Promise<void> {
  try {
    for (;;) {
      const next = known.asked + 1
      const base = contentHash(stateOf(device, known.asked))
      known.asked = next
      await client.stage('n', device, { id: `s${next}`, base, desired: stateOf(device, next) })
      await client.commit('n', device, `s${next}`)
      known.answered = next
    }
  } catch (error) {
    expect(error).toMatchObject({ code: 'disconnected' })
  }
}

/** What was answered runs, or what was asked last: nothing in between. */
async function check(client: EmulatorClient, device: string, known: Known): Promise<void> {
  const { fingerprint, staged } = await client.observe('n', device)
  const [answered, asked] = [known.answered, known.asked].map((n) => contentHash(stateOf(device, n)))
  expect([answered, asked]).toContain(fingerprint)
  if (staged) expect(staged.fingerprint).toBe(contentHash(stateOf(device, Number(staged.id.slice(1)))))
  if (fingerprint === answered) known.asked = known.answered
  else known.answered = known.asked
}

/** Starts and kills one emulator again and again; how many commits each device answered. */
async function live(name: string, seed: number): Promise<number[]> {
  const random = seededRandom(seed)
  const known = new Map(devices.map((device) => [device, { answered: 0, asked: 0 }]))
  const started = performance.now()
  const isEarly = () => performance.now() - started < longestMs
  const hasAnswered = () => [...known.values()].some(({ answered }) => answered > 0)
  for (let round = 0; round < kills && (isEarly() || !hasAnswered()); round++) {
    const { client, end } = await start(name)
    if (round === 0) await client.load('n', topology)
    for (const [device, its] of known) await check(client, device, its)
    const working = [...known].map(([device, its]) => deployOn(client, device, its))
    await new Promise((done) => setTimeout(done, random.next() * 40 * (1 + round)))
    await end('SIGKILL')
    await Promise.all(working)
  }
  return [...known.values()].map(({ answered }) => answered)
}

test('killed at any instant, every device is all old or all new', async () => {
  const answered = await Promise.all([live('one', 20), live('two', 21)])
  expect(Math.max(...answered.flat())).toBeGreaterThan(0)
}, 60_000)

test('SIGTERM ends it and takes the socket away', async () => {
  const { client, end } = await start()
  expect(await end('SIGTERM')).toBe(0)
  await client.closed
  expect(existsSync(socketPath())).toBe(false)
})

test('a second process on the same socket says so and ends', async () => {
  await start()
  const second = spawnSync(process.execPath, [main, '--socket', socketPath(), '--data', join(folder, 'e')])
  expect(second.status).toBe(1)
  expect(String(second.stderr)).toContain('another emulator listens')
})

test('runs in a worker thread too', async () => {
  const worker = new Worker(main, { workerData: { socketPath: socketPath(), directory: join(folder, 'e') } })
  expect(await new Promise((done) => worker.once('message', done))).toBe('ready')
  const client = await EmulatorClient.connect(socketPath())
  expect((await client.load('n', topology)).devices).toEqual(devices)
  const ended = new Promise((done) => worker.once('exit', done))
  worker.postMessage('close')
  await ended
  await client.closed
  expect(existsSync(socketPath())).toBe(false)
})
