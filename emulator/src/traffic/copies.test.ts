import type { DeviceState, Walk } from '@paranet/network'
import { emptyDeviceState } from '@paranet/network'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Bench } from '../testing/bench.js'
import { packet, states } from '../testing/line-network.js'

let bench: Bench
beforeEach(async () => {
  bench = await Bench.start()
  await bench.deployAll()
})
afterEach(() => bench.end())

const of = (device: string): DeviceState => states[device] ?? emptyDeviceState(device)
const group = { ...packet, dst: '239.1.1.1' as never, protocol: 17 }
const member = (inInterface: string, ...out: string[]) => ({
  groupRoutes: [{ source: '10.1.0.0/16' as never, group: '239.1.1.1' as never, inInterface, out }],
})
const endsOf = ({ node, interface: name, walk }: NonNullable<Walk['copies']>[number]): string[] => [
  `${node} ${name}: ${walk.end.kind} ${walk.end.node}`,
  ...(walk.copies ?? []).flatMap(endsOf),
]

test('a mirror sends copies beside what it copies, and they take up the links', async () => {
  await bench.deploy('c', { ...of('c'), copies: [{ match: { src: '10.1.0.0/16' as never }, to: 'to-h' }] }, 's2')
  const walk = await bench.client.trace('n', { node: 'a' }, packet)
  expect(walk.end).toMatchObject({ kind: 'delivered', node: 'c' })
  expect(walk.copies?.flatMap(endsOf)).toEqual(['c to-h: received h'])
  await bench.client.setTraffic('n', [{ id: 'f', at: { node: 'a' }, packet, bitsPerSecond: 200_000 }])
  bench.clock.pass(1000)
  const seen = await bench.client.counters('n')
  expect(seen.flows.map(({ delivered, end }) => [delivered, end])).toEqual([[200_000, 'delivered']])
  expect(seen.links.find(({ id }) => id === 'c--h')?.bitsPerSecond).toEqual([200_000, 0])
  expect(seen.entries.find(({ key }) => key === 'copy to to-h src 10.1.0.0/16')?.bytes).toBe(25_000)
})

test('packets to a group go to all its members along the tree, and by no other way in', async () => {
  await bench.deploy('a', { ...of('a'), ...member('lan', 'to-b', 'to-c') }, 's2')
  await bench.deploy('b', { ...of('b'), ...member('to-a', 'to-c') }, 's2')
  await bench.deploy('c', { ...of('c'), ...member('to-a', 'lan', 'to-h') }, 's2')
  const walk = await bench.client.trace('n', { node: 'a' }, group)
  expect(walk.end).toEqual({ kind: 'replicated', node: 'a' })
  expect(walk.copies?.flatMap(endsOf)).toEqual([
    'a to-b: replicated b',
    'b to-c: dropped c',
    'a to-c: replicated c',
    'c lan: received c',
    'c to-h: received h',
  ])
  await bench.client.setTraffic('n', [{ id: 'f', at: { node: 'a' }, packet: group, bitsPerSecond: 100_000 }])
  bench.clock.pass(1000)
  const seen = await bench.client.counters('n')
  for (const [id, expected] of [
    ['a--b', [100_000, 0]],
    ['a--c', [100_000, 0]],
    ['c--h', [100_000, 0]],
  ] as const)
    expect(seen.links.find((link) => link.id === id)?.bitsPerSecond).toEqual(expected)
})
