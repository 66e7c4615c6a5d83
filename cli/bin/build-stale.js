import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Builds the packages whose sources changed since the last build, and the console when it is asked for.
 * Costs one stat per source file when nothing changed.
 *
 * @param {string} root the clone's folder
 * @param {{ withConsole: boolean }} options
 * @returns {boolean} whether everything is built
 */
export function buildStale(root, { withConsole }) {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const packages = workspaces.filter((name) => name !== 'console' && name !== 'tests')
  const sources = packages.flatMap((name) => [join(root, name, 'src'), join(root, name, 'tsconfig.json')])
  const isDone =
    runIfStale(root, 'packages', [...sources, join(root, 'tsconfig.base.json')], 'building the packages (tsc)', [
      join(root, 'node_modules/typescript/bin/tsc'),
      '-b',
    ]) &&
    (!withConsole ||
      runIfStale(
        root,
        'console',
        ['src', 'index.html', 'vite.config.ts', 'public'].map((name) => join(root, 'console', name)),
        'building the console (vite)',
        [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn', join(root, 'console')],
      ))
  return isDone
}

function runIfStale(root, name, inputs, title, command) {
  const stampFile = join(root, '.paranet', 'build', `${name}.json`)
  const stamp = fingerprint(inputs)
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return true
  const started = Date.now()
  process.stderr.write(`paranet: ${title} … `)
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' })
  if (status !== 0) {
    process.stderr.write(`failed\n${stdout}${stderr}`)
    return false
  }
  process.stderr.write(`${((Date.now() - started) / 1000).toFixed(1)} s\n`)
  mkdirSync(join(root, '.paranet', 'build'), { recursive: true })
  writeFileSync(stampFile, stamp)
  return true
}

/** Count, newest time and total size of all files below: enough to see every edit, addition and removal that a person makes. */
function fingerprint(inputs) {
  let files = 0
  let newest = 0
  let bytes = 0
  const visit = (path) => {
    const info = statSync(path, { throwIfNoEntry: false })
    if (!info) return
    if (info.isDirectory()) for (const name of readdirSync(path)) visit(join(path, name))
    else if (!path.includes('.test.')) {
      files++
      bytes += info.size
      newest = Math.max(newest, info.mtimeMs)
    }
  }
  for (const input of inputs) visit(input)
  return JSON.stringify({ files, newest, bytes })
}
