import { contentHash, emptyDeviceState } from '@paranet/network'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Bench } from '../testing/bench.js'
import { empty, states } from '../testing/line-network.js'

let bench: Bench
beforeEach(async () => {
  bench = await Bench.start()
})
afterEach(() => bench.end())

const nothing = emptyDeviceState('a')
const a = states['a'] ?? nothing
const second = { ...a, routes: a.routes.slice(0, 1) }
/** The world after `steps`: what a runs, its revision, and what is staged or waits for a confirmation. */
async function world() {
  const { state, revision, staged, pending } = await bench.client.observe('n', 'a')
  const runs = [nothing, a, second].findIndex((one) => contentHash(one) === contentHash(state))
  return { runs: ['nothing', 'first', 'second'][runs], revision, staged: staged?.id, back: pending?.confirmed }
}
const stageFirst = () => bench.stage('a')
const stageSecond = () => bench.stage('a', 's2', contentHash(a), second)
const commit = (id: string, within?: number) => () => bench.commit('a', id, within)
const confirm = (revision: string) => () => bench.client.confirm('n', 'a', revision)
const rollback = (to?: string) => () => bench.client.rollback('n', 'a', to)
const pass = (ms: number) => async () => bench.clock.pass(ms)
const restart = () => bench.restart()

type Step = () => Promise<unknown>
const firstRuns = { runs: 'first', revision: '1', staged: undefined, back: undefined }
const nothingRuns = { runs: 'nothing', revision: '0', staged: undefined, back: undefined }

test.each<[string, Step[], Partial<Awaited<ReturnType<typeof world>>>]>([
  ['a device starts with nothing', [], nothingRuns],
  ['staging changes nothing that runs', [stageFirst], { ...nothingRuns, staged: 's1' }],
  ['what is staged survives a restart', [stageFirst, restart], { ...nothingRuns, staged: 's1' }],
  ['staging twice is staging once', [stageFirst, stageFirst], { ...nothingRuns, staged: 's1' }],
  ['a commit without a time is confirmed', [stageFirst, commit('s1')], firstRuns],
  ['a commit survives a restart', [stageFirst, commit('s1'), restart], firstRuns],
  ['committing twice is committing once', [stageFirst, commit('s1'), commit('s1')], firstRuns],
  ['staging what is committed stages nothing', [stageFirst, commit('s1'), stageFirst], firstRuns],
  ['a commit with a time waits', [stageFirst, commit('s1', 5000)], { ...firstRuns, back: '0' }],
  ['it waits across a restart', [stageFirst, commit('s1', 5000), pass(4999), restart], { ...firstRuns, back: '0' }],
  ['and goes back when nobody confirms', [stageFirst, commit('s1', 5000), pass(5000)], nothingRuns],
  ['also across a restart', [stageFirst, commit('s1', 5000), restart, pass(5000)], nothingRuns],
  ['a confirmed commit stays', [stageFirst, commit('s1', 5000), confirm('1'), pass(9000), restart], firstRuns],
  ['confirming twice is confirming once', [stageFirst, commit('s1', 5000), confirm('1'), confirm('1')], firstRuns],
  ['rolling back undoes', [stageFirst, commit('s1', 5000), rollback()], nothingRuns],
  [
    'rolling back twice is rolling back once',
    [stageFirst, commit('s1', 5000), rollback('0'), rollback('0')],
    nothingRuns,
  ],
  ['rolling back drops what is staged', [stageFirst, rollback()], nothingRuns],
  ['rolling back leaves what is confirmed', [stageFirst, commit('s1'), rollback()], firstRuns],
  ['rolling back nothing is fine', [rollback()], nothingRuns],
  [
    'two commits that wait are undone together',
    [stageFirst, commit('s1', 5000), stageSecond, commit('s2', 5000), rollback()],
    nothingRuns,
  ],
  [
    'the second commit arms the deadline again',
    [stageFirst, commit('s1', 5000), pass(4000), stageSecond, commit('s2', 5000), pass(4000)],
    { runs: 'second', revision: '2', back: '0' },
  ],
  [
    'the second commit without a time confirms both',
    [stageFirst, commit('s1', 5000), stageSecond, commit('s2'), pass(9000)],
    { runs: 'second', revision: '2', back: undefined },
  ],
  [
    'numbers of revisions are not given again',
    [stageFirst, commit('s1', 5000), rollback(), stageFirst, commit('s1')],
    { runs: 'first', revision: '2' },
  ],
])('%s', async (_, steps, expected) => {
  for (const step of steps) await step()
  expect(await world()).toMatchObject(expected)
})

test.each<[string, Step[], Step, object]>([
  ['the base has moved', [], () => bench.stage('a', 's1', 'not-it'), { code: 'base-moved', data: { is: empty('a') } }],
  ['nothing is staged so', [], commit('s1'), { code: 'not-staged' }],
  ['it was staged, then undone', [stageFirst, commit('s1', 5000), rollback()], commit('s1'), { code: 'not-staged' }],
  ['confirmed too late', [stageFirst, commit('s1', 5000), pass(5000)], confirm('1'), { code: 'reverted' }],
  [
    'confirmed too late, after a restart',
    [stageFirst, commit('s1', 50), pass(50), restart],
    confirm('1'),
    { code: 'reverted' },
  ],
  [
    'the way back leads elsewhere',
    [stageFirst, commit('s1', 5000)],
    rollback('7'),
    { code: 'refused', data: { revision: '0' } },
  ],
  [
    'something else runs than when it was staged',
    [
      stageFirst,
      commit('s1'),
      stageSecond,
      () => bench.client.setFault('n', { kind: 'forget-entry', node: 'a', entry: 'route 10.2.0.0/16' as never }),
    ],
    commit('s2'),
    { code: 'base-moved' },
  ],
])('refused: %s', async (_, steps, last, expected) => {
  for (const step of steps) await step()
  await expect(last()).rejects.toMatchObject(expected)
})

test('a device that was down at its deadline has gone back before it answers', async () => {
  await bench.stage('a')
  await bench.commit('a', 's1', 5000)
  await bench.stop()
  bench.clock.pass(6000)
  await bench.start()
  expect(await world()).toMatchObject(nothingRuns)
})

test('many devices at once', async () => {
  await Promise.all(
    ['a', 'b', 'c'].map(async (device) => {
      await bench.stage(device)
      await bench.commit(device)
    }),
  )
  await bench.restart()
  const observed = await bench.client.observeAll('n')
  expect(observed.map(({ device, state }) => [device, state])).toEqual(Object.entries(states))
})

test('only devices that track connections match established packets', async () => {
  const filters = [
    { direction: 'forward' as const, priority: 1, match: { established: true }, action: 'permit' as const },
  ]
  await bench.stage('b', 's1', empty('b'), { ...emptyDeviceState('b'), filters })
  await expect(bench.stage('a', 's1', empty('a'), { ...nothing, filters })).rejects.toMatchObject({ code: 'refused' })
})
