import type { Ends, RouteIntent } from '@paranet/network'
import { anyTraffic, seededRandom } from '@paranet/network'
import { orderOf, VerifierSession } from '@paranet/verifier'
import type { BenchOptions, BenchResult } from './benchmark.js'
import { generatedNetwork } from './generated-network.js'
import { drainOf } from './order-states.js'
import { machineText, median, rounded } from './statistics.js'

/** How long it takes to put a change in an order in which nothing is lost on the way: a core router is drained, so that devices all over the network
 *  change. Throws where there is no order: a drain has one. */
export async function order({
  devices = 100,
  rules = '10000',
  intents = 100,
  seed,
}: BenchOptions): Promise<BenchResult> {
  const topology = generatedNetwork(devices, seed)
  const random = seededRandom(seed)
  const names = topology.nodes.map(({ name }) => name)
  const { index, before, after, changes } = drainOf(topology, 'n0', Number(rules))
  const asked = Array.from({ length: intents }, (_, i) => routeOf(`r${i}`, random.pick(names), random.pick(names)))
  const times: number[] = []
  let found: ReturnType<typeof orderOf> | undefined
  for (let run = 0; run < 3; run++) {
    const started = performance.now()
    found = orderOf({ index, intents: asked, before, after, session: new VerifierSession() })
    times.push(performance.now() - started)
  }
  if (found?.kind !== 'found') throw new Error(`the drain has no order: ${JSON.stringify(found)}`)
  return {
    name: 'order',
    input: `${index.nodes.length} devices, ${changes} changed entries, ${intents} intents, seed ${seed}`,
    figures: {
      waves: found.waves.length,
      devices: found.waves.flat().length,
      proofs: found.proofs,
      totalMs: rounded(median(times), 1),
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
