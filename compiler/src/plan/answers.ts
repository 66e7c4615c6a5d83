import type { Graph } from '@paranet/network'
import { reverseArc } from '@paranet/network'
import type { Piece } from './pieces.js'
import type { Start } from './starts.js'

/** A way for answers: that of the packets that they answer, backwards. */
export interface WayBack {
  /** Where the answer gets to the first device. */
  readonly device: number
  /** Of an answering host: the link that it sends by. */
  readonly link?: number
  readonly arcs: readonly number[]
}

/** The ways of symmetric routes, which their answers take backwards. Forward pieces are planned before those of answers. */
export class Answers {
  readonly #graph: Graph
  readonly #ways = new Map<string, WayBack[]>()

  constructor(graph: Graph) {
    this.#graph = graph
  }

  /** Keeps the ways of a piece for its answers. */
  note({ claims }: Piece, walks: readonly { readonly start: Start; readonly arcs: readonly number[] }[]): void {
    for (const { intent, side, symmetric } of claims) {
      if (!symmetric || side !== 'forward') continue
      const ways = walks.map((walk) => wayBack(this.#graph, walk))
      this.#ways.set(intent, [...(this.#ways.get(intent) ?? []), ...ways])
    }
  }

  /** The piece, held to the ways that it answers where an intent asks for that. */
  held(piece: Piece): Piece {
    const asking = piece.claims.filter(({ side, symmetric }) => symmetric && side === 'reply')
    if (asking.length === 0) return piece
    const along = asking.flatMap(({ intent }) => this.#ways.get(intent) ?? [])
    return { ...piece, demand: { ...piece.demand, along } }
  }
}

function wayBack(graph: Graph, { start, arcs }: { readonly start: Start; readonly arcs: readonly number[] }): WayBack {
  const back = [...arcs].reverse().map(reverseArc)
  if (start.link !== undefined && start.end !== undefined) {
    const arc = 2 * start.link
    back.push(graph.head[arc] === start.end ? arc : arc + 1)
  }
  const [first] = back
  if (first === undefined) return { device: start.device, arcs: [] }
  const from = graph.tail[first] as number
  return graph.isEnd[from] && graph.head[first] !== undefined && from !== start.device
    ? { device: graph.head[first] as number, link: first >> 1, arcs: back.slice(1) }
    : { device: from, arcs: back }
}
