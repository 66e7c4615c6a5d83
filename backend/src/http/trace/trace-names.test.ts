import { afterAll, beforeAll, expect, test } from 'vitest'
import { deploy, eventually, startTestServer, type TestServer } from '../../test-kit/test-server.js'

const topology = `network videos {
  node c1 : ndn { cache: 10GB, strategy: best-route }
  node c2 : ndn
  node p1 : ndn { producer: /ndn/video }
  node tv : host { address: 10.1.0.10, gateway: c1 }
  node kiosk : host { address: 10.1.0.11, gateway: c2 }
  link tv -- c1
  link kiosk -- c2
  link c1 -- c2
  link c1 -- p1 { weight: 40 }
  link c2 -- p1
}`
const intents = {
  name: 'video.pn',
  text: `route video { from: prefix(/ndn/video), to: tv, protocol: ndn, survive: 1 core link }
cache videos { names: /ndn/video, at: c1, size: 1GB, ttl: 1h }
isolate lobby { from: /ndn/video, to: kiosk }
`,
}

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.send('operator', 'POST', 'networks', { name: 'videos', topology })
  await deploy(server, [intents])
})
afterAll(() => server[Symbol.asyncDispose]())

const ask = async (from: string, name: string) =>
  (await server.send('viewer', 'POST', 'trace/names', { from, name })).body
const nodes = (hops: readonly { node: string }[]) => hops.map(({ node }) => node)

test('an Interest goes to the producer, and asked again it is answered on the way', async () => {
  const first = await ask('tv', '/ndn/video/1')
  expect(first).toMatchObject({ name: '/ndn/video/1', end: { kind: 'produced', node: 'p1' }, kept: ['c1'] })
  expect(nodes(first.hops)).toEqual(['c1', 'c2', 'p1'])
  expect(first.hops[0].entries[0]).toMatchObject({ key: 'name-route /ndn/video' })
  expect(first.hops[0].entries[0].owners[0]).toMatch(/video\.pn\/video$/)
  expect(await ask('tv', '/ndn/video/1')).toMatchObject({ end: { kind: 'kept', node: 'c1' }, kept: [] })
})

test('who must not have it is refused, also what a content store has', async () => {
  expect(await ask('kiosk', '/ndn/video/1')).toMatchObject({ end: { kind: 'lost', node: 'c2', reason: 'refused' } })
})

test('with a link down the device in front of it tries its next choice', async () => {
  await server.send('operator', 'POST', 'faults', { kind: 'link-down', link: 'c2--p1' })
  expect(nodes((await ask('tv', '/ndn/video/2')).hops)).toEqual(['c1', 'p1'])
  await server.send('operator', 'DELETE', 'faults')
})

test('intents about names are listed with what they speak of', async () => {
  const summary = async (): Promise<unknown[][]> => {
    const { items } = (await server.send('viewer', 'GET', 'intents')).body
    return items.map(({ name, kind, from, to, verdicts }: Record<string, string>) => [name, kind, from, to, verdicts])
  }
  // What is known of the link that was down goes with the next look.
  expect(await eventually(summary, (all) => all.every((one) => one.at(-1) === 'holds'))).toEqual([
    ['video', 'name-route', 'prefix(/ndn/video)', 'tv', 'holds'],
    ['videos', 'cache', '/ndn/video', undefined, 'holds'],
    ['lobby', 'name-isolate', '/ndn/video', 'kiosk', 'holds'],
  ])
})

test.each([
  [{ from: 'nobody', name: '/ndn' }, '/from'],
  [{ from: 'tv', name: 'ndn' }, '/name'],
])('refuses %j', async (body, pointer) => {
  const { status, body: problem } = await server.send('viewer', 'POST', 'trace/names', body)
  expect(status).toBe(422)
  expect(problem.errors[0].pointer).toBe(pointer)
})
