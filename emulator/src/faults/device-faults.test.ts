import { emptyDeviceState } from '@paranet/network'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Bench } from '../testing/bench.js'
import { states } from '../testing/line-network.js'

let bench: Bench
beforeEach(async () => {
  bench = await Bench.start()
})
afterEach(() => bench.end())

const turn = () => new Promise((done) => setTimeout(done, 5))

test('a slow device acts and answers later; the others do not wait for it', async () => {
  await bench.client.setFault('n', { kind: 'slow-device', node: 'a', ms: 3000 })
  let isThere = false
  const asked = bench.runs('a').then(() => (isThere = true))
  await bench.runs('b')
  bench.clock.pass(2999)
  await turn()
  expect(isThere).toBe(false)
  bench.clock.pass(1)
  await asked
})

test('a slow device that is mended answers at once', async () => {
  await bench.client.setFault('n', { kind: 'slow-device', node: 'a', ms: 3_600_000 })
  const asked = bench.stage('a')
  await turn()
  await bench.client.clearFaults('n')
  expect(await asked).toEqual({ staged: 's1' })
})

test('what a device that never answers was asked is lost', async () => {
  await bench.client.setFault('n', { kind: 'slow-device', node: 'a' })
  const asked = bench.stage('a')
  bench.clock.pass(1e10)
  await turn()
  expect((await bench.client.observeAll('n')).map(({ device }) => device)).toEqual(['b', 'c'])
  await bench.client.clearFaults('n')
  await expect(asked).rejects.toMatchObject({ code: 'unreachable' })
  await expect(bench.commit('a')).rejects.toMatchObject({ code: 'not-staged' })
})

test('a commit that stops on its way leaves a part of the change, and a way back', async () => {
  await bench.client.setFault('n', { kind: 'partial-commit', node: 'c', entries: 2 })
  await bench.stage('c')
  await expect(bench.commit('c', 's1', 60_000)).rejects.toMatchObject({ code: 'refused' })
  expect((await bench.runs('c')).routes.map(({ prefix }) => prefix)).toEqual(['10.1.0.0/16', '10.2.0.0/16'])
  await bench.client.rollback('n', 'c')
  expect(await bench.runs('c')).toEqual(emptyDeviceState('c'))
})

test('a commit that stops and lies answers as if all were well', async () => {
  await bench.client.setFault('n', { kind: 'partial-commit', node: 'c', entries: 0, lies: true })
  await bench.stage('c')
  const answer = await bench.commit('c', 's1', 60_000)
  expect(await bench.commit('c', 's1', 60_000)).toEqual(answer)
  expect(await bench.runs('c')).toEqual(emptyDeviceState('c'))
})

test.each([
  [40_000, 19_999, 1],
  [-40_000, 99_999, 1],
  [60_000, 0, 0],
])('a clock that runs %i ms ahead moves the deadline of 60 s', async (ms, keeps, then) => {
  await bench.client.setFault('n', { kind: 'clock-skew', node: 'a', ms })
  await bench.stage('a')
  await bench.commit('a', 's1', 60_000)
  bench.clock.pass(keeps)
  await turn()
  if (keeps > 0) expect(await bench.runs('a')).toEqual(states['a'])
  bench.clock.pass(then)
  await expect.poll(() => bench.runs('a')).toEqual(emptyDeviceState('a'))
})

test('a clock that is set while a deadline runs moves it, after a restart too', async () => {
  await bench.stage('a')
  await bench.commit('a', 's1', 60_000)
  await bench.client.setFault('n', { kind: 'clock-skew', node: 'a', ms: -60_000 })
  bench.clock.pass(60_001)
  await bench.restart()
  expect(await bench.runs('a')).toEqual(states['a'])
  await bench.client.clearFaults('n')
  await expect.poll(() => bench.runs('a')).toEqual(emptyDeviceState('a'))
})

test('a device that is to die after staging lives until it has staged, and has nothing staged when it is back', async () => {
  await bench.client.setFault('n', { kind: 'die-after-stage', node: 'a', armed: true })
  await bench.runs('a')
  await bench.restart()
  expect(await bench.stage('a')).toEqual({ staged: 's1' })
  await expect(bench.commit('a')).rejects.toMatchObject({ code: 'unreachable' })
  await bench.client.clearFaults('n')
  await expect(bench.commit('a')).rejects.toMatchObject({ code: 'not-staged' })
})
