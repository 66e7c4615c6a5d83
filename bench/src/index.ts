import type { BenchOptions, BenchResult } from './benchmark.js'

export type { BenchOptions, BenchResult } from './benchmark.js'
export { TraceError } from './trace/trace-lines.js'
export { seededIntents } from './seeded-intents.js'

const registry: Readonly<Record<string, () => Promise<(options: BenchOptions) => Promise<BenchResult>>>> = {
  api: async () => (await import('./api.js')).api,
  compile: async () => (await import('./compile.js')).compile,
  conflicts: async () => (await import('./conflicts.js')).conflicts,
  deploy: async () => (await import('./deploy.js')).deploy,
  fanout: async () => (await import('./fanout.js')).fanout,
  failures: async () => (await import('./failures.js')).failures,
  filters: async () => (await import('./filters.js')).filters,
  language: async () => (await import('./language.js')).language,
  order: async () => (await import('./order.js')).order,
  paths: async () => (await import('./paths.js')).paths,
  start: async () => (await import('./start.js')).start,
  te: async () => (await import('./te.js')).te,
  telemetry: async () => (await import('./telemetry.js')).telemetry,
  ternary: async () => (await import('./ternary.js')).ternary,
  translate: async () => (await import('./translate.js')).translate,
  verifier: async () => (await import('./verifier.js')).verifier,
  walking: async () => (await import('./walking.js')).walking,
}

/** Names of all benchmarks. */
export const benchmarks: readonly string[] = Object.keys(registry)

/** Runs a benchmark by name; throws where there is none of that name, or where its output would not hold. */
export async function runBenchmark(name: string, options: BenchOptions): Promise<BenchResult> {
  const load = registry[name]
  if (!load) throw new RangeError(`no benchmark ${name}`)
  return (await load())(options)
}
