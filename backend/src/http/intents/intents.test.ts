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
  server = await startTestServer({ assureEveryMs: 200 })
  await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
})
afterAll(() => server[Symbol.asyncDispose]())

const get = async (path: string) => (await server.send('viewer', 'GET', path)).body
const send = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  server.send('operator', method, path, body, headers)
/** What every device runs, as the emulator says. */
const states = async (): Promise<unknown> => {
  const { EmulatorClient } = await import('@paranet/emulator')
  const client = await EmulatorClient.connect(`${server.folder}/emulator.sock`)
  const all = await client.observeAll('small')
  client.close()
  return Object.fromEntries(all.map(({ device, fingerprint }) => [device, fingerprint]))
}

test('a text is read without being kept', async () => {
  const { status, body } = await send('POST', 'intent/parse', { text: 'route a { from: r1, to: r9 }', as: 'pn' })
  expect(status).toBe(200)
  expect(body.diagnostics[0]).toMatchObject({ code: 'unknown-node', severity: 'error', span: { line: 1 } })
})

test('plain words are read as intents, asked about, or refused with what could not be read', async () => {
  const words = async (text: string) => await send('POST', 'intent/parse', { text, as: 'words' })
  const read = await words('r1 must reach r2 on https')
  expect(read.status).toBe(200)
  expect(read.body).toMatchObject({ ok: true, questions: [], diagnostics: [], translator: 'grammar' })
  expect(read.body.intents).toBe('route r1-to-r2 { from: r1, to: r2, traffic: tcp dst-port 443 }\n')
  expect(read.body.readBack).toBe('Traffic (tcp dst-port 443) from r1 must reach r2.')
  const asked = await words('connect r1 to the moon')
  expect(asked.body).toMatchObject({ ok: false, intents: '', questions: [expect.stringContaining('"moon"')] })
  const refused = await words('how are you today?')
  expect(refused.status).toBe(422)
  expect(refused.body).toMatchObject({ code: 'not-understood', errors: [{ pointer: '/text' }] })
})

test('files are written, listed with revisions, and taken away', async () => {
  const { body } = await send('PUT', 'intent/files/draft.pn', { text: 'route a { from: r1, to: r9 }' })
  expect(body).toMatchObject({ name: 'draft.pn', diagnostics: [{ code: 'unknown-node' }] })
  const late = await send('PUT', 'intent/files/draft.pn', { text: 'x' }, { 'if-match': '"other"' })
  expect(late.body.code).toBe('precondition-failed')
  expect((await get('intent/files')).items).toEqual([
    { name: 'draft.pn', revision: body.revision, size: 28, updatedAt: body.updatedAt },
  ])
  expect((await send('PUT', 'intent/files/..%2Fx', { text: '' })).body.code).toBe('invalid')
  expect((await send('DELETE', 'intent/files/draft.pn')).status).toBe(204)
  expect((await send('DELETE', 'intent/files/draft.pn')).status).toBe(404)
  expect((await get('intent/files')).items).toEqual([])
})

test('a plan of texts with errors says so and is never deployed', async () => {
  const files = [{ name: 'bad.pn', text: 'route a { from: r1, to: r9 }' }]
  const { status, body } = await send('POST', 'intent/compile', { files, mode: 'merge' })
  expect(status).toBe(200)
  expect(body).toMatchObject({ ok: false, diagnostics: [{ code: 'unknown-node' }] })
  const refused = await send('POST', 'deploy/execute', { plan: body.id, force: true, reason: 'please' })
  expect({ status: refused.status, code: refused.body.code }).toEqual({ status: 422, code: 'plan-has-errors' })
})

