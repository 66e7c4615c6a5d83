import { judgeFilters, readClassbench } from '@paranet/verifier'
import type { BenchOptions, BenchResult } from './benchmark.js'
import { readText } from './read-topology.js'
import { machineText, median, rounded } from './statistics.js'

/** Shadowed, redundant and conflicting rules of a list in ClassBench's format. A list with bad lines has no figures: they are named. */
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
      heapMB: rounded((heapUsed + arrayBuffers) / 1e6, 1),
    },
    machine: machineText(),
  }
}
