import { compile } from '@paranet/compiler'
import { resolveIntents } from '@paranet/language'
import type { Entry, Intent, NetworkState, Random, TopologyIndex } from '@paranet/network'
import { entriesOf, indexTopology, seededRandom } from '@paranet/network'
import { type IntentWatch, VerifierSession } from '@paranet/verifier'
import type { BenchResult } from './benchmark.js'
import { generatedNetwork } from './generated-network.js'
import { machineText, quantile, rounded } from './statistics.js'

const changes = 10_000
const warmUp = 2_000

/** Verdicts of many intents kept in a session while single entries change: on a seeded network, entries of what the intents compile to go and come
 *  back, each drawn from all entries of the network. Each change is one call, from the entry to the list of verdicts that changed. */
export function watchedIntents(count: number, nodes: number, seed: number): BenchResult {
  const index = indexTopology(generatedNetwork(nodes, seed))
  const random = seededRandom(seed)
  const { intents, state } = compiledIntents(index, count, random)
  const started = performance.now()
  const watch = new VerifierSession().watch({ index, intents, state })
  const loadS = (performance.now() - started) / 1000
  const holding = () => watch.verdicts().filter(({ verdict }) => verdict === 'holds').length
  const before = holding()
  const pool = [...state.values()].flatMap((own) =>
    [...entriesOf(own).values()]
      .filter(({ kind }) => kind === 'route' || kind === 'filter' || kind === 'policy-route')
      .map((entry) => ({ device: own.device, entry })),
  )
  replay(watch, pool, random, warmUp)
  const { times, changed, touching } = replay(watch, pool, random, changes)
  if (holding() !== before) throw new Error('the verdicts are not what they were, though every entry is back')
  return {
    name: 'verifier',
    input: `${intents.length} intents on ${nodes} devices with ${pool.length} entries; ${changes} changes of one entry`,
    figures: {
      intents: intents.length,
      entries: pool.length,
      loadS: rounded(loadS, 2),
      changeMedianUs: rounded(quantile(times, 0.5), 1),
      changeP90Us: rounded(quantile(times, 0.9), 1),
      changeP99Us: rounded(quantile(times, 0.99), 1),
      changeP999Us: rounded(quantile(times, 0.999), 1),
      changeMaxUs: rounded(Math.max(...times), 1),
      changesOfVerdicts: touching,
      changedIntents: changed,
      heapMB: rounded(process.memoryUsage().heapUsed / 1e6, 1),
    },
    machine: machineText(),
  }
}

/** Half of the changes take an entry away, each followed by the one that puts it back. Times in µs. */
function replay(
  watch: IntentWatch,
  pool: readonly { readonly device: string; readonly entry: Entry }[],
  random: Random,
  count: number,
): { readonly times: number[]; readonly changed: number; readonly touching: number } {
  const times: number[] = []
  let [changed, touching] = [0, 0]
  for (let i = 0; i < count / 2; i++) {
    const one = random.pick(pool)
    for (const isRemoved of [true, false]) {
      const started = performance.now()
      const found = watch.change({ ...one, isRemoved })
      times.push((performance.now() - started) * 1000)
      changed += found.length
      if (found.length > 0) touching++
    }
  }
  return { times, changed, touching }
}

function compiledIntents(
  index: TopologyIndex,
  count: number,
  random: Random,
): { readonly intents: readonly Intent[]; readonly state: NetworkState } {
  const text = Array.from({ length: count }, (_, i) => intentText(index, i, random)).join('\n')
  const resolve = (kept: string) => resolveIntents([{ name: 'watched.pn', text: kept }], index, { network: 'bench' })
  const first = resolve(text)
  const broken = new Set(
    compile({ index, intents: first.intents })
      .diagnostics.filter(({ severity }) => severity === 'error')
      .map(({ span }) => span.line),
  )
  const { intents } = resolve(
    text
      .split('\n')
      .map((line, i) => (broken.has(i + 1) ? '' : line))
      .join('\n'),
  )
  return { intents, state: compile({ index, intents }).state }
}

/** Of ten: six plain routes, one answered, one that survives a link, one by a waypoint, one isolation. */
function intentText(index: TopologyIndex, number: number, random: Random): string {
  const [from, to, by] = draw(index, random)
  const ends = `from: ${from}, to: ${to}`
  const traffic = `traffic: tcp dst-port ${1024 + number}`
  if (number % 10 === 9) return `isolate i${number} { ${ends}, traffic: udp dst-port ${1024 + number} }`
  if (number % 10 === 8) return `route i${number} { ${ends}, ${traffic}, reply: none, via: ${by} }`
  if (number % 10 === 7) return `route i${number} { ${ends}, ${traffic}, reply: none, survive: 1 link }`
  return `route i${number} { ${ends}, ${traffic}, reply: ${number % 10 === 6 ? 'stateless' : 'none'} }`
}

function draw(index: TopologyIndex, random: Random): [string, string, string] {
  const names = new Set<string>()
  while (names.size < 3) names.add(random.pick(index.nodes).name)
  return [...names] as [string, string, string]
}
