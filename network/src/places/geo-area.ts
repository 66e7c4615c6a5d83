import { isEndNode, type TopologyIndex } from '../topology/topology-index.js'
import type { Place } from '../topology/topology.js'
import { groundDistance, planePoint, squaredDistance } from './plane.js'

/** A part of the map, or of the network. `radius` in metres. */
export type GeoArea =
  | { readonly kind: 'circle'; readonly centre: Place; readonly radius: number }
  | { readonly kind: 'region'; readonly region: string }

/** As it is written in the language; equal areas have equal texts. */
export const areaText = (area: GeoArea): string =>
  area.kind === 'region' ? `region(${area.region})` : `circle(${area.centre.lat}, ${area.centre.lon}, ${area.radius}m)`

/** Reads `circle(59.91, 10.75, 5km)` and `region(north)`; undefined where it is neither. */
export function parseArea(text: string): GeoArea | undefined {
  const region = /^region\((.+)\)$/.exec(text)?.[1]
  if (region !== undefined) return { kind: 'region', region }
  const number = String.raw`\s*(-?\d+(?:\.\d+)?)\s*`
  const circle = new RegExp(String.raw`^circle\(${number},${number},${number}(k?m)\s*\)$`).exec(text)
  if (!circle) return undefined
  const [lat, lon, size] = [Number(circle[1]), Number(circle[2]), Number(circle[3])]
  const radius = circle[4] === 'km' ? size * 1000 : size
  const isOnEarth = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && radius > 0
  return isOnEarth ? { kind: 'circle', centre: { lat, lon }, radius } : undefined
}

/** The device that a node sends to and gets its packets from: itself, or of a host the one that it sends to first. Node id. */
export function deviceOf(index: TopologyIndex, node: number): number | undefined {
  if (!index.isEnd[node]) return node
  return index.portsOfNode[node]?.[0]?.device
}

/** Where a node is: a host where its device is. Undefined where nobody has said. */
export function placeOf(index: TopologyIndex, node: number): Place | undefined {
  const device = deviceOf(index, node)
  return device === undefined ? undefined : index.nodes[device]?.location
}

/** Devices with a place in the area, node ids ascending. */
export function devicesIn(index: TopologyIndex, area: GeoArea): number[] {
  return index.nodes.flatMap((node, id) => {
    if (isEndNode(node) || !node.location) return []
    const isInside =
      area.kind === 'region' ? node.region === area.region : groundDistance(area.centre, node.location) <= area.radius
    return isInside ? [id] : []
  })
}

/** Everybody in the area: devices, and hosts that are beside them. Node ids ascending. */
export function nodesIn(index: TopologyIndex, area: GeoArea): number[] {
  const devices = new Set(devicesIn(index, area))
  return [...index.nodes.keys()].filter((node) => devices.has(deviceOf(index, node) ?? -1))
}

/** Where packets for an area are sent at first: the place of its device that is nearest to its middle. */
export function anchorOf(index: TopologyIndex, area: GeoArea): Place | undefined {
  const devices = devicesIn(index, area).map((id) => ({ id, place: index.nodes[id]?.location as Place }))
  const points = devices.map(({ place }) => planePoint(place))
  const mean = (key: 'x' | 'y') => Math.round(points.reduce((sum, point) => sum + point[key], 0) / points.length)
  const middle = area.kind === 'circle' ? planePoint(area.centre) : { x: mean('x'), y: mean('y') }
  let best: { place: Place; far: number; name: string } | undefined
  for (const { id, place } of devices) {
    const [far, name] = [squaredDistance(planePoint(place), middle), index.nodes[id]?.name ?? '']
    if (!best || far < best.far || (far === best.far && name < best.name)) best = { place, far, name }
  }
  return best?.place
}
