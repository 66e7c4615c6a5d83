import type { DisjointPair } from './disjoint-pairs.js'
import type { DistanceTree } from './distance-tree.js'
import type { FlatGraph } from './flat-graph.js'
import type { ClosedArcs } from './graph.js'
import type { GuidedSearch } from './guided-search.js'
import type { Way } from './known-ways.js'
import { KnownWays } from './known-ways.js'

/** One part of all pairs: the first path keeps off these risks, and takes those, so that the second keeps off them. */
interface Part {
  readonly avoided: readonly number[]
  readonly taken: readonly number[]
}

/** The level of closed arcs. */
const shut = Number.NEGATIVE_INFINITY

/** Pairs of paths that share no risk, of least sum, by branch and bound.
 *
 *  Every link is a risk of its own beside those that it shares. Call the cheaper path of a pair the first. In a part of all pairs, `P` is the
 *  shortest path that may be first, and the shortest path apart from `P` is its partner. Any better pair (Q, R) of that part has `cost(Q) ≥
 *  cost(P)`, so `cost(R) < best − cost(P)`. Let `C` be risks of `P`, as few as can be, such that no path that keeps off `C` costs less than that: then
 *  Q keeps off at least one of them, for otherwise R would have to keep off all. So the part falls into: Q keeps off the first of `C`; takes the
 *  first and keeps off the second; and so on. Without any partner `C` is a set of risks that cuts the ends apart, and where `C` is empty the part
 *  holds nothing better. After the conflicting sets of Rostami, Khorsandi and Khajeh Saeed, CoSE (ISCC 2007), here with costs, and exact.
 *
 *  `C` comes from the ways that were found before: every one that R could be must meet it, so it is chosen greedily to meet them all, and one search
 *  either proves that it meets those that nobody has seen too, or finds one more to meet. Any two ways that are apart make a pair, whichever part
 *  they came from. */
export class RiskDisjointSearch {
  private readonly flat: FlatGraph
  private readonly search: GuidedSearch
  /** Per link, its own first. */
  private readonly risksOf: readonly (readonly number[])[]
  private readonly linksOf: readonly (readonly number[])[]
  /** Per arc: less the stamp of the last search that keeps off it; less than any where it is closed. */
  private readonly level: Float64Array
  private stamp = 0
  private searches = 0
  /** Of the pair that is looked for. */
  private readonly ways = new KnownWays()
  private best = 0
  private paths: [number[], number[]] | undefined
  /** Per risk: the mark of the list that it was last seen in. */
  private readonly seen: Int32Array
  private mark = 0

  constructor(flat: FlatGraph, risksOf: readonly (readonly number[])[], search: GuidedSearch) {
    const links = flat.arcCount / 2
    this.flat = flat
    this.search = search
    this.risksOf = Array.from({ length: links }, (_, link) => [
      link,
      ...new Set((risksOf[link] ?? []).map((risk) => links + risk)),
    ])
    const linksOf: number[][] = []
    for (const [link, risks] of this.risksOf.entries()) for (const risk of risks) (linksOf[risk] ??= []).push(link)
    this.linksOf = linksOf
    this.level = new Float64Array(flat.arcCount)
    this.seen = new Int32Array(linksOf.length)
  }

  /** Whether two paths share nothing. */
  areApart([one, other]: readonly [readonly number[], readonly number[]]): boolean {
    const { seen, risksOf } = this
    const mark = ++this.mark
    for (const arc of one) for (const risk of risksOf[arc >> 1] as readonly number[]) seen[risk] = mark
    for (const arc of other)
      for (const risk of risksOf[arc >> 1] as readonly number[]) if (seen[risk] === mark) return false
    return true
  }

