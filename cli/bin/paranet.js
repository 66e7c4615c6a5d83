#!/usr/bin/env node
// The committed launcher: in a clone it builds what is stale first (one line a step, on standard error), then runs the command.
// PARANET_SKIP_BUILD=1 runs what was built before.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const args = process.argv.slice(2)
if (existsSync(join(root, 'tsconfig.json')) && process.env.PARANET_SKIP_BUILD !== '1') {
  const { buildStale } = await import(pathToFileURL(join(root, 'cli/bin/build-stale.js')).href)
  const withConsole = args[0] === 'serve' || args[0] === 'build'
  if (!buildStale(root, { withConsole })) process.exit(1)
}
if (args[0] !== 'build') {
  const { main } = await import(pathToFileURL(join(root, 'cli/dist/main.js')).href)
  await main(args)
}
