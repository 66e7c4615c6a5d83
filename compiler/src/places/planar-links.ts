import type { Point, TopologyIndex } from '@paranet/network'
import { isOnSegment, segmentsMeet, squaredDistance } from '@paranet/network'

interface Edge {
  readonly ends: readonly [number, number]
  readonly points: readonly [Point, Point]
  readonly isGabriel: boolean
  readonly length: number
  readonly name: string
}

/** Neighbours over links that packets may be led around by, as `a b` of node ids, a < b: no two of these cross on the map.
 *
 *  First the Gabriel graph of the links: a link stays unless a device that both ends are linked to lies inside the circle over it. Where every two
 *  devices within reach are linked (a unit-disk graph) that is plane and joins what the links join. Then what else crosses nothing, the
 *  shortest first: more faces are smaller ones, and a failure is more often gone around. */
export function planarLinks(index: TopologyIndex, points: ReadonlyMap<number, Point>): ReadonlySet<string> {
  const kept: Edge[] = []
  for (const edge of edgesOf(index, points)) if (!isCrossed(edge, kept, points)) kept.push(edge)
  return new Set(kept.map(({ ends }) => planarKey(...ends)))
}

/** How the set of `planarLinks` names two neighbours. */
export const planarKey = (a: number, b: number): string => (a < b ? `${a} ${b}` : `${b} ${a}`)

/** In the order in which they are taken. */
function edgesOf(index: TopologyIndex, points: ReadonlyMap<number, Point>): Edge[] {
  const neighbours = new Map([...points.keys()].map((node) => [node, neighboursOf(index, points, node)]))
  const edges: Edge[] = []
  for (const [a, own] of neighbours)
    for (const b of own) {
      if (b <= a) continue
      const [p, q] = [points.get(a) as Point, points.get(b) as Point]
      const isInside = (w: number) => neighbours.get(b)?.has(w) === true && isInCircle(p, q, points.get(w) as Point)
      const name = [index.nodes[a]?.name ?? '', index.nodes[b]?.name ?? ''].sort().join('\n')
      const isGabriel = ![...own].some(isInside)
      edges.push({ ends: [a, b], points: [p, q], isGabriel, length: squaredDistance(p, q), name })
    }
  return edges.sort(
    (a, b) => Number(b.isGabriel) - Number(a.isGabriel) || a.length - b.length || (a.name < b.name ? -1 : 1),
  )
}

const neighboursOf = (index: TopologyIndex, points: ReadonlyMap<number, Point>, node: number): Set<number> =>
  new Set((index.adjacency[node] ?? []).map(({ neighbour }) => neighbour).filter((one) => points.has(one)))

/** Strictly inside the circle over the segment. */
const isInCircle = (a: Point, b: Point, w: Point): boolean => (a.x - w.x) * (b.x - w.x) + (a.y - w.y) * (b.y - w.y) < 0

function isCrossed({ ends, points: [p, q] }: Edge, kept: readonly Edge[], points: ReadonlyMap<number, Point>): boolean {
  const [low, high, left, right] = [Math.min(p.y, q.y), Math.max(p.y, q.y), Math.min(p.x, q.x), Math.max(p.x, q.x)]
  const isApart = ([a, b]: readonly [Point, Point]) =>
    Math.max(a.x, b.x) < left || Math.min(a.x, b.x) > right || Math.max(a.y, b.y) < low || Math.min(a.y, b.y) > high
  for (const other of kept) if (!isApart(other.points) && segmentsMeet(p, q, ...other.points)) return true
  for (const [node, point] of points) if (!ends.includes(node) && isOnSegment(p, q, point)) return true
  return false
}
