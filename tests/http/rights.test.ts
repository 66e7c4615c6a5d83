import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Route, routes } from '@paranet/backend'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { smallNetwork, startTestServer, type TestServer } from '../../backend/src/test-kit/test-server.js'
import { type Kind, rightOf, rightsTable } from './rights-table.js'

const all = ['read', 'plan', 'deploy', 'topology', 'faults', 'monitor', 'admin']
const kinds: readonly Kind[] = [
  { name: 'nobody' },
  { name: 'none', role: 'none' },
  { name: 'viewer', role: 'viewer' },
  { name: 'operator', role: 'operator' },
  { name: 'admin', role: 'admin' },
  { name: 'viewer, operator here', role: 'viewer', onSmall: 'operator' },
  { name: 'viewer, admin here', role: 'viewer', onSmall: 'admin' },
  { name: 'viewer, nothing here', role: 'viewer', onSmall: 'none' },
  { name: 'operator, viewer here', role: 'operator', onSmall: 'viewer' },
  { name: 'operator, nothing here', role: 'operator', onSmall: 'none' },
  { name: 'admin, viewer here', role: 'admin', onSmall: 'viewer' },
  { name: 'admin, nothing here', role: 'admin', onSmall: 'none' },
  { name: 'none, viewer here', role: 'none', onSmall: 'viewer' },
  { name: 'none, admin here', role: 'none', onSmall: 'admin' },
  ...all.map((scope): Kind => ({ name: `admin with a token to ${scope}`, role: 'admin', token: { scopes: [scope] } })),
  { name: 'admin with a token for here', role: 'admin', token: { scopes: all, networks: ['small'] } },
  { name: 'admin with a token for elsewhere', role: 'admin', token: { scopes: all, networks: ['other'] } },
  { name: 'operator with a token', role: 'operator', token: { scopes: ['deploy', 'topology', 'faults', 'monitor'] } },
  { name: 'viewer with a token', role: 'viewer', token: { scopes: ['read', 'plan'] } },
  { name: 'viewer, operator here, with a token', role: 'viewer', onSmall: 'operator', token: { scopes: ['topology'] } },
  { name: 'operator, nothing here, with a token', role: 'operator', onSmall: 'none', token: { scopes: ['deploy'] } },
]

let server: TestServer
const bearers = new Map<string, string>()

async function need<Body>(status: number, answer: Promise<{ status: number; body: Body }>): Promise<Body> {
  const { status: got, body } = await answer
  expect({ got, body: got === status ? undefined : body }).toEqual({ got: status, body: undefined })
  return body
}

/** Makes the user of a kind and gives what they send as Bearer. */
async function bearerOf({ role, onSmall, token }: Kind, place: number): Promise<string> {
  const name = `user-${place}`
  const password = 'long-enough-password'
  await need(201, server.send('admin', 'POST', 'users', { name, password, role }))
  if (onSmall) await need(200, server.send('admin', 'PUT', `users/${name}/networks/small`, { role: onSmall }))
  const login = await need(200, server.send('nobody', 'POST', 'auth/login', { username: name, password }))
  if (!token) return login.accessToken
  const wish = { name: 'matrix', expiresIn: 3600, ...token }
  const authorization = `Bearer ${login.accessToken}`
  const made = await need(201, server.send('nobody', 'POST', 'auth/tokens', wish, { authorization }))
  return made.token
}

beforeAll(async () => {
  server = await startTestServer()
  for (const name of ['small', 'other'])
    await need(201, server.send('operator', 'POST', 'networks', { name, topology: smallNetwork }))
  for (const [place, kind] of kinds.entries())
    if (kind.role !== undefined) bearers.set(kind.name, await bearerOf(kind, place))
})
afterAll(() => server[Symbol.asyncDispose]())

const pathOf = ({ path, network }: Route): string =>
  path.replaceAll(/:\w+/g, (name) => (network === 'path' && name === ':id' ? 'small' : 'x'))

