import { LengthTree } from './length-tree.js'
import type { Traffic } from './traffic.js'
import { arcsFrom, highestUtilisation } from './traffic.js'

/** How steeply the price of an arc rises with its utilisation, sweep by sweep. */
const steepness = [10, 30, 80, 200, 500]

/** Gives every demand one path, sweep after sweep: arcs cost more the fuller they are, and a demand moves where its path becomes cheaper by
 *  that. Writes `paths` and `load`; returns a lower bound of the highest utilisation that any routing has: with any lengths, the traffic
 *  times its distance, over the sum of lengths times capacities. Ends early where that is as near as `gap` asks for. */
export function routeWhole(traffic: Traffic, gap: number): number {
  const { graph, capacity, load } = traffic
  const tree = new LengthTree(graph)
  let bound = 0
  const price = Float64Array.from(capacity, (one) => 1 / one)
  const sweeper = new Sweeper(traffic, tree, price)
  sweeper.start()
  for (const steep of steepness) {
    const most = highestUtilisation(traffic)
    if (most === 0) return 0
    for (let arc = 0; arc < price.length; arc++) {
      const full = capacity[arc] as number
      price[arc] = Math.exp(steep * ((load[arc] as number) / full / most - 1)) / full
    }
    bound = Math.max(bound, lengthBound(traffic, tree, price))
    if (most - bound <= gap * bound) return bound
    sweeper.sweep(steep / most)
  }
  return bound
}

/** The bound that these lengths give. */
export function lengthBound(traffic: Traffic, tree: LengthTree, length: Float64Array): number {
  const { targets, start, source, amount, capacity } = traffic
  let sum = 0
  for (let i = 0; i < targets.length; i++) {
    tree.aim(targets[i] as number, length)
    const last = start[i + 1] as number
    for (let demand = start[i] as number; demand < last; demand++)
      sum += (amount[demand] as number) * (tree.distance[source[demand] as number] as number)
  }
  let whole = 0
  for (let arc = 0; arc < length.length; arc++) whole += (length[arc] as number) * (capacity[arc] as number)
  return sum / whole
}

/** A demand moves only where it saves more than this share: what is less is left to the simplex. */
const worthMoving = 1.02

class Sweeper {
  private readonly traffic: Traffic
  private readonly tree: LengthTree
  private readonly price: Float64Array
  private readonly isOwn: Int32Array
  private stamp = 0

  constructor(traffic: Traffic, tree: LengthTree, price: Float64Array) {
    this.traffic = traffic
    this.tree = tree
    this.price = price
    this.isOwn = new Int32Array(price.length)
  }

  /** Lays all demands by the prices as they are. */
  start(): void {
    const { graph, targets, start, source, amount, paths, load } = this.traffic
    for (let i = 0; i < targets.length; i++) {
      this.tree.aim(targets[i] as number, this.price)
      for (let demand = start[i] as number; demand < (start[i + 1] as number); demand++) {
        const arcs = arcsFrom(source[demand] as number, this.tree.nextArc, graph.head)
        paths[demand] = arcs
        for (const arc of arcs) load[arc] = (load[arc] as number) + (amount[demand] as number)
      }
    }
  }

  /** Moves demands; prices follow loads as `exp(rate × load / capacity)` does. */
  sweep(rate: number): void {
    const { graph, targets, start, source, amount, paths } = this.traffic
    for (let i = 0; i < targets.length; i++) {
      this.tree.aim(targets[i] as number, this.price)
      for (let demand = start[i] as number; demand < (start[i + 1] as number); demand++) {
        const own = paths[demand] as readonly number[]
        const node = source[demand] as number
        const cost = this.costOf(own)
        if (cost <= (this.tree.distance[node] as number) * worthMoving) continue
        const size = amount[demand] as number
        if (cost <= this.costBeside(own, node, rate * size) * worthMoving) continue
        const other = arcsFrom(node, this.tree.nextArc, graph.head)
        this.change(own, -size, rate)
        this.change(other, size, rate)
        paths[demand] = other
      }
    }
  }

  private costOf(arcs: readonly number[]): number {
    let sum = 0
    for (let i = 0; i < arcs.length; i++) sum += this.price[arcs[i] as number] as number
    return sum
  }

  /** The cost of the tree's path once the demand is on it. */
  private costBeside(own: readonly number[], from: number, rise: number): number {
    const { capacity, graph } = this.traffic
    const { nextArc } = this.tree
    const stamp = ++this.stamp
    for (let i = 0; i < own.length; i++) this.isOwn[own[i] as number] = stamp
    let sum = 0
    for (let node = from; nextArc[node] !== -1; ) {
      const arc = nextArc[node] as number
      const growth = this.isOwn[arc] === stamp ? 1 : exponential(rise / (capacity[arc] as number))
      sum += (this.price[arc] as number) * growth
      node = graph.head[arc] as number
    }
    return sum
  }

  private change(arcs: readonly number[], by: number, rate: number): void {
    const { load, capacity } = this.traffic
    for (let i = 0; i < arcs.length; i++) {
      const arc = arcs[i] as number
      load[arc] = (load[arc] as number) + by
      this.price[arc] = (this.price[arc] as number) * exponential((rate * by) / (capacity[arc] as number))
    }
  }
}

/** Near enough to `Math.exp` for prices, and faster where the argument is small. */
const exponential = (x: number): number =>
  x < 0.05 && x > -0.05 ? 1 + x * (1 + x * (0.5 + x / 6)) : Math.exp(Math.min(x, 500))
