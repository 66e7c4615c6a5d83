import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  deploy,
  eventually,
  finished,
  smallNetwork,
  startTestServer,
  type TestServer,
  webIntents,
} from '../../test-kit/test-server.js'
import { isChange } from '../audit-route.js'
import { routes } from '../routes.js'

interface Entry {
  readonly seq: number
  readonly at: number
  readonly actor: string
  readonly actorId?: string
  readonly token?: string
  readonly network?: string
  readonly action: string
  readonly before?: string
  readonly after?: string
  readonly requestId?: string
  readonly address?: string
  readonly outcome: string
  readonly detail: Readonly<Record<string, unknown>>
}

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
})
afterAll(() => server[Symbol.asyncDispose]())

const trail = async (query = ''): Promise<Entry[]> =>
  (await server.send('admin', 'GET', `audit?limit=1000&${query}`)).body.items

let requests = 0

/** What a request leaves in the trail. */
async function leaves(as: 'viewer' | 'operator' | 'admin', method: string, path: string, body?: unknown) {
  const id = `audit-${requests++}`
  const { status } = await server.send(as, method, path, body, { 'x-request-id': id })
  return { status, id, entries: await trail(`request=${id}`) }
}

test('an entry says who, what, where, from what to what, by which request, from which address', async () => {
  const before = (await server.send('viewer', 'GET', 'topology')).body.revision
  const { id, entries } = await leaves('operator', 'POST', 'topology/nodes', { name: 'r9', type: 'router' })
  const after = (await server.send('viewer', 'GET', 'topology')).body.revision
  const me = (await server.send('operator', 'GET', 'auth/me')).body
  expect(entries).toEqual([
    {
      seq: expect.any(Number),
      at: expect.any(Number),
      actor: 'operator',
      actorId: me.id,
      network: 'small',
      action: 'topology.change',
      before,
      after,
      requestId: id,
      address: '127.0.0.1',
      outcome: 'done',
      detail: {},
    },
  ])
})

describe('each of these leaves one entry', () => {
  const cases: Readonly<Record<string, readonly ['operator' | 'admin', string, string, unknown, Partial<Entry>]>> = {
    'a new network': ['operator', 'POST', 'networks', { name: 'Lab' }, { action: 'network.create', after: 'lab' }],
    'another name for it': [
      'operator',
      'PATCH',
      'networks/lab',
      { name: 'Labs' },
      { action: 'network.rename', network: 'lab', before: 'Lab', after: 'Labs' },
    ],
    'an intent file': ['operator', 'PUT', 'intent/files/a.pn', { text: '// a\n' }, { action: 'intent.put a.pn' }],
    'no intent file': ['operator', 'DELETE', 'intent/files/a.pn', undefined, { action: 'intent.delete a.pn' }],
    'a fault': ['operator', 'POST', 'faults', { kind: 'link-down', link: 'r1--r3' }, { action: 'fault.set' }],
    'no faults': ['operator', 'DELETE', 'faults', undefined, { action: 'fault.clear', network: 'small' }],
    'a plan': ['operator', 'POST', 'intent/compile', { files: [], mode: 'replace' }, { action: 'plan.make' }],
    'a user': [
      'admin',
      'POST',
      'users',
      { name: 'ada', password: 'long-enough-password', role: 'viewer' },
      { action: 'user.create', detail: { name: 'ada', role: 'viewer' } },
    ],
    'another role': [
      'admin',
      'PATCH',
      'users/ada',
      { role: 'operator' },
      { action: 'user.role', before: 'viewer', after: 'operator' },
    ],
    'a role on a network': [
      'admin',
      'PUT',
      'users/ada/networks/Labs',
      { role: 'none' },
      { action: 'user.network-role', network: 'lab', after: 'none' },
    ],
    'no role on a network': [
      'admin',
      'DELETE',
      'users/ada/networks/lab',
      undefined,
      { action: 'user.network-role', network: 'lab', before: 'none' },
    ],
    'another password': [
      'admin',
      'PUT',
      'users/ada/password',
      { password: 'another-password' },
      { action: 'user.password' },
    ],
    'a user less': ['admin', 'DELETE', 'users/ada', undefined, { action: 'user.delete', detail: { name: 'ada' } }],
    'a token': ['operator', 'POST', 'auth/tokens', { name: 'ci', scopes: ['read'] }, { action: 'token.create' }],
    'a token less': ['operator', 'DELETE', 'auth/tokens/ci', undefined, { action: 'token.revoke' }],
    'a network less': ['admin', 'DELETE', 'networks/lab', undefined, { action: 'network.delete', before: 'lab' }],
  }
  test.each(Object.entries(cases))('%s', async (_sentence, [as, method, path, body, entry]) => {
    const { status, entries } = await leaves(as, method, path, body)
    expect(status).toBeLessThan(300)
    expect(entries).toMatchObject([{ outcome: 'done', actor: as, ...entry }])
    expect(JSON.stringify(entries)).not.toMatch(/-password|pnt_/)
  })
})

