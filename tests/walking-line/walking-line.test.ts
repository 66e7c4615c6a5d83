import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EmulatorClient } from '@paranet/emulator'
import type { DeviceDiff } from '@paranet/network'
import { canonicalJson } from '@paranet/network'
import type { Verdict } from '@paranet/verifier'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Api, eventually } from './api.js'
import { adminPassword, type Running, startEmulatorProcess, startServerProcess, temporaryFolder } from './processes.js'

interface PlanAnswer {
  readonly id: string
  readonly ok: boolean
  readonly verdicts: readonly Verdict[]
  readonly diff: { readonly added: number; readonly removed: number; readonly changed: number }
}

interface TraceAnswer {
  readonly hops: readonly {
    readonly node: string
    readonly link?: string
    readonly entries: readonly { readonly key: string; readonly owners: readonly string[] }[]
  }[]
  readonly end: { readonly kind: string; readonly node: string }
}

interface AlertAnswer {
  readonly code: string
  readonly subject: string
  readonly resolvedAt?: unknown
}

const example = (name: string) => readFileSync(new URL(`../../examples/campus/${name}`, import.meta.url), 'utf8')
const first =
  'route office-web { from: offices, to: web-servers, traffic: tcp dst-port 80, 443, via: fw1 }\nlet offices = 10.1.0.0/20, 10.2.0.0/20\n'

let folder: ReturnType<typeof temporaryFolder>
let emulator: Running
let server: Running & { readonly url: string }
let api: Api
let devices: EmulatorClient
let network: string

beforeAll(async () => {
  folder = temporaryFolder()
  emulator = await startEmulatorProcess(folder.path)
  server = await startServerProcess(folder.path)
  api = await Api.login(server.url, adminPassword)
  devices = await EmulatorClient.connect(join(folder.path, 'emulator.sock'))
}, 60_000)
afterAll(async () => {
  devices?.close()
  await server?.stop('SIGTERM')
  await emulator?.stop('SIGTERM')
  folder.remove()
})

/** What all devices run, as canonical text. */
const running = async () =>
  canonicalJson(Object.fromEntries((await devices.observeAll(network)).map(({ device, state }) => [device, state])))

const compile = (text: string, name = 'intents.pn', mode = 'replace') =>
  api.ask<PlanAnswer>('POST', 'intent/compile', { files: [{ name, text }], mode })

/** Executes a plan and waits for its end. */
async function deploy(plan: string): Promise<{ id: string; status: string }> {
  const { deployment } = await api.ask<{ deployment: string }>('POST', 'deploy/execute', { plan })
  return ended(deployment)
}

const ended = (id: string) =>
  eventually(
    () => api.ask<{ id: string; status: string; error?: unknown }>('GET', `deploy/status/${id}`),
    ({ status }) => ['active', 'rolled-back', 'failed'].includes(status),
  )

const trace = (from: string, to: string, dstPort: number) =>
  api.ask<TraceAnswer>('POST', 'trace', { from, to, protocol: 'tcp', dstPort })

