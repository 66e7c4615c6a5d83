import { request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { adminPassword, eventually, smallNetwork, startTestServer, type TestServer } from '../test-kit/test-server.js'
import { withDeadline } from './deadline.js'
import { limitsOf } from './limits.js'

const origin = 'https://noc.example.org'
let server: TestServer
beforeAll(async () => {
  server = await startTestServer({
    allowedOrigins: [origin],
    limits: {
      perUser: 400,
      anonymous: 30,
      headersMs: 300,
      requestMs: 600,
      socketsPerUser: 3,
      connectionsPerAddress: 60,
    },
  })
  await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
})
afterAll(() => server[Symbol.asyncDispose]())

const call = (path: string, init: RequestInit = {}) =>
  fetch(`${server.url}/api/v1/${path}`, {
    ...init,
    headers: { authorization: `Bearer ${server.token('admin')}`, ...init.headers },
  })

describe('other origins', () => {
  const preflight = { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PUT' } }

  test('a preflight of one that is allowed has no content and says what it may', async () => {
    const { status, headers } = await call('topology/nodes/r1', preflight)
    expect([status, headers.get('access-control-allow-origin')]).toEqual([204, origin])
    expect(headers.get('access-control-allow-methods')).toContain('PUT')
  })

  test('answers are theirs to read, problems too', async () => {
    for (const path of ['networks', 'topology/nodes/none']) {
      const { headers } = await call(path, { headers: { origin } })
      expect(headers.get('access-control-allow-origin')).toBe(origin)
      expect(headers.get('access-control-expose-headers')).toContain('ETag')
    }
  })

  test('any other one gets no such header', async () => {
    const other = 'https://evil.example.org'
    const { headers } = await call('networks', { headers: { origin: other } })
    expect(headers.get('access-control-allow-origin')).toBeNull()
    const asked = await call('networks', { ...preflight, headers: { ...preflight.headers, origin: other } })
    expect(asked.headers.get('access-control-allow-origin')).toBeNull()
  })
})

test('answers are compressed as the client likes it', async () => {
  for (const encoding of ['br', 'gzip']) {
    const answer = await call('topology', { headers: { 'accept-encoding': encoding } })
    expect(answer.headers.get('content-encoding')).toBe(encoding)
    expect((await answer.json()).topology.nodes).toHaveLength(5)
  }
})

describe('a body that is too long', () => {
  const bytes = 200 * 1024 * 1024

  test('that says so is refused before it is sent', async () => {
    const status = await new Promise((resolve, reject) => {
      const sent = request(
        `${server.url}/api/v1/topology/import`,
        {
          method: 'POST',
          headers: {
            authorization: `Bearer ${server.token('admin')}`,
            'content-type': 'application/json',
            'content-length': bytes,
            expect: '100-continue',
          },
        },
        (answer) => resolve(answer.statusCode),
      )
      sent.on('continue', () => reject(new Error('it was asked for')))
      sent.on('error', reject)
      sent.flushHeaders()
    })
    expect(status).toBe(413)
  })

  test('that does not say so is refused on its way, and kept nowhere', async () => {
    const before = process.memoryUsage().rss
    const chunk = Buffer.alloc(1024 * 1024, 32)
    let sentBytes = 0
    const body = new ReadableStream({
      pull: (controller) => {
        if (sentBytes >= bytes) return controller.close()
        sentBytes += chunk.length
        controller.enqueue(chunk)
      },
    })
    const init = { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'application/json' } }
    const status = await call('topology/import', init as RequestInit).then(
      (answer) => answer.status,
      () => 'cut off',
    )
    expect([413, 'cut off']).toContain(status)
    expect(process.memoryUsage().rss - before).toBeLessThan(120 * 1024 * 1024)
  })
})

describe('slow clients', () => {
  /** What comes back for these lines, and after how long the connection ends, ms. */
  const slowly = (text: string) =>
    new Promise<{ answer: string; ms: number }>((resolve) => {
      const started = performance.now()
      const { hostname, port } = new URL(server.url)
      const socket = connect(Number(port), hostname, () => socket.write(text))
      let answer = ''
      socket.on('data', (data) => (answer += String(data)))
      socket.on('error', () => {})
      socket.on('close', () => resolve({ answer, ms: performance.now() - started }))
    })

  test('headers that never end are not waited for', async () => {
    const { answer, ms } = await slowly('GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: b\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 408/)
    expect(ms).toBeLessThan(3000)
  })

  test('a body that never ends neither', async () => {
    const head = `POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a`
    const { ms } = await slowly(head)
    expect(ms).toBeLessThan(4000)
  })

  test('one address has not all connections', async () => {
    const { hostname, port } = new URL(server.url)
    const sockets = Array.from({ length: 200 }, () => connect(Number(port), hostname).on('error', () => {}))
    const left = async () => sockets.filter(({ destroyed, closed }) => !destroyed && !closed).length
    await eventually(left, (count) => count <= 60)
    for (const socket of sockets) socket.destroy()
    const status = () =>
      call('networks').then(
        (answer) => answer.status,
        () => 0,
      )
    // Those of other tests may hold some too.
    await eventually(status, (its) => its === 200)
    await new Promise((done) => setTimeout(done, 200))
  })
})

describe('WebSockets', () => {
  const open = (headers: Record<string, string>) =>
    new Promise<number | WebSocket>((resolve) => {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/telemetry`, { headers })
      socket.on('unexpected-response', (_request, answer) => resolve(answer.statusCode ?? 0))
      socket.on('error', () => {})
      socket.on('open', () => resolve(socket))
    })
  const viewer = () => ({ authorization: `Bearer ${server.token('viewer')}` })

  test('one user has not all of them; who closes one may open another', async () => {
    const sockets: WebSocket[] = []
    for (let n = 0; n < 3; n++) sockets.push((await open(viewer())) as WebSocket)
    expect(await open(viewer())).toBe(429)
    const closed = new Promise((done) => sockets[0]?.on('close', done))
    sockets[0]?.close()
    await closed
    const next = await eventually(
      () => open(viewer()),
      (its) => its !== 429,
    )
    for (const socket of [...sockets, next as WebSocket]) socket.terminate()
  })

  test('a big frame of a client ends its connection and nothing else', async () => {
    const socket = (await open({ authorization: `Bearer ${server.token('admin')}` })) as WebSocket
    const code = new Promise((done) => socket.on('close', done))
    socket.send(Buffer.alloc(1024 * 1024))
    expect(await code).toBe(1009)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  })
})

test('what was answered is answered again until something moves', async () => {
  const list = async () => (await call('topology/nodes')).json()
  const first = await list()
  expect(await list()).toEqual(first)
  await server.send('operator', 'POST', 'topology/nodes', { name: 'c1', type: 'router' })
  expect((await list()).items.map(({ name }: { name: string }) => name)).toContain('c1')
})

describe('who asks too often', () => {
  test('is told how often they may', async () => {
    const { headers } = await call('networks')
    expect(headers.get('ratelimit-limit')).toBe('400')
    expect(headers.get('ratelimit-policy')).toBe('400;w=60')
    expect(Number(headers.get('ratelimit-remaining'))).toBeLessThan(400)
    expect(Number(headers.get('ratelimit-reset'))).toBeGreaterThan(0)
  })

  test('waits, while others do not', async () => {
    const as = (role: 'viewer' | 'admin') => ({ headers: { authorization: `Bearer ${server.token(role)}` } })
    const statuses = new Set<number>()
    for (let n = 0; n < 401; n++) statuses.add((await call('auth/me', as('viewer'))).status)
    expect([...statuses]).toEqual([200, 429])
    const refused = await call('auth/me', as('viewer'))
    expect(await refused.json()).toMatchObject({ code: 'rate-limited' })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await call('auth/me', as('admin'))).status).toBe(200)
  })

  test('without a login sooner', async () => {
    const statuses = new Set<number>()
    for (let n = 0; n < 40; n++) statuses.add((await fetch(`${server.url}/api/v1/networks`)).status)
    expect([...statuses]).toEqual([401, 429])
  })
})

test('work that takes too long is given up', async () => {
  await using slow = await startTestServer({ limits: { handlerMs: 1 } })
  const credentials = { username: 'admin', password: adminPassword }
  const { status, headers, body } = await slow.send('nobody', 'POST', 'auth/login', credentials)
  expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'took-too-long', '5'])
})

test('and told so', async () => {
  let signal: AbortSignal | undefined
  const work = withDeadline(5, (its) => {
    signal = its.signal
    return new Promise(() => {})
  })
  await expect(work).rejects.toMatchObject({ code: 'took-too-long' })
  expect(signal?.aborted).toBe(true)
  expect(await withDeadline(1000, async () => 'in time')).toBe('in time')
})

test('limits come from the environment, or are refused by name', () => {
  expect(limitsOf({ PARANET_LIMIT_USER: '10', PARANET_LIMIT_BODY: '' })).toEqual({ perUser: 10 })
  for (const value of ['0', '-1', 'many', '1.5'])
    expect(() => limitsOf({ PARANET_LIMIT_USER: value })).toThrow('PARANET_LIMIT_USER')
})
