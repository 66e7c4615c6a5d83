import type { DisjointPair } from './disjoint-pairs.js'
import type { DistanceTree } from './distance-tree.js'
import type { FlatGraph } from './flat-graph.js'
import type { ClosedArcs } from './graph.js'
import type { GuidedSearch } from './guided-search.js'

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
 *  holds nothing better. After the conflicting sets of Rostami, Khorsandi and Khajeh Saeed, CoSE (ISCC 2007), here with costs, and exact. */
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
  }

  /** Whether two paths share nothing. */
  areApart([one, other]: readonly [readonly number[], readonly number[]]): boolean {
    const risks = new Set(this.risksAlong(one))
    return !this.risksAlong(other).some((risk) => risks.has(risk))
  }

  /** The pair of least sum; `least`: what no pair is below. */
  find(
    source: number,
    tree: DistanceTree,
    closed: ClosedArcs | undefined,
    least: number,
    budget: number,
  ): DisjointPair {
    this.searches = 0
    let best = Number.POSITIVE_INFINITY
    let paths: [number[], number[]] | undefined
    const parts: Part[] = [{ avoided: [], taken: [] }]
    const shortest = (risks: readonly number[], below: number) => this.shortest(source, tree, risks, below)
    this.stamp = 0
    if (closed) for (let arc = 0; arc < closed.length; arc++) this.level[arc] = closed[arc] === 1 ? shut : 0
    else this.level.fill(0)
    for (let part = parts.pop(); part && best > least; part = parts.pop()) {
      if (this.searches > budget) return this.outOfBudget(paths, best)
      const first = shortest(part.avoided, best / 2)
      if (!first) continue
      const spent = this.costOf(first)
      const risks = this.risksAlong(first)
      const partner = shortest(risks, best - spent)
      if (partner) {
        best = spent + this.costOf(partner)
        paths = [first, partner]
      }
      const { taken } = part
      if (!shortest(taken, best - spent)) continue
      const conflict = this.fewest(risks, (some) => !shortest([...taken, ...some], best - spent))
      for (let i = conflict.length - 1; i >= 0; i--)
        parts.push({ avoided: [...part.avoided, conflict[i] as number], taken: [...taken, ...conflict.slice(0, i)] })
    }
    return paths ? { kind: 'found', paths, cost: best, isBest: true } : { kind: 'none' }
  }

  private outOfBudget(paths: [number[], number[]] | undefined, cost: number): DisjointPair {
    return paths ? { kind: 'found', paths, cost, isBest: false } : { kind: 'unknown', searches: this.searches }
  }

  /** Leaves out what can be left out: halves first, then smaller stretches. What holds of all must hold of more. */
  private fewest(risks: readonly number[], holds: (some: readonly number[]) => boolean): readonly number[] {
    let kept = risks
    for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
      for (let at = 0; at < kept.length; ) {
        const without = [...kept.slice(0, at), ...kept.slice(at + size)]
        if (holds(without)) kept = without
        else at += size
      }
    return kept
  }

  private shortest(
    source: number,
    tree: DistanceTree,
    avoided: readonly number[],
    below: number,
  ): number[] | undefined {
    const { level, linksOf } = this
    const stamp = ++this.stamp
    this.searches++
    for (const risk of avoided)
      for (const link of linksOf[risk] ?? []) {
        if (level[2 * link] !== shut) level[2 * link] = -stamp
        if (level[2 * link + 1] !== shut) level[2 * link + 1] = -stamp
      }
    return this.search.find(source, tree.distance, level, 0.5 - stamp, below)
  }

  /** Shared ones first: they cut more. */
  private risksAlong(arcs: readonly number[]): number[] {
    const links = this.risksOf.length
    const all = [...new Set(arcs.flatMap((arc) => this.risksOf[arc >> 1] ?? []))]
    return [...all.filter((risk) => risk >= links), ...all.filter((risk) => risk < links)]
  }

  private costOf(arcs: readonly number[]): number {
    let sum = 0
    for (const arc of arcs) sum += this.flat.cost[arc] as number
    return sum
  }
}
