import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually, smallNetwork, startTestServer, type TestServer } from '../../test-kit/test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ sampleEveryMs: 50 })
  await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
})
afterAll(() => server[Symbol.asyncDispose]())

const get = async (path: string, as: 'viewer' | 'operator' | 'admin' = 'viewer') => server.send(as, 'GET', path)

test('values over time come in steps, by metric and label', async () => {
  const { body } = await eventually(
    () => get('monitor/metrics?metric=link_up&link=r1--r3&fn=count&step=1000'),
    (answer) => answer.body.series[0]?.points.length > 0,
  )
  expect(body).toMatchObject({ metric: 'link_up', fn: 'count', step: 1000 })
  expect(body.series.map(({ labels }: { labels: object }) => labels)).toEqual([{ link: 'r1--r3' }])
  expect(body.since).toBeGreaterThan(0)
  const all = await get('monitor/metrics?metric=node_entries')
  expect(all.body.series.length).toBeGreaterThan(3)
})

test.each([
  ['metric=nonsense', '/metric'],
  ['metric=node_up&link=r1--r3', '/link'],
  ['metric=node_up&from=5&to=5', '/from'],
  ['metric=node_up&fn=rate', '/fn'],
  ['metric=node_up&from=0&to=99999999999&step=1000', '/step'],
])('a query that makes no sense is refused at its place: %s', async (query, pointer) => {
  const { status, body } = await get(`monitor/metrics?${query}`)
  expect([status, body.errors[0].pointer]).toEqual([422, pointer])
})

const down = { name: 'link is gone', metric: 'link_up', comparison: 'below', threshold: 0.5, severity: 'critical' }

test('a rule raises an alert, and takes it back when the value comes back', async () => {
  const { body: rule } = await server.send('operator', 'POST', 'monitor/alerts/rules', down)
  expect((await get('monitor/alerts/rules')).body.items).toEqual([rule])
  const open = () => get('monitor/alerts?code=threshold&open=true')
  const fault = await server.send('operator', 'POST', 'faults', { kind: 'link-down', link: 'r1--r3' })
  const { body } = await eventually(open, (answer) => answer.body.items.length > 0)
  expect(body.items).toMatchObject([
    {
      severity: 'critical',
      subject: `${rule.id} link_up{link="r1--r3"}`,
      message: expect.stringContaining('below 0.5'),
    },
  ])
  await server.send('operator', 'DELETE', `faults/${fault.body.id}`)
  await eventually(open, (answer) => answer.body.items.length === 0)
  await server.restart()
  expect((await get('monitor/alerts/rules')).body.items).toEqual([rule])
  expect((await server.send('operator', 'DELETE', `monitor/alerts/rules/${rule.id}`)).status).toBe(204)
  expect((await server.send('operator', 'DELETE', `monitor/alerts/rules/${rule.id}`)).status).toBe(404)
})

test.each([
  [{ ...down, clear: 0.2 }, '/clear'],
  [{ ...down, labels: { node: 'r1' } }, '/labels/node'],
  [{ ...down, metric: 'x' }, '/metric'],
  [{ ...down, forSeconds: -1 }, '/forSeconds'],
])('a rule that makes no sense is refused at its place: %j', async (rule, pointer) => {
  const { status, body } = await server.send('operator', 'POST', 'monitor/alerts/rules', rule)
  expect([status, body.errors[0].pointer]).toEqual([422, pointer])
})

test('the log tells of changes, to those who work on the network', async () => {
  await server.send('operator', 'POST', 'monitor/alerts/rules', down, { 'x-request-id': 'asked-for-it' })
  const { body } = await get('monitor/logs?requestId=asked-for-it', 'operator')
  expect(body.items).toMatchObject([
    { level: 'info', message: 'request', fields: { method: 'POST', status: 201, user: 'operator' } },
  ])
  expect((await get('monitor/logs?level=error', 'operator')).body.items).toEqual([])
  expect((await get('monitor/logs')).status).toBe(403)
  const about = await get('monitor/logs?text=ready', 'admin')
  expect(about.body.items).toMatchObject([{ message: 'server is ready' }])
  expect((await get('monitor/logs?text=ready', 'operator')).body.items).toEqual([])
})
