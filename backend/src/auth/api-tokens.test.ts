import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../control/system.js'
import { smallNetwork, startTestServer, type TestServer } from '../test-kit/test-server.js'

let aheadMs = 0
const clock = { now: () => systemClock.now() + aheadMs, sleep: systemClock.sleep }

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ clock })
  await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
})
afterAll(() => server[Symbol.asyncDispose]())

const as = (bearer: string, method: string, path: string, body?: unknown) =>
  server.send('nobody', method, path, body, { authorization: `Bearer ${bearer}` })
const status = async (bearer: string, method: string, path: string, body?: unknown) =>
  (await as(bearer, method, path, body)).status
const create = (who: 'viewer' | 'operator' | 'admin', wish: object) => server.send(who, 'POST', 'auth/tokens', wish)

test('the secret is shown once, and only its hash is kept', async () => {
  const { body } = await create('operator', { name: 'once', scopes: ['deploy'], expiresIn: 3600 })
  expect(body).toMatchObject({ name: 'once', scopes: ['deploy'], token: expect.stringMatching(/^pnt_[0-9a-f]{64}$/) })
  expect(body.token.startsWith(body.hint)).toBe(true)
  const { items } = (await server.send('operator', 'GET', 'auth/tokens')).body
  expect(items).toHaveLength(1)
  expect(JSON.stringify(items)).not.toContain(body.token)
  for (const file of ['paranet.db', 'paranet.db-wal'])
    expect(readFileSync(join(server.folder, 'data', file)).includes(body.token)).toBe(false)
})

test('it is a Bearer everywhere; who it is says which token it is, and the last use is known', async () => {
  const { body } = await create('operator', { name: 'use', scopes: ['plan'], networks: ['small'] })
  expect((await as(body.token, 'GET', 'auth/me')).body).toMatchObject({
    name: 'operator',
    token: { id: body.id, name: 'use', scopes: ['plan'], networks: ['small'] },
  })
  const own = (await server.send('operator', 'GET', 'auth/tokens')).body.items
  expect(own.find(({ id }: { id: string }) => id === body.id).lastUsedAt).toBeGreaterThan(0)
  expect(await status(body.token, 'POST', 'auth/ws-ticket')).toBe(200)
})

test('it outlives a restart and another password, and ends with its time, a revocation, or its user', async () => {
  const token = async (name: string, expiresIn = 3600) =>
    (await create('operator', { name, scopes: ['read'], expiresIn })).body.token
  const [lasting, short, revoked] = [await token('lasting'), await token('short', 60), await token('revoked')]
  await server.restart()
  for (const one of [lasting, short, revoked]) expect(await status(one, 'GET', 'topology')).toBe(200)
  expect(await status(server.token('operator'), 'DELETE', 'auth/tokens/revoked')).toBe(204)
  expect(await status(revoked, 'GET', 'topology')).toBe(401)
  aheadMs += 61_000
  expect([await status(short, 'GET', 'topology'), await status(lasting, 'GET', 'topology')]).toEqual([401, 200])
  await server.send('admin', 'POST', 'users', { name: 'ci', password: 'long-enough-password', role: 'operator' })
  const login = await server.send('nobody', 'POST', 'auth/login', { username: 'ci', password: 'long-enough-password' })
  const ci = (await as(login.body.accessToken, 'POST', 'auth/tokens', { name: 'x', scopes: ['deploy'] })).body.token
  await server.send('admin', 'PUT', 'users/ci/password', { password: 'another-password' })
  expect(await status(ci, 'GET', 'topology')).toBe(200)
  await server.send('admin', 'PATCH', 'users/ci', { role: 'viewer' })
  expect(await status(ci, 'PUT', 'intent/files/a.pn', { text: '' })).toBe(403)
  await server.send('admin', 'DELETE', 'users/ci')
  expect(await status(ci, 'GET', 'topology')).toBe(401)
})

test('no token makes tokens, changes a password, or sees more by asking for it', async () => {
  const { token } = (await create('admin', { name: 'all', scopes: ['admin'] })).body
  expect(await status(token, 'POST', 'auth/tokens', { name: 'more', scopes: ['read'] })).toBe(403)
  expect(await status(token, 'GET', 'auth/tokens')).toBe(403)
  const passwords = { current: 'test-admin-password', password: 'another-password' }
  expect(await status(token, 'PUT', 'auth/password', passwords)).toBe(403)
  expect(await status(token, 'GET', 'users')).toBe(200)
})

test('an administrator sees and ends those of others; others do not', async () => {
  const { body } = await create('operator', { name: 'mine', scopes: ['read'] })
  expect((await server.send('viewer', 'GET', 'auth/tokens?user=operator')).status).toBe(403)
  expect((await server.send('viewer', 'DELETE', `auth/tokens/${body.id}`)).status).toBe(404)
  expect((await server.send('admin', 'GET', 'auth/tokens?user=no-one')).status).toBe(404)
  const { items } = (await server.send('admin', 'GET', 'auth/tokens?user=operator')).body
  expect(items.map(({ id }: { id: string }) => id)).toContain(body.id)
  expect((await server.send('admin', 'DELETE', `auth/tokens/${body.id}`)).status).toBe(204)
  expect(await status(body.token, 'GET', 'topology')).toBe(401)
})

describe('a wish is refused', () => {
  const cases: Readonly<Record<string, readonly [object, string]>> = {
    'for more than its owner may': [{ name: 'a', scopes: ['read', 'deploy'] }, '/scopes/1'],
    'for no scope': [{ name: 'a', scopes: [] }, '/scopes'],
    'for a scope that does not exist': [{ name: 'a', scopes: ['root'] }, '/scopes/0'],
    'for a network that does not exist': [{ name: 'a', scopes: ['read'], networks: ['small', 'x'] }, '/networks/1'],
    'for no network': [{ name: 'a', scopes: ['read'], networks: [] }, '/networks'],
    'for no time': [{ name: 'a', scopes: ['read'], expiresIn: 0 }, '/expiresIn'],
    'for ever': [{ name: 'a', scopes: ['read'], expiresIn: 1e12 }, '/expiresIn'],
    'without a name': [{ scopes: ['read'] }, '/name'],
  }
  test.each(Object.entries(cases))('%s', async (_sentence, [wish, pointer]) => {
    const { status: its, body } = await create('viewer', wish)
    expect({ its, at: body.errors[0].pointer }).toEqual({ its: 422, at: pointer })
  })

  test('with a name that one has', async () => {
    await create('viewer', { name: 'twice', scopes: ['read'] })
    expect((await create('viewer', { name: 'twice', scopes: ['read'] })).body.code).toBe('already-exists')
  })
})

test.each(['pnt_', `pnt_${'0'.repeat(64)}`, 'pnt_x', `PNT_${'0'.repeat(64)}`, 'pnt_..'])(
  '%s is nobody’s',
  async (bearer) => expect(await status(bearer, 'GET', 'topology')).toBe(401),
)
