import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  adminPassword,
  runCommand,
  type Running,
  startEmulatorProcess,
  startServerProcess,
  temporaryFolder,
} from '../walking-line/processes.js'

let folder: ReturnType<typeof temporaryFolder>
let emulator: Running
let server: Running & { readonly url: string }

beforeAll(async () => {
  folder = temporaryFolder()
  emulator = await startEmulatorProcess(folder.path)
  server = await startServerProcess(folder.path, ['--demo'])
  const { code, stderr } = await paranet(['login', 'admin'], { input: `${adminPassword}\n` })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
}, 60_000)
afterAll(async () => {
  await server?.stop('SIGTERM')
  await emulator?.stop('SIGTERM')
  folder.remove()
})

/** Runs a command with a login of its own, stored in the test's folder. */
function paranet(
  args: readonly string[],
  { input = '', env = {}, as = 'admin' }: { input?: string; env?: Record<string, string>; as?: string } = {},
) {
  const own = { XDG_CONFIG_HOME: `${folder.path}/${as}`, PARANET_SERVER: server.url, ...env }
  return runCommand(args, own, { input })
}

const json = async (args: readonly string[], options = {}) =>
  JSON.parse((await paranet(['--json', ...args], options)).stdout)

test('a user is made, given roles, locked out of a network, and deleted', async () => {
  const made = await paranet(['user', 'create', 'ada', '--role', 'viewer'], { input: 'long-enough-password\n' })
  expect(made).toMatchObject({ code: 0, stdout: 'ada may log in as viewer\n' })
  expect(await json(['user', 'role', 'ada', 'operator'])).toMatchObject({ role: 'operator', networks: {} })
  expect(await json(['user', 'role', 'ada', 'none', '--on', 'campus'])).toMatchObject({ networks: { campus: 'none' } })
  expect((await paranet(['user', 'list'])).stdout).toMatch(/ada\s+operator\s+campus: none/)
  const login = await paranet(['login', 'ada', '--password-stdin'], { input: 'long-enough-password', as: 'ada' })
  expect(login.code).toBe(0)
  expect(await paranet(['status'], { as: 'ada' })).toMatchObject({ code: 4 })
  expect(await json(['user', 'role', 'ada', 'default', '--on', 'campus'])).toMatchObject({ networks: {} })
  expect(await paranet(['status'], { as: 'ada' })).toMatchObject({ code: 0 })
  const changed = await paranet(['user', 'password'], { input: 'long-enough-password\nnext-password\n', as: 'ada' })
  expect(changed).toMatchObject({ code: 0 })
  expect(await paranet(['status'], { as: 'ada' })).toMatchObject({ code: 4 })
  expect(await paranet(['user', 'password', 'ada'], { input: 'third-password' })).toMatchObject({ code: 0 })
  expect(await paranet(['user', 'unlock', 'ada'])).toMatchObject({ code: 0 })
  expect(await paranet(['user', 'delete', 'ada'])).toMatchObject({ code: 0 })
  expect((await json(['user', 'list'])).items).toMatchObject([{ name: 'admin', role: 'admin' }])
}, 60_000)

test('a token is made, used by PARANET_TOKEN, listed and revoked', async () => {
  const made = await paranet(['token', 'create', 'ci', '--scope', 'plan', 'faults', '--on', 'campus', '--days', '7'])
  expect(made.stdout).toMatch(/^pnt_[0-9a-f]{64}\n$/)
  const env = { PARANET_TOKEN: made.stdout.trim() }
  const ci = (args: readonly string[]) => paranet(args, { env, as: 'ci' })
  expect(await ci(['status'])).toMatchObject({ code: 0 })
  expect(await ci(['fault', 'list'])).toMatchObject({ code: 0 })
  expect(await ci(['user', 'list'])).toMatchObject({ code: 4, stderr: /scope admin/ })
  const { items } = await json(['token', 'list'])
  expect(items).toMatchObject([{ name: 'ci', scopes: ['faults', 'plan'], networks: ['campus'] }])
  expect(JSON.stringify(items)).not.toContain(env.PARANET_TOKEN)
  expect((await paranet(['token', 'list'])).stdout).toMatch(/ci\s+faults,plan\s+campus/)
  expect(await paranet(['token', 'revoke', 'ci'])).toMatchObject({ code: 0 })
  expect(await ci(['status'])).toMatchObject({ code: 4 })
  expect(await paranet(['token', 'revoke', 'ci'])).toMatchObject({ code: 4 })
}, 60_000)

test.each([
  [['token', 'create', 'x'], 2],
  [['token', 'create', 'x', '--scope', 'everything'], 2],
  [['token', 'create', 'x', '--scope', 'read', '--days', 'many'], 2],
  [['token', 'create', 'x', '--scope', 'read', '--on', 'nowhere'], 4],
  [['token'], 2],
  [['user', 'create', 'x', '--role', 'king'], 2],
  [['user', 'create', 'x'], 2],
  [['user', 'role', 'admin', 'viewer'], 4],
  [['user', 'role', 'admin', 'king'], 4],
  [['user', 'delete', 'nobody'], 4],
  [['user', 'password'], 2],
  [['user'], 2],
] as const)('%j ends with %i', async (args, code) => {
  const ended = await paranet(args)
  expect({ code: ended.code, told: ended.stderr.length > 0 }).toEqual({ code, told: true })
})
