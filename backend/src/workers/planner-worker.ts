// The planner on a thread of its own: gets `{ id, task }` with a packed input, answers `{ id, result }` or `{ id, error }`.
import { parentPort } from 'node:worker_threads'
import { invariant } from '@paranet/network'
import { PlannerRunner, type PlannerTasks } from './planner-tasks.js'
import { type Packed, ReceivedValues } from './shared-values.js'

interface Asked extends Packed {
  readonly id: number
  readonly task: keyof PlannerTasks
}

const stateKeys = {
  plan: 'observed',
  verify: 'state',
  check: undefined,
  draft: undefined,
  explain: undefined,
  whyNot: undefined,
} as const

const port = parentPort
invariant(port, 'this file is the start of a worker thread')
const runner = new PlannerRunner()
const received = new ReceivedValues()
port.on('message', ({ id, task, ...packed }: Asked) => {
  const input = received.unpack(packed, stateKeys[task]) as PlannerTasks[typeof task]['input']
  runner.run(task, input).then(
    (result) => port.postMessage({ id, result }),
    (error: unknown) => port.postMessage({ id, error: error instanceof Error ? error : new Error(String(error)) }),
  )
})
