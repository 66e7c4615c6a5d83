import type { IpAddress, Packet, Prefix } from '@paranet/network'
import { emptyDeviceState } from '@paranet/network'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Bench } from '../testing/bench.js'
import { packet, route, states } from '../testing/line-network.js'

let bench: Bench
beforeEach(async () => {
  bench = await Bench.start()
  await bench.deployAll()
})
afterEach(() => bench.end())

const address = (text: string) => text as IpAddress
const prefix = (text: string) => text as Prefix
const stateOf = (device: string) => states[device] ?? emptyDeviceState(device)
const trace = (node: string, asked: Packet) => bench.client.trace('n', { node }, asked)
const answerTo = ({ src, dst, srcPort, dstPort, ...rest }: Packet): Packet => ({
  ...rest,
  src: dst,
  dst: src,
  srcPort: dstPort,
  dstPort: srcPort,
})

/** The firewall b hides a behind a pool, and c sends answers to the pool by b. */
async function hide() {
  const translation = { direction: 'source' as const, interface: 'to-c', priority: 1 }
  const match = { src: prefix('10.1.0.0/16') }
  const to = [{ prefix: prefix('10.7.0.0/30'), weight: 1 }]
  const routes = [...stateOf('c').routes, route('10.7.0.0/30', 'to-b')]
  await bench.deploy('b', { ...stateOf('b'), translations: [{ ...translation, match, to }] }, 's2')
  await bench.deploy('c', { ...stateOf('c'), routes }, 's3')
}

test('a source becomes one of the pool, always the same, and its answers come back', async () => {
  await hide()
  const { hops, end } = await trace('a', packet)
  expect(end).toMatchObject({ kind: 'delivered', node: 'c' })
  const hidden = hops.find(({ node }) => node === 'b')?.translated
  expect(hidden?.src).toMatch(/^10\.7\.0\.[0-3]$/)
  expect((await trace('a', packet)).hops.find(({ node }) => node === 'b')?.translated).toEqual(hidden)
  const answer = answerTo({ ...packet, src: hidden?.src ?? packet.src })
  const back = await trace('c', answer)
  expect(back.end).toMatchObject({ kind: 'delivered', node: 'a' })
  expect(back.hops.find(({ node }) => node === 'b')?.translated).toEqual({ src: packet.dst, dst: packet.src })
  expect((await trace('c', { ...answer, dstPort: 1 })).end).toMatchObject({ kind: 'dropped', node: 'b' })
})

/** The firewall b spreads what is sent to 10.9.0.1 over two addresses of c. */
async function spread() {
  const to = [
    { prefix: prefix('10.2.0.1/32'), weight: 3 },
    { prefix: prefix('10.2.0.2/32'), weight: 1, interface: 'to-a' },
  ]
  const translations = [{ direction: 'destination' as const, priority: 1, match: { dst: prefix('10.9.0.1/32') }, to }]
  await bench.deploy('b', { ...stateOf('b'), translations }, 's2')
  await bench.deploy('a', { ...stateOf('a'), routes: [...stateOf('a').routes, route('10.9.0.1/32', 'to-b')] }, 's3')
}

test('packets to a service are spread by weight, flow by flow, and answers come from the service', async () => {
  await spread()
  const members = new Map<string, number>()
  for (let srcPort = 1; srcPort <= 200; srcPort++) {
    const asked = { ...packet, dst: address('10.9.0.1'), srcPort }
    const { hops, end } = await trace('a', asked)
    expect(end).toMatchObject({ kind: 'delivered', node: 'c' })
    const member = hops.find(({ node }) => node === 'b')?.translated?.dst ?? ''
    members.set(member, (members.get(member) ?? 0) + 1)
    if (srcPort > 3) continue
    const back = await trace('c', answerTo({ ...asked, dst: address(member) }))
    expect(back.end).toMatchObject({ kind: 'delivered', node: 'a' })
    expect(back.hops.find(({ node }) => node === 'b')?.translated).toEqual({ src: '10.9.0.1', dst: packet.src })
  }
  expect([...members.keys()].sort()).toEqual(['10.2.0.1', '10.2.0.2'])
  expect(members.get('10.2.0.1')).toBeGreaterThan(120)
})

test('flows of traffic are translated on their way', async () => {
  await spread()
  const flow = { id: 'f', at: { node: 'a' }, packet: { ...packet, dst: address('10.9.0.1') }, bitsPerSecond: 1000 }
  await bench.client.setTraffic('n', [flow])
  const [seen] = (await bench.client.counters('n')).flows
  expect(seen).toMatchObject({ delivered: 1000, end: 'delivered', path: ['a', 'b', 'c'] })
})

test('a device that keeps no table of connections translates nothing', async () => {
  const to = [{ prefix: prefix('10.7.0.1/32'), weight: 1 }]
  const translations = [{ direction: 'source' as const, priority: 1, match: {}, to }]
  await expect(bench.deploy('a', { ...stateOf('a'), translations }, 's2')).rejects.toThrow(/does not track connections/)
})
