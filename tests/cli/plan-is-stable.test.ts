import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  adminPassword,
  type Running,
  runCommand,
  startEmulatorProcess,
  startServerProcess,
  temporaryFolder,
} from '../walking-line/processes.js'

let folder: ReturnType<typeof temporaryFolder>
let emulator: Running
let server: Running & { readonly url: string }
/** Where the command keeps its login, and which server it speaks to. */
let env: Record<string, string>

beforeAll(async () => {
  folder = temporaryFolder()
  emulator = await startEmulatorProcess(folder.path)
  server = await startServerProcess(folder.path, ['--demo'])
  env = { XDG_CONFIG_HOME: folder.path, PARANET_SERVER: server.url }
  const login = await fetch(`${server.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: adminPassword }),
  })
  env = { ...env, PARANET_TOKEN: ((await login.json()) as { accessToken: string }).accessToken }
}, 60_000)
afterAll(async () => {
  await server?.stop('SIGTERM')
  await emulator?.stop('SIGTERM')
  folder.remove()
})

function files(): string[] {
  const a = join(folder.path, 'a.pn')
  const b = join(folder.path, 'b.pn')
  writeFileSync(a, 'route noc-db { from: noc, to: db1, traffic: tcp dst-port 5432, via: fw1 }\n')
  writeFileSync(b, 'isolate quiet { from: branch, to: db1, traffic: udp, priority: 300 }\n')
  return [a, b]
}

test('a plan prints the same bytes twice, in two processes and with the files in another order', async () => {
  const [a = '', b = ''] = files()
  const first = await runCommand(['plan', a, b, '--json'], env)
  expect(first).toMatchObject({ code: 0, stderr: '' })
  for (const order of [
    [a, b],
    [b, a],
  ])
    expect((await runCommand(['plan', ...order, '--json'], env)).stdout).toBe(first.stdout)
})

test('reports for merge requests, test viewers and scanners', async () => {
  const [a = ''] = files()
  const report = async (format: string) => (await runCommand(['plan', a, '--report', format], env)).stdout
  expect(await report('markdown')).toContain('## Network plan: holds')
  expect(await report('junit')).toMatch(/<testsuite name="campus" tests="\d+" failures="0">/)
  expect(JSON.parse(await report('sarif'))).toMatchObject({ version: '2.1.0' })
})

test('apply, status, trace, fault, drift and rollback from the command line', async () => {
  const [a = ''] = files()
  const applied = await runCommand(['apply', a, '--json'], env)
  const { deployment, status } = JSON.parse(applied.stdout) as { deployment: string; status: string }
  expect({ code: applied.code, status }).toEqual({ code: 0, status: 'active' })
  const trace = await runCommand(['trace', 'noc', 'db1', '--tcp', '5432'], env)
  expect(trace).toMatchObject({ code: 0 })
  expect(trace.stdout).toContain('fw1')
  expect((await runCommand(['status'], env)).stdout).toContain('noc-db')
  expect((await runCommand(['drift'], env)).code).toBe(0)
  expect((await runCommand(['fault', 'link', 'core1--fw1', 'down'], env)).code).toBe(0)
  expect((await runCommand(['fault', 'list'], env)).stdout).toContain('core1--fw1')
  expect((await runCommand(['fault', 'clear'], env)).code).toBe(0)
  const back = await runCommand(['rollback', deployment, '--force', '--reason', 'tried'], env)
  expect(back.code).toBe(0)
  expect((await runCommand(['trace', 'noc', 'db1', '--tcp', '5432'], env)).code).toBe(1)
  expect((await runCommand(['watch', 'telemetry', '--count', '1'], env)).stdout).toMatch(/bit\/s/)
}, 60_000)

test('what the server refuses ends with 4 and says why', async () => {
  const unknown = await runCommand(['apply', 'f'.repeat(64)], env)
  expect(unknown.code).toBe(4)
  expect(unknown.stderr).toMatch(/no plan/)
  expect((await runCommand(['status'], { ...env, PARANET_TOKEN: 'not-a-token' })).code).toBe(4)
})
