import { systemClock } from '@paranet/emulator'
import { expect, test } from 'vitest'
import { WorkerPlanner } from './planner-pool.js'

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
