import { DistanceTree } from './distance-tree.js'
import type { FlatGraph } from './flat-graph.js'
import { GuidedSearch } from './guided-search.js'

/** Bandwidth that is asked for between two nodes, in the unit of the capacities. */
export interface Reservation {
  readonly from: number
  readonly to: number
  readonly amount: number
  /** The higher one may move the lower; equal ones never. */
  readonly priority: number
}

/** One that had to make room: by whom, where it was, and where it is now, or `undefined` where it has nothing any more. */
export interface MovedReservation {
  readonly reservation: number
  readonly by: number
  readonly was: readonly number[]
  readonly now: readonly number[] | undefined
}

/** What became of a reservation: its number, path, and who was moved for it; or why there is none. */
export type Admission =
  | {
      readonly kind: 'admitted'
      readonly reservation: number
      readonly path: readonly number[]
      readonly moved: readonly MovedReservation[]
    }
  | { readonly kind: 'no-path' | 'no-room' }

interface Held extends Reservation {
  readonly id: number
  path: readonly number[]
}

interface Displaced {
  readonly one: Held
  readonly by: number
}

/** Distances kept for trees, at most. */
const mostKept = 4_000_000
/** Nodes around a target that are looked at before a search. */
const lookedAt = 16

/** Reservations on the arcs of a network, admitted one after another, each on the shortest path that has room.
 *
 *  Mostly that is the path of the target's tree, which is kept from one reservation to the next, and only its arcs are looked at. Otherwise A* over
 *  the arcs with room, with the tree as its bound. Where nothing has room, lower priorities are moved: those of the lowest priorities that suffice
 *  for some path; on the shortest path that they leave, on each arc the lowest first, among equals the last admitted; and whoever of them
 *  turns out not to be in the way stays. Those moved are admitted again, the highest first, and may move lower ones in turn, so that it ends. One
 *  that was admitted is never touched but by a higher priority. Setup and holding priorities as in RFC 3209 section 4.7, both the same. */
export class ReservationBook {
  /** Per arc: what is left. */
  readonly free: Float64Array
  private readonly flat: FlatGraph
  private readonly tree: DistanceTree
  private readonly search: GuidedSearch
  private readonly distances = new Map<number, Float64Array>()
  private readonly nextArcs = new Map<number, Int32Array>()
  private readonly held = new Map<number, Held>()
  /** Per arc, in the order in which they came there. */
  private readonly users: Held[][]
  /** Priorities that have been seen, lowest first, with what each takes per arc. */
  private levels: { readonly priority: number; readonly taken: Float64Array }[] = []
  private next = 0

  /** `capacity` per arc. */
  constructor(flat: FlatGraph, capacity: Float64Array) {
    this.flat = flat
    this.free = capacity.slice()
    this.tree = new DistanceTree(flat)
    this.search = new GuidedSearch(flat)
    this.users = Array.from({ length: flat.arcCount }, () => [])
  }

  /** Admits a reservation, or says why not; refused ones change nothing. */
  admit({ from, to, amount, priority }: Reservation): Admission {
    const placed = this.place({ id: this.next, from, to, amount, priority, path: [] })
    if (placed.kind !== 'placed') return placed
    const { one, displaced } = placed
    this.next++
    return { kind: 'admitted', reservation: one.id, path: one.path, moved: this.placeAgain(displaced) }
  }

  /** Gives back what a reservation holds; false where there is none of that number. */
  release(reservation: number): boolean {
    const one = this.held.get(reservation)
    if (!one) return false
    this.lift(one)
    this.held.delete(reservation)
    return true
  }

  /** Where a reservation lies now. */
  pathOf(reservation: number): readonly number[] | undefined {
    return this.held.get(reservation)?.path
  }

  private placeAgain(first: readonly Displaced[]): MovedReservation[] {
    const moved: MovedReservation[] = []
    const waiting = [...first]
    while (waiting.length > 0) {
      waiting.sort((a, b) => a.one.priority - b.one.priority || b.one.id - a.one.id)
      const { one, by } = waiting.pop() as Displaced
      const was = one.path
      const placed = this.place(one)
      if (placed.kind === 'placed') waiting.push(...placed.displaced)
      moved.push({ reservation: one.id, by, was, now: placed.kind === 'placed' ? one.path : undefined })
    }
    return moved
  }

  private place(
    one: Held,
  ): { readonly kind: 'no-path' | 'no-room' } | { kind: 'placed'; one: Held; displaced: Displaced[] } {
    const distance = this.aimed(one.to)
    if (distance[one.from] === Number.POSITIVE_INFINITY) return { kind: 'no-path' }
    const path = this.pathWithRoom(one, distance)
    if (path) {
      this.lay(one, path)
      return { kind: 'placed', one, displaced: [] }
    }
    const over = this.pathOverOthers(one, distance)
    if (!over) return { kind: 'no-room' }
    const displaced = this.makeRoom(one, over.path, over.upTo).map((other) => ({ one: other, by: one.id }))
    this.lay(one, over.path)
    return { kind: 'placed', one, displaced }
  }

