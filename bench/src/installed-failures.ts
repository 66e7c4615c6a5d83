import { compile } from '@paranet/compiler'
import { resolveIntents } from '@paranet/language'
import type { IpAddress, NetworkState, Packet, Port, Prefix, TopologyIndex } from '@paranet/network'
import { closeArcs, combinations, graphOf, reachableFrom, seededRandom, separatorsOf } from '@paranet/network'
import type { InstalledLoss } from '@paranet/verifier'
import { lostScenarios, sweepInstalled } from '@paranet/verifier'
import type { BenchOptions, BenchResult } from './benchmark.js'
import { readTopology } from './read-topology.js'
import { quoted } from './seeded-intents.js'
import { machineText, median, rounded } from './statistics.js'

interface Pair {
  readonly from: number
  readonly to: number
  readonly port: Port
  readonly packet: Packet
}

/** Routes with `survive: 1 link` between `intents` (200) seeded pairs of devices that no single link separates are compiled; then a packet
 *  of each is walked under every failure of `k` links (1 or 2), by what the devices do of themselves. */
export async function installedFailures({ topology, k = 1, seed, intents = 200 }: BenchOptions): Promise<BenchResult> {
  if (k !== 1 && k !== 2) throw new RangeError('failures --installed takes --k 1 or --k 2')
  const { index } = readTopology('failures', topology)
  const pairs = drawPairs(index, intents, seed)
  if (pairs.length === 0)
    throw new RangeError('failures --installed wants two devices with attached prefixes that no single link separates')
  const started = performance.now()
  const state = install(index, pairs)
  const compileMs = performance.now() - started
  let swept = sweepInstalled({ index, state }, pairs, k)
  const times = Array.from({ length: 3 }, () => {
    const from = performance.now()
    swept = sweepInstalled({ index, state }, pairs, k)
    return performance.now() - from
  })
  if (swept.losses.some(({ down }) => down.length === 0))
    throw new Error('a route is not delivered with everything up: the figures would not count')
  const links = index.links.length
  const count = (losses: readonly InstalledLoss[]) => lostScenarios(links, k, losses).reduce((sum, one) => sum + one, 0)
  const avoidable = swept.losses.filter(({ at, down }) => hasPath(index, pairs[at] as Pair, down))
  return {
    name: 'failures',
    input: `${index.topology.name}: ${index.nodes.length} nodes, ${links} links; k = ${k}; ${pairs.length} installed routes, seed ${seed}`,
    figures: {
      scenarios: combinations(links, k),
      totalMs: rounded(median(times), 1),
      violatedScenarios: count(swept.losses),
      lossesWithAPathLeft: avoidable.length,
      walks: swept.walks,
      compileMs: rounded(compileMs, 0),
    },
    machine: machineText(),
  }
}

/** Pairs of devices with attached prefixes that no single link separates, in a seeded order. */
function drawPairs(index: TopologyIndex, count: number, seed: number): Pair[] {
  const places = index.nodes.flatMap((_, id) => {
    const port = index.portsOfNode[id]?.find(({ kind }) => kind === 'stub')
    return port && !index.isEnd[id] ? [{ id, port }] : []
  })
  const graph = graphOf(index)
  const random = seededRandom(seed)
  const order = places.flatMap((_, from) => places.flatMap((__, to) => (from === to ? [] : [{ from, to }])))
  const pairs: Pair[] = []
  for (let left = order.length; left > 0 && pairs.length < count; left--) {
    const drawn = random.below(left)
    const { from, to } = order[drawn] as { from: number; to: number }
    order[drawn] = order[left - 1] as { from: number; to: number }
    const [source, target] = [places[from], places[to]]
    const [src, dst] = [source?.port.sources[0], target?.port.sources[0]]
    if (!source || !target || src === undefined || dst === undefined) continue
    if (!reachableFrom(graph, source.id)[target.id]) continue
    if (separatorsOf(graph, source.id, [target.id]).links.length > 0) continue
    pairs.push({ from: source.id, to: target.id, port: source.port, packet: packetOf(src, dst) })
  }
  return pairs
}

const packetOf = (src: Prefix, dst: Prefix): Packet => ({
  src: firstAddress(src),
  dst: firstAddress(dst),
  protocol: 6,
  srcPort: 40_000,
  dstPort: 443,
  dscp: 0,
  established: false,
})

const firstAddress = (prefix: Prefix): IpAddress => prefix.slice(0, prefix.indexOf('/')) as IpAddress

function install(index: TopologyIndex, pairs: readonly Pair[]): NetworkState {
  const name = (node: number) => quoted(index.nodes[node]?.name ?? '')
  const lines = pairs.map(
    ({ from, to }, i) => `route r${i} { from: ${name(from)}, to: ${name(to)}, reply: stateless, survive: 1 link }`,
  )
  const { intents, diagnostics } = resolveIntents([{ name: 'installed.pn', text: lines.join('\n') }], index, {
    network: 'bench',
  })
  const compiled = compile({ index, intents })
  const error = [...diagnostics, ...compiled.diagnostics].find(({ severity }) => severity === 'error')
  if (error) throw new Error(`${lines[error.span.line - 1] ?? ''}: ${error.message}`)
  return compiled.state
}

function hasPath(index: TopologyIndex, { from, to }: Pair, down: readonly number[]): boolean {
  const graph = graphOf(index)
  return reachableFrom(graph, from, closeArcs(graph, { links: down }))[to] === 1
}
