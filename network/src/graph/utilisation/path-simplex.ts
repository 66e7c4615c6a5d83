import { DenseSolver } from './dense-solver.js'
import { LengthTree } from './length-tree.js'
import type { Traffic } from './traffic.js'
import { arcsFrom } from './traffic.js'

/** A path beside the demand's key path. */
interface Column {
  readonly demand: number
  readonly arcs: readonly number[]
}

/** Who leaves when something else enters. */
type Leaving =
  | { readonly kind: 'column'; readonly at: number }
  | { readonly kind: 'key'; readonly demand: number }
  | { readonly kind: 'slack'; readonly arc: number }

const tiny = 1e-10
/** Columns that one round of pricing brings in at most. */
const mostColumns = 600
/** Pivots after which columns are priced again. */
const pivotsPerRound = 150

/** Minimum of the highest utilisation by the simplex method over paths, with columns made when they are needed.
 *
 *      minimise z   with, for each arc,     what its paths carry  ≤  z × capacity
 *                        for each demand,   what its paths carry  =  its amount
 *
 *  A basis has one row per arc and per demand, but nearly all of it is plain: every demand has a *key* path that takes what the demand's
 *  other paths do not, and every arc with room has its slack. What is left is small: a row for each full arc (`tight`), a column for each
 *  path beside a key, and one for z (generalised upper bounding, Dantzig and Van Slyke 1967). That matrix is factored anew at each pivot.
 *
 *  The dual prices of full arcs make lengths; any lengths bound z from below (`lengthBound`), and shortest paths by them that are shorter
 *  than the demand's key path come in. */
export class PathSimplex {
  /** The best bound so far. */
  bound: number
  pivots = 0
  z = 0
  private readonly traffic: Traffic
  private readonly tree: LengthTree
  private readonly solver = new DenseSolver()
  /** What the arcs would carry if keys took all. */
  private readonly base: Float64Array
  private readonly load: Float64Array
  private columns: Column[] = []
  private flow: Float64Array = new Float64Array(0)
  /** Full arcs, and per arc its place among them or −1. */
  private tight: number[] = []
  private readonly row: Int32Array
  private price: Float64Array = new Float64Array(0)
  private pool: Column[] = []

  constructor(traffic: Traffic, bound: number) {
    const { graph, capacity } = traffic
    this.traffic = traffic
    this.bound = bound
    this.tree = new LengthTree(graph)
    this.base = traffic.load.slice()
    this.load = traffic.load.slice()
    this.row = new Int32Array(capacity.length).fill(-1)
    let fullest = 0
    for (let arc = 0; arc < capacity.length; arc++) if (this.fullness(arc) > this.fullness(fullest)) fullest = arc
    this.tight = [fullest]
    this.row[fullest] = 0
    this.refresh()
  }

  private fullness(arc: number): number {
    return (this.base[arc] as number) / (this.traffic.capacity[arc] as number)
  }

  /** Pivots until the gap between z and the bound is at most this share of the bound, or nothing improves, or the pivots are spent. */
  run(gap: number, mostPivots: number): void {
    for (;;) {
      if (!this.priceColumns(gap)) return
      const before = this.pivots
      for (let i = 0; i < pivotsPerRound; i++) {
        if (this.z - this.bound <= gap * this.bound || this.pivots >= mostPivots) return
        if (!this.pivot()) break
      }
      if (this.pivots === before) return
    }
  }

  /** What each demand's paths carry, in the scaled unit. */
  flows(): { readonly demand: number; readonly arcs: readonly number[]; readonly amount: number }[] {
    const { amount, paths } = this.traffic
    const left = amount.slice()
    const beside = this.columns.map(({ demand, arcs }, i) => {
      left[demand] = (left[demand] as number) - (this.flow[i] as number)
      return { demand, arcs, amount: Math.max(0, this.flow[i] as number) }
    })
    const keys = paths.map((arcs, demand) => ({ demand, arcs, amount: Math.max(0, left[demand] as number) }))
    return [...keys, ...beside].filter((one) => one.amount > 0)
  }

  /** Solves for flows, z, loads and prices. */
  private refresh(): boolean {
    const { capacity } = this.traffic
    const size = this.tight.length
    const matrix = new Float64Array(size * size)
    for (const [j, column] of this.columns.entries())
      this.eachDifference(column, (arc, by) => {
        const i = this.row[arc] as number
        if (i >= 0) matrix[i * size + j] = (matrix[i * size + j] as number) + by
      })
    for (const [i, arc] of this.tight.entries()) matrix[i * size + size - 1] = -(capacity[arc] as number)
    if (!this.solver.factor(matrix, size)) return false
    this.flow = this.solver.solve(Float64Array.from(this.tight, (arc) => -(this.base[arc] as number)))
    this.z = this.flow[size - 1] as number
    const last = new Float64Array(size)
    last[size - 1] = -1
    this.price = this.solver.solveTransposed(last)
    this.load.set(this.base)
    for (const [j, column] of this.columns.entries()) {
      const carried = this.flow[j] as number
      this.eachDifference(column, (arc, by) => {
        this.load[arc] = (this.load[arc] as number) + by * carried
      })
    }
    return true
  }

