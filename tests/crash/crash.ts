import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EmulatorClient } from '@paranet/emulator'
import { contentHash } from '@paranet/network'
import { Api, eventually } from '../walking-line/api.js'
import {
  adminPassword,
  type Running,
  startEmulatorProcess,
  startProcess,
  temporaryFolder,
} from '../walking-line/processes.js'

const controllerFile = fileURLToPath(new URL('./controller.mjs', import.meta.url))

const networkText = `
network ring {
    node a : router { prefixes: 10.1.0.0/16 }
    node b : router
    node c : router { prefixes: 10.3.0.0/16 }
    link a -- b
    link b -- c
    link a -- c { weight: 50 }
}
`
const before = 'route web { from: a, to: c, traffic: tcp dst-port 80, reply: none }\n'
/** Every device changes: another path, another class. */
const after =
  'route web { from: a, to: c, traffic: tcp dst-port 80, avoid: b, reply: none }\nroute ssh { from: c, to: a, traffic: tcp dst-port 22, via: b, reply: none }\n'

export type Victim = 'controller' | 'emulator' | 'both'

interface Paths {
  readonly folder: string
  readonly socket: string
}

/** The server; with `kill` it does so after that many journal records. */
async function startController(
  { folder, socket }: Paths,
  kill?: { after: number; victim: Victim; emulator: Running },
): Promise<Running & { url: string }> {
  const running = await startProcess([controllerFile], /ready at/, {
    DATA: join(folder, 'data'),
    SOCKET: socket,
    PARANET_ADMIN_PASSWORD: adminPassword,
    ...(kill ? { KILL_AFTER: `${kill.after}`, VICTIM: kill.victim, EMULATOR_PID: `${kill.emulator.process.pid}` } : {}),
  })
  return { ...running, url: /http:\/\/127\.0\.0\.1:\d+/.exec(running.output())?.[0] ?? '' }
}

const pathsOf = (folder: string): Paths => ({ folder, socket: join(folder, 'emulator.sock') })

/** What a prepared folder holds: a network with a first deployment, and what its devices run. */
export interface Prepared {
  readonly folder: string
  readonly network: string
  readonly old: Fingerprints
  readonly fresh: Fingerprints
  /** Journal records of an undisturbed deployment of the change. */
  readonly records: number
  remove(): void
}

type Fingerprints = Readonly<Record<string, string>>

/** Makes the network, deploys `before`, and finds out what `after` would make of it. */
export async function prepare(): Promise<Prepared> {
  const base = temporaryFolder()
  const paths = pathsOf(base.path)
  const emulator = await startEmulatorProcess(base.path)
  const controller = await startController(paths)
  const api = await Api.login(controller.url, adminPassword)
  const { id: network } = await api.ask<{ id: string }>('POST', 'networks', { name: 'ring', topology: networkText })
  await deploy(api, before)
  const old = await fingerprints(paths, network)
  await controller.stop('SIGTERM')
  await emulator.stop('SIGTERM')
  const trial = temporaryFolder()
  cpSync(base.path, trial.path, { recursive: true })
  const { fresh, records } = await tryUndisturbed(trial.path, network)
  trial.remove()
  return { folder: base.path, network, old, fresh, records, remove: base.remove }
}

async function tryUndisturbed(folder: string, network: string): Promise<{ fresh: Fingerprints; records: number }> {
  const emulator = await startEmulatorProcess(folder)
  const controller = await startController(pathsOf(folder))
  const api = await Api.login(controller.url, adminPassword)
  const events = await deploy(api, after)
  const fresh = await fingerprints(pathsOf(folder), network)
  await controller.stop()
  await emulator.stop()
  return { fresh, records: events }
}

/** Deploys a text and waits until it is active; gives the number of its journal records. */
async function deploy(api: Api, text: string): Promise<number> {
  const id = await execute(api, text)
  const done = await eventually(
    () => api.ask<{ status: string; events: unknown[] }>('GET', `deploy/status/${id}`),
    ({ status }) => status === 'active',
  )
  return done.events.length
}

async function execute(api: Api, text: string, confirmWithin = 120): Promise<string> {
  const plan = await api.ask<{ id: string; ok: boolean }>('POST', 'intent/compile', {
    files: [{ name: 'i.pn', text }],
    mode: 'replace',
  })
  if (!plan.ok) throw new Error(`the plan does not hold: ${JSON.stringify(plan).slice(0, 1000)}`)
  return (await api.ask<{ deployment: string }>('POST', 'deploy/execute', { plan: plan.id, confirmWithin })).deployment
}

