import type { MetricName, TelemetrySample } from '@paranet/orchestrator'
import { MetricRings, metrics, stepped } from '@paranet/orchestrator'
import type { Random } from '@paranet/network'
import { seededRandom } from '@paranet/network'
import type { BenchOptions, BenchResult } from './benchmark.js'
import { machineText, median, quantile, rounded } from './statistics.js'

const network = 'bench'
/** Series of one link and of one node. */
const [ofLink, ofNode] = [12, 2]
/** Samples, one a second from the beginning of time; those of a warm-up are thrown away with their rings. */
const [samples, warmUp] = [600, 60]
const queries = 1000

/** Values of a network with so many series taken into the rings that the server keeps, then read: a random metric of one link or of all, over a
 *  random part of what is kept, in up to sixty steps by a random function. Everything is in memory; nothing is written to a disk. */
export async function telemetry({ seed, series = 10_000 }: BenchOptions): Promise<BenchResult> {
  const random = seededRandom(seed)
  const links = Math.max(1, Math.round(series / (ofLink + ofNode)))
  const made = Array.from({ length: samples }, (_, i) => sampleOf(links, i * 1000, random))
  ingest(new MetricRings(), made.slice(0, warmUp))
  const rings = new MetricRings()
  const started = performance.now()
  ingest(rings, made)
  const seconds = (performance.now() - started) / 1000
  const from = rings.since(network) ?? 0
  const perSample = links * (ofLink + ofNode)
  const keptSamples = (samples * 1000 - from) / 1000
  for (let i = 0; i < queries / 10; i++) query(rings, links, from, random)
  const one: number[] = []
  const all: number[] = []
  for (let i = 0; i < queries; i++) {
    const { ms, isOne } = query(rings, links, from, random)
    ;(isOne ? one : all).push(ms)
  }
  const figures = {
    memoryPerS: rounded((samples * perSample) / seconds, 0),
    queryMedianMs: rounded(median([...one, ...all]), 3),
    queryP99Ms: rounded(quantile([...one, ...all], 0.99), 3),
    oneSeriesP99Ms: rounded(quantile(one, 0.99), 3),
    allSeriesP99Ms: rounded(quantile(all, 0.99), 3),
    keptS: keptSamples,
    heapMB: rounded(process.memoryUsage().heapUsed / 2 ** 20, 0),
  }
  const input = `${perSample} series of ${links} links and nodes, ${samples} samples, ${queries} queries, seed ${seed}`
  return { name: 'telemetry', input, figures, machine: machineText() }
}

function ingest(rings: MetricRings, made: readonly TelemetrySample[]): void {
  for (const sample of made) rings.add(sample)
}

const metricsOfLinks = (Object.keys(metrics) as MetricName[]).filter((name) => name.startsWith('link_'))
const functions = ['avg', 'max', 'p95', 'rate'] as const

function query(rings: MetricRings, links: number, since: number, random: Random): { ms: number; isOne: boolean } {
  const isOne = random.below(10) > 0
  const metric = random.pick(metricsOfLinks)
  const labels = isOne ? { link: linkName(random.below(links)) } : {}
  const from = since + 1000 * random.below(samples - since / 1000)
  const to = samples * 1000
  const step = Math.max(1000, Math.ceil((to - from) / 60))
  const fn = random.pick(functions)
  const started = performance.now()
  const found = rings.read(network, metric, labels, from, to).map((its) => stepped(its, { from, to, step }, fn))
  const ms = performance.now() - started
  if (found.length === 0) throw new Error(`nothing is known of ${metric}: the figures would not count`)
  return { ms, isOne }
}

const linkName = (i: number): string => `r${i}--r${i + 1}`

function sampleOf(count: number, at: number, random: Random): TelemetrySample {
  const pair = (top: number) => [random.below(top), random.below(top)] as const
  const ids = Array.from({ length: count }, (_, i) => i)
  return {
    network,
    at,
    links: ids.map((i) => ({
      id: linkName(i),
      up: true,
      bitsPerSecond: pair(1e9),
      utilisation: [random.below(1000) / 1000, random.below(1000) / 1000],
      lossFraction: [0, 0],
      latency: 100 + random.below(1000),
      packets: [at + i, at + 2 * i],
      bytes: [1000 * at + i, 1000 * at + 2 * i],
    })),
    nodes: ids.map((i) => ({ name: `r${i}`, up: true, entries: random.below(10_000) })),
    flows: [],
    entries: [],
    intents: [],
  }
}
