import type { Topology, TopologyNode } from '@paranet/schemas'

export interface Point {
  readonly x: number
  readonly y: number
}

/** Distance between neighbours that the map aims at, and the least that it leaves between two nodes, px. */
const aim = 130
const least = 74

export const isEnd = (node: TopologyNode): boolean =>
  (node.type === 'host' || node.type === 'server') && node.function === undefined

/** Positions by location (Mercator), or undefined where fewer than half of the devices have one. A node without stands between its
 *  neighbours. Nodes too close to each other are moved apart. The same topology gives the same map. */
export function placeNodes(topology: Topology): ReadonlyMap<string, Point> | undefined {
  const located = topology.nodes.flatMap((node) =>
    node.location ? [{ name: node.name, ...mercator(node.location) }] : [],
  )
  const devices = topology.nodes.filter((node) => !isEnd(node))
  const known = devices.filter(({ location }) => location).length
  if (located.length < 2 || known * 2 < devices.length) return undefined
  const scale = aim / typicalDistance(located)
  const points = new Map<string, Point>(located.map(({ name, x, y }) => [name, { x: x * scale, y: y * scale }]))
  placeOthers(topology, points)
  return spread(points)
}

/** Places what has no location: in the middle of its neighbours that have a place, some way off so that several do not meet. */
function placeOthers({ nodes, links }: Topology, points: Map<string, Point>): void {
  let waiting = nodes.filter(({ name }) => !points.has(name))
  let turn = 0
  while (waiting.length > 0) {
    const left = waiting.length
    for (const { name } of waiting) {
      const beside = links
        .filter(({ ends }) => ends.some((end) => end.node === name))
        .flatMap(({ ends }) => points.get(ends.find((end) => end.node !== name)?.node ?? '') ?? [])
      if (beside.length === 0) continue
      points.set(name, awayFrom(middleOf(beside), turn++))
    }
    waiting = waiting.filter(({ name }) => !points.has(name))
    if (waiting.length < left) continue
    // Nothing connects it to the rest.
    for (const { name } of waiting) points.set(name, awayFrom(middleOf([...points.values()]), turn++))
    waiting = []
  }
}

const middleOf = (points: readonly Point[]): Point => ({
  x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
  y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
})

const awayFrom = ({ x, y }: Point, turn: number): Point => ({
  x: x + Math.cos(turn * 2.4) * least,
  y: y + Math.sin(turn * 2.4) * least,
})

function mercator({ lat, lon }: { lat: number; lon: number }): Point {
  const clipped = Math.max(-85, Math.min(85, lat))
  return { x: lon, y: (-180 / Math.PI) * Math.log(Math.tan(Math.PI / 4 + (clipped * Math.PI) / 360)) }
}

/** Median distance to the nearest other node. */
function typicalDistance(points: readonly Point[]): number {
  const nearest = points
    .map((a) => Math.min(...points.filter((b) => b !== a).map((b) => Math.hypot(a.x - b.x, a.y - b.y))))
    .filter((distance) => distance > 0 && Number.isFinite(distance))
    .sort((a, b) => a - b)
  return nearest[Math.floor(nearest.length / 2)] ?? 1
}

/** The same points, those too close to each other moved apart: farther where the map is so wide that it will be drawn small.
 *  Quadratic: not done for more than 600. */
export function spread(points: ReadonlyMap<string, Point>): ReadonlyMap<string, Point> {
  const places = [...points].map(([name, { x, y }]) => ({ name, x, y }))
  if (places.length > 600) return points
  const distance = Math.min(2 * least, Math.max(least, apartOnScreen / shownAt(places)))
  for (let round = 0; round < 80; round++) if (!pushApart(places, distance)) break
  return new Map(places.map(({ name, x, y }) => [name, { x, y }]))
}

/** Between two nodes on the screen, px, and the size of a usual map pane. */
const apartOnScreen = 46
const pane = { width: 700, height: 620 }

function shownAt(places: readonly Point[]): number {
  const extent = (values: readonly number[]) => Math.max(...values) - Math.min(...values)
  return Math.min(1, pane.width / extent(places.map(({ x }) => x)), pane.height / extent(places.map(({ y }) => y)))
}

function pushApart(places: { x: number; y: number }[], apart: number): boolean {
  let hasMoved = false
  for (const [i, a] of places.entries())
    for (const b of places.slice(i + 1)) {
      const dx = b.x - a.x
      const dy = b.y - a.y
      const distance = Math.hypot(dx, dy)
      if (distance >= apart) continue
      hasMoved = true
      const push = (apart - distance) / 2 + 0.5
      const [ux, uy] = distance > 0.01 ? [dx / distance, dy / distance] : [Math.cos(i), Math.sin(i)]
      a.x -= ux * push
      a.y -= uy * push
      b.x += ux * push
      b.y += uy * push
    }
  return hasMoved
}
