import type { Ends, RouteIntent } from '@paranet/network'
import { anyTraffic, seededRandom } from '@paranet/network'
import { orderOf, VerifierSession } from '@paranet/verifier'
import type { BenchOptions, BenchResult } from './benchmark.js'
import { generatedNetwork } from './generated-network.js'
import { drainOf } from './order-states.js'
import { machineText, median, rounded } from './statistics.js'

/** How long it takes to put a change in an order in which nothing is lost on the way: two aggregating routers are drained, so that devices all over the
 *  network change. Most seeds have an order; of the others it is told that there is none. */
export async function order({
  devices = 100,
  rules = '10000',
  intents = 100,
  seed,
}: BenchOptions): Promise<BenchResult> {
  const topology = generatedNetwork(devices, seed)
  const core = Math.max(3, Math.round(devices / 20))
  const drained = [`n${core}`, `n${core + 1}`]
  const random = seededRandom(seed)
  const names = topology.nodes.map(({ name }) => name)
  const { index, before, after, changes } = drainOf(topology, drained, Number(rules))
  const asked = Array.from({ length: intents }, (_, i) => routeOf(`r${i}`, random.pick(names), random.pick(names)))
  const [times, cpu]: [number[], number[]] = [[], []]
  let found: ReturnType<typeof orderOf> | undefined
  for (let run = 0; run < 7; run++) {
    const [started, used] = [performance.now(), process.cpuUsage()]
    found = orderOf({ index, intents: asked, before, after, session: new VerifierSession() })
    times.push(performance.now() - started)
    const { user, system } = process.cpuUsage(used)
    cpu.push((user + system) / 1000)
  }
  const waves = found?.kind === 'found' ? found.waves : []
  return {
    name: 'order',
    input: `${index.nodes.length} devices, ${changes} changed entries, ${intents} intents, seed ${seed}`,
    figures: {
      isFound: found?.kind === 'found' ? 1 : 0,
      isNone: found?.kind === 'none' ? 1 : 0,
      waves: waves.length,
      devices: waves.flat().length,
      proofs: found?.proofs ?? 0,
      totalMs: rounded(median(times), 1),
      cpuMs: rounded(median(cpu), 1),
      firstMs: rounded(times[0] ?? 0, 1),
    },
    machine: machineText(),
  }
}

const endsOf = (name: string): Ends => ({ terms: [{ kind: 'node', node: name }], except: [], text: name })

const routeOf = (name: string, from: string, to: string): RouteIntent => ({
  kind: 'route',
  id: `bench/${name}`,
  name,
  priority: 100,
  rank: 0,
  from: endsOf(from),
  to: endsOf(to),
  traffic: anyTraffic,
  reply: 'none',
  yields: false,
  labels: {},
  via: [],
  avoid: [],
})
