import { flatGraphOf } from './flat-graph.js'
import type { ClosedArcs, Graph } from './graph.js'
import { LengthTree } from './utilisation/length-tree.js'

/** The sum of `lengths` (per arc, none negative) along a path is `most` at most. */
export interface PathBound {
  readonly lengths: Float64Array
  readonly most: number
}

/** The cheapest path that keeps all bounds. `none`: there is no path that does; `alone` are the bounds, by place, that no path keeps even by itself,
 *  with the least sum there is. `unknown`: the budget of labels ended first. */
export type BoundedPath =
  | {
      readonly kind: 'found'
      readonly arcs: readonly number[]
      readonly cost: number
      readonly sums: readonly number[]
    }
  | { readonly kind: 'none'; readonly alone: readonly { readonly bound: number; readonly least: number }[] }
  | { readonly kind: 'unknown'; readonly labels: number }

/** A path from the source to `node`. */
interface Label {
  readonly node: number
  readonly arc: number
  readonly before: Label | undefined
  readonly cost: number
  /** With the least that is to come. */
  readonly whole: number
  readonly sums: readonly number[]
}

/** Shares of packets lost per arc as lengths that add up: the loss of a path is at most `share` where their sum is at most `-log(1 − share)`. */
export const lossLengths = (lost: ArrayLike<number>): Float64Array =>
  Float64Array.from(lost, (share) => (share <= 0 ? 0 : -Math.log1p(-Math.min(1, share))))

/** The cheapest path from the source to the target whose sums keep all bounds, by weight, latency, hops, then names (by weight and names alone where
 *  these do not fit into one number). No path passes an end.
 *
 *  Exact: labels in the order of their cost with the least that is to come, so that the first at the target is the best. For the cost and for each
 *  bound there is a tree to the target: a label that cannot keep a bound any more, even on the way best for it, is dropped at once; and so is one
 *  that an earlier label of the same node is not worse than in cost, name and every sum. The problem is NP-hard with one bound already
 *  (Garey and Johnson, ND30), but few labels live where bounds are not at odds with each other; `budget` says after how many it is left. After Liu
 *  and Ramakrishnan, A*Prune (INFOCOM 2001), with dominance as in Desrochers and Soumis (INFOR 26, 1988). */
export function boundedPath(
  graph: Graph,
  source: number,
  target: number,
  bounds: readonly PathBound[],
  { closed, budget = 200_000 }: { readonly closed?: ClosedArcs; readonly budget?: number } = {},
): BoundedPath {
  const costs = flatGraphOf(graph)?.cost ?? graph.weight
  const cheapest = distancesTo(graph, target, costs, closed)
  const shortest = bounds.map(({ lengths }) => distancesTo(graph, target, lengths, closed))
  const alone = bounds.flatMap(({ most }, bound) => {
    const least = shortest[bound]?.[source] as number
    return within(least, most) ? [] : [{ bound, least }]
  })
  if (alone.length > 0 || cheapest[source] === Number.POSITIVE_INFINITY) return { kind: 'none', alone }
  return new LabelSearch({ graph, costs, bounds, cheapest, shortest, closed }).run(source, target, budget)
}

/** What rounding of sums of fractions may add. */
const within = (sum: number, most: number): boolean => sum <= most + Math.abs(most) * 1e-12

function distancesTo(
  graph: Graph,
  target: number,
  lengths: Float64Array,
  closed: ClosedArcs | undefined,
): Float64Array {
  const tree = new LengthTree(graph)
  tree.aim(target, closed ? lengths.map((length, arc) => (closed[arc] ? Number.POSITIVE_INFINITY : length)) : lengths)
  return tree.distance
}

interface Asked {
  readonly graph: Graph
  readonly costs: Float64Array
  readonly bounds: readonly PathBound[]
  /** Per node, to the target: the least cost, and per bound the least sum. */
  readonly cheapest: Float64Array
  readonly shortest: readonly Float64Array[]
  readonly closed: ClosedArcs | undefined
}

class LabelSearch {
  readonly #asked: Asked
  readonly #waiting: Label[] = []
  readonly #settled = new Map<number, Label[]>()

