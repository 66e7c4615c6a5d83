import type { FlatGraph, Reservation, TopologyIndex } from '@paranet/network'
import { ReservationBook, seededRandom, usableBandwidth } from '@paranet/network'
import { PlainDijkstra } from './reference/plain-dijkstra.js'
import { leastMs, rounded } from './statistics.js'

const wanted = 10_000
/** Every so many reservations the plain way is asked too. */
const checked = 20
const priorities = 8

/** 10,000 seeded reservations of bandwidth one after another on an empty network, all of one priority; then the same with eight priorities and six times
 *  the bandwidth, so that many have to make room. Beside it the plain way: a search over the arcs with room for each. */
export function reservationFigures(index: TopologyIndex, flat: FlatGraph, seed: number): Record<string, number> {
  const capacity = Float64Array.from({ length: flat.arcCount }, (_, arc) =>
    usableBandwidth(index, index.links[arc >> 1]),
  )
  const asks = asksOf(index, flat, seed)
  check(flat, capacity, asks)
  const ms = leastMs(() => admitAll(flat, capacity, asks))
  const plainMs = leastMs(() => plainly(flat, capacity, asks), 3, 0)
  const crowded = asks.map((ask, i) => ({ ...ask, amount: ask.amount * 6, priority: (i * 7919) % priorities }))
  const { refused, moved, lost } = admitAll(flat, capacity, crowded)
  return {
    reservations: asks.length,
    reservationsMs: rounded(ms, 1),
    reservationsPlainMs: rounded(plainMs, 1),
    reservationsRatio: rounded(plainMs / ms, 1),
    reservationsRefused: admitAll(flat, capacity, asks).refused,
    preemptionMs: rounded(
      leastMs(() => admitAll(flat, capacity, crowded), 2, 0),
      1,
    ),
    preemptionRefused: refused,
    preemptionMoved: moved,
    preemptionLost: lost,
  }
}

/** From 25 to 2500 millionths of the mean bandwidth of a link. */
function asksOf({ links }: TopologyIndex, { nodeCount, isEnd }: FlatGraph, seed: number): Reservation[] {
  const random = seededRandom(seed + 1)
  const nodes = Array.from({ length: nodeCount }, (_, node) => node).filter((node) => isEnd[node] === 0)
  if (nodes.length < 2) return []
  const unit = Math.max(1, Math.floor(links.reduce((sum, { bandwidth }) => sum + bandwidth, 0) / links.length / 40_000))
  return Array.from({ length: wanted }, () => {
    const at = random.below(nodes.length)
    const other = (at + 1 + random.below(nodes.length - 1)) % nodes.length
    return {
      from: nodes[other] as number,
      to: nodes[at] as number,
      amount: unit * (1 + random.below(100)),
      priority: 0,
    }
  })
}

function admitAll(flat: FlatGraph, capacity: Float64Array, asks: readonly Reservation[]) {
  const book = new ReservationBook(flat, capacity)
  const counts = { refused: 0, moved: 0, lost: 0 }
  for (const ask of asks) {
    const admission = book.admit(ask)
    if (admission.kind !== 'admitted') {
      counts.refused++
      continue
    }
    for (const { now } of admission.moved) {
      counts.moved++
      if (!now) counts.lost++
    }
  }
  return counts
}

function plainly(flat: FlatGraph, capacity: Float64Array, asks: readonly Reservation[]): number {
  const [free, search, cost] = [capacity.slice(), new PlainDijkstra(flat), flat.cost.slice()]
  let admitted = 0
  for (const { from, to, amount } of asks) {
    for (let arc = 0; arc < free.length; arc++)
      cost[arc] = (free[arc] as number) >= amount ? (flat.cost[arc] as number) : Infinity
    search.run(from, cost, to)
    const path = search.pathTo(to)
    if (!path) continue
    for (const arc of path) free[arc] = (free[arc] as number) - amount
    admitted++
  }
  return admitted
}

/** Every so often the path taken must cost what the plain search over the same room finds. */
function check(flat: FlatGraph, capacity: Float64Array, asks: readonly Reservation[]): void {
  const [book, search] = [new ReservationBook(flat, capacity), new PlainDijkstra(flat)]
  for (const [i, ask] of asks.entries()) {
    const room = i % checked === 0 ? book.free.map((free) => (free >= ask.amount ? 0 : Infinity)) : undefined
    const admission = book.admit(ask)
    if (!room) continue
    search.run(
      ask.from,
      flat.cost.map((cost, arc) => cost + (room[arc] as number)),
      ask.to,
    )
    const taken =
      admission.kind === 'admitted'
        ? admission.path.reduce((sum, arc) => sum + (flat.cost[arc] as number), 0)
        : Infinity
    if (taken !== search.distance[ask.to]) throw new Error(`reservation ${i} is not on the shortest path with room`)
  }
}
