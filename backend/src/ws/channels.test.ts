import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import {
  deploy,
  eventually,
  smallNetwork,
  startTestServer,
  type TestServer,
  webIntents,
} from '../test-kit/test-server.js'

interface Frame {
  readonly channel: string
  readonly seq: number
  readonly at: number
  readonly type: string
  readonly data: Record<string, never>
}

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
})
afterAll(() => server[Symbol.asyncDispose]())

type Role = 'viewer' | 'operator'
const ticket = async (role: Role = 'viewer'): Promise<string> =>
  (await server.send(role, 'POST', 'auth/ws-ticket')).body.ticket

async function open(path: string, query: Record<string, string> = {}, role: Role = 'viewer') {
  const parameters = new URLSearchParams({ ticket: await ticket(role), ...query })
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}${path}?${parameters}`)
  const frames: Frame[] = []
  socket.on('message', (text) => frames.push(JSON.parse(String(text)) as Frame))
  let code: number | undefined
  socket.on('close', (its) => (code = its))
  socket.on('error', () => {})
  const until = (accepts: (frame: Frame) => boolean) =>
    eventually(
      async () => frames.find(accepts),
      (found) => found !== undefined,
    )
  return { socket, frames, until, code: () => code }
}

/** The status with which an upgrade is refused. */
const refusal = (url: string, headers: Record<string, string> = {}) =>
  new Promise((resolve) => {
    const socket = new WebSocket(url, { headers })
    socket.on('unexpected-response', (_request, answer) => resolve(answer.statusCode))
    socket.on('error', () => {})
    socket.on('open', () => resolve('open'))
  })

test('without a ticket or a token there is no upgrade; a ticket works once', async () => {
  const url = `${server.url.replace('http', 'ws')}/ws/alerts`
  const once = await ticket()
  expect(await refusal(url)).toBe(401)
  expect(await refusal(`${url}?ticket=x`)).toBe(401)
  expect(await refusal(`${url}?ticket=${once}`)).toBe('open')
  expect(await refusal(`${url}?ticket=${once}`)).toBe(401)
  expect(await refusal(url, { authorization: `Bearer ${server.token('viewer')}` })).toBe('open')
  expect(await refusal(url.replace('alerts', 'nothing'), { authorization: `Bearer ${server.token('viewer')}` })).toBe(
    404,
  )
})

test('an unknown network or deployment closes', async () => {
  const answers = [await open('/ws/alerts', { network: 'none' }), await open('/ws/deploy/none')]
  for (const { code } of answers)
    await eventually(
      async () => code(),
      (its) => its === 4404,
    )
})

test('telemetry begins with hello and then samples, under both paths', async () => {
  for (const path of ['/ws/telemetry', '/api/v1/ws/telemetry']) {
    const { frames, until, socket } = await open(path)
    const sample = await until(({ type }) => type === 'sample')
    expect(frames[0]).toMatchObject({
      channel: 'telemetry',
      type: 'hello',
      data: { epoch: expect.any(String), seq: expect.any(Number) },
    })
    expect(sample?.data).toMatchObject({ network: 'small' })
    socket.close()
  }
})

test('samples have what each entry counted for those who ask, and nobody else', async () => {
  for (const [query, isThere] of [
    [{}, false],
    [{ entries: 'true' }, true],
    [{ entries: 'false' }, false],
  ] as const) {
    const { until, socket } = await open('/ws/telemetry', query)
    const sample = await until(({ type }) => type === 'sample')
    expect(Array.isArray(sample?.data['entries'])).toBe(isThere)
    socket.close()
  }
})

test('the steps of a deployment come from its first, and can be resumed', async () => {
  const { id } = await deploy(server, [webIntents])
  const whole = await open(`/ws/deploy/${id}`, { since: '0' })
  const last = await whole.until(({ type, data }) => type === 'event' && data['type'] === 'active')
  const events = whole.frames.filter(({ type }) => type === 'event')
  expect(events[0]).toMatchObject({ seq: 1, data: { type: 'created' } })
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, place) => place + 1))
  const rest = await open(`/ws/deploy/${id}`, { since: String((last?.seq ?? 0) - 1) })
  await rest.until(({ type }) => type === 'event')
  expect(rest.frames.filter(({ type }) => type === 'event')).toMatchObject([{ seq: last?.seq }])
})

test('what cannot be resumed is a gap: another life, or a number from the future', async () => {
  for (const query of [{ since: '1', epoch: 'other' }, { since: '999999' }]) {
    const { until } = await open('/ws/telemetry', query)
    expect(await until(({ type }) => type === 'gap')).toBeDefined()
  }
})

test('whoever waits for a plan hears how far it is and when it is there; viewers do not', async () => {
  const { until, frames } = await open('/ws/plans', {}, 'operator')
  await until(({ type }) => type === 'hello')
  const answer = await server.send('operator', 'POST', 'intent/compile', { files: [webIntents], mode: 'merge' })
  const made = await until(({ type }) => type === 'made')
  expect(made?.data).toMatchObject({
    plan: (answer.body as { id: string }).id,
    ok: true,
    requestId: expect.any(String),
  })
  expect(frames.filter(({ type }) => type === 'progress').map(({ data }) => data['pass'])).toContain('plan')
  const { code } = await open('/ws/plans')
  await eventually(
    async () => code(),
    (its) => its === 4404,
  )
})

test('alerts are pushed as they are raised and resolved', async () => {
  const { until } = await open('/ws/alerts')
  await until(({ type }) => type === 'hello')
  await server.send('operator', 'POST', 'faults', { kind: 'node-down', node: 'r3' })
  const raised = await until(({ type, data }) => type === 'raised' && data['code'] === 'node-down')
  expect(raised?.data).toMatchObject({ subject: 'r3' })
  await server.send('operator', 'DELETE', 'faults')
  await until(({ type, data }) => type === 'resolved' && data['code'] === 'node-down')
})