test('a deployment and the way back', async () => {
  const { id } = await deploy(server, [webIntents])
  expect(await trail('action=deploy.execute')).toMatchObject([{ network: 'small', after: id, outcome: 'done' }])
  const { entries } = await leaves('operator', 'POST', `deploy/rollback/${id}`, {})
  await finished(server, entries[0]?.after ?? '')
  expect(entries).toMatchObject([{ action: 'deploy.rollback', before: id, detail: { of: id } }])
})

test('an alert that is acknowledged', async () => {
  await server.send('operator', 'POST', 'faults', { kind: 'node-down', node: 'r3' })
  const alerts = await eventually(
    () => server.send('viewer', 'GET', 'monitor/alerts'),
    ({ body }) => body.items.length > 0,
  )
  const { id } = alerts.body.items[0]
  const { entries } = await leaves('operator', 'POST', `monitor/alerts/${id}/acknowledge`)
  expect(entries).toMatchObject([{ action: 'alert.acknowledge', network: 'small', detail: { id } }])
  await server.send('operator', 'DELETE', 'faults')
})

test('an API token is named', async () => {
  const { body } = await server.send('operator', 'POST', 'auth/tokens', { name: 'named', scopes: ['deploy'] })
  const headers = { authorization: `Bearer ${body.token}`, 'x-request-id': 'by-token' }
  await server.send('nobody', 'PUT', 'intent/files/t.pn', { text: '// by a token\n' }, headers)
  expect(await trail('request=by-token')).toMatchObject([{ actor: 'operator', token: body.id }])
})

test('a repeated request is told once', async () => {
  const headers = { 'idempotency-key': 'k1' }
  const before = (await trail()).length
  for (const id of ['again-1', 'again-2'])
    await server.send('operator', 'POST', 'networks', { name: 'once' }, { ...headers, 'x-request-id': id })
  expect((await trail()).length).toBe(before + 1)
})

describe('what was refused is told with its reason', () => {
  test('for want of a right', async () => {
    const { entries } = await leaves('viewer', 'PUT', 'intent/files/a.pn', { text: '' })
    expect(entries).toMatchObject([{ actor: 'viewer', action: 'PUT /intent/files/:file', outcome: 'forbidden' }])
  })
  test('for what is there already', async () => {
    const { entries } = await leaves('operator', 'POST', 'networks', { name: 'small' })
    expect(entries).toMatchObject([{ outcome: 'already-exists' }])
  })
  test('for the last administrator', async () => {
    const { entries } = await leaves('admin', 'DELETE', 'users/admin')
    expect(entries).toMatchObject([{ outcome: 'wrong-status', detail: { name: 'admin' } }])
  })
  test('but not what is malformed, and no reads', async () => {
    expect((await leaves('operator', 'POST', 'networks', {})).entries).toEqual([])
    expect((await leaves('operator', 'GET', 'users')).entries).toEqual([])
    expect((await leaves('operator', 'DELETE', 'faults/none')).entries).toEqual([])
  })
})

test('logins are told, and failed ones of users who exist', async () => {
  for (const [username, password] of [
    ['viewer', 'viewer-password'],
    ['viewer', 'wrong'],
    ['nobody-at-all', 'wrong'],
  ])
    await server.send('nobody', 'POST', 'auth/login', { username, password })
  const [failed, done] = await trail('action=auth.login')
  expect(failed).toMatchObject({ actor: 'viewer', outcome: 'bad-credentials', address: '127.0.0.1' })
  expect(done).toMatchObject({ actor: 'viewer', outcome: 'done' })
  expect(await trail('actor=nobody-at-all')).toEqual([])
})

test('it is filtered by actor, action, network, outcome and time, and comes in pages', async () => {
  const all = await trail()
  const found = async (query: string, accepts: (entry: Entry) => boolean) => {
    const expected = all.filter(accepts)
    expect(expected.length).toBeGreaterThan(0)
    expect((await trail(query)).filter(({ seq }) => seq <= (all[0]?.seq ?? 0))).toEqual(expected)
  }
  await found('actor=operator', ({ actor }) => actor === 'operator')
  await found('action=user.', ({ action }) => action.startsWith('user.'))
  await found('action=%25', () => false).catch(() => undefined)
  expect(await trail('action=%25')).toEqual([])
  await found('of=small', ({ network }) => network === 'small')
  await found('outcome=forbidden', ({ outcome }) => outcome === 'forbidden')
  const { at } = all[Math.floor(all.length / 2)] as Entry
  await found(`until=${at}`, (entry) => entry.at <= at)
  await found(`since=${at}&actor=operator`, (entry) => entry.at >= at && entry.actor === 'operator')
  const pages: Entry[] = []
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const { body } = await server.send('admin', 'GET', `audit?limit=7${cursor && `&cursor=${cursor}`}`)
    pages.push(...body.items)
    cursor = body.next
  }
  expect(pages).toEqual(all)
})

test('every route that may change something is told of, or says in its record that it changes nothing', () => {
  const quiet = routes.filter((route) => route.method !== 'GET' && !isChange(route)).map(({ path }) => path)
  expect(quiet.sort()).toEqual([
    '/auth/ws-ticket',
    '/deploy/validate',
    '/intent/explain',
    '/intent/parse',
    '/trace',
    '/trace/class',
    '/trace/names',
    '/trace/places',
  ])
})
