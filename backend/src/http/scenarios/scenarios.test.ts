import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually, startTestServer, type TestServer } from '../../test-kit/test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server[Symbol.asyncDispose]())

test('scenarios are listed, and one is played step by step without touching a network of the server', async () => {
  const { body: list } = await server.send('viewer', 'GET', 'scenarios')
  expect(list.items.map(({ name }: { name: string }) => name)).toContain('one-way-loss')
  const started = await server.send('operator', 'POST', 'scenarios/one-way-loss/run')
  expect(started).toMatchObject({ status: 202, body: { status: 'playing', scenario: 'one-way-loss' } })
  const again = await server.send('operator', 'POST', 'scenarios/link-cut/run')
  expect({ status: again.status, code: again.body.code }).toEqual({ status: 409, code: 'wrong-status' })
  const { body: run } = await eventually(
    () => server.send('viewer', 'GET', `scenario-runs/${started.body.id}`),
    ({ body }) => body.status !== 'playing',
  )
  expect(run.status, JSON.stringify(run)).toBe('passed')
  expect(run.steps.every(({ status }: { status: string }) => status === 'passed')).toBe(true)
  expect((await server.send('admin', 'GET', 'networks')).body.items).toEqual([])
})

test('viewers do not play, and nobody plays what is not there', async () => {
  expect((await server.send('viewer', 'POST', 'scenarios/link-cut/run')).status).toBe(403)
  expect((await server.send('operator', 'POST', 'scenarios/no-such-story/run')).status).toBe(404)
  expect((await server.send('viewer', 'GET', 'scenario-runs/run-0')).status).toBe(404)
})
