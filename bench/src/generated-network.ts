import { importTopology } from '@paranet/language'
import type { Random, Topology } from '@paranet/network'
import { seededRandom } from '@paranet/network'

/** A square of this many km on a side holds all places. */
const squareKm = 2000

/** A seeded network of `count` routers, each with an address and a prefix, in three tiers as large providers have them: one in twenty is a core
 *  router, on a ring with two shortcuts each; three in twenty aggregate, each joined to the two nearest core routers and to the one beside it; all
 *  others are joined to the two nearest aggregating ones, so that no single link cuts anything off. Links carry 400, 100 and 40 Gbit/s; the
 *  latency is that of fibre. The same seed gives the same network. Throws RangeError outside of 8 to 20,000 nodes. */
export function generatedNetwork(count: number, seed: number): Topology {
  if (!Number.isInteger(count) || count < 8 || count > 20_000)
    throw new RangeError(`a generated network has 8 to 20000 nodes, not ${count}`)
  const random = seededRandom(seed)
  const core = Math.max(3, Math.round(count / 20))
  const inner = core + Math.max(2, Math.round((count * 3) / 20))
  const places = [...aroundTheMiddle(core), ...scattered(count - core, random)]
  const links = new Map<string, string>()
  const join = (a: number, b: number, gbps: number) => {
    const [first, second] = a < b ? [a, b] : [b, a]
    if (first === second || links.has(`${first} ${second}`)) return
    const km = kmBetween(places[a] as Spot, places[b] as Spot)
    const its = `bandwidth: ${gbps}Gbps, latency: ${Math.max(50, Math.round(km * 5))}us, weight: ${Math.max(1, Math.round(km / 10))}`
    links.set(`${first} ${second}`, `  link n${first} -- n${second} { ${its} }`)
  }
  for (let i = 0; i < core; i++) join(i, (i + 1) % core, 400)
  for (let i = 0; i < core; i++) for (let n = 0; n < 2; n++) join(i, random.below(core), 400)
  for (let i = core; i < inner; i++) {
    for (const near of twoNearest(places, i, 0, core)) join(i, near, 100)
    join(i, i + 1 < inner ? i + 1 : core, 100)
  }
  for (let i = inner; i < count; i++) for (const near of twoNearest(places, i, core, inner)) join(i, near, 40)
  const node = (i: number) =>
    `  node n${i} : router { address: 10.255.${i >> 8}.${i & 255}, prefixes: 10.${i >> 8}.${i & 255}.0/24, location: ${located(places[i] as Spot)} }`
  const nodes = places.map((_, i) => node(i))
  const text = [`network generated-${count} {`, '  default: closed', ...nodes, ...links.values(), '}'].join('\n')
  const { topology, diagnostics } = importTopology(text, { file: 'generated.pn' })
  if (!topology) throw new Error(`the generated network does not parse: ${diagnostics[0]?.message}`)
  return topology
}

interface Spot {
  readonly x: number
  readonly y: number
}

/** Somewhere in Europe, a degree for every 111 km. */
const located = ({ x, y }: Spot): string => `(${(40 + y / 111).toFixed(5)}, ${(x / 111).toFixed(5)})`

const kmBetween = (a: Spot, b: Spot): number => Math.hypot(a.x - b.x, a.y - b.y)

const aroundTheMiddle = (count: number): Spot[] =>
  Array.from({ length: count }, (_, i) => ({
    x: squareKm * (0.5 + 0.35 * Math.cos((2 * Math.PI * i) / count)),
    y: squareKm * (0.5 + 0.35 * Math.sin((2 * Math.PI * i) / count)),
  }))

const scattered = (count: number, random: Random): Spot[] =>
  Array.from({ length: count }, () => ({ x: random.next() * squareKm, y: random.next() * squareKm }))

/** The two nearest of the places from `first` on and before `end`. */
function twoNearest(places: readonly Spot[], of: number, first: number, end: number): number[] {
  const near = Array.from({ length: end - first }, (_, i) => first + i)
  const kmTo = (other: number) => kmBetween(places[of] as Spot, places[other] as Spot)
  return near.sort((a, b) => kmTo(a) - kmTo(b) || a - b).slice(0, 2)
}
