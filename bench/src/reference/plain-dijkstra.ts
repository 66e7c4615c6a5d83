import type { FlatGraph } from '@paranet/network'

/** Shortest paths from one node as one would write them down: typed arrays, a binary heap of (cost, node) in which nodes may lie more than once.
 *  The measure that the searches of `network/src/graph` are held against. */
export class PlainDijkstra {
  readonly distance: Float64Array
  /** Per node: the arc by which it is reached; −1 at the source and out of reach. */
  readonly byArc: Int32Array
  readonly #graph: FlatGraph
  #keys: Float64Array
  #items: Int32Array
  #length = 0

  constructor(graph: FlatGraph) {
    this.#graph = graph
    this.distance = new Float64Array(graph.nodeCount)
    this.byArc = new Int32Array(graph.nodeCount)
    this.#keys = new Float64Array(graph.arcCount + graph.nodeCount)
    this.#items = new Int32Array(graph.arcCount + graph.nodeCount)
  }

  /** `cost` per arc, infinite where it is closed; stops at `target` if one is given. */
  run(source: number, cost: Float64Array, target = -1): void {
    const { start, slotArc, slotHead, isEnd } = this.#graph
    const { distance, byArc } = this
    distance.fill(Number.POSITIVE_INFINITY)
    byArc.fill(-1)
    distance[source] = 0
    this.#length = 0
    this.#push(0, source)
    while (this.#length > 0) {
      const far = this.#keys[0] as number
      const node = this.#pop()
      if (node === target) return
      if (far > (distance[node] as number) || (isEnd[node] && node !== source)) continue
      for (let slot = start[node] as number; slot < (start[node + 1] as number); slot++) {
        const to = slotHead[slot] as number
        const sum = far + (cost[slotArc[slot] as number] as number)
        if (sum >= (distance[to] as number)) continue
        distance[to] = sum
        byArc[to] = slotArc[slot] as number
        this.#push(sum, to)
      }
    }
  }

  /** The arcs to a node, in the order of the way; undefined where there are none. */
  pathTo(target: number): number[] | undefined {
    if (this.distance[target] === Number.POSITIVE_INFINITY) return undefined
    const arcs: number[] = []
    for (let at = target; this.byArc[at] !== -1; at = this.#graph.tail[this.byArc[at] as number] as number)
      arcs.push(this.byArc[at] as number)
    return arcs.reverse()
  }

  #push(key: number, item: number): void {
    const [keys, items] = [this.#keys, this.#items]
    let at = this.#length++
    while (at > 0) {
      const parent = (at - 1) >> 1
      if ((keys[parent] as number) <= key) break
      keys[at] = keys[parent] as number
      items[at] = items[parent] as number
      at = parent
    }
    keys[at] = key
    items[at] = item
  }

  #pop(): number {
    const [keys, items] = [this.#keys, this.#items]
    const top = items[0] as number
    const length = --this.#length
    const [key, item] = [keys[length] as number, items[length] as number]
    let at = 0
    for (let child = 1; child < length; child = 2 * at + 1) {
      if (child + 1 < length && (keys[child + 1] as number) < (keys[child] as number)) child++
      if ((keys[child] as number) >= key) break
      keys[at] = keys[child] as number
      items[at] = items[child] as number
      at = child
    }
    keys[at] = key
    items[at] = item
    return top
  }
}
