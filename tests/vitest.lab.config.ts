import { fileURLToPath } from 'node:url'
import base from '../vitest.config.js'

// Not merged: merging would join the lists, and keep these tests excluded. One file at a time: they share the machine's kernel.
export default {
  ...base,
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    ...base.test,
    projects: undefined,
    include: ['tests/lab/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
}
