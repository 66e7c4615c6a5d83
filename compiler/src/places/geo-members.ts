import type { GeoArea, Point, TopologyIndex } from '@paranet/network'
import { deviceOf, devicesIn, planePoint } from '@paranet/network'
import { targetOf } from '../targets/registry.js'

/** Devices that forward by places, with their points on the map, by node id ascending: they have a place, their target can, and they are not
 *  drained. */
export function placedDevices(index: TopologyIndex): ReadonlyMap<number, Point> {
  const points = new Map<number, Point>()
  for (const [id, node] of index.nodes.entries())
    if (!index.isEnd[id] && node.location && !index.drained?.has(id) && canForward(index, id))
      points.set(id, planePoint(node.location))
  return points
}

/** Whether the target of a node forwards by places. */
export function canForward(index: TopologyIndex, node: number): boolean {
  const own = index.nodes[node]
  return own !== undefined && (targetOf(own)?.capabilities.kinds.has('geo-node') ?? false)
}

/** Where packets for a node are handed out. */
export function memberOf(
  index: TopologyIndex,
  node: number,
): { readonly device: number; readonly interface: string } | undefined {
  const device = deviceOf(index, node)
  if (device === undefined) return undefined
  const port = index.isEnd[node] ? index.portsOfNode[node]?.[0] : undefined
  return { device, interface: port?.interface ?? 'local' }
}

/** The devices that send packets for an area on: those in it, and others where these are not joined by themselves, also without any one of `cuts`
 *  (what a failure takes away). Node ids ascending. */
export function floodersOf(
  index: TopologyIndex,
  points: ReadonlyMap<number, Point>,
  area: GeoArea,
  cuts: readonly Cut[],
): number[] {
  const inside = devicesIn(index, area).filter((node) => points.has(node))
  const all = new Set(inside)
  for (const cut of [{ links: [], nodes: [] }, ...cuts]) joinUp(index, points, inside, all, cut)
  return [...all].sort((a, b) => a - b)
}

export interface Cut {
  readonly links: readonly number[]
  readonly nodes: readonly number[]
}

/** Adds devices until all that are inside and can be joined are. */
function joinUp(
  index: TopologyIndex,
  points: ReadonlyMap<number, Point>,
  inside: readonly number[],
  all: Set<number>,
  cut: Cut,
): void {
  const steps = (node: number) =>
    (index.adjacency[node] ?? [])
      .filter(({ link, neighbour }) => !cut.links.includes(link) && !cut.nodes.includes(neighbour))
      .map(({ neighbour }) => neighbour)
      .filter((one) => points.has(one))
  const [first, ...others] = inside.filter((node) => !cut.nodes.includes(node))
  if (first === undefined) return
  const reached = spread([first], (node) => steps(node).filter((one) => all.has(one)))
  for (let left = others.filter((node) => !reached.has(node)); left.length > 0; ) {
    const way = nearestWay(reached.keys(), new Set(left), steps)
    if (!way) return
    for (const node of way) all.add(node)
    for (const node of spread(way, (one) => steps(one).filter((next) => all.has(next))).keys())
      reached.set(node, undefined)
    left = left.filter((node) => !reached.has(node))
  }
}

/** What is reached, in the order of hops, each from which node. */
function spread(starts: Iterable<number>, steps: (node: number) => number[]): Map<number, number | undefined> {
  const from = new Map<number, number | undefined>([...starts].map((node) => [node, undefined]))
  for (const node of from.keys()) for (const next of steps(node)) if (!from.has(next)) from.set(next, node)
  return from
}

function nearestWay(
  starts: Iterable<number>,
  wanted: ReadonlySet<number>,
  steps: (node: number) => number[],
): number[] | undefined {
  const from = spread(starts, steps)
  const met = [...from.keys()].find((node) => wanted.has(node))
  if (met === undefined) return undefined
  const way: number[] = []
  for (let node: number | undefined = met; node !== undefined; node = from.get(node)) way.push(node)
  return way
}
