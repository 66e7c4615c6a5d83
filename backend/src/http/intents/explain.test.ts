import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  deploy,
  finished,
  smallNetwork,
  startTestServer,
  type TestServer,
  webIntents,
} from '../../test-kit/test-server.js'

let server: TestServer
let deployment = ''
const both = {
  name: 'both.pn',
  text: 'route one { from: r1, to: r2, traffic: tcp dst-port 1, via: r3 }\nroute two { from: r1, to: r2, traffic: tcp dst-port 2 }\n',
}
beforeAll(async () => {
  server = await startTestServer()
  await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
  await deploy(server, [webIntents])
  deployment = (await deploy(server, [both])).id
})
afterAll(() => server[Symbol.asyncDispose]())

const explain = (body: unknown) => server.send('viewer', 'POST', 'intent/explain', body)

test('an intent: its paths and why, its entries on each device, its verdicts', async () => {
  const { status, body } = await explain({ intent: 'web' })
  expect(status).toBe(200)
  expect(body).toMatchObject({ kind: 'intent', intent: { name: 'web', kind: 'route' }, lost: [] })
  expect(body.paths[0].nodes).toContain('fw1')
  expect(body.paths[0].reasons.join()).toMatch(/it passes fw1 of via fw1/)
  expect(body.devices.map(({ device }: { device: string }) => device)).toContain('fw1')
  expect(body.verdicts.every(({ verdict }: { verdict: string }) => verdict === 'holds')).toBe(true)
})

test('every entry of every device is explained, by intents or by the network itself', async () => {
  const plan = (await server.send('viewer', 'GET', `intent/preview/${(await explain({ intent: 'web' })).body.plan}`))
    .body
  for (const [device, entries] of Object.entries<Record<string, string[]>>(plan.ledger))
    for (const entry of Object.keys(entries).slice(0, 6)) {
      const { body } = await explain({ device, entry })
      expect(body).toMatchObject({ kind: 'entry', device, isDesired: true, isRunning: true })
      expect(body.owners.length).toBeGreaterThan(0)
      expect(body.owners.every(({ why }: { why: string }) => why !== '')).toBe(true)
    }
})

test('why not: what stands against each other, and what could be asked for instead, of files that are not committed', async () => {
  const text = 'route quick { from: r1, to: r2, traffic: tcp dst-port 3, latency: <= 1us }\n'
  const { status, body } = await explain({ whyNot: ['quick'], files: [{ name: 'quick.pn', text }] })
  expect(status).toBe(200)
  expect(body).toMatchObject({ kind: 'why-not', compiles: false, failures: [{ code: 'latency-unreachable' }] })
  expect(body.conflict.map((part: { text: string }) => part.text)).toEqual(['route quick', 'latency: <= 1us'])
  const [{ title, edits }] = body.relaxations
  expect(title).toMatch(/^raise `latency` of quick by /)
  expect(edits).toMatchObject([{ file: 'quick.pn' }])
  expect((await explain({ whyNot: ['web'] })).body).toMatchObject({ compiles: true, conflict: [], relaxations: [] })
})

const refused: Readonly<Record<string, [unknown, number, RegExp]>> = {
  'nothing is asked': [{}, 422, /missing/],
  'an entry without a device': [{ entry: 'route 10.1.0.0/16' }, 422, /device/],
  'both at once': [{ intent: 'web', device: 'r1' }, 422, /go with/],
  'files without why not': [{ intent: 'web', files: [] }, 422, /whyNot/],
  'why not and why at once': [{ whyNot: ['web'], intent: 'web' }, 422, /go with/],
  'why not of an intent that is none': [{ whyNot: ['wob'] }, 404, /did you mean.*web/i],
  'an intent that is none': [{ intent: 'wob' }, 404, /did you mean.*web/i],
  'a device that is none': [{ device: 'r9', entry: 'x' }, 404, /device r9/],
  'an entry that is none': [{ device: 'r1', entry: 'route 10.1.0.0/17' }, 404, /entry/],
  'a plan that is none': [{ intent: 'web', plan: 'none' }, 404, /plan none/],
}
for (const [sentence, [body, status, detail]] of Object.entries(refused))
  test(`refused: ${sentence}`, async () => {
    const answer = await explain(body)
    expect(answer.status).toBe(status)
    expect(answer.body.detail).toMatch(detail)
  })

test('one intent alone is taken back; the others stay', async () => {
  const answer = await server.send('operator', 'POST', `deploy/rollback/${deployment}`, { only: 'one' })
  expect(answer.status).toBe(202)
  expect((await finished(server, answer.body.deployment)).status).toBe('active')
  const { items } = (await server.send('viewer', 'GET', 'intents')).body
  expect(items.map(({ name }: { name: string }) => name)).toEqual(['two', 'web'])
  const again = await server.send('operator', 'POST', `deploy/rollback/${deployment}`, { only: 'web' })
  expect([again.status, again.body.code]).toEqual([409, 'wrong-status'])
  expect((await server.send('operator', 'POST', `deploy/rollback/${deployment}`, { only: 'none' })).status).toBe(404)
})