  constructor(asked: Asked) {
    this.#asked = asked
  }

  run(source: number, target: number, budget: number): BoundedPath {
    const { graph, cheapest, bounds } = this.#asked
    const whole = cheapest[source] as number
    this.#push({ node: source, arc: -1, before: undefined, cost: 0, whole, sums: bounds.map(() => 0) })
    let labels = 0
    for (let label = this.#pop(); label; label = this.#pop()) {
      if (label.node === target) return { kind: 'found', arcs: arcsOf(label), cost: label.cost, sums: label.sums }
      if (!this.#settle(label)) continue
      if (++labels > budget) return { kind: 'unknown', labels }
      if (!graph.isEnd[label.node] || label.node === source) this.#extend(label, target)
    }
    return { kind: 'none', alone: [] }
  }

  /** False where an earlier label of the node is as good in every way. */
  #settle(label: Label): boolean {
    const others = this.#settled.get(label.node)
    if (!others) this.#settled.set(label.node, [label])
    else if (others.some(({ sums }) => sums.every((sum, i) => sum <= (label.sums[i] as number)))) return false
    else others.push(label)
    return true
  }

  #extend(label: Label, target: number): void {
    const { graph, costs, bounds, cheapest, shortest, closed } = this.#asked
    for (const arc of graph.out[label.node] ?? []) {
      const node = graph.head[arc] as number
      if (closed?.[arc] || (graph.isEnd[node] && node !== target)) continue
      const sums = bounds.map(({ lengths }, i) => (label.sums[i] as number) + (lengths[arc] as number))
      const isLost = bounds.some(({ most }, i) => !within((sums[i] as number) + (shortest[i]?.[node] as number), most))
      const cost = label.cost + (costs[arc] as number)
      const whole = cost + (cheapest[node] as number)
      if (!isLost && whole < Number.POSITIVE_INFINITY) this.#push({ node, arc, before: label, cost, whole, sums })
    }
  }

  /** By the whole; then what has been spent, the less first, so that all labels of a node are there before one of them is chosen by name. */
  #isBefore(a: Label, b: Label): boolean {
    if (a.whole !== b.whole) return a.whole < b.whole
    if (a.cost !== b.cost) return a.cost < b.cost
    const { rank } = this.#asked.graph
    if (a.node !== b.node) return (rank[a.node] as number) < (rank[b.node] as number)
    return this.#isFirstByName(arcsOf(a), arcsOf(b))
  }

  #isFirstByName(a: readonly number[], b: readonly number[]): boolean {
    const { head, rank, linkRank } = this.#asked.graph
    const at = a.findIndex((arc, i) => arc !== b[i])
    const [one, other] = [a[at], b[at]]
    if (one === undefined || other === undefined) return false
    const byNode = (rank[head[one] as number] as number) - (rank[head[other] as number] as number)
    return (byNode || (linkRank[one >> 1] as number) - (linkRank[other >> 1] as number)) < 0
  }

  #push(label: Label): void {
    const waiting = this.#waiting
    let at = waiting.length
    waiting.push(label)
    for (let above = (at - 1) >> 1; at > 0 && this.#isBefore(label, waiting[above] as Label); above = (at - 1) >> 1) {
      waiting[at] = waiting[above] as Label
      at = above
    }
    waiting[at] = label
  }

  #pop(): Label | undefined {
    const waiting = this.#waiting
    const top = waiting[0]
    const last = waiting.pop()
    if (!last || waiting.length === 0) return top
    let at = 0
    for (let child = 1; child < waiting.length; child = 2 * at + 1) {
      if (child + 1 < waiting.length && this.#isBefore(waiting[child + 1] as Label, waiting[child] as Label)) child++
      if (!this.#isBefore(waiting[child] as Label, last)) break
      waiting[at] = waiting[child] as Label
      at = child
    }
    waiting[at] = last
    return top
  }
}

function arcsOf(label: Label): number[] {
  const arcs: number[] = []
  for (let at: Label | undefined = label; at && at.arc >= 0; at = at.before) arcs.push(at.arc)
  return arcs.reverse()
}
