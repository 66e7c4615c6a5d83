import { join } from 'node:path'
import { contentHash } from '@paranet/network'
import type { Certificate } from '@paranet/verifier'
import { DataSource } from 'typeorm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  deploy,
  eventually,
  finished,
  smallNetwork,
  startTestServer,
  type TestServer,
  webIntents,
} from '../../test-kit/test-server.js'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
})
afterAll(() => server[Symbol.asyncDispose]())

const send = (method: string, path: string, body?: unknown) => server.send('operator', method, path, body)
const compile = async (text: string) =>
  (await send('POST', 'intent/compile', { files: [{ name: 'web.pn', text }], mode: 'replace' })).body

interface Kept {
  readonly summary: string
  readonly certificate: string
}

/** Changes what is kept beside a plan, as someone would who got at the file. */
async function tamper(plan: string, change: (kept: Kept) => Partial<Kept>): Promise<void> {
  const source = new DataSource({ type: 'sqlite', database: join(server.folder, 'data', 'paranet.db') })
  await source.initialize()
  const [kept] = await source.query<Kept[]>('SELECT summary, certificate FROM evidence WHERE plan = ?', [plan])
  if (!kept) throw new Error(`nothing is kept beside ${plan}`)
  const { summary, certificate } = { ...kept, ...change(kept) }
  await source.query('UPDATE evidence SET summary = ?, certificate = ? WHERE plan = ?', [summary, certificate, plan])
  await source.destroy()
}

/** Another certificate, with a summary that has its hash. */
const hashed = (kept: Kept, certificate: Certificate): Kept => ({
  summary: JSON.stringify({ ...JSON.parse(kept.summary), hash: contentHash(certificate) }),
  certificate: JSON.stringify(certificate),
})

test('a plan names what has a proof and what has none, and gives the certificate', async () => {
  const made = await compile(webIntents.text)
  expect(made.evidence).toBeUndefined()
  const { evidence, verdicts } = (await send('GET', `plans/${made.id}`)).body
  expect(evidence.kind).toBe('partial')
  expect(evidence.checked).toBeGreaterThanOrEqual(2)
  const without = evidence.missing.reduce((sum: number, { count }: { count: number }) => sum + count, 0)
  expect(evidence.checked + without).toBe(verdicts.length)
  expect((await send('GET', `intent/preview/${made.id}`)).body.evidence).toEqual(evidence)
  expect((await send('POST', 'deploy/validate', { plan: made.id })).body).toMatchObject({ valid: true, evidence })
  const { certificate } = (await send('GET', `plans/${made.id}/evidence`)).body
  expect(contentHash(certificate)).toBe(evidence.hash)
  expect(certificate.holding.map(({ intent }: { intent: string }) => intent)).toContain('small/web.pn/web')
})

test.each<[string, (kept: Kept) => Partial<Kept>]>([
  ['is another one', ({ certificate }) => ({ certificate: certificate.replace(/"fw1"/, '"r3"') })],
  [
    'is another one with a hash of its own',
    (kept) => {
      const old = JSON.parse(kept.certificate) as Certificate
      const steps = old.steps.map((step) => ({ ...step, next: step.next.map(({ out }) => ({ out: `${out}0` })) }))
      return hashed(kept, { ...old, steps })
    },
  ],
  ['lacks its proofs', (kept) => hashed(kept, { ...(JSON.parse(kept.certificate) as Certificate), holding: [] })],
  ['is no certificate', (kept) => ({ ...hashed(kept, {} as Certificate), certificate: '{}' })],
  ['is no JSON', () => ({ certificate: '{' })],
])('a plan whose certificate %s is not valid, and nothing of it is sent, whatever is forced', async (_what, change) => {
  const plan = await compile(webIntents.text.replace('443', '444'))
  await send('POST', 'deploy/validate', { plan: plan.id })
  await tamper(plan.id, change)
  const { valid, problems } = (await send('POST', 'deploy/validate', { plan: plan.id })).body
  expect({ valid, codes: problems.map(({ code }: { code: string }) => code) }).toEqual({
    valid: false,
    codes: ['certificate-rejected'],
  })
  const before = (await send('GET', 'deploy/history')).body.items.length
  for (const more of [{}, { force: true, reason: 'tested' }]) {
    const { status, body } = await send('POST', 'deploy/execute', { plan: plan.id, ...more })
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'certificate-rejected' })
    expect(body.reason).not.toBe('')
  }
  expect((await send('GET', 'deploy/history')).body.items.length).toBe(before)
  const told = (await server.send('admin', 'GET', 'audit?limit=1')).body.items
  expect(told).toMatchObject([{ outcome: 'certificate-rejected', action: 'POST /deploy/execute' }])
  const again = await compile(webIntents.text.replace('443', '444'))
  expect(again.id).toBe(plan.id)
  expect((await send('POST', 'deploy/validate', { plan: plan.id })).body.valid).toBe(true)
})

test('a rollback makes evidence of its own, and its deployment ends as any other', async () => {
  const { id } = await deploy(server, [webIntents])
  const { status, body } = await send('POST', `deploy/rollback/${id}`, {})
  expect(status).toBe(202)
  expect(await finished(server, body.deployment)).toMatchObject({ status: 'active' })
  expect((await send('GET', `plans/${body.plan}`)).body.evidence).toMatchObject({ hash: expect.any(String) })
})

test('a plan that is forced although it is violated has a proof of the violation, and is deployed', async () => {
  const plan = await compile(
    'route web { from: 10.1.0.0/16, to: web1, traffic: tcp dst-port 443 }\nisolate no-web { from: r1, to: web1, traffic: tcp dst-port 443, priority: 200 }\n',
  )
  expect(plan.ok).toBe(false)
  const { certificate } = (await send('GET', `plans/${plan.id}/evidence`)).body
  expect(certificate.holding.length + certificate.violated.length).toBeGreaterThan(0)
  const started = await send('POST', 'deploy/execute', { plan: plan.id, force: true, reason: 'tested' })
  await eventually(
    () => send('GET', `deploy/status/${started.body.deployment}`),
    (answer) => answer.body.status === 'active',
  )
})
