import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// Tests run on the sources: every workspace package resolves to its src/index.ts, so no build is needed first.
const root = fileURLToPath(new URL('.', import.meta.url))
const packages = readdirSync(root).filter((name) => existsSync(`${root}${name}/src/index.ts`))

/** Tests of these start nothing and leave nothing behind in the process: one process runs many files of them, and loads the sources once. */
const pure = [
  '{schemas,network,language,compiler,verifier,planner}/src/**/*.test.ts',
  'tests/{compiler,copies,data,differential,names,oracle,order,places,translation,treatments}/**/*.test.ts',
]
const all = ['*/src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts']
const never = ['**/node_modules/**', '**/dist/**', 'tests/deep/**', 'tests/lab/**']

export default defineConfig({
  resolve: { alias: Object.fromEntries(packages.map((name) => [`@paranet/${name}`, `${root}${name}/src/index.ts`])) },
  test: {
    projects: [
      { extends: true, test: { name: 'pure', include: pure, exclude: never, isolate: false } },
      { extends: true, test: { name: 'whole', include: all, exclude: [...never, ...pure] } },
    ],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Vitest would leave one processor of two alone.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
})