interface Refusal {
  readonly code?: string
  readonly detail?: string
}

/** Asks without doing anything: a body with half a surrogate pair is refused by every route right after the rights were looked at. */
async function ask(route: Route, bearer: string | undefined): Promise<{ right: string; detail: string }> {
  const query = route.network === true ? '?network=small' : ''
  const response = await fetch(`${server.url}/api/v1${pathOf(route)}${query}`, {
    method: route.method,
    headers: {
      'content-type': 'application/json',
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    },
    ...(route.method === 'GET' ? {} : { body: '{"x":"\\ud800"}' }),
  })
  const text = await response.text()
  const problem: Refusal = response.status < 400 ? {} : (JSON.parse(text) as Refusal)
  return { right: readRight(route, response.status, problem), detail: problem.detail ?? '' }
}

function readRight({ method }: Route, status: number, { code, detail }: Refusal): string {
  if (status === 401) return 'log in'
  if (status === 403 && code === 'forbidden') return 'forbidden'
  if (status === 404 && detail === 'no network small') return 'not there'
  if (method === 'GET' ? status < 500 : status === 422 && code === 'invalid') return 'yes'
  return `${status} ${code}`
}

describe('the matrix: every route, asked for on a network by', () => {
  test.each(kinds.map((kind) => [kind.name, kind] as const))('%s', async (name, kind) => {
    const wrong: string[] = []
    for (const route of routes) {
      const expected = rightOf(route, kind)
      const { right, detail } = await ask(route, bearers.get(name))
      if (right !== expected) wrong.push(`${route.method} ${route.path}: ${right} (${detail}), not ${expected}`)
    }
    expect(wrong).toEqual([])
  })

  test('has cells of each sort in good number', () => {
    const cells = routes.flatMap((route) => kinds.map((kind) => rightOf(route, kind)))
    for (const right of ['yes', 'log in', 'forbidden', 'not there'] as const)
      expect(cells.filter((cell) => cell === right).length).toBeGreaterThan(50)
  })
})

test('a list of networks holds those that one may see, each with the role on it', async () => {
  const seen = async (name: string) => {
    const authorization = `Bearer ${bearers.get(name) ?? ''}`
    const { body } = await server.send('nobody', 'GET', 'networks', undefined, { authorization })
    return body.items.map(({ id, role }: { id: string; role: string }) => `${id} ${role}`).sort()
  }
  expect(await seen('viewer')).toEqual(['other viewer', 'small viewer'])
  expect(await seen('viewer, admin here')).toEqual(['other viewer', 'small admin'])
  expect(await seen('operator, nothing here')).toEqual(['other operator'])
  expect(await seen('none')).toEqual([])
  expect(await seen('none, admin here')).toEqual(['small admin'])
  expect(await seen('admin with a token for elsewhere')).toEqual(['other admin'])
})

test('without a network named, the first that one may see is meant', async () => {
  const authorization = `Bearer ${bearers.get('operator, nothing here') ?? ''}`
  expect((await server.send('nobody', 'GET', 'topology', undefined, { authorization })).status).toBe(200)
  const none = `Bearer ${bearers.get('none') ?? ''}`
  const { status, body } = await server.send('nobody', 'GET', 'topology', undefined, { authorization: none })
  expect({ status, code: body.code }).toEqual({ status: 404, code: 'not-found' })
})

test('docs/rights.md holds the table of all routes', () => {
  const file = fileURLToPath(new URL('../../docs/rights.md', import.meta.url))
  const text = readFileSync(file, 'utf8')
  const [before = '', rest = ''] = text.split('<!-- routes -->\n')
  const [, after = ''] = rest.split('\n<!-- end of routes -->')
  const right = `${before}<!-- routes -->\n${rightsTable(routes)}\n<!-- end of routes -->${after}`
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, right)
  else expect(text, 'UPDATE_GOLDEN=1 writes it').toBe(right)
})
