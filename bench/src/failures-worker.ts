// A thread of the failures benchmark: takes targets until there are none left, and answers with what it found.
import { parentPort } from 'node:worker_threads'
import type { FlatGraph } from '@paranet/network'
import { FailureSweep } from '@paranet/network'

/** What a thread is given. `next` is shared: the next target to take. */
export interface SweepTask {
  readonly flat: FlatGraph
  readonly k: number
  readonly next: Int32Array
}

/** What a thread found. */
export interface SweepResult {
  readonly cuts: readonly ReadonlySet<string>[]
  readonly repairs: number
}

/** Takes targets until there are none left. */
export function sweepTargets({ flat, k, next }: SweepTask): SweepResult {
  const sweep = new FailureSweep(flat, k)
  for (let target = Atomics.add(next, 0, 1); target < flat.nodeCount; target = Atomics.add(next, 0, 1))
    sweep.sweep(target)
  return { cuts: sweep.cuts, repairs: sweep.repairs }
}

parentPort?.on('message', (task: SweepTask) => parentPort?.postMessage(sweepTargets(task)))
