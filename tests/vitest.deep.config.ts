import { fileURLToPath } from 'node:url'
import { mergeConfig } from 'vitest/config'
import base from '../vitest.config.js'

export default mergeConfig(base, {
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: { include: ['tests/deep/**/*.test.ts'], exclude: ['**/node_modules/**'], testTimeout: 900_000 },
})
