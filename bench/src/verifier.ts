import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { BenchOptions, BenchResult } from './benchmark.js'
import { plainTrace } from './reference/plain-trace.js'
import { machineText, median, rounded } from './statistics.js'
import { campusTrace } from './trace/campus-trace.js'
import { watchedIntents } from './watched-intents.js'
import { type PhaseFigures, type Replay, replayTrace } from './trace/replay-trace.js'

/** Larger traces are replayed once: then their own length is warm-up enough. */
const repeatedBelow = 64 * 1024 * 1024
const runs = 5

/** Replays a `.trace`, or without one that of a seeded campus with filters on its ports; with `intents`, keeps the verdicts of so many while
 *  entries change. */
export async function verifier({ trace, seed, intents, nodes = 500 }: BenchOptions): Promise<BenchResult> {
  if (trace === undefined && intents !== undefined) return watchedIntents(intents, nodes, seed)
  if (trace !== undefined) return replayed(trace, trace)
  const folder = mkdtempSync(join(tmpdir(), 'paranet-bench-'))
  try {
    const file = join(folder, 'campus.trace')
    writeFileSync(file, campusTrace(seed))
    return replayed(file, `campus of seed ${seed}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Replays a `.trace` with loop, black-hole and reachability checks after every update. Each figure is the median over five runs, where
 *  the trace is small; `idle…` are those of the same loop around nothing, in the same run. `loops`, `blackHoles` and `cutPrefixes` count
 *  those that came up in the phase, `…AtEnd` those that stand at its end. `plainBdd…`: a textbook engine with loop checks in the same run
 *  (`reference/plain-trace.ts`), which gives up after eight seconds of the processor, in the load or at some update. */
function replayed(trace: string, title: string): BenchResult {
  const gc = collector()
  const memory = (): PhaseFigures['memory'] => {
    gc()
    const { heapUsed, arrayBuffers, rss } = process.memoryUsage()
    return { heapMB: rounded((heapUsed + arrayBuffers) / 1e6, 1), rssMB: rounded(rss / 1e6, 1) }
  }
  const replays: Replay[] = []
  const times = statSync(trace).size < repeatedBelow ? runs : 1
  for (let run = 0; run < times; run++) replays.push(replayTrace(trace, memory))
  const phases = Object.fromEntries(
    replays[0]!.phases.map(({ name }, index) => [
      name,
      medians(replays.map((replay) => figuresOf(replay.phases[index]!, index))),
    ]),
  )
  const first = replays[0]!.phases[0]!
  const plain = plainTrace(trace)
  return {
    name: 'verifier',
    input: `${title}: ${replays[0]!.devices} devices, ${first.rules} rules, ${first.filterRules > 0 ? `${first.filterRules} rules of filters, ` : ''}${replays[0]!.phases.length} phases; ${times === 1 ? 'one run' : `median of ${times} runs`}`,
    figures: {
      ...medians(
        replays.map(({ phases: all, engineBytes, seconds }) => ({
          rules: all[0]!.rules,
          loadS: rounded(all[0]!.engineS, 4),
          bytesPerRule: rounded(engineBytes / Math.max(1, all[0]!.rules), 1),
          readAndReplayS: rounded(seconds, 3),
        })),
      ),
      ...Object.values(phases).at(-1),
      plainBddLoadS: rounded(plain.loadS, 2),
      plainBddRules: plain.rules,
      plainBddUpdates: plain.updates.count,
      ...(plain.updates.count > 0
        ? {
            plainBddUpdateMeanUs: rounded(plain.updates.meanUs, 1),
            plainBddUpdateMedianUs: rounded(plain.updates.quantileUs(0.5), 1),
            plainBddUpdateP99Us: rounded(plain.updates.quantileUs(0.99), 1),
          }
        : {}),
      plainBddGaveUp: plain.gaveUp ? 1 : 0,
    },
    phases,
    machine: machineText(),
  }
}

function figuresOf(phase: PhaseFigures, index: number): Record<string, number> {
  const { updates, idle } = phase
  const tail = (of: typeof updates, name: string) => ({
    [`${name}MeanUs`]: rounded(of.meanUs, 3),
    [`${name}MedianUs`]: rounded(of.quantileUs(0.5), 3),
    [`${name}P99Us`]: rounded(of.quantileUs(0.99), 3),
    [`${name}P999Us`]: rounded(of.quantileUs(0.999), 3),
    [`${name}MaxUs`]: rounded(of.maxUs, 3),
  })
  return {
    updates: index === 0 ? phase.updateCount : updates.count,
    ...(index === 0
      ? { updateMeanUs: rounded((phase.engineS * 1e6) / Math.max(1, phase.updateCount), 3) }
      : { ...tail(updates, 'update'), ...tail(idle, 'idle') }),
    totalS: rounded(phase.engineS, 4),
    heapMB: phase.memory.heapMB,
    rssMB: phase.memory.rssMB,
    atoms: phase.atoms,
    loops: phase.loops,
    blackHoles: phase.blackHoles,
    cutPrefixes: phase.cutPrefixes,
    filtered: phase.filtered,
    loopsAtEnd: phase.loopsAtEnd,
    blackHolesAtEnd: phase.blackHolesAtEnd,
    cutPrefixesAtEnd: phase.cutPrefixesAtEnd,
    filteredAtEnd: phase.filteredAtEnd,
    undecided: phase.undecided,
  }
}

function medians(rows: readonly Record<string, number>[]): Record<string, number> {
  return Object.fromEntries(Object.keys(rows[0] ?? {}).map((name) => [name, median(rows.map((row) => row[name] ?? 0))]))
}

/** The collector of garbage, so that memory is what is in use. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
}
