import { Composition } from '@paranet/compiler'
import { resolveIntents } from '@paranet/language'
import type { Claim, Intent, TopologyIndex } from '@paranet/network'
import { claimsOf, seededRandom } from '@paranet/network'
import type { BenchOptions, BenchResult } from './benchmark.js'
import { readOrGenerate } from './read-topology.js'
import { leastMs, machineText, median, quantile, rounded } from './statistics.js'

const kinds = [...Array.from({ length: 6 }, () => 'route'), 'allow', 'allow', 'allow', 'isolate']
const runs = 7
const moreIntents = 300

/** Contradictions, shadows and repetitions among N intents of all kinds that speak of delivery, a fifth of which overlap one before them: all pairs from
 *  nothing, then one more at a time beside all of them. The claims are made before the clock starts; `meaningMs` says what that takes. */
export async function conflicts(options: BenchOptions): Promise<BenchResult> {
  const { seed, intents: count = 10_000 } = options
  const { index } = readOrGenerate('conflicts', { nodes: 500, ...options })
  const intents = overlappingIntents(index, count + moreIntents, seed)
  const started = performance.now()
  const claims = claimsOf(index, intents).claims
  const meaningMs = performance.now() - started
  const byIntent = claimsByIntent(claims)
  const claimsOfAll = (some: readonly Intent[]) => some.flatMap(({ id }) => byIntent.get(id) ?? [])
  const base = claimsOfAll(intents.slice(0, count))
  const more = intents.slice(count).map((intent) => claimsOfAll([intent]))
  const byId = new Map(intents.map((intent) => [intent.id, intent]))
  const allPairsFirst = timed(() => composed(index, base))
  const allPairs = leastMs(() => composed(index, base), runs, 0)
  const composition = composed(index, base)
  const toldFrom = performance.now()
  const diagnostics = composition.diagnostics(byId)
  const toldMs = performance.now() - toldFrom
  const oneMore = more.map((one) => timed(() => composition.change([], one)) * 1000)
  const oneLess = more.map((one) => timed(() => composition.change(one, [])) * 1000)
  const after = composition.diagnostics(byId)
  if (JSON.stringify(after) !== JSON.stringify(diagnostics))
    throw new Error('what came and went again left something behind')
  const told = (code: string) => diagnostics.filter((one) => one.code === code).length
  return {
    name: 'conflicts',
    input: `${index.topology.name}: ${index.nodes.length} nodes, ${index.links.length} links; ${count} intents, seed ${seed}`,
    figures: {
      conflictsMs: rounded(allPairs),
      conflictsFirstMs: rounded(allPairsFirst),
      conflictsToldMs: rounded(toldMs),
      conflictsOneMoreUs: rounded(median(oneMore)),
      conflictsOneMoreP99Us: rounded(quantile(oneMore, 0.99)),
      conflictsOneLessUs: rounded(median(oneLess)),
      meaningMs: rounded(meaningMs),
      conflicts: told('conflict'),
      shadowed: told('shadowed'),
      partlyShadowed: told('partly-shadowed'),
      redundant: told('redundant'),
    },
    machine: machineText(),
  }
}

function composed(index: TopologyIndex, claims: readonly Claim[]): Composition {
  const composition = new Composition(index)
  composition.turnTo(claims)
  return composition
}

function timed(run: () => unknown): number {
  const started = performance.now()
  run()
  return performance.now() - started
}

function claimsByIntent(claims: readonly Claim[]): Map<string, Claim[]> {
  const byIntent = new Map<string, Claim[]>()
  for (const claim of claims) {
    const list = byIntent.get(claim.intent)
    if (list) list.push(claim)
    else byIntent.set(claim.intent, [claim])
  }
  return byIntent
}

/** Routes, allowances and isolations between random places; one in five speaks of packets of one before it, one in fifty comes from anywhere. */
function overlappingIntents(index: TopologyIndex, count: number, seed: number): readonly Intent[] {
  const random = seededRandom(seed)
  const places = index.nodes.filter((node, id) => !index.isEnd[id] && node.prefixes.length > 0).map(({ name }) => name)
  if (places.length < 3) throw new RangeError(`${index.topology.name} has fewer than three places with prefixes`)
  const drawn: { from: string; to: string; port: number }[] = []
  const lines = Array.from({ length: count }, (_, i) => {
    const before = i % 5 === 4 ? drawn[random.below(drawn.length)] : undefined
    const fresh = { from: random.pick(places), to: random.pick(places), port: 1024 + 8 * (i % 7000) }
    const { from, to, port } = before ? { ...before, port: before.port + random.pick([0, 2]) } : fresh
    drawn.push({ from, to, port })
    const kind = kinds[random.below(kinds.length)]
    const via = kind === 'route' && random.next() < 0.2 ? `, via: "${random.pick(places)}"` : ''
    const priority = random.pick(['', '', '', ', priority: 50', ', priority: 200'])
    const source = i % 50 === 0 ? 'any' : `"${from}"`
    const reply = kind === 'isolate' ? '' : ', reply: stateless'
    return `${kind} i${i} { from: ${source}, to: "${to}", traffic: tcp dst-port ${port}-${port + 3}${reply}${via}${priority} }`
  })
  return resolveIntents([{ name: 'conflicts.pn', text: lines.join('\n') }], index, { network: 'bench' }).intents
}
