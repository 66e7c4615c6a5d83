import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mutationsOf } from '../test-kit/mutations.js'
import { smallNetwork, startTestServer, type TestServer, webIntents } from '../test-kit/test-server.js'
import type { Route } from './route.js'
import { operations, routes } from './routes.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
  await server.send('operator', 'PUT', 'intent/files/web.pn', { text: webIntents.text })
})
afterAll(() => server[Symbol.asyncDispose]())

/** Where the path names a network it is one that is there: others are answered before anything else. */
const pathOf = ({ path, network }: Route): string =>
  path.slice(1).replaceAll(/:\w+/g, (name) => (network === 'path' && name === ':id' ? 'small' : 'x'))
const hasBody = ({ method }: Route): boolean => method !== 'GET' && method !== 'DELETE'
const bodyFor = (route: Route): unknown => (hasBody(route) ? { unknown: 1 } : undefined)

const examplePath = (path: string, example: Route['example']): string =>
  path.slice(1).replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(example?.params?.[name] ?? name))
const bodyOf = (method: string, example: Route['example']): unknown =>
  method === 'GET' || method === 'DELETE' ? undefined : (example?.body ?? {})
const pointersOf = ({ errors }: { readonly errors?: readonly { readonly pointer: string }[] }): string[] =>
  (errors ?? []).map(({ pointer }) => pointer)

describe('every route', () => {
  for (const route of routes.filter(({ role }) => role !== 'public')) {
    const name = `${route.method} ${route.path}`
    test(`${name} wants a login`, async () => {
      const { status, body, headers } = await server.send('nobody', route.method, pathOf(route), bodyFor(route))
      expect({ status, code: body.code }).toEqual({ status: 401, code: 'unauthenticated' })
      expect(headers.get('www-authenticate')).toBe('Bearer')
    })
    if (route.role !== 'operator' && route.role !== 'admin') continue
    test(`${name} wants the role ${route.role}, before it looks at anything else`, async () => {
      const lesser = route.role === 'admin' ? 'operator' : 'viewer'
      const { status, body } = await server.send(lesser, route.method, pathOf(route), bodyFor(route))
      expect({ status, code: body.code }).toEqual({ status: 403, code: 'forbidden' })
    })
  }

  for (const { method, path, body, example } of routes.filter((route) => route.body !== undefined))
    test(`${method} ${path} names each field that is wrong`, async () => {
      const mutations = mutationsOf(body?.schema ?? {}, example?.body)
      expect(mutations.length).toBeGreaterThan(0)
      for (const { what, pointer, value } of mutations) {
        const { status, body: problem } = await server.send('admin', method, examplePath(path, example), value)
        expect({ what, pointer, status, code: problem.code }).toEqual({ what, pointer, status: 422, code: 'invalid' })
        expect({ what, pointers: pointersOf(problem) }).toEqual({ what, pointers: expect.arrayContaining([pointer]) })
      }
    })

  for (const { method, path, query, example } of routes.filter((route) => route.query !== undefined))
    test(`${method} ${path} names each value of its query that is wrong`, async () => {
      const right: Readonly<Record<string, unknown>> = example?.query ?? {}
      // All values of a query are texts: what is wrong about them is not their type.
      const mutations = mutationsOf(query?.schema ?? {}, right).filter(({ what }) => what !== 'of another type')
      for (const { what, pointer, value } of mutations) {
        const text = new URLSearchParams(value as Record<string, string>).toString()
        const asked = `${examplePath(path, example)}?${text}`
        const { status, body } = await server.send('admin', method, asked, bodyOf(method, example))
        expect({ what, pointer, status, code: body.code }).toEqual({ what, pointer, status: 422, code: 'invalid' })
        expect({ what, pointers: pointersOf(body) }).toEqual({ what, pointers: expect.arrayContaining([pointer]) })
      }
    })

  // A file is made by writing it.
  const making = new Set(['PUT /intent/files/:file'])
  for (const { method, path, example } of routes.filter(
    (route) => route.path.includes(':') && !making.has(`${route.method} ${route.path}`),
  ))
    test(`${method} ${path} says when there is no such thing`, async () => {
      const unknown = path.slice(1).replaceAll(/:\w+/g, 'nothing-of-this-name')
      const { status, body } = await server.send('admin', method, unknown, bodyOf(method, example))
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'not-found' })
    })

  for (const { method, path, example } of routes.filter(({ network }) => network === true))
    test(`${method} ${path} says when there is no such network`, async () => {
      const asked = `${examplePath(path, example)}?network=none`
      const { status, body } = await server.send('admin', method, asked, bodyOf(method, example))
      expect({ status, code: body.code }).toEqual({ status: 404, code: 'not-found' })
    })

  const existing: Readonly<Record<string, string>> = { name: 'r3', id: 'r1--r3', file: 'web.pn' }
  for (const { method, path, example } of routes.filter(({ heeds }) => heeds?.includes('if-match')))
    test(`${method} ${path} changes nothing that has changed meanwhile`, async () => {
      const asked = path.slice(1).replaceAll(/:(\w+)/g, (_, name: string) => existing[name] ?? name)
      const { status, body } = await server.send('admin', method, asked, bodyOf(method, example), {
        'if-match': '"old"',
      })
      expect({ status, code: body.code }).toEqual({ status: 412, code: 'precondition-failed' })
    })
})

