import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import jwt from 'jsonwebtoken'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { eventually, smallNetwork, startTestServer, type TestServer } from '../test-kit/test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
})
afterAll(() => server[Symbol.asyncDispose]())

const password = 'long-enough-password'
let users = 0

/** A user with a login of their own. */
async function someone(role = 'operator') {
  const name = `someone-${users++}`
  await server.send('admin', 'POST', 'users', { name, password, role })
  return { name, ...(await login(name)) }
}

async function login(username: string, its = password) {
  const { status, body } = await server.send('nobody', 'POST', 'auth/login', { username, password: its })
  return { status, access: body.accessToken as string, refresh: body.refreshToken as string }
}

const as = (bearer: string, method: string, path: string, body?: unknown) =>
  server.send('nobody', method, path, body, { authorization: `Bearer ${bearer}` })
const me = async (bearer: string) => (await as(bearer, 'GET', 'auth/me')).status
const refresh = (refreshToken: string) => server.send('nobody', 'POST', 'auth/refresh', { refreshToken })

type Someone = Awaited<ReturnType<typeof someone>>

describe('an access token is refused at once, and still after a restart, when', () => {
  const causes: Readonly<Record<string, { do: (user: Someone) => Promise<unknown>; refreshes: boolean }>> = {
    'its user is deleted': { do: ({ name }) => server.send('admin', 'DELETE', `users/${name}`), refreshes: false },
    'its user gets a lesser role': {
      do: ({ name }) => server.send('admin', 'PATCH', `users/${name}`, { role: 'viewer' }),
      refreshes: true,
    },
    'its user gets a lesser role on a network': {
      do: ({ name }) => server.send('admin', 'PUT', `users/${name}/networks/small`, { role: 'none' }),
      refreshes: true,
    },
    'its login is ended': {
      do: (user) => server.send('nobody', 'POST', 'auth/logout', { refreshToken: user.refresh }),
      refreshes: false,
    },
    'its user changes the password': {
      do: ({ access }) => as(access, 'PUT', 'auth/password', { current: password, password: 'another-password' }),
      refreshes: false,
    },
    'an administrator sets the password': {
      do: ({ name }) => server.send('admin', 'PUT', `users/${name}/password`, { password: 'another-password' }),
      refreshes: false,
    },
    'a refresh token of its login comes twice': {
      do: async (user) => {
        await refresh(user.refresh)
        await refresh(user.refresh)
      },
      refreshes: false,
    },
  }
  test.each(Object.entries(causes))('%s', async (_sentence, { do: happens, refreshes }) => {
    const user = await someone()
    expect(await me(user.access)).toBe(200)
    await happens(user)
    expect(await me(user.access)).toBe(401)
    await server.restart()
    expect(await me(user.access)).toBe(401)
    expect((await refresh(user.refresh)).status).toBe(refreshes ? 200 : 401)
  })
})

test('a logout ends one login and no other', async () => {
  const first = await someone()
  const second = await login(first.name)
  await server.send('nobody', 'POST', 'auth/logout', { refreshToken: first.refresh })
  expect([await me(first.access), await me(second.access)]).toEqual([401, 200])
})

test('a higher role holds with the token that one has', async () => {
  const { name, access } = await someone('viewer')
  expect((await as(access, 'POST', 'faults', { kind: 'link-down', link: 'no' })).status).toBe(403)
  await server.send('admin', 'PATCH', `users/${name}`, { role: 'admin' })
  expect((await as(access, 'GET', 'users')).status).toBe(200)
})

test('a user of the same name as a deleted one does not get in with the tokens of that one', async () => {
  const { name, access } = await someone()
  await server.send('admin', 'DELETE', `users/${name}`)
  await server.send('admin', 'POST', 'users', { name, password, role: 'admin' })
  expect(await me(access)).toBe(401)
})

