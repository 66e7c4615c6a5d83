import { statSync, writeFileSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startEmulator } from '../emulator.js'
import { Bench } from '../testing/bench.js'
import { packet, topology } from '../testing/line-network.js'
import { Connection } from './connection.js'
import { LineSplitter } from './line-splitter.js'

let bench: Bench
beforeEach(async () => {
  bench = await Bench.start()
})
afterEach(() => bench.end())

/** The first answer to what is written. */
async function answerTo(text: string): Promise<{ id: unknown; error: { code: string; data?: { path: string } } }> {
  const socket = createConnection(bench.place.socketPath)
  const answered = new Promise<string>((done) => socket.once('data', (chunk) => done(String(chunk))))
  socket.write(text)
  const line = await answered
  socket.destroy()
  return JSON.parse(line)
}
const request = (method: string, params: object) =>
  JSON.stringify({ id: 1, method, params: { network: 'n', ...params } })
const state = { device: 'a', routes: [], policyRoutes: [], filters: [] }
const stage = (desired: unknown) => request('device.stage', { device: 'a', id: 's', base: 'b', desired })

test.each<[string, string, string?]>([
  ['nonsense', 'bad-request'],
  ['[]', 'bad-request'],
  ['{"id":1}', 'bad-request', '/method'],
  ['{"id":1,"method":"no.such"}', 'unknown-method', '/method'],
  ['{"id":1,"method":"constructor"}', 'unknown-method', '/method'],
  ['{"id":1,"method":"counters","params":7}', 'bad-request', ''],
  [request('device.observe', {}), 'bad-request', '/device'],
  [request('device.observe', { device: '\ud800' }), 'bad-request', '/device'],
  [request('device.observe', { device: 'zz' }), 'not-found'],
  [request('device.observe', { device: 'h' }), 'not-found'],
  [request('device.observe', { network: 'zz', device: 'a' }), 'not-found'],
  [request('network.load', { topology: { ...topology, nodes: [{}] } }), 'bad-request', '/topology/nodes/0'],
  [request('network.load', { topology: { ...topology, nodes: [] } }), 'bad-request', '/topology/links/0'],
  [stage(undefined), 'bad-request', '/desired'],
  [stage({ ...state, device: 'b' }), 'bad-request', '/desired/device'],
  [stage({ ...state, routes: [{ prefix: 'x', action: { kind: 'drop' } }] }), 'bad-request', '/desired/routes/0/prefix'],
  [request('device.commit', { device: 'a', staged: 's', confirmWithinMs: -1 }), 'bad-request', '/confirmWithinMs'],
  [request('fault.set', { fault: { kind: 'earthquake' } }), 'bad-request', '/fault/kind'],
  [request('fault.set', { fault: { kind: 'link-loss', link: 'a--b', fraction: 2 } }), 'bad-request', '/fault/fraction'],
  [request('fault.set', { fault: { kind: 'link-down', link: 'x--y' } }), 'not-found'],
  [request('fault.set', { fault: { kind: 'refuse-stage', node: 'h' } }), 'not-found'],
  [request('trace', { at: { node: 'a' }, packet: { ...packet, src: '::1' } }), 'bad-request', '/packet'],
  [request('trace', { at: { node: 'a' }, packet: { ...packet, dstPort: 1.5 } }), 'bad-request', '/packet/dstPort'],
  [request('trace', { at: { node: 'zz' }, packet }), 'not-found'],
  [request('traffic.set', { flows: [{ id: 'f', at: {} }] }), 'bad-request', '/flows/0/at/node'],
  [request('telemetry.subscribe', { intervalMs: 0 }), 'bad-request', '/intervalMs'],
])('%s is answered with %s %s', async (line, code, path) => {
  const { error } = await answerTo(`${line}\n`)
  expect(error.code).toBe(code)
  if (path !== undefined) expect(error.data?.path).toMatch(new RegExp(`^${path}`))
  await bench.client.hello()
})

test('a line of more than 16 MiB is refused, and the next one is answered', async () => {
  const long = `"${'x'.repeat(17 * 1024 * 1024)}"\n`
  expect(await answerTo(long)).toMatchObject({ id: null, error: { code: 'bad-request' } })
  await bench.client.hello()
})

test('lines come whole however they are cut', () => {
  const text = Buffer.from('{"a":"ü€😀"}\n\n{"b":1}\n')
  for (let size = 1; size < text.length; size++) {
    const lines = new LineSplitter()
    const got = []
    for (let at = 0; at < text.length; at += size) got.push(...lines.push(text.subarray(at, at + size)))
    expect(got.map((line) => (line.kind === 'line' ? line.text : line.kind))).toEqual(['{"a":"ü€😀"}', '', '{"b":1}'])
  }
})

test('only its owner may open the socket', () => {
  expect(statSync(bench.place.socketPath).mode & 0o777).toBe(0o600)
})

test('a second emulator on the same socket is refused and the first goes on', async () => {
  const second = startEmulator({ ...bench.place, clock: bench.clock })
  await expect(second).rejects.toMatchObject({ code: 'refused' })
  await bench.client.hello()
  await bench.restart()
})

test('of two that start at the same time one is refused', async () => {
  const place = {
    socketPath: join(bench.folder, 'other.sock'),
    directory: join(bench.folder, 'other'),
    clock: bench.clock,
  }
  const both = await Promise.allSettled([startEmulator(place), startEmulator(place)])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  for (const one of both) if (one.status === 'fulfilled') await one.value[Symbol.asyncDispose]()
})

test('a file that is no socket is left alone', async () => {
  const socketPath = join(bench.folder, 'precious')
  writeFileSync(socketPath, 'data')
  await expect(startEmulator({ ...bench.place, socketPath, clock: bench.clock })).rejects.toMatchObject({
    code: 'refused',
  })
  expect(statSync(socketPath).size).toBe(4)
})

test('calls under way fail when the emulator goes', async () => {
  const call = bench.client.call('hello').then(
    () => 'answered',
    (error: { code: string }) => error.code,
  )
  await bench.stop()
  expect(['answered', 'disconnected']).toContain(await call)
  await expect(bench.client.hello()).rejects.toMatchObject({ code: 'disconnected' })
  await bench.start()
})

test('a slow reader gets the latest sample when it has caught up, not all of them', async () => {
  const path = join(bench.folder, 'slow.sock')
  const server = createServer()
  const writer = new Promise<Socket>((done) => server.once('connection', done))
  await new Promise<void>((done) => server.listen(path, done))
  const reader = createConnection(path)
  reader.pause()
  const connection = new Connection(await writer)
  const sent: number[] = []
  for (let i = 0; i < 1000; i++)
    connection.sendLatest('telemetry', 'telemetry n', () => {
      sent.push(i)
      return { i, text: 'x'.repeat(100_000) }
    })
  expect(sent.length).toBeLessThan(20)
  reader.resume()
  await expect.poll(() => sent.at(-1)).toBe(999)
  reader.destroy()
  server.close()
})
