import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  deploy,
  eventually,
  smallNetwork,
  startTestServer,
  type TestServer,
  webIntents,
} from '../../test-kit/test-server.js'

let server: TestServer
const send = (method: string, path: string, body?: unknown) => server.send('operator', method, path, body)
const flows = async () =>
  (await send('GET', 'monitor/metrics')).body.flows as { id: string; offered: number; delivered: number }[]
const offeredBy = async (name: string) =>
  (await flows()).filter(({ id }) => id.startsWith('demand') && id.includes(name)).map(({ offered }) => offered)

beforeAll(async () => {
  server = await startTestServer()
  await send('POST', 'networks', { name: 'small', topology: smallNetwork })
  await deploy(server, [webIntents])
})
afterAll(() => server[Symbol.asyncDispose]())

const demand = { from: 'r1', to: 'web1', bitsPerSecond: 1_000_000 }

test('demands flow beside what intents speak of, times their scale, until they are taken away', async () => {
  expect((await send('GET', 'traffic')).body).toEqual({ demands: [], scale: 1 })
  const put = await send('PUT', 'traffic', { demands: [demand], scale: 3 })
  expect(put).toMatchObject({ status: 200, body: { demands: [demand], scale: 3 } })
  await eventually(
    () => offeredBy('r1 > web1'),
    ([offered]) => offered === 3_000_000,
  )
  const [sent] = (await flows()).filter(({ id }) => id.startsWith('demand'))
  expect(sent?.delivered).toBe(3_000_000)
  await server.restart()
  expect((await send('GET', 'traffic')).body.scale).toBe(3)
  expect((await send('DELETE', 'traffic')).status).toBe(204)
  await eventually(
    () => offeredBy('r1'),
    (found) => found.length === 0,
  )
})

test('what nobody asked for is dropped: the network is closed', async () => {
  await send('PUT', 'traffic', { demands: [{ from: 'r2', to: 'r1', bitsPerSecond: 5000 }], scale: 1 })
  await eventually(flows, (all) => all.some(({ id, delivered }) => id.includes('r2 > r1') && delivered === 0))
})

test.each([
  [{ demands: [demand, { ...demand, to: 'nobody' }], scale: 1 }, '/demands/1/to'],
  [{ demands: [{ ...demand, to: 'r1' }], scale: 1 }, '/demands/0/to'],
  [{ demands: [{ ...demand, bitsPerSecond: -1 }], scale: 1 }, '/demands/0/bitsPerSecond'],
  [{ demands: [{ ...demand, class: { dscp: 64 } }], scale: 1 }, '/demands/0/class/dscp'],
  [{ demands: [], scale: 1, profile: { kind: 'diurnal', periodMs: 1, low: 0, seed: 1 } }, '/profile/periodMs'],
  [{ demands: [] }, '/scale'],
])('%j is refused at its place', async (matrix, pointer) => {
  const { status, body } = await send('PUT', 'traffic', matrix)
  expect({ status, pointers: body.errors.map((error: { pointer: string }) => error.pointer) }).toEqual({
    status: 422,
    pointers: [pointer],
  })
})
