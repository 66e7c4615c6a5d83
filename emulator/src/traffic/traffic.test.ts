import { emptyDeviceState, indexTopology } from '@paranet/network'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { effectsOf } from '../faults/fault-effects.js'
import type { Flow, Telemetry } from '../protocol/messages.js'
import { Bench } from '../testing/bench.js'
import { deliver, packet, route, states, topology } from '../testing/line-network.js'

let bench: Bench
beforeEach(async () => {
  bench = await Bench.start()
  await bench.deployAll()
})
afterEach(() => bench.end())

const flow = (id: string, bitsPerSecond: number, more: Partial<Flow> = {}): Flow => ({
  id,
  at: { node: 'a' },
  packet,
  bitsPerSecond,
  ...more,
})
const linkOf = (sample: Telemetry, id: string) => sample.links.find((link) => link.id === id)
const sample = () => bench.client.counters('n')
/** b lets answers through only, from c to a. */
const guard = () =>
  bench.deploy(
    'b',
    {
      ...(states['b'] ?? emptyDeviceState('b')),
      filters: [
        {
          direction: 'forward',
          priority: 1,
          match: { src: '10.2.0.0/16' as never, established: false },
          action: 'deny',
        },
      ],
    },
    's2',
  )
const answer = { ...packet, src: packet.dst, dst: packet.src, srcPort: 443, dstPort: 40_000 }

test('flows share links fairly and are counted', async () => {
  const intent = 'n/f/web'
  await bench.client.setTraffic('n', [flow('small', 200_000, { intent }), flow('big', 2_000_000, { intent })])
  bench.clock.pass(1000)
  const seen = await sample()
  expect(seen.flows.map(({ offered, delivered, end, path }) => [offered, delivered, end, path])).toEqual([
    [200_000, 200_000, 'delivered', ['a', 'b', 'c']],
    [2_000_000, 800_000, 'delivered', ['a', 'b', 'c']],
  ])
  expect(linkOf(seen, 'a--b')).toMatchObject({
    bitsPerSecond: [1_000_000, 0],
    utilisation: [1, 0],
    bytes: [125_000, 0],
    packets: [156, 0],
    up: true,
  })
  expect(seen.intents).toEqual([{ id: intent, bitsPerSecond: 1_000_000, bytes: 125_000, packets: 156 }])
  expect(seen.entries.find(({ device, key }) => device === 'b' && key === 'route 10.2.0.0/16')?.bytes).toBe(125_000)
})

test('what does not fit is lost at the first full link, and nowhere else', async () => {
  await bench.client.setTraffic('n', [flow('big', 4_000_000)])
  const seen = await sample()
  expect(linkOf(seen, 'a--b')?.lossFraction).toEqual([0.75, 0])
  expect(linkOf(seen, 'b--c')).toMatchObject({ bitsPerSecond: [1_000_000, 0], lossFraction: [0, 0] })
})

test('lossy links take their part', async () => {
  await bench.client.setFault('n', { kind: 'link-loss', link: 'a--b', fraction: 0.5 })
  await bench.client.setFault('n', { kind: 'link-loss', link: 'b--c', fraction: 0.2 })
  await bench.client.setTraffic('n', [flow('f', 100_000)])
  const seen = await sample()
  expect(seen.flows[0]).toMatchObject({ offered: 100_000, delivered: 40_000 })
  expect(linkOf(seen, 'b--c')).toMatchObject({
    bitsPerSecond: [50_000, 0],
    lossFraction: [expect.closeTo(0.2), expect.closeTo(0.2)],
  })
})

test('what a link loses by itself adds to what faults take', () => {
  const links = topology.links.map((link) => (link.id === 'a--b' ? { ...link, loss: 0.1 } : link))
  const index = indexTopology({ ...topology, links })
  const fault = { id: 'f', kind: 'link-loss', link: 'a--b', fraction: 0.5, setAt: 0 } as const
  const lossWith = (faults: Parameters<typeof effectsOf>[1]) => [...effectsOf(index, faults, 1).loss.values()]
  expect(lossWith([])).toEqual([0.1, 0.1])
  for (const loss of lossWith([fault])) expect(loss).toBeCloseTo(0.55)
})

