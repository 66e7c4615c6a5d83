import { afterAll, beforeAll, expect, test } from 'vitest'
import { finished, startTestServer, type TestServer } from '../../test-kit/test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({})
  await server.send('operator', 'POST', 'networks', { name: 'square', topology: square })
})
afterAll(() => server[Symbol.asyncDispose]())

/** a and d are joined by b, with room for 1 Gbit/s, and by c, which is farther and wider. */
const square = `network square {
  node a : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
  node b : router { address: 10.0.0.2 }
  node c : router { address: 10.0.0.3 }
  node d : router { address: 10.0.0.4, prefixes: 10.4.0.0/16 }
  link a -- b { bandwidth: 1Gbps }
  link b -- d { bandwidth: 1Gbps }
  link a -- c { bandwidth: 10Gbps, weight: 50 }
  link c -- d { bandwidth: 10Gbps, weight: 50 }
}`
const route = (name: string, port: number, more = ''): string =>
  `route ${name} { from: 10.1.0.0/16, to: 10.4.0.0/16, traffic: tcp dst-port ${port}, reply: none, bandwidth: 600Mbps${more} }\n`

const compile = async (text: string, more: object = {}) =>
  (
    await server.send('operator', 'POST', 'intent/compile', {
      files: [{ name: 'i.pn', text }],
      mode: 'replace',
      ...more,
    })
  ).body
async function run(text: string, more: object = {}): Promise<string> {
  const plan = await compile(text, more)
  const { body } = await server.send('operator', 'POST', 'deploy/execute', { plan: plan.id })
  expect(await finished(server, body.deployment)).toMatchObject({ status: 'active' })
  return body.deployment
}
const get = async (path: string) => (await server.send('viewer', 'GET', path)).body
const paths = async () =>
  Object.fromEntries(
    (await get('intents')).items.map((one: { name: string; paths: string[][] }) => [one.name, one.paths[0]?.join('')]),
  )

test('what is deployed stays, under a new name and against newcomers, until it is placed afresh', async () => {
  await run(route('zoo', 1))
  await run(route('ant', 2) + route('zoo', 1))
  expect(await paths()).toEqual({ ant: 'acd', zoo: 'abd' })

  const renaming = await run(route('ant', 2) + route('park', 1, ', renamed_from: zoo'))
  expect(await paths()).toEqual({ ant: 'acd', park: 'abd' })
  expect(await get('intents/zoo')).toMatchObject({ name: 'park', formerNames: ['zoo'], verdicts: 'holds' })
  expect((await get('intent/history')).items[0]).toMatchObject({
    deployment: renaming,
    renamed: [{ from: 'square/i.pn/zoo', to: 'square/i.pn/park' }],
  })

  const text = route('ant', 2) + route('garden', 1, ', renamed_from: park')
  await run(text)
  expect((await get('intents/garden')).formerNames).toEqual(['park', 'zoo'])
  const afresh = await compile(text, { reoptimise: true })
  expect(afresh).toMatchObject({ ok: true, reoptimised: true })
  expect(afresh.moves.map(({ intent, because }: { intent: string; because: object }) => [intent, because])).toEqual([
    ['square/i.pn/ant', { kind: 'reoptimised' }],
    ['square/i.pn/garden', { kind: 'reoptimised' }],
  ])
  expect((await compile(text)).moves).toBeUndefined()

  const deployment = await run(text, { reoptimise: true })
  expect(await paths()).toEqual({ ant: 'abd', garden: 'acd' })
  expect((await compile(text)).moves).toBeUndefined()
  const back = (await server.send('operator', 'POST', `deploy/rollback/${deployment}`, {})).body
  expect(await finished(server, back.deployment)).toMatchObject({ status: 'active' })
  expect(await paths()).toEqual({ ant: 'acd', garden: 'abd' })
  expect((await compile(text)).diff).toMatchObject({ added: 0, removed: 0, changed: 0 })
})

test('the plan names who moves for a higher priority', async () => {
  const text = (await get('intent/files/i.pn')).text as string
  const plan = await compile(text + route('king', 3, ', priority: 200'))
  expect(plan.moves).toEqual([
    {
      intent: 'square/i.pn/garden',
      from: [['a', 'b', 'd']],
      to: [['a', 'c', 'd']],
      because: { kind: 'displaced', by: ['square/i.pn/king'] },
    },
  ])
})
