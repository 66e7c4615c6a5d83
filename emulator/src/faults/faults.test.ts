import { emptyDeviceState } from '@paranet/network'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { EmulatorEvent } from '../protocol/messages.js'
import { Bench } from '../testing/bench.js'
import { packet, topology } from '../testing/line-network.js'

let bench: Bench
beforeEach(async () => {
  bench = await Bench.start()
})
afterEach(() => bench.end())

test.each([
  ['refuse-stage', () => bench.stage('a'), 'refused'],
  ['refuse-commit', async () => (await bench.stage('a'), bench.commit('a')), 'refused'],
  ['die-after-stage', () => bench.runs('a'), 'unreachable'],
  ['node-down', () => bench.runs('a'), 'unreachable'],
] as const)('%s holds across a restart until it is cleared', async (kind, act, code) => {
  const fault = await bench.client.setFault('n', { kind, node: 'a' })
  await expect(act()).rejects.toMatchObject({ code })
  await bench.restart()
  await expect(act()).rejects.toMatchObject({ code })
  expect(await bench.client.faults('n')).toEqual([fault])
  expect(await bench.client.clearFaults('n', fault.id)).toBe(1)
  expect(await bench.client.clearFaults('n', fault.id)).toBe(0)
  await bench.runs('a')
})

test('a device that dies after staging has nothing staged when it is back', async () => {
  await bench.stage('a')
  await bench.client.setFault('n', { kind: 'die-after-stage', node: 'a' })
  await bench.client.clearFaults('n')
  await expect(bench.commit('a')).rejects.toMatchObject({ code: 'not-staged' })
})

test('a forgotten entry is gone from what runs, and stays gone', async () => {
  await bench.deployAll()
  const forget = (entry: string) =>
    bench.client.setFault('n', { kind: 'forget-entry', node: 'b', entry: entry as never })
  await forget('route 10.2.0.0/16')
  await bench.client.clearFaults('n')
  await bench.restart()
  expect((await bench.runs('b')).routes.map(({ prefix }) => prefix)).toEqual(['10.1.0.0/16'])
  await expect(forget('route 9.0.0.0/8')).rejects.toMatchObject({ code: 'not-found' })
})

test('packets take the path, and the other one when a link is down', async () => {
  await bench.deployAll()
  const path = async () => (await bench.client.trace('n', { node: 'a' }, packet)).hops.map(({ node }) => node)
  expect(await path()).toEqual(['a', 'b', 'c'])
  const fault = await bench.client.setFault('n', { kind: 'link-down', link: 'a--b' })
  const again = await bench.client.setFault('n', { kind: 'link-down', link: 'a--b' })
  expect(await path()).toEqual(['a', 'c'])
  await bench.client.clearFaults('n', fault.id)
  expect(await path()).toEqual(['a', 'c'])
  await bench.client.clearFaults('n', again.id)
  expect(await path()).toEqual(['a', 'b', 'c'])
})

test('delays add up, on the link to a host too', async () => {
  await bench.deployAll()
  const host = { node: 'h' }
  const back = { ...packet, src: '10.2.9.9', dst: '10.1.0.1' } as typeof packet
  expect((await bench.client.trace('n', host, back)).latency).toBe(3000)
  await bench.client.setFault('n', { kind: 'link-delay', link: 'c--h', microseconds: 500 })
  await bench.client.setFault('n', { kind: 'link-delay', link: 'b--c', microseconds: 70 })
  await bench.client.setFault('n', { kind: 'link-delay', link: 'b--c', microseconds: 7 })
  expect((await bench.client.trace('n', host, back)).latency).toBe(3577)
})

test('events tell of nodes, links, faults and devices that went back', async () => {
  const events: EmulatorEvent[] = []
  await bench.client.subscribeEvents('n', (event) => events.push(event))
  await bench.client.setFault('n', { kind: 'node-down', node: 'b' })
  await bench.client.clearFaults('n')
  await bench.stage('a')
  await bench.commit('a', 's1', 1000)
  bench.clock.pass(1000)
  await expect
    .poll(() => events.map((event) => event.kind))
    .toEqual(['node', 'link', 'link', 'fault', 'node', 'link', 'link', 'fault', 'device-reverted'])
  expect(events.at(-1)).toEqual({ network: 'n', at: 1_001_000, kind: 'device-reverted', device: 'a', revision: '0' })
})

test('devices that leave the topology lose their state and their faults, the others keep them', async () => {
  await bench.deployAll()
  await bench.client.setFault('n', { kind: 'link-down', link: 'a--b' })
  const kept = await bench.client.setFault('n', { kind: 'link-down', link: 'a--c' })
  const a = await bench.runs('a')
  await bench.client.load('n', {
    ...topology,
    nodes: topology.nodes.filter(({ name }) => name !== 'b'),
    links: topology.links.filter(({ id }) => !id.includes('b')),
  })
  expect(await bench.runs('a')).toEqual(a)
  expect(await bench.client.faults('n')).toEqual([kept])
  await expect(bench.runs('b')).rejects.toMatchObject({ code: 'not-found' })
  await bench.client.load('n', topology)
  await bench.restart()
  expect(await bench.runs('b')).toEqual(emptyDeviceState('b'))
})

test('an unloaded network is gone, on the disk too', async () => {
  await bench.deployAll()
  await bench.client.unload('n')
  await bench.client.unload('n')
  await bench.restart()
  expect(await bench.client.networks()).toEqual([])
  await bench.client.load('n', topology)
  expect(await bench.runs('a')).toEqual(emptyDeviceState('a'))
})
