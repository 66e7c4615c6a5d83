import { indexTopology } from '@paranet/network'
import type { BenchOptions, BenchResult } from './benchmark.js'
import type { CompileFigures, CompileTask } from './compile-process.js'
import { generatedNetwork } from './generated-network.js'
import { mostProved, readDevices } from './proved-sample.js'
import { inProcess } from './in-process.js'
import { mixedIntents } from './mixed-intents.js'
import { readTopology } from './read-topology.js'
import { machineText, rounded } from './statistics.js'
import { walkedRoutes } from './walk-sample.js'
import { geantFile, withAllTargets } from './with-all-targets.js'

/** Intents that are added one by one, links that go down. */
const [moreIntents, downLinks] = [100, 5]

/** Mixed intents to artifacts of every target there is; then one more, again and again; then the network less one link. `coldMs`: from the text to the
 *  artifacts in a process that has never compiled; `coldWarmMs`: from nothing in one that has; `heapMB`: what that session holds, collected. Where one
 *  more or a link down takes long, there are fewer of them (`oneMoreRuns`, `linkDownRuns`). Everything is proved beside the clock, each
 *  intent of it that was not refused, or of many packets of a sample are followed, as `input` says; where one does not hold, or other intents are refused than should be, there are no figures. */
export async function compile({ seed, topology: file, nodes, intents = 200 }: BenchOptions): Promise<BenchResult> {
  const topology = withAllTargets(
    file === undefined && nodes !== undefined
      ? generatedNetwork(nodes, seed)
      : readTopology('compile', file ?? geantFile).index.topology,
  )
  const index = indexTopology(topology)
  const { lines, infeasible } = mixedIntents(index, intents + moreIntents, seed)
  const impossible = Math.floor(intents / (lines.length / Math.max(1, infeasible)))
  const kept = lines.slice(0, lines.length - infeasible)
  const [base, more] = [kept.slice(0, intents - impossible), kept.slice(intents - impossible)]
  const task: CompileTask = {
    topology,
    lines: [...base, ...lines.slice(lines.length - impossible)],
    infeasible: impossible,
    more: more.slice(0, moreIntents),
    downLinks: sampleOf(topology.links.length, downLinks),
  }
  const { phases, figures } = await inProcess<CompileFigures>('compile-process.js', task, [
    '--expose-gc',
    '--max-semi-space-size=64',
  ])
  return {
    name: 'compile',
    input: `${topology.name}: ${topology.nodes.length} nodes, ${topology.links.length} links, ${task.lines.length} intents, seed ${seed}${provedText(task.lines.length)}`,
    figures: roundedAll(figures),
    phases: { cold: roundedAll(phases.cold), proof: roundedAll(phases.proof) },
    machine: machineText(),
  }
}

const provedText = (intents: number): string =>
  intents <= mostProved
    ? ''
    : `; not proved: a packet each of about ${walkedRoutes} routes is followed, with the configurations of about ${readDevices} devices read back`

const roundedAll = (figures: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, rounded(value)]))

/** Evenly spread over all. */
const sampleOf = (total: number, count: number): number[] =>
  Array.from({ length: Math.min(total, count) }, (_, i) => Math.floor(((i + 0.5) * total) / Math.min(total, count)))
