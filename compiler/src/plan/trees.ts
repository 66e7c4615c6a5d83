import type { Graph, PathMetric, ShortestPathTree } from '@paranet/network'
import { shortestPathTree } from '@paranet/network'

/** Bytes that the trees of one graph may take before they are all forgotten. */
const mostBytes = 96 * 2 ** 20
const bytesPerNode = 28

/** The shortest-path trees of one graph, made once for each set of targets and shared by all that goes there. */
export class Trees {
  readonly #graph: Graph
  readonly #known = new Map<string, ShortestPathTree>()
  readonly #most: number

  constructor(graph: Graph) {
    this.#graph = graph
    this.#most = Math.max(16, Math.floor(mostBytes / (bytesPerNode * Math.max(1, graph.nodeCount))))
  }

  /** Paths from every node to the nearest of these. */
  to(nodes: readonly number[], metric: PathMetric = 'weight'): ShortestPathTree {
    const key = `${metric === 'weight' ? '' : metric}${nodes.length === 1 ? nodes[0] : nodes.join()}`
    const known = this.#known.get(key)
    if (known) return known
    if (this.#known.size >= this.#most) this.#known.clear()
    const made = this.#keptOf(nodes, metric) ?? shortestPathTree(this.#graph, nodes, { metric })
    this.#known.set(key, made)
    return made
  }

  /** The tree with all links up, where it passes none of those that are down: nothing comes nearer by a link that goes. */
  #keptOf(nodes: readonly number[], metric: PathMetric): ShortestPathTree | undefined {
    const { up, down = [], tail } = this.#graph
    if (!up) return undefined
    const whole = treesOf(up).to(nodes, metric)
    for (const link of down)
      for (const arc of [2 * link, 2 * link + 1]) if (whole.nextArc[tail[arc] as number] === arc) return undefined
    return whole
  }
}

const ofGraph = new WeakMap<Graph, Trees>()

/** The trees of a graph. */
export function treesOf(graph: Graph): Trees {
  let trees = ofGraph.get(graph)
  if (!trees) ofGraph.set(graph, (trees = new Trees(graph)))
  return trees
}
