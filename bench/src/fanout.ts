import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import type { BenchOptions, BenchResult } from './benchmark.js'
import { login, residentMB, startDemo } from './demo-server.js'
import type { FanoutCounts } from './fanout-clients.js'
import { machineText, rounded } from './statistics.js'

/** Telemetry of the campus demo to many WebSocket clients: server, clients and this process are three. Latency is from when a sample was taken
 *  until a client has it. `idleGap…`: how late this process, which has nothing to do, was woken meanwhile: what the machine adds to any tail. */
export async function fanout({ clients = 1000, hz = 1, seconds = 15 }: BenchOptions): Promise<BenchResult> {
  const data = mkdtempSync(join(tmpdir(), 'paranet-bench-'))
  try {
    const demo = await startDemo(data, { PARANET_SAMPLE_MS: String(Math.round(1000 / hz)) })
    try {
      const { token, network } = await login(demo.url)
      const gaps = monitorEventLoopDelay({ resolution: 1 })
      gaps.enable()
      const counts = await runClients({ url: demo.url, token, network, clients, seconds })
      gaps.disable()
      const figures = {
        framesPerS: rounded(counts.frames / seconds, 0),
        p50Ms: rounded(counts.p50Ms, 1),
        p99Ms: rounded(counts.p99Ms, 1),
        maxMs: rounded(counts.maxMs, 1),
        frameBytes: rounded(counts.frameBytes, 0),
        rssMB: rounded(residentMB(demo.process), 0),
        idleGapP99Ms: rounded(gaps.percentile(99) / 1e6, 1),
        idleGapMaxMs: rounded(gaps.max / 1e6, 1),
      }
      const input = `campus demo, ${clients} clients, ${hz} Hz, ${seconds} s`
      return { name: 'fanout', input, figures, machine: machineText() }
    } finally {
      await demo.close()
    }
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}

/** What the process of the clients is told. */
export interface FanoutTask {
  readonly url: string
  readonly token: string
  readonly network: string
  readonly clients: number
  readonly seconds: number
}

function runClients(task: FanoutTask): Promise<FanoutCounts> {
  const child = fork(fileURLToPath(new URL('./fanout-clients.js', import.meta.url)), { execArgv: [] })
  return new Promise((done, fail) => {
    child.once('message', (counts) => done(counts as FanoutCounts))
    child.once('error', fail)
    child.once('exit', (code) => fail(new Error(`the clients ended with ${code}`)))
    child.send(task)
  })
}
