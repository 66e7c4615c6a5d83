import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { FlatGraph } from '@paranet/network'
import { combinations, countCutScenarios, flatGraphOf, graphOf } from '@paranet/network'
import type { BenchOptions, BenchResult } from './benchmark.js'
import { installedFailures } from './installed-failures.js'
import type { SweepResult, SweepTask } from './failures-worker.js'
import { sweepTargets } from './failures-worker.js'
import { readTopology } from './read-topology.js'
import { machineText, median, rounded } from './statistics.js'

/** More scenarios than this are refused: hours, and a list of cuts that does not fit. */
const mostScenarios = 50_000_000

/** Node pairs times scenarios of one link less from which a second thread pays. */
const worthThreads = 300_000

/** All ordered pairs of nodes under every failure of exactly `k` links: rerouted by shortest paths, delivery checked. `violatedScenarios`: those
 *  in which a pair that has a path while everything is up has none. */
export async function failures(options: BenchOptions): Promise<BenchResult> {
  if (options.installed) return installedFailures(options)
  const { topology, k = 1 } = options
  const { index } = readTopology('failures', topology)
  const flat = flatGraphOf(graphOf(index))
  if (!flat) throw new RangeError('the weights and latencies of this network do not fit into one exact sum')
  const links = index.links.length
  const scenarios = combinations(links, k)
  if (scenarios > mostScenarios)
    throw new RangeError(`k = ${k} means ${scenarios} scenarios; at most ${mostScenarios} are swept`)
  const work = flat.nodeCount ** 2 * combinations(links, k - 1)
  const threads = work > worthThreads ? Math.min(availableParallelism(), 2) : 1
  await using pool = new SweepThreads(threads - 1)
  const { times, result } = await timed(() => pool.sweep(flat, k))
  return {
    name: 'failures',
    input: `${index.topology.name}: ${flat.nodeCount} nodes, ${links} links; k = ${k}; ${threads} threads`,
    figures: {
      scenarios,
      totalMs: rounded(median(times), 1),
      violatedScenarios: countCutScenarios(links, k, result.cuts),
      pairs: flat.nodeCount * (flat.nodeCount - 1),
      treesRepaired: result.repairs,
    },
    machine: machineText(),
  }
}

/** The first run of five to warm up, unless it is long: then it is the only one. */
async function timed(run: () => Promise<SweepResult>): Promise<{ times: number[]; result: SweepResult }> {
  const times: number[] = []
  for (;;) {
    const started = performance.now()
    const result = await run()
    times.push(performance.now() - started)
    if ((times[0] as number) > 3000) return { times, result }
    if (times.length === 6) return { times: times.slice(1), result }
  }
}

/** Threads that sweep beside this one; they live from run to run. */
class SweepThreads implements AsyncDisposable {
  readonly #workers: readonly Worker[]

  constructor(count: number) {
    this.#workers = Array.from({ length: count }, () => new Worker(new URL('./failures-worker.js', import.meta.url)))
  }

  async sweep(flat: FlatGraph, k: number): Promise<SweepResult> {
    const task: SweepTask = { flat, k, next: new Int32Array(new SharedArrayBuffer(4)) }
    const others = this.#workers.map(
      (worker) =>
        new Promise<SweepResult>((done, fail) => {
          worker.once('message', done)
          worker.once('error', fail)
          worker.postMessage(task)
        }),
    )
    const own = sweepTargets(task)
    const all = [own, ...(await Promise.all(others))]
    return {
      cuts: own.cuts.map((_, size) => new Set(all.flatMap(({ cuts }) => [...(cuts[size] ?? [])]))),
      repairs: all.reduce((sum, { repairs }) => sum + repairs, 0),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
  }
}
