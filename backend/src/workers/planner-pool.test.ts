import { systemClock } from '@paranet/emulator'
import { importTopology } from '@paranet/language'
import { expect, test } from 'vitest'
import { inlinePlanner, WorkerPlanner } from './planner-pool.js'
import { StopList } from './stop-list.js'

test('a task that nobody waits for any more is given up, with its thread', async () => {
  const planner = new WorkerPlanner(systemClock)
  const stop = new AbortController()
  const input = { network: 'n', topology: {} as never, files: [], time: {} as never }
  const task = planner.run('n', 'check', input, stop.signal)
  stop.abort(new Error('too late'))
  await expect(task).rejects.toThrow('too late')
  await expect(planner.run('n', 'check', input, stop.signal)).rejects.toThrow('too late')
  await planner[Symbol.asyncDispose]()
})

test('a plan says how far it is, and ends between two units of work when nobody waits for it any more', async () => {
  const planner = inlinePlanner()
  const { topology } = importTopology(
    'network n { node r1 : router { prefixes: 10.1.0.0/16 }\n node r2 : router { prefixes: 10.2.0.0/16 }\n link r1 -- r2 }',
    { file: 'n.pn' },
  )
  const text = Array.from(
    { length: 200 },
    (_, i) =>
      `route i${i} { from: r1, to: r2, traffic: tcp dst-port ${1000 + i}, latency: <= 1s, survive: 1 link restored within 5s }`,
  ).join('\n')
  const input = { network: 'n', topology: topology as never, files: [{ name: 'a.pn', text }], observed: new Map() }
  const stop = new AbortController()
  const heard: string[] = []
  const task = planner.run('n', 'plan', input, stop.signal, ({ pass }) => {
    heard.push(pass)
    stop.abort(new Error('too late'))
  })
  await expect(task).rejects.toThrow('too late')
  expect(heard[0]).toBe('plan')
  const passes = new Set<string>()
  const small = { ...input, files: [{ name: 'a.pn', text: 'route x { from: r1, to: r2 }' }] }
  expect((await planner.run('n', 'plan', small, undefined, ({ pass }) => passes.add(pass))).ok).toBe(true)
  expect(passes.has('synthesize')).toBe(true)
  await planner[Symbol.asyncDispose]()
})

test('a thread sees which of its tasks are to be stopped', () => {
  const stops = new StopList()
  const other = new StopList(stops.buffer)
  stops.add(7)
  expect(() => other.throwIfListed(7)).toThrow('nobody waits')
  expect(() => other.throwIfListed(71)).not.toThrow()
})