describe('a token that is signed with our secret is refused all the same:', () => {
  const secret = () => readFileSync(join(server.folder, 'data', 'jwt.secret'), 'utf8')
  const now = () => Math.floor(Date.now() / 1000)
  const cases: Readonly<Record<string, (claims: jwt.JwtPayload) => object>> = {
    'made in the future': (claims) => ({ ...claims, iat: now() + 3600, exp: now() + 3900 }),
    'made in a minute': (claims) => ({ ...claims, iat: now() + 60, exp: now() + 120 }),
    'not good before tomorrow': (claims) => ({ ...claims, nbf: now() + 86_400 }),
    'run out': (claims) => ({ ...claims, iat: now() - 7200, exp: now() - 7000 }),
    'good for years': (claims) => ({ ...claims, exp: now() + 100_000_000 }),
    'good for ever': ({ exp: _, ...claims }) => claims,
    'without a date': ({ iat: _, ...claims }) => claims,
    'a date that is none': (claims) => ({ ...claims, iat: '2020' as unknown as number }),
    'of an older epoch': (claims) => ({ ...claims, epoch: Number(claims['epoch']) - 1 }),
    'of a newer epoch': (claims) => ({ ...claims, epoch: Number(claims['epoch']) + 1 }),
    'without an epoch': ({ epoch: _, ...claims }) => claims,
    'of nobody': (claims) => ({ ...claims, sub: 'user-nobody' }),
    'of __proto__': (claims) => ({ ...claims, sub: '__proto__' }),
    'without a login': ({ login: _, ...claims }) => claims,
    'another issuer': (claims) => ({ ...claims, iss: 'x' }),
  }
  const forge = (claims: object, header: object = { alg: 'HS256', typ: 'JWT' }) =>
    jwt.sign(JSON.stringify(claims), secret(), { algorithm: 'HS256', header: header as jwt.JwtHeader })
  const claimsOf = () => jwt.decode(server.token('admin')) as jwt.JwtPayload

  test('(the claims themselves are good)', async () => expect(await me(forge(claimsOf()))).toBe(200))
  test.each(Object.entries(cases))('%s', async (_sentence, change) =>
    expect(await me(forge(change(claimsOf())))).toBe(401),
  )

  test.each(['none', 'None', 'nOnE', 'HS512', 'RS256', 'ES256', ''])('the algorithm %s', async (alg) => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const signed = forge(claimsOf()).split('.')
    const head = part({ alg, typ: 'JWT' })
    expect(await me(`${head}.${signed[1]}.`)).toBe(401)
    expect(await me(`${head}.${signed[1]}.${signed[2]}`)).toBe(401)
    expect(await me(`${head}.${signed[1]}`)).toBe(401)
  })
})

describe('an open WebSocket is closed when its right goes:', () => {
  const open = async (bearer: string) => {
    const { body } = await as(bearer, 'POST', 'auth/ws-ticket')
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/alerts?ticket=${body.ticket}&network=small`)
    let code = 0
    socket.on('close', (its) => (code = its))
    await new Promise((done) => socket.once('message', done))
    return {
      closed: () =>
        eventually(
          async () => code,
          (its) => its !== 0,
        ),
    }
  }
  const causes: Readonly<Record<string, (user: Someone) => Promise<unknown>>> = {
    'the user is deleted': ({ name }) => server.send('admin', 'DELETE', `users/${name}`),
    'the network is hidden': ({ name }) =>
      server.send('admin', 'PUT', `users/${name}/networks/small`, { role: 'none' }),
    'a logout': (user) => server.send('nobody', 'POST', 'auth/logout', { refreshToken: user.refresh }),
  }
  test.each(Object.entries(causes))('%s', async (_sentence, happens) => {
    const user = await someone()
    const socket = await open(user.access)
    await happens(user)
    expect(await socket.closed()).toBe(4401)
  })

  test('an API token is revoked', async () => {
    const { access } = await someone()
    const { body } = await as(access, 'POST', 'auth/tokens', { name: 'watch', scopes: ['read'] })
    const socket = await open(body.token)
    await as(access, 'DELETE', 'auth/tokens/watch')
    expect(await socket.closed()).toBe(4401)
  })

  test('a ticket of someone who lost the right is good for nothing', async () => {
    const user = await someone()
    const { body } = await as(user.access, 'POST', 'auth/ws-ticket')
    await server.send('admin', 'DELETE', `users/${user.name}`)
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/alerts?ticket=${body.ticket}`)
    const status = await new Promise((done) => {
      socket.on('unexpected-response', (_request, answer) => done(answer.statusCode))
      socket.on('error', () => {})
    })
    expect(status).toBe(401)
  })

  test('a hidden network has no channel', async () => {
    const user = await someone()
    await server.send('admin', 'PUT', `users/${user.name}/networks/small`, { role: 'none' })
    const { access } = await login(user.name)
    const { body } = await as(access, 'POST', 'auth/ws-ticket')
    for (const network of ['&network=small', '']) {
      const ticket = network === '' ? (await as(access, 'POST', 'auth/ws-ticket')).body.ticket : body.ticket
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/alerts?ticket=${ticket}${network}`)
      expect(await new Promise((done) => socket.on('close', done))).toBe(4404)
    }
  })
})