test('a flow splits evenly over equal next hops', async () => {
  const forward = { kind: 'forward' as const, groups: [[{ interface: 'to-b' }, { interface: 'to-c' }]] }
  await bench.deploy(
    'a',
    { ...emptyDeviceState('a'), routes: [deliver('10.1.0.0/16'), { prefix: '10.2.0.0/16' as never, action: forward }] },
    's2',
  )
  await bench.client.setTraffic('n', [flow('f', 600_000)])
  const seen = await sample()
  expect(['a--b', 'b--c', 'a--c'].map((id) => linkOf(seen, id)?.bitsPerSecond)).toEqual([
    [300_000, 0],
    [300_000, 0],
    [300_000, 0],
  ])
  expect(seen.flows[0]).toMatchObject({ delivered: 600_000, latency: 2000, end: 'delivered' })
})

test('each stretch of time is counted as the network then was', async () => {
  await bench.client.setTraffic('n', [flow('f', 800_000)])
  bench.clock.pass(1000)
  await bench.client.setFault('n', { kind: 'link-down', link: 'a--b' })
  bench.clock.pass(2000)
  await bench.client.clearFaults('n')
  bench.clock.pass(500)
  const seen = await sample()
  expect([linkOf(seen, 'a--b')?.bytes[0], linkOf(seen, 'a--c')?.bytes[0]]).toEqual([150_000, 200_000])
})

test('links that stay keep what they counted', async () => {
  await bench.client.setTraffic('n', [flow('f', 800_000)])
  bench.clock.pass(1000)
  await bench.client.load('n', { ...topology, links: topology.links.filter(({ id }) => id !== 'a--b') })
  const seen = await sample()
  expect([linkOf(seen, 'b--c')?.bytes, linkOf(seen, 'a--c')?.bytes]).toEqual([
    [100_000, 0],
    [0, 0],
  ])
})

test('flows that go nowhere say so', async () => {
  const lost = { ...packet, dst: '10.3.0.1' as never }
  await bench.client.setTraffic('n', [
    flow('lost', 1000, { packet: lost }),
    flow('nowhere', 1000, { at: { node: 'x' } }),
  ])
  expect((await sample()).flows.map(({ delivered, end }) => [delivered, end])).toEqual([
    [0, 'dropped'],
    [0, 'dropped'],
  ])
})

test('without an intent of its own, traffic counts for the owners of what lets it in', async () => {
  const { fingerprint } = await bench.client.observe('n', 'a')
  const owners = { 'route 10.2.0.0/16': ['n/f/one', 'n/f/two'], 'route 10.1.0.0/16': ['n/f/other'] }
  const desired = {
    ...(states['a'] ?? emptyDeviceState('a')),
    routes: [deliver('10.1.0.0/16'), route('10.2.0.0/16', 'to-c')],
  }
  await bench.client.stage('n', 'a', { id: 's2', base: fingerprint, desired, owners })
  await bench.commit('a', 's2')
  await bench.client.setTraffic('n', [flow('f', 8000)])
  bench.clock.pass(1000)
  expect((await sample()).intents.map(({ id, bytes }) => [id, bytes])).toEqual([
    ['n/f/one', 1000],
    ['n/f/two', 1000],
  ])
})

test('a firewall that has seen a connection opened knows its answers', async () => {
  await guard()
  const end = async (asked: typeof packet) => (await bench.client.trace('n', { node: 'c' }, asked)).end
  expect(await end(answer)).toMatchObject({ kind: 'dropped', node: 'b', reason: 'forward-filter' })
  await bench.client.trace('n', { node: 'a' }, packet)
  expect(await end(answer)).toMatchObject({ kind: 'delivered' })
  expect(await end({ ...answer, dstPort: 40_001 })).toMatchObject({ kind: 'dropped' })
  expect(await end({ ...answer, dstPort: 40_001, established: true })).toMatchObject({ kind: 'delivered' })
  await bench.client.setFault('n', { kind: 'node-down', node: 'b' })
  await bench.client.clearFaults('n')
  expect(await end(answer)).toMatchObject({ kind: 'dropped' })
})

