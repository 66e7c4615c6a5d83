import { afterAll, beforeAll, expect, test } from 'vitest'
import { smallNetwork, startTestServer, type TestServer } from '../../test-kit/test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server[Symbol.asyncDispose]())

test('without a network there is nothing to choose', async () =>
  expect((await server.send('viewer', 'GET', 'topology')).status).toBe(404))

test('a network is created from text, listed, renamed, chosen by id or name, and deleted', async () => {
  const created = await server.send('operator', 'POST', 'networks', { name: 'Main Site', topology: smallNetwork })
  expect(created.status).toBe(201)
  expect(created.body).toMatchObject({ id: 'main-site', name: 'Main Site', default: 'closed', nodes: 5, links: 5 })
  const renamed = await server.send('operator', 'PATCH', 'networks/main-site', { name: 'site' })
  expect(renamed.body).toMatchObject({ id: 'main-site', name: 'site' })
  for (const path of ['topology?network=site', 'topology?network=main-site', 'topology'])
    expect((await server.send('viewer', 'GET', path)).body.topology.nodes).toHaveLength(5)
  const chosen = await server.send('viewer', 'GET', 'topology', undefined, { 'x-network': 'site' })
  expect(chosen.status).toBe(200)
  expect((await server.send('admin', 'DELETE', 'networks/main-site')).status).toBe(204)
  expect((await server.send('viewer', 'GET', 'networks')).body.items).toEqual([])
  const again = await server.send('operator', 'POST', 'networks', { name: 'Main Site' })
  expect(again.body.id).toBe('main-site-2')
})

test('a second network of one name is refused, and so is a text with errors', async () => {
  await server.send('operator', 'POST', 'networks', { name: 'twice' })
  expect((await server.send('operator', 'POST', 'networks', { name: 'twice' })).body.code).toBe('already-exists')
  const { status, body } = await server.send('operator', 'POST', 'networks', {
    name: 'bad',
    topology: 'network bad { link a -- b }',
  })
  expect(status).toBe(422)
  expect(body.errors[0]).toMatchObject({ pointer: '/topology', message: expect.stringMatching('no node "a"') })
})

test('of many creations at once with one name one wins', async () => {
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => server.send('operator', 'POST', 'networks', { name: 'race' })),
  )
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(5)
})
