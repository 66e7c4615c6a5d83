import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  deploy,
  finished,
  smallNetwork,
  startTestServer,
  type TestServer,
  webIntents,
} from '../test-kit/test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
})
afterAll(() => server[Symbol.asyncDispose]())

const send = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  server.send('operator', method, path, body, headers)
const tagOf = async (path: string) => (await send('GET', path)).headers.get('etag') ?? ''

describe('revisions', () => {
  test('a node may be changed by who has seen it, whatever became of the others', async () => {
    await send('POST', 'topology/nodes', { name: 'p1', type: 'router' })
    const seen = await tagOf('topology/nodes/p1')
    await send('POST', 'topology/nodes', { name: 'p2', type: 'router' })
    const node = { name: 'p1', type: 'router', region: 'north' }
    expect((await send('PUT', 'topology/nodes/p1', node, { 'if-match': seen })).status).toBe(200)
    const late = await send('PUT', 'topology/nodes/p1', node, { 'if-match': seen })
    expect({ status: late.status, code: late.body.code }).toEqual({ status: 412, code: 'precondition-failed' })
    expect((await send('DELETE', 'topology/nodes/p1', undefined, { 'if-match': seen })).status).toBe(412)
    expect((await send('DELETE', 'topology/nodes/p1', undefined, { 'if-match': '*' })).status).toBe(204)
  })

  test('a link too; one tag of several suffices', async () => {
    const ends = [{ node: 'r1' }, { node: 'r2' }]
    await send('POST', 'topology/links', { id: 'l1', ends })
    const seen = await tagOf('topology/links/l1')
    const change = (latency: number, tags: string) =>
      send('PUT', 'topology/links/l1', { ends, latency }, { 'if-match': tags })
    expect((await change(7, `"other", ${seen}`)).status).toBe(200)
    expect((await change(8, seen)).status).toBe(412)
    expect((await change(8, `W/${await tagOf('topology/links/l1')}`)).status).toBe(200)
    expect((await send('DELETE', 'topology/links/l1')).status).toBe(204)
  })

  test('an intent file may be written only where there is none', async () => {
    const text = 'route a { from: r1, to: r2 }\n'
    const create = () => send('PUT', 'intent/files/new.pn', { text }, { 'if-none-match': '*' })
    expect([(await create()).status, (await create()).status]).toEqual([200, 412])
    expect((await send('PUT', 'intent/files/none.pn', { text }, { 'if-match': '"x"' })).status).toBe(412)
    expect((await send('DELETE', 'intent/files/new.pn', undefined, { 'if-match': '"x"' })).status).toBe(412)
    await send('DELETE', 'intent/files/new.pn')
  })

  for (const path of ['topology', 'topology/nodes', 'topology/links', 'topology/nodes/r1', 'intents', 'intent/files'])
    test(`${path} is not sent again to who has it`, async () => {
      const etag = await tagOf(path)
      const headers = { authorization: `Bearer ${server.token('viewer')}`, 'if-none-match': `"x", ${etag}` }
      const again = await fetch(`${server.url}/api/v1/${path}`, { headers })
      expect([again.status, await again.text()]).toEqual([304, ''])
    })
})