  /** The pair of least sum; `least`: what no pair is below; `seeds`: paths to begin with. */
  find(
    source: number,
    tree: DistanceTree,
    closed: ClosedArcs | undefined,
    seeds: readonly (readonly number[])[],
    least: number,
    budget: number,
  ): DisjointPair {
    this.searches = 0
    this.best = Number.POSITIVE_INFINITY
    this.paths = undefined
    this.ways.clear()
    this.openAll(closed)
    const parts: Part[] = [{ avoided: [], taken: [] }]
    const shortest = (risks: readonly number[], below: number) => this.shortest(source, tree, risks, below)
    for (const arcs of seeds) {
      if (this.searches > budget) return this.outOfBudget()
      const way = this.wayOf([...arcs])
      this.meet(way)
      shortest(way.risks, this.best - way.cost)
    }
    for (let part = parts.pop(); part && this.best > least; part = parts.pop()) {
      if (this.searches > budget) return this.outOfBudget()
      const first = shortest(part.avoided, this.best / 2)
      if (!first) continue
      shortest(first.risks, this.best - first.cost)
      const { avoided, taken } = part
      const conflict = this.conflictOf(first, taken, shortest)
      for (let i = conflict.length - 1; i >= 0; i--)
        parts.push({ avoided: [...avoided, conflict[i] as number], taken: [...taken, ...conflict.slice(0, i)] })
    }
    const { paths, best } = this
    return paths ? { kind: 'found', paths, cost: best, isBest: true } : { kind: 'none' }
  }

  private openAll(closed: ClosedArcs | undefined): void {
    this.stamp = 0
    this.level.fill(0)
    if (closed) for (let arc = 0; arc < closed.length; arc++) if (closed[arc] === 1) this.level[arc] = shut
  }

  private outOfBudget(): DisjointPair {
    const { paths, best } = this
    return paths ? { kind: 'found', paths, cost: best, isBest: false } : { kind: 'unknown', searches: this.searches }
  }

  /** Risks of a way that every path which keeps off `taken` and makes a better pair with it or with a longer one has one of. */
  private conflictOf(
    first: Way,
    taken: readonly number[],
    shortest: (risks: readonly number[], below: number) => Way | undefined,
  ): readonly number[] {
    for (;;) {
      const below = this.best - first.cost
      const chosen = this.ways.meetingAll(first.risks, taken, below)
      if (!shortest([...taken, ...chosen], below)) return chosen
    }
  }

  /** Remembers a way, and the best pair that it makes with those before it. */
  private meet(way: Way): void {
    const other = this.ways.apartFrom(way.risks, this.best - way.cost)
    this.ways.add(way)
    if (!other) return
    this.best = way.cost + other.cost
    this.paths = other.cost < way.cost ? [other.arcs, way.arcs] : [way.arcs, other.arcs]
  }

  private shortest(source: number, tree: DistanceTree, avoided: readonly number[], below: number): Way | undefined {
    const { level, linksOf } = this
    const stamp = ++this.stamp
    this.searches++
    for (const risk of avoided)
      for (const link of linksOf[risk] ?? []) {
        if (level[2 * link] !== shut) level[2 * link] = -stamp
        if (level[2 * link + 1] !== shut) level[2 * link + 1] = -stamp
      }
    const arcs = this.search.find(source, tree.distance, level, 0.5 - stamp, below)
    if (!arcs) return undefined
    const way = this.wayOf(arcs)
    this.meet(way)
    return way
  }

  /** Shared risks first: they cut more. */
  private wayOf(arcs: number[]): Way {
    const { seen, risksOf, flat } = this
    const mark = ++this.mark
    const [shared, own]: [number[], number[]] = [[], []]
    let cost = 0
    for (const arc of arcs) {
      cost += flat.cost[arc] as number
      for (const risk of risksOf[arc >> 1] as readonly number[]) {
        if (seen[risk] === mark) continue
        seen[risk] = mark
        if (risk >= risksOf.length) shared.push(risk)
        else own.push(risk)
      }
    }
    return { arcs, cost, risks: [...shared, ...own] }
  }
}