test('the way of an intent: compile, preview, validate, execute, trace, telemetry, rollback', async () => {
  const before = await states()
  const plan = (await send('POST', 'intent/compile', { files: [webIntents], mode: 'merge' })).body
  expect(plan).toMatchObject({ ok: true, diagnostics: [], intents: [{ name: 'web' }] })
  expect(await states()).toEqual(before)
  const preview = await get(`intent/preview/${plan.id}`)
  expect(Object.keys(preview.before)).toEqual(plan.blastRadius.devices)
  expect((await server.send('viewer', 'POST', 'deploy/validate', { plan: plan.id })).body).toMatchObject({
    valid: true,
    problems: [],
  })

  const key = { 'idempotency-key': 'once' }
  const [first, second] = [
    await send('POST', 'deploy/execute', { plan: plan.id }, key),
    await send('POST', 'deploy/execute', { plan: plan.id }, key),
  ]
  expect([first?.status, second?.status]).toEqual([202, 202])
  expect(second?.body.deployment).toBe(first?.body.deployment)
  const deployment = await finished(server, first?.body.deployment)
  expect(deployment).toMatchObject({ status: 'active', actor: 'operator', waves: [{ status: 'done' }] })
  expect(deployment.events.map(({ type }: { type: string }) => type).slice(0, 2)).toEqual(['created', 'validating'])

  expect((await get('intent/files')).items).toMatchObject([{ name: 'web.pn' }])
  expect((await get('intents')).items).toMatchObject([
    {
      name: 'web',
      file: 'web.pn',
      text: webIntents.text.trim(),
      verdicts: 'holds',
      paths: [['r1', 'fw1', 'r2', 'web1']],
    },
  ])
  expect((await get('networks')).items[0].deployment).toBe(deployment.id)

  const traced = (await server.send('viewer', 'POST', 'trace', { from: 'r1', to: 'web1' })).body
  expect(traced.packet).toMatchObject({ protocol: 6, dstPort: 443, dst: '10.3.0.10' })
  expect(traced.end).toMatchObject({ kind: 'delivered', node: 'web1' })
  expect(traced.hops.map(({ node }: { node: string }) => node)).toEqual(['r1', 'fw1', 'r2'])
  const owners = traced.hops.flatMap((hop: { entries: { owners: string[] }[] }) => hop.entries.flatMap((e) => e.owners))
  expect(owners).toContain('small/web.pn/web')
  const ssh = (await server.send('viewer', 'POST', 'trace', { from: 'r1', to: 'web1', protocol: 'tcp', dstPort: 22 }))
    .body
  expect(ssh.end.kind).toBe('dropped')
  const away = (await server.send('viewer', 'POST', 'trace', { from: 'r1', to: '8.8.8.8' })).body
  expect(away.packet).toMatchObject({ dst: '8.8.8.8' })

  const sample = await eventually(
    () => get('monitor/metrics'),
    ({ flows }) => flows.some(({ delivered }: { delivered: number }) => delivered > 0),
  )
  expect(sample.flows[0]).toMatchObject({ intent: 'small/web.pn/web', end: 'delivered' })

  const rolled = await send('POST', `deploy/rollback/${deployment.id}`, {})
  expect(rolled.status).toBe(202)
  expect(await finished(server, rolled.body.deployment)).toMatchObject({ status: 'active' })
  expect(await states()).toEqual(before)
  expect((await get('intent/files')).items).toEqual([])
  expect((await get('deploy/history')).items.map(({ status }: { status: string }) => status)).toEqual([
    'active',
    'superseded',
  ])
})

test('a plan that something overtook is stale, and says what moved', async () => {
  const plan = (await send('POST', 'intent/compile', { files: [webIntents], mode: 'merge' })).body
  await send('POST', 'topology/nodes', { name: 'late', type: 'router' })
  const { status, body } = await send('POST', 'deploy/execute', { plan: plan.id })
  expect({ status, code: body.code }).toEqual({ status: 409, code: 'stale-plan' })
  expect(body.moved[0].what).toBe('topology')
  const { valid, problems } = (await server.send('viewer', 'POST', 'deploy/validate', { plan: plan.id })).body
  expect({ valid, code: problems[0].code }).toEqual({ valid: false, code: 'stale-plan' })
  await send('DELETE', 'topology/nodes/late')
})