test('from a topology and intents to a proved and living network, and back', async () => {
  // import
  const made = await api.ask<{ id: string; nodes: number }>('POST', 'networks', {
    name: 'campus',
    topology: example('campus.pn'),
  })
  network = made.id
  expect(made.nodes).toBe(15)
  expect((await deploy((await compile(first)).id)).status).toBe('active')
  const before = await running()

  // compile, preview with verdicts
  const plan = await compile(example('intents.pn'))
  expect(plan.ok).toBe(true)
  const preview = await api.ask<PlanAnswer & { diff: { devices: Record<string, DeviceDiff> } }>(
    'GET',
    `intent/preview/${plan.id}`,
  )
  expect(preview.verdicts.length).toBeGreaterThan(20)
  expect(preview.verdicts.every(({ verdict }) => verdict === 'holds')).toBe(true)
  expect(Object.keys(preview.diff.devices)).toContain('branch')

  // execute; the deploy channel shows waves
  const alerts = await api.listen('alerts')
  const { deployment } = await api.ask<{ deployment: string }>('POST', 'deploy/execute', { plan: plan.id })
  const channel = await api.listen(`deploy/${deployment}`)
  await channel.until(({ data }) => JSON.stringify(data).includes('"active"'))
  const seen = JSON.stringify(channel.frames)
  for (const word of ['wave', 'confirming', 'active']) expect(seen).toContain(word)
  channel.close()

  // the packet takes the waypoint
  const isExplained = ({ hops }: TraceAnswer) =>
    hops[0]?.entries.some(({ owners }) => owners.some((owner) => owner.endsWith('/branch-web'))) ?? false
  const normal = await eventually(() => trace('branch', 'web1', 443), isExplained)
  expect(normal.end).toMatchObject({ kind: 'delivered', node: 'web1' })
  const waypoint = normal.hops.find(({ node }) => node === 'fw1' || node === 'fw2')
  expect(waypoint).toBeDefined()

  // cut a link of its way: the backup carries it, the alert arrives
  const link = normal.hops[0]?.link ?? ''
  await api.ask('POST', 'faults', { kind: 'link-down', link })
  const detour = await trace('branch', 'web1', 443)
  expect(detour.end).toMatchObject({ kind: 'delivered', node: 'web1' })
  expect(detour.hops.some((hop) => hop.link === link)).toBe(false)
  expect(detour.hops.some(({ node }) => node === 'fw1' || node === 'fw2')).toBe(true)
  await alerts.until(({ type, data }) => type === 'raised' && data['code'] === 'link-down' && data['subject'] === link)

  // repair
  await api.ask('DELETE', 'faults')
  await alerts.until(({ type, data }) => type === 'resolved' && data['code'] === 'link-down')
  alerts.close()
  expect((await trace('branch', 'web1', 443)).hops.map(({ node }) => node)).toEqual(normal.hops.map(({ node }) => node))

  // rollback: byte for byte the state before
  const back = await api.ask<{ deployment: string }>('POST', `deploy/rollback/${deployment}`, {
    force: true,
    reason: 'the test goes back',
  })
  expect((await ended(back.deployment)).status).toBe('active')
  expect(await running()).toBe(before)
}, 60_000)

test('an intent that cannot hold is refused with its packet', async () => {
  const plan = await compile(
    `${first}assert nobody { isolate { from: offices, to: web1, traffic: tcp dst-port 443 } }\n`,
  )
  expect(plan.ok).toBe(false)
  const refused = await api.send<{ code: string; verdicts: Verdict[] }>('POST', 'deploy/execute', { plan: plan.id })
  expect(refused.status).toBe(422)
  expect(refused.body.code).toBe('not-proved')
  expect(refused.body.verdicts.find(({ verdict }) => verdict === 'violated')).toMatchObject({
    property: 'isolated',
    packet: { dstPort: 443 },
  })
})

test('a stale plan is refused with what moved; a deleted filter shows as drift and as a violated verdict', async () => {
  const plan = await compile('isolate more { from: branch, to: db1, priority: 300 }\n', 'more.pn', 'merge')
  const { state } = await devices.observe(network, 'dist-north')
  const { walk } = { walk: await trace('dist-north', 'web1', 443) }
  const entry = walk.hops[0]?.entries.find(({ key }) => key.startsWith('filter in lan'))?.key ?? ''
  expect(state.filters.length).toBeGreaterThan(0)
  await api.ask('POST', 'faults', { kind: 'forget-entry', node: 'dist-north', entry })
  const refused = await api.send<{ code: string; moved: unknown[] }>('POST', 'deploy/execute', { plan: plan.id })
  expect(refused.status).toBe(409)
  expect(refused.body.code).toBe('stale-plan')
  expect(JSON.stringify(refused.body)).toContain('dist-north')
  const drift = await eventually(
    () => api.ask<{ devices: DeviceDiff[]; verdicts: Verdict[] }>('GET', 'monitor/drift'),
    ({ devices: found, verdicts }) => found.length > 0 && verdicts.some(({ verdict }) => verdict === 'violated'),
  )
  expect(drift.devices.map(({ device }) => device)).toEqual(['dist-north'])
  expect(JSON.stringify(drift.devices)).toContain(entry)
  await eventually(
    async () => (await api.ask<{ items: AlertAnswer[] }>('GET', 'monitor/alerts')).items,
    (items) => items.some(({ code, subject }) => code === 'drift' && subject === 'dist-north'),
  )
}, 30_000)