  /** Arcs that the column's path has and the demand's key path has not, with 1; the other way round with −1 (arcs of both with both). */
  private eachDifference({ demand, arcs }: Column, see: (arc: number, by: number) => void): void {
    for (const arc of arcs) see(arc, 1)
    for (const arc of this.traffic.paths[demand] as readonly number[]) see(arc, -1)
  }

  private priceOf(arcs: readonly number[]): number {
    let sum = 0
    for (let i = 0; i < arcs.length; i++) {
      const row = this.row[arcs[i] as number] as number
      if (row >= 0) sum += this.price[row] as number
    }
    return sum
  }

  /** Looks for shorter paths by the prices; improves the bound. False where z is near enough to it, or no path is shorter. */
  private priceColumns(gap: number): boolean {
    const { capacity, graph, targets, start, source, amount, paths } = this.traffic
    const length = new Float64Array(capacity.length)
    for (let arc = 0; arc < length.length; arc++) {
      const fullness = (this.load[arc] as number) / (capacity[arc] as number) / this.z
      length[arc] = ((1e-6 + 1e-5 * fullness ** 8) / (capacity[arc] as number)) * (1 / length.length)
      const row = this.row[arc] as number
      if (row >= 0) length[arc] = (length[arc] as number) + Math.max(0, this.price[row] as number)
    }
    const found: { column: Column; gain: number }[] = []
    let worth = 0
    let sum = 0
    for (let i = 0; i < targets.length; i++) {
      this.tree.aim(targets[i] as number, length)
      const last = start[i + 1] as number
      for (let demand = start[i] as number; demand < last; demand++) {
        const node = source[demand] as number
        const far = this.tree.distance[node] as number
        sum += (amount[demand] as number) * far
        const saved = this.priceOf(paths[demand] as readonly number[]) - far
        const gain = saved * (amount[demand] as number)
        if (saved <= 1e-9 || gain <= worth) continue
        found.push({ column: { demand, arcs: arcsFrom(node, this.tree.nextArc, graph.head) }, gain })
        if (found.length === 4 * mostColumns) worth = keepBest(found)
      }
    }
    const whole = length.reduce((total, one, arc) => total + one * (capacity[arc] as number), 0)
    this.bound = Math.max(this.bound, sum / whole)
    if (this.z - this.bound <= gap * this.bound) return false
    keepBest(found)
    this.pool = found.map(({ column }) => column)
    return this.pool.length > 0 || this.price.some((one) => one < -1e-9)
  }

  /** One exchange. False where nothing that is known improves. */
  private pivot(): boolean {
    let worst = -1
    let least = -1e-9
    for (const [i, arc] of this.tight.entries()) {
      const gain = (this.price[i] as number) * (this.traffic.capacity[arc] as number)
      if (gain >= least) continue
      least = gain
      worst = i
    }
    if (worst >= 0) return this.enterSlack(worst)
    const entering = this.bestColumn()
    return entering === undefined ? false : this.enterColumn(entering)
  }

  private bestColumn(): Column | undefined {
    const { amount, paths } = this.traffic
    let best: Column | undefined
    let most = 1e-12
    for (const column of this.pool) {
      const saved = this.priceOf(paths[column.demand] as readonly number[]) - this.priceOf(column.arcs)
      const gain = saved * (amount[column.demand] as number)
      if (gain <= most || saved < 1e-9) continue
      most = gain
      best = column
    }
    return best
  }

  private enterSlack(at: number): boolean {
    const right = new Float64Array(this.tight.length)
    right[at] = -1
    const leaving = this.leaving(this.solver.solve(right), undefined)
    if (!leaving) return false
    this.remember()
    if (leaving.kind === 'slack') {
      this.tight[at] = leaving.arc
    } else {
      this.tight.splice(at, 1)
      this.dropColumn(leaving)
    }
    return this.done()
  }

  private enterColumn(column: Column): boolean {
    this.pool = this.pool.filter((one) => one !== column)
    const right = new Float64Array(this.tight.length)
    this.eachDifference(column, (arc, by) => {
      const row = this.row[arc] as number
      if (row >= 0) right[row] = (right[row] as number) - by
    })
    const leaving = this.leaving(this.solver.solve(right), column)
    if (!leaving) return true
    this.remember()
    if (leaving.kind === 'slack') {
      this.tight.push(leaving.arc)
      this.columns.push(column)
    } else if (leaving.kind === 'key' && leaving.demand === column.demand) {
      this.setKey(column.demand, column.arcs)
    } else {
      this.dropColumn(leaving)
      this.columns.push(column)
    }
    return this.done()
  }