test('what does not hold needs force and a reason', async () => {
  const text =
    'route web { from: 10.1.0.0/16, to: web1, traffic: tcp dst-port 443 }\nisolate no-web { from: r1, to: web1, traffic: tcp dst-port 443, priority: 200 }\n'
  const plan = (await send('POST', 'intent/compile', { files: [{ name: 'web.pn', text }], mode: 'replace' })).body
  expect(plan).toMatchObject({ ok: false })
  const refused = await send('POST', 'deploy/execute', { plan: plan.id })
  expect({ status: refused.status, code: refused.body.code }).toEqual({ status: 422, code: 'not-proved' })
  expect(refused.body.verdicts.length).toBeGreaterThan(0)
  const forced = await send('POST', 'deploy/execute', { plan: plan.id, force: true, reason: 'tested' })
  expect(await finished(server, forced.body.deployment)).toMatchObject({ status: 'active', reason: 'tested' })
})

test('drift is seen, shown and raised, and resolved when it is over', async () => {
  const deployed = await deploy(server, [webIntents], 'replace')
  expect(deployed.status).toBe('active')
  const { entries } = (await server.send('viewer', 'POST', 'trace', { from: 'r1', to: 'web1' })).body.hops[0]
  const fault = await send('POST', 'faults', { kind: 'forget-entry', node: 'r1', entry: entries.at(-1).key })
  expect(fault.status).toBe(201)
  const drift = await get('monitor/drift')
  expect(drift.devices).toMatchObject([{ device: 'r1', added: [], removed: [{ key: entries.at(-1).key }] }])
  const { items } = await eventually(
    () => get('monitor/alerts'),
    ({ items: all }) => all.some(({ code }: { code: string }) => code === 'drift'),
  )
  const alert = items.find(({ code }: { code: string }) => code === 'drift')
  const seen = await send('POST', `monitor/alerts/${alert.id}/acknowledge`)
  expect(seen.body).toMatchObject({ acknowledgedBy: 'operator' })
  expect((await send('DELETE', `faults/${fault.body.id}`)).status).toBe(204)
  const repaired = await deploy(server, [])
  expect(repaired.status).toBe('active')
  await eventually(
    () => get('monitor/alerts'),
    ({ items: all }) => all.find(({ id }: { id: string }) => id === alert.id)?.resolvedAt !== undefined,
  )
})

test('a broken link is an alert until it is mended', async () => {
  const fault = (await send('POST', 'faults', { kind: 'link-down', link: 'r1--fw1' })).body
  const isOpen = (all: { code: string; resolvedAt?: number }[]) =>
    all.some(({ code, resolvedAt }) => code === 'link-down' && resolvedAt === undefined)
  await eventually(
    () => get('monitor/alerts'),
    ({ items }) => isOpen(items),
  )
  expect((await get('faults')).items).toMatchObject([{ id: fault.id, kind: 'link-down', link: 'r1--fw1' }])
  expect((await send('POST', 'faults', { kind: 'link-down', link: 'none' })).status).toBeLessThan(500)
  expect((await send('DELETE', 'faults')).status).toBe(204)
  await eventually(
    () => get('monitor/alerts'),
    ({ items }) => !isOpen(items),
  )
})

test('a device that refuses undoes the whole deployment', async () => {
  await send('POST', 'faults', { kind: 'refuse-commit', node: 'fw1' })
  const before = await states()
  const files = [
    { name: 'more.pn', text: 'route ssh { from: 10.1.0.0/16, to: web1, traffic: tcp dst-port 22, via: fw1 }\n' },
  ]
  expect(await deploy(server, files)).toMatchObject({ status: 'rolled-back', error: { code: 'refused' } })
  expect(await states()).toEqual(before)
  await send('DELETE', 'faults')
})

test('everything is there again after a restart', async () => {
  const before = {
    networks: await get('networks'),
    intents: await get('intents'),
    history: await get('deploy/history'),
  }
  await server.restart()
  expect((await get('networks')).items[0].deployment).toEqual(before.networks.items[0].deployment)
  expect((await get('intents')).items.map(({ id }: { id: string }) => id)).toEqual(
    before.intents.items.map(({ id }: { id: string }) => id),
  )
  expect(await get('deploy/history')).toEqual(before.history)
})
