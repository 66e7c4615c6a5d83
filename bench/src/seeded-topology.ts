import type { Random } from '@paranet/network'
import { seededRandom } from '@paranet/network'

interface Spot {
  /** km */
  readonly x: number
  readonly y: number
}

const [width, height] = [3000, 2000]
const bandwidths = [10_000_000_000, 40_000_000_000, 100_000_000_000]

/** A network of routers for benchmarks, as node-link JSON, so that it is read as a file would be: routers anywhere on 3000 × 2000 km, a ring through all
 *  of them from row to row, and as many links again between the nearest that have none. Weights are tens of km, latencies those of fibre.
 *  Links whose middles lie close share a duct as a risk, half of them. The same seed gives the same text. */
export function seededTopology(nodes: number, seed: number): string {
  const random = seededRandom(seed)
  const spots = Array.from({ length: nodes }, () => ({ x: random.next() * width, y: random.next() * height }))
  const pairs = ringOf(spots)
  addNearest(spots, pairs)
  const side = Math.max(1, Math.round(Math.sqrt(2 * nodes)))
  return JSON.stringify({
    graph: { name: `seeded-${nodes}` },
    nodes: spots.map(({ x, y }, i) => ({ id: `n${i}`, pos: [rounded(x / 100), rounded(y / 100)] })),
    edges: [...pairs.values()].map(([a, b]) => edgeOf(spots, a, b, side, random)),
  })
}

type Pairs = Map<string, readonly [number, number]>

const addPair = (pairs: Pairs, a: number, b: number): void => {
  if (a !== b) pairs.set([Math.min(a, b), Math.max(a, b)].join(), [Math.min(a, b), Math.max(a, b)])
}

/** Through rows of equal height, to the right and to the left by turns. */
function ringOf(spots: readonly Spot[]): Pairs {
  const rows = Math.max(1, Math.round(Math.sqrt(spots.length / 2)))
  const rowOf = ({ y }: Spot) => Math.min(rows - 1, Math.floor((y / height) * rows))
  const order = spots
    .map((spot, i) => ({ i, row: rowOf(spot), along: rowOf(spot) % 2 === 0 ? spot.x : -spot.x }))
    .sort((a, b) => a.row - b.row || a.along - b.along || a.i - b.i)
  const pairs: Pairs = new Map()
  for (const [place, { i }] of order.entries()) addPair(pairs, i, order[(place + 1) % order.length]?.i ?? i)
  return pairs
}

/** The shortest links that are not there yet, two of each node at most by its own choice, until there are two for each node. */
function addNearest(spots: readonly Spot[], pairs: Pairs): void {
  const nearest = spots.flatMap((spot, a) =>
    spots
      .map((other, b) => ({ a, b, km: distance(spot, other) }))
      .filter(({ b }) => b !== a && !pairs.has([Math.min(a, b), Math.max(a, b)].join()))
      .sort((one, other) => one.km - other.km || one.b - other.b)
      .slice(0, 2),
  )
  nearest.sort((one, other) => one.km - other.km || one.a - other.a || one.b - other.b)
  for (const { a, b } of nearest) {
    if (pairs.size >= 2 * spots.length) return
    addPair(pairs, a, b)
  }
}

function edgeOf(spots: readonly Spot[], a: number, b: number, side: number, random: Random): Record<string, unknown> {
  const [one, other] = [spots[a] as Spot, spots[b] as Spot]
  const km = distance(one, other)
  const cell = (from: number, to: number, size: number) => Math.floor(((from + to) / 2 / size) * side)
  const duct = `duct-${cell(one.x, other.x, width)}-${cell(one.y, other.y, height)}`
  return {
    source: `n${a}`,
    target: `n${b}`,
    bandwidth: random.pick(bandwidths),
    latency_us: Math.max(1, Math.round(km * 5)),
    weight: Math.max(1, Math.round(km / 10)),
    risks: random.next() < 0.5 ? [duct] : [],
  }
}

const distance = (a: Spot, b: Spot): number => Math.hypot(a.x - b.x, a.y - b.y)
const rounded = (value: number): number => Number(value.toFixed(4))