test('every route has a name of its own', () => {
  const names = operations.map(({ name }) => name)
  expect([...new Set(names)]).toEqual(names)
})

test.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s has an example that its own record accepts',
  (_, { path, body, query, example }) => {
    const params = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name)
    expect(Object.keys(example?.params ?? {}).sort()).toEqual(params.sort())
    if (body) expect(body.read(example?.body)).toMatchObject({ ok: true })
    if (query) expect(query.read(example?.query ?? {})).toMatchObject({ ok: true })
  },
)

interface Init {
  readonly method?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

describe('requests that are no requests', () => {
  const cases: Readonly<Record<string, [string, Init, number, string]>> = {
    'no JSON': ['networks', { method: 'POST', body: '{"name":' }, 400, 'bad-json'],
    'another kind of body': [
      'networks',
      { method: 'POST', body: 'a=b', headers: { 'content-type': 'text/plain' } },
      415,
      'unsupported-media-type',
    ],
    'a form': [
      'networks',
      { method: 'POST', body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'unsupported-media-type',
    ],
    'an unknown encoding': [
      'networks',
      { method: 'POST', body: '{}', headers: { 'content-encoding': 'zip' } },
      415,
      'unsupported-media-type',
    ],
    'a damaged encoding': [
      'networks',
      { method: 'POST', body: '{}', headers: { 'content-encoding': 'gzip' } },
      400,
      'bad-json',
    ],
    'a body that is too large': [
      'networks',
      { method: 'POST', body: JSON.stringify({ name: 'x'.repeat(9_000_000) }) },
      413,
      'too-large',
    ],
    'no such resource': ['nothing', {}, 404, 'not-found'],
    'no such method': ['networks', { method: 'DELETE' }, 405, 'method-not-allowed'],
    'no such network': ['topology?network=none', {}, 404, 'not-found'],
    'a list where an object belongs': ['networks', { method: 'POST', body: '[]' }, 422, 'invalid'],
    'a query that is wrong': ['deploy/history?limit=many', {}, 422, 'invalid'],
    'a query twice': ['deploy/history?limit=1&limit=2', {}, 422, 'invalid'],
  }
  for (const [sentence, [path, init, status, code]] of Object.entries(cases))
    test(sentence, async () => {
      const response = await fetch(`${server.url}/api/v1/${path}`, {
        ...init,
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${server.token('admin')}`,
          ...init.headers,
        },
      })
      expect(response.headers.get('content-type')).toMatch('application/problem+json')
      expect(await response.json()).toMatchObject({ status, code, type: `https://paranet.dev/problems/${code}` })
      expect(response.status).toBe(status)
    })

  test('a path that cannot be decoded is a problem and no crash', async () => {
    const status = await new Promise((resolve) => {
      const sent = request(
        `${server.url}/api/v1/topology/nodes/%ff`,
        { headers: { authorization: `Bearer ${server.token('admin')}` } },
        (answer) => resolve(answer.statusCode),
      )
      sent.end()
    })
    expect([400, 404]).toContain(status)
  })
})

test('every answer has a request id and the headers that browsers heed', async () => {
  const { headers } = await server.send('viewer', 'GET', 'networks', undefined, { 'x-request-id': 'mine-1' })
  expect(headers.get('x-request-id')).toBe('mine-1')
  expect(headers.get('content-security-policy')).toMatch("script-src 'self'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
})

test('health, readiness and figures need no login', async () => {
  for (const path of ['healthz', 'readyz', 'metrics']) expect((await fetch(`${server.url}/${path}`)).status).toBe(200)
  expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(/paranet_http_requests_total\{status="200"\} \d+/)
})