  private aimed(target: number): Float64Array {
    const known = this.distances.get(target)
    if (known) return known
    if (this.distances.size * this.flat.nodeCount > mostKept) {
      this.distances.clear()
      this.nextArcs.clear()
    }
    this.tree.aim([target])
    const distance = this.tree.distance.slice()
    this.distances.set(target, distance)
    this.nextArcs.set(target, this.tree.nextArc.slice())
    return distance
  }

  private pathWithRoom({ from, to, amount }: Held, distance: Float64Array): number[] | undefined {
    const { free, flat } = this
    const nextArc = this.nextArcs.get(to) as Int32Array
    const path: number[] = []
    for (let node = from; node !== to; node = flat.head[path[path.length - 1] as number] as number) {
      const arc = nextArc[node] as number
      if (!((free[arc] as number) >= amount)) {
        return this.isShutIn(from, to, amount) ? undefined : this.search.find(from, distance, free, amount)
      }
      path.push(arc)
    }
    return path
  }

  /** Whether the few nodes from which the target can be reached at all are found, and the source is not among them: a look around the target, so
   *  that the whole network need not be searched only because the last links are full. */
  private isShutIn(from: number, target: number, amount: number): boolean {
    const { free, flat } = this
    const { start, slotArc, slotHead, isEnd } = flat
    const seen = [target]
    for (let i = 0; i < seen.length; i++) {
      const node = seen[i] as number
      if (isEnd[node] === 1 && node !== target) continue
      for (let slot = start[node] as number; slot < (start[node + 1] as number); slot++) {
        const before = slotHead[slot] as number
        if (!((free[(slotArc[slot] as number) ^ 1] as number) >= amount) || seen.includes(before)) continue
        if (before === from || seen.length === lookedAt) return false
        seen.push(before)
      }
    }
    return true
  }

  /** The shortest path that has room once everything up to some priority, as low as can be, is gone. */
  private pathOverOthers(one: Held, distance: Float64Array): { path: number[]; upTo: number } | undefined {
    const lower = this.levels.filter(({ priority }) => priority < one.priority)
    const room = this.free.slice()
    for (const { taken } of lower)
      for (let arc = 0; arc < room.length; arc++) room[arc] = (room[arc] as number) + (taken[arc] as number)
    if (lower.length === 0 || !this.search.find(one.from, distance, room, one.amount)) return undefined
    room.set(this.free)
    for (const { taken, priority } of lower) {
      for (let arc = 0; arc < room.length; arc++) room[arc] = (room[arc] as number) + (taken[arc] as number)
      const path = this.search.find(one.from, distance, room, one.amount)
      if (path) return { path, upTo: priority }
    }
    return undefined
  }

  /** Lifts those that are in the way, and returns them. */
  private makeRoom({ amount }: Held, path: readonly number[], upTo: number): Held[] {
    const lifted: Held[] = []
    for (const arc of path) {
      if ((this.free[arc] as number) >= amount) continue
      const users = (this.users[arc] as Held[])
        .filter(({ priority }) => priority <= upTo)
        .sort((a, b) => a.priority - b.priority || b.id - a.id)
      for (const user of users) {
        if ((this.free[arc] as number) >= amount) break
        this.lift(user)
        lifted.push(user)
      }
    }
    lifted.sort((a, b) => b.priority - a.priority || a.id - b.id)
    return lifted.filter((one) => !this.canStay(one, amount, path))
  }

  /** Lays it back where it was if the path has room all the same. */
  private canStay(one: Held, amount: number, path: readonly number[]): boolean {
    const own = new Set(one.path)
    const isFree = path.every((arc) => (this.free[arc] as number) - (own.has(arc) ? one.amount : 0) >= amount)
    if (isFree) this.lay(one, one.path)
    return isFree
  }

  private lay(one: Held, path: readonly number[]): void {
    const { taken } = this.levelOf(one.priority)
    one.path = path
    this.held.set(one.id, one)
    for (const arc of path) {
      this.free[arc] = (this.free[arc] as number) - one.amount
      taken[arc] = (taken[arc] as number) + one.amount
      this.users[arc]?.push(one)
    }
  }

  private lift(one: Held): void {
    const { taken } = this.levelOf(one.priority)
    this.held.delete(one.id)
    for (const arc of one.path) {
      this.free[arc] = (this.free[arc] as number) + one.amount
      taken[arc] = (taken[arc] as number) - one.amount
      const users = this.users[arc] as Held[]
      users.splice(users.lastIndexOf(one), 1)
    }
  }

  private levelOf(priority: number): { readonly priority: number; readonly taken: Float64Array } {
    const known = this.levels.find((level) => level.priority === priority)
    if (known) return known
    const level = { priority, taken: new Float64Array(this.flat.arcCount) }
    this.levels = [...this.levels, level].sort((a, b) => a.priority - b.priority)
    return level
  }
}