  private remember(): void {
    this.last = { tight: this.tight.slice(), columns: this.columns.slice() }
  }
  private last: { readonly tight: number[]; readonly columns: Column[]; key?: Column } = { tight: [], columns: [] }

  /** Takes back an exchange after which the matrix cannot be factored: rounding has chosen a pivot that is none. */
  private undo(): void {
    const { tight, columns, key } = this.last
    this.tight = tight
    this.columns = columns
    if (key) this.setKey(key.demand, key.arcs)
    this.row.fill(-1)
    for (const [i, arc] of tight.entries()) this.row[arc] = i
    this.refresh()
  }

  private done(): boolean {
    this.pivots++
    this.row.fill(-1)
    for (const [i, arc] of this.tight.entries()) this.row[arc] = i
    if (!this.refresh()) this.undo()
    return true
  }

  /** Takes out a path that carries nothing any more; where it is a key, another path of the demand becomes it. */
  private dropColumn(leaving: Exclude<Leaving, { kind: 'slack' }>): void {
    if (leaving.kind === 'column') {
      this.columns.splice(leaving.at, 1)
      return
    }
    let heir = -1
    for (const [j, { demand }] of this.columns.entries())
      if (demand === leaving.demand && (heir < 0 || (this.step[j] as number) > (this.step[heir] as number))) heir = j
    const [column] = this.columns.splice(heir, 1)
    this.setKey(leaving.demand, (column as Column).arcs)
  }
  /** What the columns carry after the step, for the choice of an heir. */
  private step: Float64Array = new Float64Array(0)

  private setKey(demand: number, arcs: readonly number[]): void {
    const { paths, amount } = this.traffic
    const size = amount[demand] as number
    this.last.key = { demand, arcs: paths[demand] as readonly number[] }
    for (const arc of paths[demand] as readonly number[]) this.base[arc] = (this.base[arc] as number) - size
    for (const arc of arcs) this.base[arc] = (this.base[arc] as number) + size
    paths[demand] = arcs
  }

  /** Who comes to its limit first when the basis moves by `change` (flows of the columns, then z) and the entering path takes the same amount. */
  private leaving(change: Float64Array, entering: Column | undefined): Leaving | undefined {
    const { amount, capacity } = this.traffic
    const size = this.tight.length
    let least = Number.POSITIVE_INFINITY
    let strength = 0
    let leaving: Leaving | undefined
    const consider = (room: number, fall: number, who: () => Leaving) => {
      if (fall <= 1e-9) return
      const steps = Math.max(0, room) / fall
      if (steps > least + tiny || (steps > least - tiny && fall <= strength)) return
      if (steps < least) least = steps
      strength = fall
      leaving = who()
    }
    const keys = new Map<number, { room: number; fall: number }>()
    const keyOf = (demand: number) => {
      let key = keys.get(demand)
      if (!key) keys.set(demand, (key = { room: amount[demand] as number, fall: 0 }))
      return key
    }
    if (entering) keyOf(entering.demand).fall += 1
    for (const [j, { demand }] of this.columns.entries()) {
      consider(this.flow[j] as number, -(change[j] as number), () => ({ kind: 'column', at: j }))
      const key = keyOf(demand)
      key.room -= this.flow[j] as number
      key.fall += change[j] as number
    }
    for (const [demand, { room, fall }] of keys) consider(room, fall, () => ({ kind: 'key', demand }))
    const rise = this.rises(change, entering)
    const dz = change[size - 1] as number
    for (let arc = 0; arc < rise.length; arc++) {
      if ((this.row[arc] as number) >= 0) continue
      const full = capacity[arc] as number
      consider(this.z * full - (this.load[arc] as number), (rise[arc] as number) - dz * full, () => ({
        kind: 'slack',
        arc,
      }))
    }
    this.step = this.flow.map((one, j) => one + least * (change[j] as number))
    return leaving
  }

  /** How much more each arc carries per step. */
  private rises(change: Float64Array, entering: Column | undefined): Float64Array {
    const rise = new Float64Array(this.load.length)
    const add = (column: Column, times: number) =>
      this.eachDifference(column, (arc, by) => {
        rise[arc] = (rise[arc] as number) + by * times
      })
    if (entering) add(entering, 1)
    for (const [j, column] of this.columns.entries()) if (change[j] !== 0) add(column, change[j] as number)
    return rise
  }
}

/** Orders by gain and leaves the best; the gain that a further one must have. */
function keepBest(found: { column: Column; gain: number }[]): number {
  found.sort((a, b) => b.gain - a.gain || a.column.demand - b.column.demand)
  if (found.length <= mostColumns) return 0
  found.length = mostColumns
  return found[mostColumns - 1]?.gain ?? 0
}
