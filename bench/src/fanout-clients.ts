// The clients of the fan-out benchmark as a process of their own: gets a task, answers with counts, ends.
import { WebSocket } from 'ws'
import type { FanoutTask } from './fanout.js'
import { quantile } from './statistics.js'

/** What the clients saw. */
export interface FanoutCounts {
  readonly frames: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** Of a sample. */
  readonly frameBytes: number
}

/** Before the counting begins, ms: the first samples meet clients that still connect. */
const settleMs = 2_500
/** Sockets that are opened at once. */
const atOnce = 50

process.once('message', (task: FanoutTask) => {
  void run(task).then((counts) => process.send?.(counts, () => process.exit(0)))
})

async function run({ url, token, network, clients, seconds }: FanoutTask): Promise<FanoutCounts> {
  const latencies: number[] = []
  let isCounting = false
  let bytes = 0
  const address = `${url.replace('http', 'ws')}/ws/telemetry?network=${network}`
  const hear = (data: Buffer) => {
    if (!isCounting) return
    const at = sampleTime(data)
    if (at === undefined) return
    bytes += data.length
    latencies.push(Date.now() - at)
  }
  const open = () =>
    new Promise<void>((done, fail) => {
      const socket = new WebSocket(address, { headers: { authorization: `Bearer ${token}` }, perMessageDeflate: false })
      socket.on('message', (data) => hear(data as Buffer))
      socket.once('open', () => done())
      socket.once('error', fail)
    })
  for (let from = 0; from < clients; from += atOnce)
    await Promise.all(Array.from({ length: Math.min(atOnce, clients - from) }, open))
  await new Promise((done) => setTimeout(done, settleMs))
  isCounting = true
  await new Promise((done) => setTimeout(done, seconds * 1000))
  isCounting = false
  return {
    frames: latencies.length,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    maxMs: quantile(latencies, 1),
    frameBytes: bytes / Math.max(1, latencies.length),
  }
}

/** When a frame with a sample was made; read from its first bytes, so that the clients cost little. */
function sampleTime(data: Buffer): number | undefined {
  const [, at, type] = /"at":(\d+),"type":"(\w+)"/.exec(data.toString('latin1', 0, 200)) ?? []
  return type === 'sample' ? Number(at) : undefined
}
