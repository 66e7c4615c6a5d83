import { fileURLToPath } from 'node:url'
import base from '../vitest.config.js'

// Not merged: merging would join the lists, and keep these tests excluded.
export default {
  ...base,
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    ...base.test,
    projects: undefined,
    include: ['tests/deep/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    testTimeout: 900_000,
  },
}
