import { afterEach, beforeEach, expect, test } from 'vitest'
import type { EmulatorEvent, Fault } from '../protocol/messages.js'
import { Bench } from '../testing/bench.js'
import { packet } from '../testing/line-network.js'

let bench: Bench
beforeEach(async () => {
  bench = await Bench.start()
})
afterEach(() => bench.end())

const turn = () => new Promise((done) => setTimeout(done, 5))
const back = { ...packet, src: packet.dst, dst: packet.src }
const path = async (from = 'a', its = packet) => {
  const { hops, end } = await bench.client.trace('n', { node: from }, its)
  return `${hops.map(({ node }) => node).join(' ')} ${end.kind}`
}

test('a link that is down one way swallows what is sent that way, and nobody notices', async () => {
  await bench.deployAll()
  await bench.client.setTraffic('n', [{ id: 'f', at: { node: 'a' }, packet, bitsPerSecond: 1000 }])
  await bench.client.setFault('n', { kind: 'link-down', link: 'a--b', from: 'a' })
  expect(await path()).toBe('a dropped')
  expect(await path('c', back)).toBe('c b a delivered')
  const { links, flows } = await bench.client.counters('n')
  expect(links[0]).toMatchObject({ id: 'a--b', up: true, lossFraction: [1, 0], bitsPerSecond: [1000, 0] })
  expect(flows).toMatchObject([{ offered: 1000, delivered: 0, end: 'dropped' }])
})

test('loss and delay one way leave the other way alone', async () => {
  await bench.deployAll()
  await bench.client.setFault('n', { kind: 'link-loss', link: 'a--b', fraction: 0.25, from: 'b' })
  await bench.client.setFault('n', { kind: 'link-delay', link: 'a--b', microseconds: 70, from: 'b' })
  const { links } = await bench.client.counters('n')
  expect(links[0]).toMatchObject({ lossFraction: [0, 0.25] })
  expect((await bench.client.trace('n', { node: 'a' }, packet)).latency).toBe(2000)
  expect((await bench.client.trace('n', { node: 'c' }, back)).latency).toBe(2070)
})

test('a link that flaps goes down and up by the clock, also across a restart', async () => {
  await bench.deployAll()
  const events: EmulatorEvent[] = []
  await bench.client.subscribeEvents('n', (event) => events.push(event))
  await bench.client.setFault('n', { kind: 'link-flap', link: 'a--b', periodMs: 10_000, duty: 0.6 })
  expect(await path()).toBe('a c delivered')
  bench.clock.pass(4000)
  await expect.poll(() => path()).toBe('a b c delivered')
  bench.clock.pass(6000)
  await expect.poll(() => path()).toBe('a c delivered')
  expect(events.map((event) => (event.kind === 'link' ? event.up : event.kind))).toEqual([false, 'fault', true, false])
  await bench.restart()
  expect(await path()).toBe('a c delivered')
  bench.clock.pass(4000)
  await expect.poll(() => path()).toBe('a b c delivered')
})

test('a node that flaps does not answer while it is down', async () => {
  await bench.client.setFault('n', { kind: 'node-flap', node: 'b', periodMs: 2000, duty: 0.5 })
  await expect(bench.runs('b')).rejects.toMatchObject({ code: 'unreachable' })
  bench.clock.pass(1000)
  await turn()
  await bench.runs('b')
})

test('a fault that is set for some time clears itself, also while the emulator is down', async () => {
  const fault: Fault = { kind: 'link-down', link: 'a--b', forMs: 500 }
  await bench.client.setFault('n', fault)
  await bench.client.setFault('n', { ...fault, forMs: 5000 })
  bench.clock.pass(500)
  await expect.poll(async () => (await bench.client.faults('n')).length).toBe(1)
  await bench.stop()
  bench.clock.pass(5000)
  await bench.start()
  expect(await bench.client.faults('n')).toEqual([])
  expect((await bench.client.counters('n')).links[0]).toMatchObject({ up: true })
})

test.each([
  [{ kind: 'link-down', link: 'x--y' }, 'not-found', '/fault/link'],
  [{ kind: 'link-loss', link: 'a--b', fraction: 1, from: 'c' }, 'not-found', '/fault/from'],
  [{ kind: 'link-loss', link: 'a--b', fraction: 2 }, 'bad-request', '/fault/fraction'],
  [{ kind: 'link-flap', link: 'a--b', periodMs: 5, duty: 1 }, 'bad-request', '/fault/periodMs'],
  [{ kind: 'clock-skew', node: 'h', ms: 5 }, 'not-found', '/fault/node'],
  [{ kind: 'slow-device', node: 'a', ms: -1 }, 'bad-request', '/fault/ms'],
  [{ kind: 'partial-commit', node: 'a' }, 'bad-request', '/fault/entries'],
  [{ kind: 'node-down', node: 'a', forMs: 0 }, 'bad-request', '/fault/forMs'],
  [{ kind: 'gremlins' }, 'bad-request', '/fault/kind'],
])('%j is refused, with its place', async (fault, code, path) => {
  await expect(bench.client.setFault('n', fault as Fault)).rejects.toMatchObject({ code, data: { path } })
})
