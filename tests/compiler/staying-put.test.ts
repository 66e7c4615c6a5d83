import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import type { Intent, Random, RouteIntent, TopologyIndex } from '@paranet/network'
import { indexTopology, seededRandom } from '@paranet/network'
import { expect, test } from 'vitest'

const cases = 80

/** A small network of links of 1 Gbit/s. */
function randomNetwork(random: Random): TopologyIndex {
  const size = 5 + random.below(2)
  const link = (a: number, b: number) => `link n${a} -- n${b} { bandwidth: 1Gbps, weight: ${1 + random.below(4)} }`
  const nodes = Array.from(
    { length: size },
    (_, i) => `node n${i} : router { address: 10.0.0.${i + 1}, prefixes: 10.${i + 1}.0.0/16 }`,
  )
  const tree = nodes.slice(1).map((_, i) => link(random.below(i + 1), i + 1))
  const more = Array.from({ length: 5 }, () => [random.below(size), random.below(size)] as const)
  const chords = more.filter(([a, b]) => a !== b).map(([a, b]) => link(a, b))
  const text = `network x {\n${[...nodes, ...tree, ...chords].join('\n')}\n}`
  const { topology } = resolveNetwork([{ name: 'n.pn', text }])
  if (!topology) throw new Error(text)
  return indexTopology(topology)
}

function randomRoute(random: Random, i: number, size: number, ports: string, priority: number): string {
  const from = random.below(size)
  const to = (from + 1 + random.below(size - 1)) % size
  const some = (chance: number, text: string) => (random.below(chance) === 0 ? [text] : [])
  const asked = [
    ...(random.below(10) < 7 ? [`bandwidth: ${random.pick([200, 400, 600, 800])}Mbps`] : []),
    ...some(6, `avoid: n${random.below(size)}`),
    ...some(6, `max_hops: ${2 + random.below(3)}`),
    ...some(6, 'survive: 1 link'),
    ...some(8, `latency: <= ${2 + random.below(4)}ms`),
  ]
  const ends = `from: 10.${from + 1}.0.0/16, to: 10.${to + 1}.0.0/16, traffic: tcp dst-port ${ports}`
  return `route i${i} { ${[ends, 'reply: none', `priority: ${priority}`, ...asked].join(', ')} }`
}

/** Networks with intents that compile with and without the last one, which is of no higher priority. */
function* newcomers(portsOf: (random: Random, i: number) => string) {
  let found = 0
  for (let seed = 1; found < cases; seed++) {
    const random = seededRandom(seed)
    const index = randomNetwork(random)
    const count = 3 + random.below(4)
    const lines = Array.from({ length: count }, (_, i) =>
      randomRoute(random, i, index.nodes.length, portsOf(random, i), i === count - 1 ? 100 : random.pick([100, 120])),
    )
    const { intents } = resolveIntents([{ name: 'i.pn', text: lines.join('\n') }], index)
    const ranked = intents.map((intent, rank): Intent => ({ ...(intent as RouteIntent), rank }))
    const [before, after] = [ranked.slice(0, -1), ranked].map((some) => compile({ index, intents: some }))
    if (!before || !after) continue
    if ([...before.diagnostics, ...after.diagnostics].some(({ severity }) => severity === 'error')) continue
    found++
    const pathsOf = new Map(after.plans.map(({ intent, paths }) => [intent, paths]))
    const moved = before.plans.filter(
      ({ intent, paths }) => JSON.stringify(paths) !== JSON.stringify(pathsOf.get(intent)),
    )
    yield { name: `seed ${seed}\n${lines.join('\n')}`, moved: moved.map(({ intent }) => intent), intents: ranked }
  }
}

test('an intent of no higher priority moves none that was admitted before it', () => {
  for (const { name, moved } of newcomers((_, i) => String(i + 1))) expect(moved, name).toEqual([])
}, 60_000)

test('nor where classes overlap, but those that have packets in common with it', () => {
  for (const { name, moved, intents } of newcomers((random) => random.pick(['1', '1-2', '2-3', '3', '1-3']))) {
    const newest = intents.at(-1) as RouteIntent
    const strangers = (intents as RouteIntent[]).filter(
      ({ from, to }) => from.text !== newest.from.text || to.text !== newest.to.text,
    )
    for (const { id } of strangers) expect(moved, name).not.toContain(id)
  }
}, 60_000)
