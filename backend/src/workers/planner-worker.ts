// The planner on a thread of its own: gets `{ id, task, input }`, answers `{ id, result }` or `{ id, error }`.
import { parentPort } from 'node:worker_threads'
import { invariant } from '@paranet/network'
import { type PlannerTasks, runPlannerTask } from './planner-tasks.js'

interface Asked {
  readonly id: number
  readonly task: keyof PlannerTasks
  readonly input: PlannerTasks[keyof PlannerTasks]['input']
}

const port = parentPort
invariant(port, 'this file is the start of a worker thread')
port.on('message', ({ id, task, input }: Asked) => {
  runPlannerTask(task, input).then(
    (result) => port.postMessage({ id, result }),
    (error: unknown) => port.postMessage({ id, error: error instanceof Error ? error : new Error(String(error)) }),
  )
})
