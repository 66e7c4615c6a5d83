// Runs the checks in order and ends with the totals: `node tests/run.mjs [--deep | --lab]`.
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (path) => join(root, 'node_modules', path)
const isDeep = process.argv.includes('--deep')
const isLab = process.argv.includes('--lab')
const totals = { passed: 0, failed: 0, skipped: 0 }

/** One check that has no counts of its own: counts as one. */
function check(title, command) {
  const started = Date.now()
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' })
  totals[status === 0 ? 'passed' : 'failed']++
  console.log(`${status === 0 ? '✓' : '✗'} ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
  return status === 0
}

function suite(title, args) {
  const folder = mkdtempSync(join(tmpdir(), 'paranet-tests-'))
  const report = join(folder, 'report.json')
  const { status } = spawnSync(
    process.execPath,
    [bin('vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
    { cwd: root, stdio: 'inherit' },
  )
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'))
    totals.passed += result.numPassedTests
    totals.failed += result.numFailedTests
    totals.skipped += result.numPendingTests + (result.numTodoTests ?? 0)
    // A file that does not even load has no test to fail.
    if (status !== 0 && result.numFailedTests === 0) totals.failed++
  } catch {
    totals.failed++
  }
  rmSync(folder, { recursive: true, force: true })
  console.log(`${status === 0 ? '✓' : '✗'} ${title}`)
}

const isBuilt = check('build', [join(root, 'cli/bin/paranet.js'), 'build'])
if (isDeep) {
  if (isBuilt) suite('deep tests', ['--config', 'tests/vitest.deep.config.ts'])
} else if (isLab) {
  if (isBuilt) suite('lab tests', ['--config', 'tests/vitest.lab.config.ts'])
} else {
  check('types of tests', [bin('typescript/bin/tsc'), '-p', 'tests'])
  check('types of the console', [bin('typescript/bin/tsc'), '-p', 'console'])
  check('lint', [bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'])
  check('format', [bin('@biomejs/biome/bin/biome'), 'check', '.'])
  if (isBuilt) suite('tests', [])
}

const line = `${totals.passed} passed, ${totals.failed} failed${totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''}`
if (process.env.PARANET_TEST_TOTALS) appendFileSync(process.env.PARANET_TEST_TOTALS, `${JSON.stringify(totals)}\n`)
console.log(line)
process.exit(totals.failed > 0 || totals.passed === 0 ? 1 : 0)
