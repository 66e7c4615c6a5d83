import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deploy, finished, smallNetwork, startTestServer, webIntents } from '../test-kit/test-server.js'
import type { TestServer } from '../test-kit/test-server.js'
import { operations } from './routes.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
  await deploy(server, [webIntents])
})
afterAll(() => server[Symbol.asyncDispose]())

type Request = readonly [method: string, path: string, body?: unknown]

const node = { name: 'r1', type: 'router' }
const link = { id: 'r1--r3', ends: [{ node: 'r1' }, { node: 'r3' }] }
/** A network without the server that the intents speak of. */
const lesser = 'network small { node r1 : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 } }'
const isolate = { name: 'no.pn', text: 'isolate no-web { from: 10.1.0.0/16, to: web1 }\n' }

const conflicts: Readonly<Record<string, readonly [code: string, request: Request]>> = {
  'a network of the same name': ['already-exists', ['POST', 'networks', { name: 'small' }]],
  'a user of the same name': [
    'already-exists',
    ['POST', 'users', { name: 'viewer', password: 'long-enough-password', role: 'viewer' }],
  ],
  'the last administrator goes': ['wrong-status', ['DELETE', 'users/admin']],
  'the last administrator becomes less': ['wrong-status', ['PATCH', 'users/admin', { role: 'viewer' }]],
  'a node of the same name': ['already-exists', ['POST', 'topology/nodes', node]],
  'a link of the same name': ['already-exists', ['POST', 'topology/links', link]],
  'a node that has links': ['node-has-links', ['DELETE', 'topology/nodes/fw1']],
  'a link that intents need': ['needed-by-intents', ['DELETE', 'topology/links/r2--web1']],
  'another topology without what intents need': ['needed-by-intents', ['POST', 'topology/import', { text: lesser }]],
}

describe('what is in the way', () => {
  for (const [sentence, [code, [method, path, body]]] of Object.entries(conflicts))
    test(sentence, async () => {
      const { status, body: problem } = await server.send('admin', method, path, body)
      expect({ status, code: problem.code }).toEqual({ status: 409, code })
    })
})

test('while a deployment is under way, nothing that it stands on may change', async () => {
  const plan = (await server.send('operator', 'POST', 'intent/compile', { files: [isolate], mode: 'replace' })).body
  const slow = await server.send('operator', 'POST', 'faults', { kind: 'slow-device', node: 'r1', ms: 4000 })
  const { deployment } = (await server.send('operator', 'POST', 'deploy/execute', { plan: plan.id })).body
  const busy = operations.filter(({ route }) => route.problems?.includes('deployment-running'))
  for (const { name, route } of busy.filter((one) => !['executePlan', 'rollbackDeployment'].includes(one.name))) {
    const existing: Readonly<Record<string, string>> = { name: 'r3', id: 'r1--r3', file: 'web.pn' }
    const path = route.path
      .slice(1)
      .replaceAll(/:(\w+)/g, (_, key: string) =>
        route.path.startsWith('/networks') ? 'small' : (existing[key] ?? key),
      )
    const { status, body } = await server.send('admin', route.method, path, route.example?.body)
    expect({ name, status, code: body.code }).toEqual({ name, status: 409, code: 'deployment-running' })
  }
  await server.send('operator', 'DELETE', `faults/${slow.body.id}`)
  expect(await finished(server, deployment)).toMatchObject({ status: 'active' })
})
