import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { smallNetwork, startTestServer, type TestServer, webIntents } from '../../test-kit/test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
})
afterAll(() => server[Symbol.asyncDispose]())

const get = async (path: string) => (await server.send('viewer', 'GET', path)).body
const send = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  server.send('operator', method, path, body, headers)

describe('nodes', () => {
  test('name and type suffice; the rest has its defaults', async () => {
    const { status, body } = await send('POST', 'topology/nodes', { name: 'n1', type: 'firewall' })
    expect(status).toBe(201)
    expect(body).toEqual({
      name: 'n1',
      type: 'firewall',
      addresses: [],
      prefixes: [],
      function: 'firewall',
      target: 'emulated',
      driver: 'emulated',
      produces: [],
      labels: {},
      assigned: [],
    })
    expect(await get('topology/nodes/n1')).toEqual(body)
  })

  test('other values, and gone', async () => {
    await send('POST', 'topology/nodes', { name: 'n2', type: 'router' })
    const { body } = await send('PUT', 'topology/nodes/n2', { name: 'n2', type: 'switch', region: 'north' })
    expect(body).toMatchObject({ type: 'switch', region: 'north' })
    expect((await send('DELETE', 'topology/nodes/n2')).status).toBe(204)
    expect((await send('DELETE', 'topology/nodes/n2')).status).toBe(404)
  })

  const refused: Readonly<Record<string, [string, string, unknown, number, string, string?]>> = {
    'a name that is taken': ['POST', 'topology/nodes', { name: 'r1', type: 'router' }, 409, 'already-exists'],
    'an address that another node has': [
      'POST',
      'topology/nodes',
      { name: 'n3', type: 'router', addresses: ['10.9.0.1', '10.0.0.1'] },
      422,
      'invalid',
      '/addresses/1',
    ],
    'an address that is none': [
      'POST',
      'topology/nodes',
      { name: 'n3', type: 'router', addresses: ['10.0.0'] },
      422,
      'invalid',
      '/addresses/0',
    ],
    'a type that is unknown': ['POST', 'topology/nodes', { name: 'n3', type: 'toaster' }, 422, 'invalid', '/type'],
    'a gateway that is missing': [
      'POST',
      'topology/nodes',
      { name: 'n3', type: 'host', gateway: 'none' },
      422,
      'invalid',
      '/gateway',
    ],
    'another name': ['PUT', 'topology/nodes/r1', { name: 'r9', type: 'router' }, 422, 'invalid', '/name'],
    'a node with links': ['DELETE', 'topology/nodes/r3', undefined, 409, 'node-has-links'],
  }
  for (const [sentence, [method, path, body, status, code, pointer]] of Object.entries(refused))
    test(`refused: ${sentence}`, async () => {
      const answer = await send(method, path, body)
      expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code })
      if (pointer !== undefined) expect(answer.body.errors[0].pointer).toBe(pointer)
    })
})

describe('links', () => {
  test('two nodes suffice', async () => {
    const { status, body } = await send('POST', 'topology/links', { ends: [{ node: 'r1' }, { node: 'r2' }] })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      id: 'r1--r2',
      ends: [
        { node: 'r1', interface: 'to-r2' },
        { node: 'r2', interface: 'to-r1' },
      ],
      bandwidth: 10_000_000_000,
      assigned: ['bandwidth', 'latency'],
    })
    expect((await send('POST', 'topology/links', { ends: [{ node: 'r1' }, { node: 'r2' }] })).body.id).toBe('r1--r2.2')
    const changed = await send('PUT', 'topology/links/r1--r2.2', {
      ends: [{ node: 'r1' }, { node: 'r2' }],
      latency: 5,
    })
    expect(changed.body).toMatchObject({ id: 'r1--r2.2', latency: 5 })
    for (const id of ['r1--r2', 'r1--r2.2']) expect((await send('DELETE', `topology/links/${id}`)).status).toBe(204)
  })

  test('to a node that is missing: refused, naming the end', async () => {
    const { status, body } = await send('POST', 'topology/links', { ends: [{ node: 'r1' }, { node: 'none' }] })
    expect(status).toBe(422)
    expect(body.errors).toEqual([{ pointer: '/ends/1/node', message: 'no node none' }])
  })
})

test('what committed intents need stays, and the intents are named', async () => {
  await send('PUT', 'intent/files/web.pn', { text: webIntents.text })
  const { status, body } = await send('DELETE', 'topology/links/r2--web1')
  expect({ status, code: body.code, intents: body.intents }).toEqual({
    status: 409,
    code: 'needed-by-intents',
    intents: ['small/web.pn/web'],
  })
  const node = await send('PUT', 'topology/nodes/web1', { name: 'web1', type: 'router' })
  expect(node.body.code).toBe('needed-by-intents')
  await send('DELETE', 'intent/files/web.pn')
  expect((await send('DELETE', 'topology/links/r1--r3')).status).toBe(204)
  await send('POST', 'topology/links', { ends: [{ node: 'r1' }, { node: 'r3' }] })
})

test('a topology has a revision to match against', async () => {
  const first = await server.send('viewer', 'GET', 'topology')
  const etag = first.headers.get('etag') ?? ''
  const same = await fetch(`${server.url}/api/v1/topology`, {
    headers: { authorization: `Bearer ${server.token('viewer')}`, 'if-none-match': etag },
  })
  expect(same.status).toBe(304)
  const node = { name: 'n8', type: 'router' }
  expect((await send('POST', 'topology/nodes', node, { 'if-match': etag })).status).toBe(201)
  const late = await send('POST', 'topology/nodes', { ...node, name: 'n9' }, { 'if-match': etag })
  expect({ status: late.status, code: late.body.code }).toEqual({ status: 412, code: 'precondition-failed' })
})

test('many changes at once all come to pass', async () => {
  const names = Array.from({ length: 10 }, (_, n) => `many${n}`)
  const answers = await Promise.all(names.map((name) => send('POST', 'topology/nodes', { name, type: 'router' })))
  expect(answers.map(({ status }) => status)).toEqual(names.map(() => 201))
  const { items } = await get('topology/nodes')
  expect(items.filter(({ name }: { name: string }) => name.startsWith('many'))).toHaveLength(10)
})

test('what is exported and imported again is the same topology', async () => {
  const before = await get('topology')
  const { text } = await get('topology/export?format=pn')
  const { status, body } = await send('POST', 'topology/import?format=pn', { text })
  expect(body).toMatchObject({ nodes: before.topology.nodes.length, links: before.topology.links.length })
  expect(status).toBe(200)
  expect((await get('topology')).topology).toEqual(before.topology)
})
