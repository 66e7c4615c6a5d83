import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// Tests run on the sources: every workspace package resolves to its src/index.ts, so no build is needed first.
const root = fileURLToPath(new URL('.', import.meta.url))
const packages = readdirSync(root).filter((name) => existsSync(`${root}${name}/src/index.ts`))

export default defineConfig({
  resolve: { alias: Object.fromEntries(packages.map((name) => [`@paranet/${name}`, `${root}${name}/src/index.ts`])) },
  test: {
    include: ['*/src/**/*.test.{ts,tsx}', 'tests/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', 'tests/deep/**', 'tests/lab/**'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Vitest would leave one processor of two alone.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
})
