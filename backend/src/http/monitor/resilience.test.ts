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

test('entries are told by what they are used for', async () => {
  const { body } = await server.send('viewer', 'GET', 'monitor/coverage')
  const byUse = (use: string) => body.entries.filter((one: { use: string }) => one.use === use)
  expect(body.totals.used).toBeGreaterThan(0)
  for (const [use, count] of Object.entries(body.totals)) expect(byUse(use)).toHaveLength(count as number)
  expect(body.links.some(({ intents }: { intents: string[] }) => intents.includes('small/web.pn/web'))).toBe(true)
  const { device } = byUse('used')[0]
  const one = await server.send('viewer', 'GET', `monitor/coverage?use=used&device=${device}`)
  expect(one.body.entries).toEqual(byUse('used').filter((entry: { device: string }) => entry.device === device))
})
