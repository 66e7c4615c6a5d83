import { validator } from '@paranet/schemas'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deploy, startTestServer, type TestServer } from '../../test-kit/test-server.js'

const topology = `network lab {
  node r1 : router { prefix: 10.1.0.0/16 }
  node r2 : router
  node r3 : router
  node web : server { address: 10.3.0.10, gateway: r3 }
  link r1 -- r2
  link r2 -- r3
  link r1 -- r3 { weight: 40 }
  link web -- r3
}`
const text = 'route web { from: 10.1.0.0/16, to: web, traffic: tcp dst-port 443, survive: 1 core link }'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.send('operator', 'POST', 'networks', { name: 'lab', topology })
  await deploy(server, [{ name: 'web.pn', text }])
})
afterAll(() => server[Symbol.asyncDispose]())

const ask = (body: object) => server.send('viewer', 'POST', 'trace/class', body)
const named = ({ nodes }: { nodes: readonly { node: string }[] }) => nodes.map(({ node }) => node).toReversed()

test('the tree of a class fits its schema and names entries, owners and ends', async () => {
  const { status, body } = await ask({ from: '10.1.0.0/16', to: 'web', dstPort: 443 })
  expect(status).toBe(200)
  expect(validator('class-trace')(body)).toMatchObject({ ok: true })
  expect(named(body)).toEqual(['r1', 'r2', 'r3'])
  expect(body.nodes.at(-1).parts[0].entries[0].owners[0]).toMatch(/web\.pn\/web$/)
  expect(body.nodes[0].parts[0].branches[0]).toMatchObject({ share: 1, to: { kind: 'delivered', node: 'web' } })
})

test('what is named as down is gone around', async () => {
  const asked = { from: '10.1.0.0/16', to: 'web', dstPort: 443, down: ['r1--r2'] }
  expect(named((await ask(asked)).body)).toEqual(['r1', 'r3'])
})

test.each([
  ['an end that is none', { from: 'r7', to: 'web' }, '/from', 'did you mean'],
  ['a destination that is none', { from: 'r1', to: 'wbe' }, '/to', 'did you mean "web"'],
  ['ports of ICMP', { from: 'r1', to: 'web', protocol: 'icmp', dstPort: 8 }, '/dstPort', 'has no meaning'],
  ['a link that is none', { from: 'r1', to: 'web', down: ['r1--r9'] }, '/down', 'is no link or node'],
])('%s is told by its field', async (_, body, pointer, message) => {
  const answer = await ask(body)
  expect(answer.status).toBe(422)
  expect(answer.body.errors).toMatchObject([{ pointer, message: expect.stringContaining(message) }])
})
