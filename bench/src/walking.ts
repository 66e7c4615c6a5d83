import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { importTopology, resolveNetwork } from '@paranet/language'
import type { NetworkState, Topology } from '@paranet/network'
import { indexTopology } from '@paranet/network'
import type { IntentFile } from '@paranet/planner'
import { makePlan, PlannerSession } from '@paranet/planner'
import type { BenchOptions, BenchResult } from './benchmark.js'
import { oneMoreOverApi } from './one-more-api.js'
import { adminPassword as password, residentMB, startDemo } from './demo-server.js'
import { seededIntents } from './seeded-intents.js'
import { machineText, rounded, timedMs } from './statistics.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The first example end to end: compile, verify and diff of campus; one more intent; Geant2012 (or `topology`) with seeded intents; then a
 *  real server: ready, execute, idle memory. `…SessionMs` is with a session that has planned before, as a server has it; without, every
 *  plan starts from nothing. */
export async function walking({ seed, topology: file, intents = 200 }: BenchOptions): Promise<BenchResult> {
  const campus = readCampus()
  const more = {
    name: 'bench.pn',
    text: 'route bench-one-more { from: branch, to: db1, traffic: tcp dst-port 4242, via: fw1 }\n',
  }
  const large = readLarge(file)
  const largeFiles = [{ name: 'seeded.pn', text: seededIntents(indexTopology(large), intents, seed) }]
  const plan = (
    topology: Topology,
    files: readonly IntentFile[],
    session?: PlannerSession,
    observed: NetworkState = new Map(),
  ) => makePlan({ network: 'bench', topology, files, observed }, session)
  const first = plan(campus.topology, campus.files)
  if (!first.ok) throw new Error('the campus example does not hold: its figures would not count')
  const observed = new Map(Object.entries(first.desired))
  const largePlan = plan(large, largeFiles)
  if (!largePlan.ok) throw new Error('the seeded intents do not hold: their figures would not count')
  const onePlan = plan(campus.topology, [...campus.files, more], undefined, observed)
  if (!onePlan.ok || onePlan.diff.added === 0)
    throw new Error('one more intent does not hold: its figure would not count')
  const session = new PlannerSession()
  const largeSession = new PlannerSession()
  const figures = {
    planMs: rounded(timedMs(() => plan(campus.topology, campus.files))),
    planSessionMs: rounded(timedMs(() => plan(campus.topology, campus.files, session))),
    oneMoreMs: rounded(timedMs(() => plan(campus.topology, [...campus.files, more], session, observed))),
    largePlanMs: rounded(timedMs(() => plan(large, largeFiles), 5, 2000)),
    largePlanSessionMs: rounded(timedMs(() => plan(large, largeFiles, largeSession), 5, 2000)),
    oneMoreApiMs: await oneMoreOverApi(),
    ...(await serverFigures(more)),
  }
  return {
    name: 'walking',
    input: `campus: ${campus.topology.nodes.length} nodes, ${first.intents.length} intents; ${large.name}: ${large.nodes.length} nodes, ${largePlan.intents.length} intents, seed ${seed}`,
    figures,
    machine: machineText(),
  }
}

function readCampus(): { topology: Topology; files: IntentFile[] } {
  const folder = join(root, 'examples', 'campus')
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.pn'))
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  const { topology } = resolveNetwork(files)
  if (!topology) throw new Error('the campus example does not parse')
  return { topology, files }
}

function readLarge(file: string | undefined): Topology {
  const path = file ?? join(root, 'examples', 'geant', 'Geant2012.graphml')
  const { topology } = importTopology(readFileSync(path, 'utf8'), { file: path })
  if (!topology) throw new Error(`${path} holds no network`)
  return topology
}

/** Starts the demo twice (the second start is the one that counts), deploys one more intent, and lets it rest. */
async function serverFigures(more: IntentFile): Promise<Record<string, number>> {
  const data = mkdtempSync(join(tmpdir(), 'paranet-bench-'))
  try {
    const first = await startDemo(data)
    await first.close()
    const second = await startDemo(data)
    const executeMs = await executeOne(second.url, more)
    await new Promise((done) => setTimeout(done, 25_000))
    const idleMB = residentMB(second.process)
    await second.close()
    return { readyMs: rounded(second.readyMs, 0), executeMs, idleMB: rounded(idleMB, 0) }
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

/** Milliseconds that the deployment of one more intent took, as its status says. */
async function executeOne(url: string, more: IntentFile): Promise<number> {
  const call = async <T>(method: string, path: string, body: unknown, token?: string): Promise<T> => {
    const response = await fetch(`${url}/api/v1/${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }
  const { accessToken } = await call<{ accessToken: string }>('POST', 'auth/login', { username: 'admin', password })
  const { id } = await call<{ id: string }>('POST', 'intent/compile', { files: [more], mode: 'merge' }, accessToken)
  const { deployment } = await call<{ deployment: string }>('POST', 'deploy/execute', { plan: id }, accessToken)
  for (;;) {
    const found = await call<{ status: string; ms?: number }>(
      'GET',
      `deploy/status/${deployment}`,
      undefined,
      accessToken,
    )
    if (found.status === 'active') return rounded(found.ms ?? 0, 0)
    if (found.status === 'failed' || found.status === 'rolled-back')
      throw new Error(`the deployment is ${found.status}`)
    await new Promise((done) => setTimeout(done, 10))
  }
}
