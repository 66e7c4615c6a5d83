import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deploy, smallNetwork, startTestServer, webIntents } from './test-kit/test-server.js'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'paranet-log-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A server whose background work never rests, and the errors in its log. */
async function restless() {
  const file = join(folder, `${Math.random()}.log`)
  const server = await startTestServer({ log: { level: 'error', file }, assureEveryMs: 1, sampleEveryMs: 10 })
  return { server, errors: () => readFileSync(file, 'utf8').split('\n').filter(Boolean) }
}

const other = (round: number) => ({
  name: 'other.pn',
  text: `route other { from: 10.1.0.0/16, to: web1, traffic: tcp dst-port ${1000 + round} }\n`,
})

test('a server that closes in the middle of its work says nothing about it', async () => {
  const { server, errors } = await restless()
  for (const name of ['one', 'two']) await server.send('operator', 'POST', 'networks', { name, topology: smallNetwork })
  await deploy(server, [webIntents])
  for (let round = 0; round < 6; round++) {
    const asked = ['intents', 'monitor/drift', 'networks', 'plans'].map((path) => server.send('viewer', 'GET', path))
    await server.send('operator', 'POST', 'faults', { kind: 'link-down', link: 'r1--r3' }).catch(() => undefined)
    const { body } = await server.send('operator', 'POST', 'intent/compile', { files: [other(round)] })
    await server.send('operator', 'POST', 'deploy/execute', { plan: body.id })
    await server.restart()
    await Promise.allSettled(asked)
    await server.send('operator', 'DELETE', 'faults')
  }
  await server[Symbol.asyncDispose]()
  expect(errors()).toEqual([])
}, 60_000)

test('nor one that loses a network in the middle of its work', async () => {
  const { server, errors } = await restless()
  for (let round = 0; round < 8; round++) {
    const { body } = await server.send('admin', 'POST', 'networks', { name: `n${round}`, topology: smallNetwork })
    await deploy(server, [webIntents])
    await new Promise((done) => setTimeout(done, 13 * round))
    expect((await server.send('admin', 'DELETE', `networks/${body.id}`)).status).toBe(204)
  }
  await server[Symbol.asyncDispose]()
  expect(errors()).toEqual([])
}, 60_000)