describe('idempotency keys', () => {
  const make = (name: string, key: string) =>
    send('POST', 'topology/nodes', { name, type: 'router' }, { 'idempotency-key': key })

  test('the same request is served once, at once and later', async () => {
    const [a, b] = await Promise.all([make('k1', 'one'), make('k1', 'one')])
    const later = await make('k1', 'one')
    expect([a.status, b.status, later.status]).toEqual([201, 201, 201])
    expect([b.body, later.body]).toEqual([a.body, a.body])
    expect(later.headers.get('idempotency-replayed')).toBe('true')
    expect(later.headers.get('etag')).toBe(a.headers.get('etag'))
  })

  test('another request with the key is refused, at once and later', async () => {
    const [a, b] = await Promise.all([make('k2', 'two'), make('k3', 'two')])
    // Which of the two comes first is the network's to say.
    expect([a.status, b.status].sort()).toEqual([201, 422])
    expect([a.body.code, b.body.code]).toContain('idempotency-key-reused')
    const other = await send(
      'POST',
      'topology/links',
      { ends: [{ node: 'r1' }, { node: 'r2' }] },
      { 'idempotency-key': 'two' },
    )
    expect(other.body.code).toBe('idempotency-key-reused')
  })

  test('the key of another user is another key', async () => {
    await make('k4', 'three')
    const body = { name: 'k5', type: 'router' }
    expect((await server.send('admin', 'POST', 'topology/nodes', body, { 'idempotency-key': 'three' })).status).toBe(
      201,
    )
  })

  test('a refusal changed nothing and may be tried again', async () => {
    expect((await make('r1', 'four')).status).toBe(409)
    expect((await make('k6', 'four')).status).toBe(201)
  })

  test('a key that is none is refused', async () => {
    for (const key of ['x'.repeat(256), 'a b']) expect((await make('k7', key)).status).toBe(400)
  })

  test('the answer outlives a restart; an execution too', async () => {
    const first = await make('k8', 'five')
    const plan = (await send('POST', 'intent/compile', { files: [webIntents], mode: 'merge' })).body
    const execute = (body: unknown) => send('POST', 'deploy/execute', body, { 'idempotency-key': 'six' })
    const [a, b] = await Promise.all([execute({ plan: plan.id }), execute({ plan: plan.id })])
    expect([a.status, b.body]).toEqual([202, a.body])
    await finished(server, a.body.deployment)
    await server.restart()
    expect((await make('k8', 'five')).body).toEqual(first.body)
    expect((await execute({ plan: plan.id })).body).toEqual(a.body)
    expect((await execute({ plan: plan.id, force: true })).body.code).toBe('idempotency-key-reused')
  })
})

describe('lists', () => {
  /** The ids of all pages. */
  async function all(path: string, id: string): Promise<string[]> {
    const seen: string[] = []
    for (let next: string | undefined = ''; next !== undefined; ) {
      const cursor: string = next === '' ? '' : `&cursor=${next}`
      const { status, body } = await send('GET', `${path}${cursor}`)
      expect(status).toBe(200)
      seen.push(...body.items.map((item: Record<string, string>) => item[id]))
      next = body.next
    }
    return seen
  }

  test('histories go page by page', async () => {
    for (const n of [1, 2, 3])
      await deploy(server, [
        { name: 'list.pn', text: `route list${n} { from: r1, to: r2, traffic: tcp dst-port ${n} }\n` },
      ])
    for (const [path, id] of [
      ['deploy/history', 'id'],
      ['plans', 'id'],
      ['intent/history', 'at'],
      ['topology/nodes', 'name'],
      ['topology/links', 'id'],
      ['intents', 'id'],
      ['monitor/alerts', 'id'],
      ['networks', 'id'],
    ] as const) {
      const whole = (await send('GET', path)).body.items.map((item: Record<string, string>) => item[id])
      expect(await all(`${path}?limit=2`, id)).toEqual(whole)
    }
  })

  test('each is sorted and filtered as it says', async () => {
    const { items } = (await send('GET', 'topology/links?sort=-latency&node=r1')).body
    const latencies = items.map(({ latency }: { latency: number }) => latency)
    expect(latencies).toEqual([...latencies].sort((a, b) => b - a))
    expect(items.every((link: { ends: { node: string }[] }) => link.ends.some(({ node }) => node === 'r1'))).toBe(true)
    expect((await send('GET', 'intents?verdicts=violated')).body.items).toEqual([])
    expect((await send('GET', 'deploy/history?status=active')).body.items).toHaveLength(1)
    expect((await send('GET', 'topology/nodes?sort=colour')).body.errors[0].pointer).toBe('/sort')
    expect((await send('GET', 'topology/nodes?colour=red')).body.errors[0].pointer).toBe('/colour')
  })

  for (const path of ['networks', 'topology/nodes', 'plans', 'deploy/history', 'intent/history', 'intents', 'faults'])
    test(`${path}: a bad cursor is a problem with its place`, async () => {
      const { status, body } = await send('GET', `${path}?cursor=x`)
      expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'bad-cursor', '/cursor'])
    })
})
