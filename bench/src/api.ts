import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import autocannon from 'autocannon'
import type { BenchOptions, BenchResult } from './benchmark.js'
import { login, residentMB, startDemo } from './demo-server.js'
import { machineText, rounded } from './statistics.js'

/** Writes in a second at which their tail is measured: closed loops of many clients only measure their own queue. */
const steadyWrites = 300

/** Reads and writes of many clients on a real server on SQLite: `reads…` and `writesPerS` as fast as answers come; `writesP99Ms` at a steady
 *  rate of 300 in a second. A read is one node, all nodes, or all intents with how they fare; a write is another text of an intent file. */
export async function api({ clients = 50, seconds = 8 }: BenchOptions): Promise<BenchResult> {
  const data = mkdtempSync(join(tmpdir(), 'paranet-bench-'))
  try {
    const demo = await startDemo(data)
    try {
      const { token } = await login(demo.url)
      const load = loadOf(demo.url, token, clients, seconds)
      const node = await load('topology/nodes/core1')
      const nodes = await load('topology/nodes')
      const intents = await load('intents')
      const writes = await load(draft)
      const steady = await load(draft, steadyWrites)
      const figures = {
        readsPerS: perSecond(node),
        readsP99Ms: node.latency.p99,
        listReadsPerS: perSecond(nodes),
        listReadsP99Ms: nodes.latency.p99,
        intentReadsPerS: perSecond(intents),
        intentReadsP99Ms: intents.latency.p99,
        writesPerS: perSecond(writes),
        writesClosedP99Ms: writes.latency.p99,
        steadyWritesPerS: perSecond(steady),
        writesP99Ms: steady.latency.p99,
        rssMB: rounded(residentMB(demo.process), 0),
      }
      return {
        name: 'api',
        input: `campus demo, ${clients} clients, ${seconds} s each`,
        figures,
        machine: machineText(),
      }
    } finally {
      await demo.close()
    }
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

/** What is asked for: a path to read, or what makes the next write. */
type Asked = string | (() => { readonly path: string; readonly body: string })

let drafts = 0
/** A text that nobody has written before. */
const draft = () => ({
  path: 'intent/files/bench.pn',
  body: JSON.stringify({
    text: `route bench { from: branch, to: db1, traffic: tcp dst-port ${1 + (drafts++ % 60_000)} }\n`,
  }),
})

/** Loads the server; throws where anything but successes comes back, since its figures would not count. */
const loadOf =
  (url: string, token: string, connections: number, duration: number) => async (asked: Asked, overallRate?: number) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const request =
      typeof asked === 'string'
        ? { method: 'GET', path: `/api/v1/${asked}` }
        : {
            method: 'PUT',
            setupRequest: (before: object) => {
              const { path, body } = asked()
              return { ...before, path: `/api/v1/${path}`, body }
            },
          }
    const rate = overallRate === undefined ? {} : { overallRate }
    const result = await autocannon({ url, connections, duration, headers, requests: [request], ...rate })
    if (result.non2xx > 0 || result.errors > 0)
      throw new Error(`${result.non2xx} refusals and ${result.errors} errors: the figures would not count`)
    return result
  }

const perSecond = (result: { readonly '2xx': number; readonly duration: number }): number =>
  rounded(result['2xx'] / result.duration, 0)
