import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import jwt from 'jsonwebtoken'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminPassword, startTestServer, type TestServer } from '../test-kit/test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server[Symbol.asyncDispose]())

const login = (username: string, password: string) =>
  server.send('nobody', 'POST', 'auth/login', { username, password })
const refresh = (refreshToken: string) => server.send('nobody', 'POST', 'auth/refresh', { refreshToken })

test('a login gives tokens and says who one is', async () => {
  const { status, body } = await login('admin', adminPassword)
  expect(status).toBe(200)
  expect(body).toMatchObject({ expiresIn: 900, user: { name: 'admin', role: 'admin' } })
  expect((await server.send('admin', 'GET', 'auth/me')).body).toEqual(body.user)
})

test('a wrong password and an unknown user are the same problem', async () => {
  const answers = [await login('viewer', 'wrong'), await login('no-one', 'wrong')]
  for (const { status, body } of answers)
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'bad-credentials' })
  expect(answers[0]?.body.detail).toBe(answers[1]?.body.detail)
})

test('a refresh token works once; used again it ends the whole login', async () => {
  const first = (await login('operator', 'operator-password')).body
  const second = (await refresh(first.refreshToken)).body
  expect(second.refreshToken).not.toBe(first.refreshToken)
  expect((await refresh(first.refreshToken)).body.code).toBe('bad-token')
  expect((await refresh(second.refreshToken)).body.code).toBe('bad-token')
})

test('of many refreshes at once with one token one wins', async () => {
  const { refreshToken } = (await login('operator', 'operator-password')).body
  const answers = await Promise.all(Array.from({ length: 5 }, () => refresh(refreshToken)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
})

test('a logout ends the login', async () => {
  const { refreshToken } = (await login('operator', 'operator-password')).body
  expect((await server.send('nobody', 'POST', 'auth/logout', { refreshToken })).status).toBe(204)
  expect((await refresh(refreshToken)).status).toBe(401)
})

const secret = () => readFileSync(join(server.folder, 'data', 'jwt.secret'), 'utf8')
const claims = { sub: 'x', name: 'admin', role: 'admin', iss: 'paranet' }
const forged: Readonly<Record<string, () => string>> = {
  'no signature': () => jwt.sign(claims, '', { algorithm: 'none' }),
  'another secret': () => jwt.sign(claims, 'guess', { algorithm: 'HS256' }),
  'another algorithm': () => jwt.sign(claims, secret(), { algorithm: 'HS512' }),
  'run out': () => jwt.sign(claims, secret(), { algorithm: 'HS256', expiresIn: -1 }),
  'a role that does not exist': () => jwt.sign({ ...claims, role: 'root' }, secret(), { algorithm: 'HS256' }),
  'another issuer': () => jwt.sign({ ...claims, iss: 'x' }, secret(), { algorithm: 'HS256' }),
  'no token at all': () => 'x',
}
for (const [sentence, make] of Object.entries(forged))
  test(`a token is refused: ${sentence}`, async () => {
    const { status, body } = await server.send('nobody', 'GET', 'networks', undefined, {
      authorization: `Bearer ${make()}`,
    })
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'unauthenticated' })
  })

test('the secret is for its owner only', () =>
  expect(statSync(join(server.folder, 'data', 'jwt.secret')).mode & 0o777).toBe(0o600))

test('guessing is slowed down, also with the right password', async () => {
  for (let n = 0; n < 6; n++) await login('viewer', `guess ${n}`)
  const { status, body, headers } = await login('viewer', 'viewer-password')
  expect({ status, code: body.code }).toEqual({ status: 429, code: 'too-many-attempts' })
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
})

test('the last administrator stays', async () => {
  expect((await server.send('admin', 'DELETE', 'users/admin')).body.code).toBe('wrong-status')
  expect((await server.send('admin', 'DELETE', 'users/viewer')).status).toBe(204)
})

test('another password ends every login', async () => {
  const wrong = await server.send('operator', 'PUT', 'auth/password', { current: 'x', password: 'another-password' })
  expect(wrong.body.errors).toEqual([{ pointer: '/current', message: 'is not your password' }])
  const right = { current: 'operator-password', password: 'another-password' }
  expect((await server.send('operator', 'PUT', 'auth/password', right)).status).toBe(204)
})
