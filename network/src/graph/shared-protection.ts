import { DistanceTree } from './distance-tree.js'
import type { FlatGraph } from './flat-graph.js'
import { GuidedSearch } from './guided-search.js'
import type { GraphDemand } from './utilisation/traffic.js'

/** Why nothing carries a demand: there is no path, or none has room. */
export type Shortage = 'no-path' | 'no-room'

/** A demand with what carries it. Failures are named by their place. */
export interface ProtectedDemand {
  readonly path: readonly number[] | Shortage
  /** Where to go instead, for each failure that hits the path. */
  readonly backups: readonly { readonly failure: number; readonly arcs: readonly number[] }[]
  /** Failures that hit the path and leave nothing to go by. */
  readonly unprotected: readonly { readonly failure: number; readonly reason: Shortage }[]
}

/** What carries each demand, while everything is up and in every failure. */
export interface ProtectionPlan {
  readonly demands: readonly ProtectedDemand[]
  /** Per arc: what it carries while everything is up. */
  readonly carried: Float64Array
  /** Per arc: the most that it carries, in whatever failure; never more than its capacity. */
  readonly reserved: Float64Array
  /** Per arc: what it would have to keep if no two demands shared what they keep for failures. */
  readonly unshared: Float64Array
}

/** Gives every demand in turn the shortest path that has room, and for each failure (a set of links) that hits it the shortest path around the failure.
 *
 *  Failures exclude each other: at most one happens at a time. So what two demands keep for different failures is the same capacity, and what a
 *  failed path no longer carries is free for others in that failure. For each failure the plan keeps how the load of arcs differs from that
 *  with everything up, and an arc needs the most of all of them. A path asks for room in every failure; a path around asks for
 *  it in its own only. A demand without a way around keeps its path, and the failure is listed. Shared backup path protection, after Kodialam and
 *  Lakshman (INFOCOM 2000), by failure. Memory: failures × arcs. */
export function planProtection(
  flat: FlatGraph,
  capacity: Float64Array,
  demands: readonly GraphDemand[],
  failures: readonly (readonly number[])[],
): ProtectionPlan {
  const planner = new ProtectionPlanner(flat, capacity, failures)
  const plans = demands.map((demand) => planner.plan(demand))
  return { demands: plans, carried: planner.carried, reserved: planner.reserved(), unshared: planner.unshared() }
}

class ProtectionPlanner {
  readonly carried: Float64Array
  readonly #capacity: Float64Array
  readonly #tree: DistanceTree
  readonly #search: GuidedSearch
  readonly #failures: readonly ReadonlySet<number>[]
  /** Per link: the failures that take it down. */
  readonly #failuresOf: readonly (readonly number[])[]
  /** Per failure, and in it per arc: how much more is carried than with everything up. */
  readonly #more: readonly Float64Array[]
  /** Per arc: the most of these, and at least 0. */
  readonly #most: Float64Array
  readonly #ownBackups: Float64Array
  readonly #room: Float64Array

  constructor(flat: FlatGraph, capacity: Float64Array, failures: readonly (readonly number[])[]) {
    const { arcCount } = flat
    this.#capacity = capacity
    this.#tree = new DistanceTree(flat)
    this.#search = new GuidedSearch(flat)
    this.#failures = failures.map((links) => new Set(links))
    const failuresOf: number[][] = Array.from({ length: arcCount / 2 }, () => [])
    for (const [failure, links] of this.#failures.entries()) for (const link of links) failuresOf[link]?.push(failure)
    this.#failuresOf = failuresOf
    this.#more = failures.map(() => new Float64Array(arcCount))
    this.carried = new Float64Array(arcCount)
    this.#most = new Float64Array(arcCount)
    this.#ownBackups = new Float64Array(arcCount)
    this.#room = new Float64Array(arcCount)
  }

  plan({ from, to, amount }: GraphDemand): ProtectedDemand {
    const nothing = { backups: [], unprotected: [] }
    this.#tree.aim([to])
    if (this.#tree.distance[from] === Number.POSITIVE_INFINITY) return { path: 'no-path', ...nothing }
    const path = this.#shortest(from, amount, (arc) => this.#need(arc))
    if (!path) return { path: 'no-room', ...nothing }
    const hits = [...new Set(path.flatMap((arc) => this.#failuresOf[arc >> 1] ?? []))].sort((a, b) => a - b)
    for (const arc of path) this.carried[arc] = (this.carried[arc] as number) + amount
    for (const failure of hits) this.#add(failure, path, -amount)
    const ways = hits.map((failure) => ({ failure, arcs: this.#around(failure, from, amount) }))
    for (const arc of path) this.#most[arc] = this.#more.reduce((most, more) => Math.max(most, more[arc] as number), 0)
    this.#countUnshared(path, ways, amount)
    return {
      path,
      backups: ways.flatMap(({ failure, arcs }) => (typeof arcs === 'string' ? [] : [{ failure, arcs }])),
      unprotected: ways.flatMap(({ failure, arcs }) => (typeof arcs === 'string' ? [{ failure, reason: arcs }] : [])),
    }
  }

  reserved(): Float64Array {
    return this.carried.map((_, arc) => this.#need(arc))
  }

  unshared(): Float64Array {
    return this.carried.map((carried, arc) => carried + (this.#ownBackups[arc] as number))
  }

  #need(arc: number): number {
    return (this.carried[arc] as number) + (this.#most[arc] as number)
  }

  /** Takes up room for the way around a failure, if there is one. */
  #around(failure: number, from: number, amount: number): number[] | Shortage {
    const down = this.#failures[failure] as ReadonlySet<number>
    const more = this.#more[failure] as Float64Array
    const loaded = (arc: number) =>
      down.has(arc >> 1) ? Number.POSITIVE_INFINITY : (this.carried[arc] as number) + (more[arc] as number)
    const arcs = this.#shortest(from, amount, loaded)
    if (!arcs) return this.#shortest(from, -Number.MAX_VALUE, loaded) ? 'no-room' : 'no-path'
    this.#add(failure, arcs, amount)
    return arcs
  }

  #shortest(from: number, amount: number, loaded: (arc: number) => number): number[] | undefined {
    for (let arc = 0; arc < this.#room.length; arc++) this.#room[arc] = (this.#capacity[arc] as number) - loaded(arc)
    return this.#search.find(from, this.#tree.distance, this.#room, amount)
  }

  #add(failure: number, arcs: readonly number[], amount: number): void {
    const more = this.#more[failure] as Float64Array
    for (const arc of arcs) {
      more[arc] = (more[arc] as number) + amount
      this.#most[arc] = Math.max(this.#most[arc] as number, more[arc] as number)
    }
  }

  /** A demand that shares with nobody keeps its amount once on every arc that any of its ways around takes beside its path. */
  #countUnshared(
    path: readonly number[],
    ways: readonly { readonly arcs: number[] | Shortage }[],
    amount: number,
  ): void {
    const arcs = new Set(ways.flatMap((way) => (typeof way.arcs === 'string' ? [] : way.arcs)))
    for (const arc of path) arcs.delete(arc)
    for (const arc of arcs) this.#ownBackups[arc] = (this.#ownBackups[arc] as number) + amount
  }
}
