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
beforeAll(async () => {
  server = await startTestServer({ sampleEveryMs: 50 })
  await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
})
afterAll(() => server[Symbol.asyncDispose]())

const items = async () => (await server.send('viewer', 'GET', 'monitor/resilience')).body.items

test('what is deployed is told what it survives, and nothing where nothing is deployed', async () => {
  expect(await items()).toEqual([])
  await deploy(server, [webIntents])
  const [web] = await items()
  expect(web).toMatchObject({ intent: 'small/web.pn/web', holds: true })
  expect(web.singlePoints[0]).toMatchObject({ element: 'link', role: 'way', packet: { dst: '10.3.0.10' } })
  expect(await items()).toEqual([web])
  await server.send('operator', 'POST', 'faults', { kind: 'link-down', link: web.singlePoints[0].name })
  const [broken] = await eventually(items, ([one]) => one.holds === false)
  expect(broken).toMatchObject({ survives: [], reason: expect.any(String) })
})
