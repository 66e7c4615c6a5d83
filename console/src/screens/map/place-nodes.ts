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

/** Positions by location (Mercator), or undefined where a device has none. Nodes too close to each other are moved apart; hosts
 *  without a location stand beside their device. The same topology gives the same map. */
export function placeNodes(topology: Topology): ReadonlyMap<string, Point> | undefined {
  const { nodes } = topology
  if (nodes.length === 0 || nodes.some((node) => !isEnd(node) && !node.location)) return undefined
  const located = nodes.flatMap((node) => (node.location ? [{ name: node.name, ...mercator(node.location) }] : []))
  const scale = aim / typicalDistance(located)
  const points = new Map<string, Point>(located.map(({ name, x, y }) => [name, { x: x * scale, y: y * scale }]))
  for (const [i, node] of nodes.filter(({ name }) => !points.has(name)).entries()) {
    const beside = points.get(neighbourOf(topology, node)) ?? { x: 0, y: 0 }
    const angle = i * 2.4
    points.set(node.name, { x: beside.x + Math.cos(angle) * least, y: beside.y + Math.sin(angle) * least })
  }
  return spread(points)
}

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

function neighbourOf({ links }: Topology, node: TopologyNode): string {
  if (node.gateway !== undefined) return node.gateway
  const ends = links.find((link) => link.ends.some((end) => end.node === node.name))?.ends
  return ends?.find((end) => end.node !== node.name)?.node ?? ''
}

function spread(points: ReadonlyMap<string, Point>): ReadonlyMap<string, Point> {
  const places = [...points].map(([name, { x, y }]) => ({ name, x, y }))
  if (places.length > 600) return points
  for (let round = 0; round < 80; round++) if (!pushApart(places)) break
  return new Map(places.map(({ name, x, y }) => [name, { x, y }]))
}

function pushApart(places: { x: number; y: number }[]): boolean {
  let hasMoved = false
  for (const [i, a] of places.entries())
    for (const b of places.slice(i + 1)) {
      const dx = b.x - a.x
      const dy = b.y - a.y
      const distance = Math.hypot(dx, dy)
      if (distance >= least) continue
      hasMoved = true
      const push = (least - distance) / 2 + 0.5
      const [ux, uy] = distance > 0.01 ? [dx / distance, dy / distance] : [Math.cos(i), Math.sin(i)]
      a.x -= ux * push
      a.y -= uy * push
      b.x += ux * push
      b.y += uy * push
    }
  return hasMoved
}
