import { judgeFilters, readClassbench } from '@paranet/verifier'
import type { BenchOptions, BenchResult } from './benchmark.js'
import { readText } from './read-topology.js'
import { plainFilters } from './reference/plain-filters.js'
import { machineText, median, rounded } from './statistics.js'

/** Shadowed, redundant and conflicting rules of a list in ClassBench's format. A list with bad lines has no figures: they are named.
 *  `plainBdd…`: shadowed and redundant rules by a textbook engine in the same run, without the conflicts; it gives up after eight seconds of the processor. */
export async function filters({ rules: file }: BenchOptions): Promise<BenchResult> {
  if (file === undefined) throw new RangeError('filters wants --rules FILE')
  const { list, problems } = readClassbench(readText(file))
  const [first] = problems
  if (first)
    throw new RangeError(
      `${file}:${first.line}: ${first.message}${problems.length > 1 ? ` (and ${problems.length - 1} more bad lines)` : ''}`,
    )
  const firstStarted = performance.now()
  let report = judgeFilters(list)
  const coldMs = performance.now() - firstStarted
  const times = Array.from({ length: coldMs > 3000 ? 0 : 5 }, () => {
    const started = performance.now()
    report = judgeFilters(list)
    return performance.now() - started
  })
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  const plain = plainFilters(list)
  const isWhole = plain.rules === list.count
  if (isWhole && report.undecided.length === 0)
    for (const kind of ['shadowed', 'redundant'] as const)
      if (plain[kind] !== report[kind].length)
        throw new Error(
          `the plain diagrams find ${plain[kind]} ${kind} rules, not ${report[kind].length}: the figures would not count`,
        )
  return {
    name: 'filters',
    input: `${file}: ${list.count} rules${list.actions ? '' : ', without actions'}`,
    figures: {
      shadowed: report.shadowed.length,
      redundant: report.redundant.length,
      conflicts: report.conflicts,
      conflictingRules: report.conflicting.length,
      undecided: report.undecided.length,
      totalMs: rounded(times.length > 0 ? median(times) : coldMs, 1),
      coldMs: rounded(coldMs, 1),
      plainBddMs: rounded(plain.ms, 1),
      plainBddRules: plain.rules,
      plainBddNodes: plain.nodes,
      plainBddGaveUp: isWhole ? 0 : 1,
      heapMB: rounded((heapUsed + arrayBuffers) / 1e6, 1),
    },
    machine: machineText(),
  }
}