test('a flow of answers passes where another flow opens the connection', async () => {
  await guard()
  const answers = flow('answers', 1000, { at: { node: 'c' }, packet: answer })
  await bench.client.setTraffic('n', [answers])
  expect((await sample()).flows[0]?.delivered).toBe(0)
  await bench.client.setTraffic('n', [answers, flow('asks', 1000)])
  expect((await sample()).flows.map(({ delivered, end }) => [delivered, end])).toEqual([
    [1000, 'delivered'],
    [1000, 'delivered'],
  ])
})

test('samples come at the interval that was asked for, to a subscriber of before an unload too', async () => {
  const seen: Telemetry[] = []
  await bench.client.subscribeTelemetry('n', 1000, (one) => seen.push(one))
  await expect.poll(() => seen.length).toBe(1)
  bench.clock.pass(1000)
  await expect.poll(() => seen.length).toBe(2)
  await bench.client.unload('n')
  bench.clock.pass(1000)
  await bench.client.load('n', topology)
  bench.clock.pass(1000)
  await expect.poll(() => seen.length).toBe(3)
})

test('packets may be put on inner interfaces, and sent by devices without addresses', async () => {
  const nodes = async (at: { node: string; interface?: string }) =>
    (await bench.client.trace('n', at, packet)).hops.map(({ node, inInterface }) => `${node}.${inInterface}`)
  expect(await nodes({ node: 'b', interface: 'to-a' })).toEqual(['b.to-a', 'c.to-b'])
  expect(await nodes({ node: 'b' })).toEqual(['b.local', 'c.to-b'])
  await expect(nodes({ node: 'b', interface: 'no-such' })).rejects.toMatchObject({ code: 'not-found' })
})

test('marks, policers and queues of devices: rates, counters and traces show them', async () => {
  const a = states['a'] ?? emptyDeviceState('a')
  const marked = { ...packet, srcPort: 50_000 }
  await bench.deploy(
    'a',
    {
      ...a,
      marks: [{ interface: 'lan', priority: 400, match: { srcPort: [50_000, 50_000] }, dscp: 46 }],
      policers: [
        {
          interface: 'lan',
          direction: 'in',
          priority: 400,
          match: { dstPort: [80, 80] },
          bucket: 'f/web',
          rate: 100_000,
          burst: 3000,
        },
      ],
      queues: [{ interface: 'to-b', priority: 400, match: { dscp: 46 }, class: 'ef', min: 600_000 }],
    },
    's3',
  )
  const web = { ...packet, dstPort: 80 }
  await bench.client.setTraffic('n', [
    flow('voice', 1_000_000, { packet: marked }),
    ...['x', 'y', 'z'].map((id) => flow(id, 2_000_000)),
    flow('web', 1_000_000, { packet: web }),
    flow('web2', 1_000_000, { packet: web }),
  ])
  bench.clock.pass(1000)
  const seen = await sample()
  const rates = Object.fromEntries(seen.flows.map(({ id, delivered }) => [id, delivered]))
  expect(rates['voice']).toBeGreaterThan(600_000)
  expect((rates['web'] ?? 0) + (rates['web2'] ?? 0)).toBeLessThanOrEqual(100_000)
  expect(Object.values(rates).reduce((sum, rate) => sum + rate, 0)).toBeCloseTo(1_000_000, -1)
  const counted = (prefix: string) =>
    seen.entries.find(({ device, key }) => device === 'a' && key.startsWith(prefix))?.bytes ?? 0
  for (const prefix of ['mark in lan', 'policer in lan', 'queue to-b']) expect(counted(prefix)).toBeGreaterThan(0)
  const walked = await bench.client.trace('n', { node: 'a' }, marked)
  expect(walked.hops[0]).toMatchObject({
    node: 'a',
    dscp: 46,
    entries: expect.arrayContaining(['queue to-b 400 dscp 46']),
  })
})
