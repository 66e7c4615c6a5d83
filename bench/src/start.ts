import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportTopology } from '@paranet/language'
import type { BenchOptions, BenchResult } from './benchmark.js'
import { type Demo, login, residentMB, startServer } from './demo-server.js'
import { readTopology } from './read-topology.js'
import { seededIntents } from './seeded-intents.js'
import { machineText, rounded } from './statistics.js'
import { geantFile } from './with-all-targets.js'

/** A server that holds one network with intents that were deployed is stopped, and started again: until it answers, and until it has looked at
 *  the devices and proved every intent of what they run. Throws where one does not hold then, or a device has drifted. */
export async function start({ seed, topology: file = geantFile, intents = 200 }: BenchOptions): Promise<BenchResult> {
  const { index } = readTopology('start', file)
  const data = mkdtempSync(join(tmpdir(), 'paranet-bench-'))
  try {
    const first = await startServer(data)
    try {
      await prepare(first, exportTopology(index.topology, 'pn').text, seededIntents(index, intents, seed))
    } finally {
      await first.close()
    }
    const started = performance.now()
    const second = await startServer(data)
    try {
      const verdicts = await provedAgain(second)
      const figures = {
        readyMs: rounded(performance.now() - started, 0),
        answersMs: rounded(second.readyMs, 0),
        verdicts,
        rssMB: rounded(residentMB(second.process), 0),
      }
      const input = `${index.topology.name}: ${index.nodes.length} nodes, ${intents} intents, seed ${seed}`
      return { name: 'start', input, figures, machine: machineText() }
    } finally {
      await second.close()
    }
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

/** Makes the network and deploys the intents. */
async function prepare({ url }: Demo, topology: string, text: string): Promise<void> {
  const { token } = await login(url)
  const call = callerOf(url, token)
  await call('POST', 'networks', { name: 'bench', topology })
  const files = [{ name: 'bench.pn', text }]
  const { id, ok } = await call<{ id: string; ok: boolean }>('POST', 'intent/compile', { files, mode: 'replace' })
  if (!ok) throw new Error('the intents do not hold: the figures would not count')
  const { deployment } = await call<{ deployment: string }>('POST', 'deploy/execute', { plan: id })
  for (;;) {
    const { status } = await call<{ status: string }>('GET', `deploy/status/${deployment}`)
    if (status === 'active') return
    if (status === 'failed' || status === 'rolled-back') throw new Error(`the deployment is ${status}`)
    await new Promise((done) => setTimeout(done, 50))
  }
}

/** How many verdicts there are on what the devices run. */
async function provedAgain({ url }: Demo): Promise<number> {
  const { token } = await login(url)
  const { devices, verdicts } = await callerOf(url, token)<{ devices: unknown[]; verdicts: { verdict: string }[] }>(
    'GET',
    'monitor/drift',
  )
  if (devices.length > 0 || verdicts.length === 0 || verdicts.some(({ verdict }) => verdict !== 'holds'))
    throw new Error('the server came back with something else than it had: the figures would not count')
  return verdicts.length
}

const callerOf =
  (url: string, token: string) =>
  async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}/api/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }
