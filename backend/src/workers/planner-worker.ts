// The planner on a thread of its own: gets `{ id, task }` with a packed input, says `{ id, progress }` on the way, answers `{ id, result }` or
// `{ id, error }`. A task whose id stands in the shared list of those to be stopped ends where it next looks.
import { parentPort, workerData } from 'node:worker_threads'
import type { Watch } from '@paranet/compiler'
import { invariant } from '@paranet/network'
import { PlannerRunner, type PlannerTasks } from './planner-tasks.js'
import { type Packed, ReceivedValues } from './shared-values.js'
import { StopList } from './stop-list.js'

interface Asked extends Packed {
  readonly id: number
  readonly task: keyof PlannerTasks
}

const stateKeys = {
  plan: 'observed',
  verify: 'state',
  resilience: 'state',
  coverage: 'state',
  traceClass: 'state',
  check: undefined,
  draft: undefined,
  explain: undefined,
  whyNot: undefined,
  evidence: 'state',
  checkEvidence: 'state',
} as const

const port = parentPort
invariant(port, 'this file is the start of a worker thread')
const runner = new PlannerRunner()
const received = new ReceivedValues()
const stops = new StopList((workerData as { readonly stops: SharedArrayBuffer }).stops)

const watchOf = (id: number): Watch => ({
  signal: { throwIfAborted: () => stops.throwIfListed(id) },
  progress: (progress) => port.postMessage({ id, progress }),
})

port.on('message', ({ id, task, ...packed }: Asked) => {
  const input = received.unpack(packed, stateKeys[task]) as PlannerTasks[typeof task]['input']
  runner.run(task, input, watchOf(id)).then(
    (result) => port.postMessage({ id, result }),
    (error: unknown) => port.postMessage({ id, error: error instanceof Error ? error : new Error(String(error)) }),
  )
})