async function fingerprints({ socket }: Paths, network: string): Promise<Fingerprints> {
  const client = await EmulatorClient.connect(socket)
  try {
    return Object.fromEntries(
      (await client.observeAll(network)).map(({ device, state }) => [device, contentHash(state)]),
    )
  } finally {
    client.close()
  }
}

export interface Outcome {
  /** Its final status; `untouched`: it failed before any device was asked for anything (its devices could not be compared in time). */
  readonly status: string
  /** `old` or `new` where all devices agree. */
  readonly devices: 'old' | 'new' | 'mixed'
  /** Whether the kill came: the deployment may have had fewer records. */
  readonly isKilled: boolean
}

/** Begins the change, kills the victim right after the n-th journal record, starts what died, and tells where everything ends. */
export async function crash(
  prepared: Prepared,
  record: number,
  victim: Victim,
  { confirmWithin = 120, awayMs = 0 } = {},
): Promise<Outcome> {
  const copy = temporaryFolder()
  cpSync(prepared.folder, copy.path, { recursive: true })
  const paths = pathsOf(copy.path)
  const running: Running[] = []
  const started = <T extends Running>(one: T): T => (running.push(one), one)
  try {
    const emulator = started(await startEmulatorProcess(copy.path))
    const controller = started(await startController(paths, { after: record, victim, emulator }))
    const api = await Api.login(controller.url, adminPassword)
    await execute(api, after, confirmWithin).catch(() => undefined)
    const dead = victim === 'emulator' ? emulator : controller
    await Promise.race([dead.ended, ended(api)])
    const isKilled = dead.process.signalCode === 'SIGKILL'
    if (awayMs > 0) await new Promise((done) => setTimeout(done, awayMs))
    if (victim !== 'controller') {
      await emulator.stop()
      started(await startEmulatorProcess(copy.path))
    }
    if (victim !== 'emulator') await controller.stop()
    const next = victim === 'emulator' ? controller : started(await startController(paths))
    const later = await Api.login(next.url, adminPassword)
    const last = await eventually(
      () => newest(later),
      (found) => finalStatuses.has(found.status),
    )
    const status = last.status === 'failed' && (await isUntouched(later, last.id)) ? 'untouched' : last.status
    const devices = sideOf(
      prepared,
      await eventually(
        () => fingerprints(paths, prepared.network),
        (found) => sideOf(prepared, found) !== 'mixed',
      ),
    )
    return { status, devices, isKilled }
  } finally {
    for (const one of running) await one.stop()
    copy.remove()
  }
}

/** Resolves when the newest deployment has come to its end: it may have had fewer records than the kill was waiting for. */
const ended = (api: Api) =>
  eventually(
    () => newest(api).catch(() => ({ status: 'unknown' })),
    ({ status }) => finalStatuses.has(status),
  ).catch(() => undefined)

const finalStatuses = new Set(['active', 'rolled-back', 'failed'])

/** The newest deployment: the change, or the first one where the change left no trace. */
async function newest(api: Api): Promise<{ id: string; status: string }> {
  const { items } = await api.ask<{ items: { id: string; status: string }[] }>('GET', 'deploy/history')
  const [first] = items
  if (!first) throw new Error('no deployment')
  return first
}

async function isUntouched(api: Api, id: string): Promise<boolean> {
  const { events } = await api.ask<{ events: { type: string }[] }>('GET', `deploy/status/${id}`)
  return events.every(({ type }) => type !== 'wave-staging')
}

function sideOf({ old, fresh }: Prepared, found: Fingerprints): Outcome['devices'] {
  const is = (side: Fingerprints) => Object.keys(side).every((device) => side[device] === found[device])
  return is(old) ? 'old' : is(fresh) ? 'new' : 'mixed'
}

/** Kills controller after the devices committed and never starts it again: gives what the devices run after their deadline. */
export async function abandon(
  prepared: Prepared,
  record: number,
  confirmWithinSeconds: number,
): Promise<Outcome['devices']> {
  const copy = temporaryFolder()
  cpSync(prepared.folder, copy.path, { recursive: true })
  mkdirSync(join(copy.path, 'data'), { recursive: true })
  const paths = pathsOf(copy.path)
  const emulator = await startEmulatorProcess(copy.path)
  const controller = await startController(paths, { after: record, victim: 'controller', emulator })
  try {
    const api = await Api.login(controller.url, adminPassword)
    await execute(api, after, confirmWithinSeconds).catch(() => undefined)
    await Promise.race([controller.ended, ended(api)])
    await new Promise((done) => setTimeout(done, confirmWithinSeconds * 1000 + 200))
    return sideOf(prepared, await fingerprints(paths, prepared.network))
  } finally {
    await controller.stop()
    await emulator.stop()
    copy.remove()
  }
}
