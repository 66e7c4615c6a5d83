import type { DeviceState, GeoAreaEntry, NetworkState, Topology } from '@paranet/network'

type Area = GeoAreaEntry['area']

/** What becomes of one packet to a place, worked out the plain way, from the manual's page about places alone: no code of the project is shared,
 *  only its types. Angles and crossings are computed in doubles, so that no two of a test's devices may stand in one line. */
export interface Arrival {
  readonly nodes: readonly string[]
  readonly links: readonly string[]
  /** µs */
  readonly latency: number
}

export interface Broken {
  readonly links: ReadonlySet<string>
  readonly nodes: ReadonlySet<string>
}

export interface Packet {
  readonly to: string | Area
  readonly protocol: number
  readonly dstPort: number
}

type Spot = readonly [number, number]

const spotOf = ({ lat, lon }: { lat: number; lon: number }): Spot => [
  (6_371_008.8 * lon * Math.PI) / 180,
  6_371_008.8 * Math.asinh(Math.tan((lat * Math.PI) / 180)),
]
const far = (a: Spot, b: Spot): number => Math.hypot(a[0] - b[0], a[1] - b[1])
const side = (a: Spot, b: Spot, c: Spot): number => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

/** How far on the way from a to b a segment cuts it, 0–1; undefined where it does not. */
function cut(a: Spot, b: Spot, c: Spot, d: Spot): number | undefined {
  if (side(a, b, c) < 0 === side(a, b, d) < 0 || side(c, d, a) < 0 === side(c, d, b) < 0) return undefined
  const over = side(c, d, a) - side(c, d, b)
  return side(c, d, a) / over
}

/** Left turn from one direction to another, above 0 and at most a whole one. */
function turn(at: Spot, from: Spot, to: Spot): number {
  const angle = Math.atan2(to[1] - at[1], to[0] - at[0]) - Math.atan2(from[1] - at[1], from[0] - at[0])
  return angle <= 1e-12 ? angle + 2 * Math.PI : angle
}

export const isHost = (topology: Topology, name: string): boolean => {
  const node = topology.nodes.find((one) => one.name === name)
  return node !== undefined && ['host', 'server'].includes(node.type) && node.function === undefined
}

/** A host's links, its gateway's first. */
const linksOf = (topology: Topology, name: string) => {
  const gateway = topology.nodes.find((one) => one.name === name)?.gateway
  const own = topology.links.filter(({ ends }) => ends.some(({ node }) => node === name))
  const leads = ({ ends }: Topology['links'][number]) => ends.some(({ node }) => node === gateway)
  return [...own.filter(leads), ...own.filter((link) => !leads(link))]
}

const homeOf = (topology: Topology, name: string): string | undefined =>
  isHost(topology, name) ? linksOf(topology, name)[0]?.ends.find(({ node }) => node !== name)?.node : name

const ground = (a: { lat: number; lon: number }, b: { lat: number; lon: number }): number => {
  const unit = ({ lat, lon }: { lat: number; lon: number }) => {
    const [f, l] = [(lat * Math.PI) / 180, (lon * Math.PI) / 180]
    return [Math.cos(f) * Math.cos(l), Math.cos(f) * Math.sin(l), Math.sin(f)] as const
  }
  const [p, q] = [unit(a), unit(b)]
  return 2 * 6_371_008.8 * Math.asin(Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]) / 2)
}

/** Everybody in an area: devices by their place or region, hosts beside them. */
export function membersOf(topology: Topology, area: Area): string[] {
  const isIn = (name: string | undefined) => {
    const node = topology.nodes.find((one) => one.name === name)
    if (!node?.location) return false
    return area.kind === 'region' ? node.region === area.region : ground(area.centre, node.location) <= area.radius
  }
  return topology.nodes.map(({ name }) => name).filter((name) => isIn(homeOf(topology, name)))
}

/** The place that a packet is sent to. */
function aim(topology: Topology, to: string | Area): Spot | undefined {
  const placeOf = (name: string | undefined) => topology.nodes.find((one) => one.name === name)?.location
  if (typeof to === 'string') {
    const place = placeOf(homeOf(topology, to))
    return place && spotOf(place)
  }
  const devices = membersOf(topology, to).filter((name) => !isHost(topology, name))
  const spots = devices.map((name) => spotOf(placeOf(name) ?? { lat: 0, lon: 0 }))
  const middle: Spot =
    to.kind === 'circle'
      ? spotOf(to.centre)
      : [spots.reduce((sum, [x]) => sum + x, 0) / spots.length, spots.reduce((sum, [, y]) => sum + y, 0) / spots.length]
  return [...spots].sort((a, b) => far(a, middle) - far(b, middle))[0]
}

const areaName = (area: Area): string =>
  JSON.stringify([area.kind, 'region' in area ? area.region : [area.centre, area.radius]])

interface At {
  readonly node: string
  readonly by: string
  readonly from?: string | undefined
  readonly arrival: Arrival
}

/** Who gets a packet of a node, each by which way. Nobody where it is lost; `undefined` where it goes in a circle. */
export function arrivals(
  topology: Topology,
  state: NetworkState,
  source: string,
  packet: Packet,
  broken: Broken,
): ReadonlyMap<string, Arrival> | undefined {
  const nothing = new Map<string, Arrival>()
  const isDown = (link: Topology['links'][number]) =>
    broken.links.has(link.id) || link.ends.some(({ node }) => broken.nodes.has(node))
  const over = (node: string, port: string) =>
    topology.links.find(({ ends }) => ends.some((end) => end.node === node && end.interface === port))
  const isUp = (node: string, port: string) => {
    const link = over(node, port)
    return !broken.nodes.has(node) && (!link || !isDown(link))
  }
  const goal = aim(topology, packet.to)
  if (!goal || broken.nodes.has(source)) return nothing

  let at: At = { node: source, by: 'local', arrival: { nodes: [source], links: [], latency: 0 } }
  if (isHost(topology, source)) {
    const link = linksOf(topology, source).find((one) => !isDown(one))
    const end = link?.ends.find(({ node }) => node !== source)
    if (!link || !end || isHost(topology, end.node)) return nothing
    at = pass(at, link, end.node, end.interface)
  }
  let stuck: { spot: Spot; best: number; first: string } | undefined
  for (let hops = 0; hops < 2000; hops++) {
    const own = state.get(at.node)
    if (!own || isRefused(own, at.by, packet)) return nothing
    const me = own.geoNodes?.[0]
    if (!me) return nothing
    const member = typeof packet.to === 'string' ? own.geoMembers?.find(({ node }) => node === packet.to) : undefined
    if (member) return handOut(at, [member.interface])
    if (typeof packet.to !== 'string' && areaAt(own, packet.to)) return flood(at, packet.to)
    const here = spotOf(me.place)
    const up = (own.geoNeighbours ?? []).filter((one) => isUp(at.node, one.interface))
    const spots = new Map(up.map((one) => [one.interface, spotOf(one.place)]))
    const spot = (one: { interface: string }) => spots.get(one.interface) as Spot
    if (stuck && far(here, goal) < far(stuck.spot, goal) - 1e-6) stuck = undefined
    const nearer = stuck
      ? []
      : up
          .filter((one) => far(spot(one), goal) < far(here, goal) - 1e-6)
          .sort((a, b) => far(spot(a), goal) - far(spot(b), goal))
    let next = nearer[0]
    if (!next) {
      if (me.fallback === 'none') return nothing
      const seen = new Set<string>()
      const flat = up.filter((one) => one.planar && !seen.has(one.node) && seen.add(one.node))
      const leftOf = (from: Spot) => [...flat].sort((a, b) => turn(here, from, spot(a)) - turn(here, from, spot(b)))[0]
      const behind = own.geoNeighbours?.find(({ interface: port }) => port === at.by)
      next = leftOf(stuck && behind ? spotOf(behind.place) : goal)
      if (!next) return nothing
      const begun = !stuck
      stuck ??= { spot: here, best: 0, first: `${at.node} ${next.node}` }
      let isNew = begun
      for (;;) {
        const [a, b]: readonly [Spot, Spot] = [here, spot(next)]
        const isAtEnd = [a, b].some((one) => far(one, stuck?.spot as Spot) < 0.5 || far(one, goal) < 0.5)
        const share: number | undefined = isAtEnd ? undefined : cut(stuck.spot, goal, a, b)
        if (share === undefined || share <= stuck.best + 1e-12) break
        isNew = true
        const isOther = side(a, b, goal) > 0
        if (isOther) next = leftOf(b) ?? next
        stuck = { spot: stuck.spot, best: share, first: `${at.node} ${next.node}` }
        if (!isOther) break
      }
      if (!isNew && stuck.first === `${at.node} ${next.node}`) return nothing
    }
    const link = over(at.node, next.interface)
    const end = link?.ends.find(({ node }) => node !== at.node)
    if (!link || !end || isHost(topology, end.node)) return nothing
    at = pass(at, link, end.node, end.interface)
  }
  return undefined

  function pass({ arrival }: At, link: Topology['links'][number], node: string, by: string): At {
    const { nodes, links, latency } = arrival
    return {
      node,
      by,
      arrival: { nodes: [...nodes, node], links: [...links, link.id], latency: latency + link.latency },
    }
  }

  function areaAt(own: DeviceState, area: Area): GeoAreaEntry | undefined {
    return own.geoAreas?.find((one) => areaName(one.area) === areaName(area))
  }

  function handOut(where: At, ports: readonly string[]): Map<string, Arrival> {
    const got = new Map<string, Arrival>()
    for (const port of ports) {
      if (port === 'local') got.set(where.node, where.arrival)
      const link = over(where.node, port)
      const end = link?.ends.find(({ node }) => node !== where.node)
      if (link && end && isHost(topology, end.node) && !isDown(link))
        got.set(end.node, pass(where, link, end.node, end.interface).arrival)
    }
    return got
  }

  function flood(start: At, area: Area): Map<string, Arrival> {
    const got = new Map<string, Arrival>()
    const reached = new Set([start.node])
    const queue = [start]
    for (const one of queue) {
      const own = state.get(one.node)
      const entry = own?.geoNodes && areaAt(own, area)
      if (!entry) continue
      const not = (port: string) => port !== one.by && isUp(one.node, port)
      for (const [node, arrival] of handOut(one, entry.deliver.filter(not))) if (!got.has(node)) got.set(node, arrival)
      for (const port of entry.flood.filter(not)) {
        const link = over(one.node, port)
        const end = link?.ends.find(({ node }) => node !== one.node)
        if (!link || !end || isHost(topology, end.node) || reached.has(end.node)) continue
        reached.add(end.node)
        queue.push(pass(one, link, end.node, end.interface))
      }
    }
    return got
  }
}

function isRefused(own: DeviceState, by: string, packet: Packet): boolean {
  const rules = (own.geoFilters ?? []).filter(({ interface: port, to, traffic }) => {
    const isFor =
      to.kind === 'any' ||
      (to.kind === 'node'
        ? packet.to === to.node
        : typeof packet.to !== 'string' && areaName(packet.to) === areaName(to.area))
    const { protocol, dstPort } = traffic
    const isOf = protocol === undefined || protocol === packet.protocol
    const isPort =
      dstPort === undefined ||
      ([6, 17].includes(packet.protocol) && packet.dstPort >= dstPort[0] && packet.dstPort <= dstPort[1])
    return port === by && isFor && isOf && isPort
  })
  const top = Math.max(...rules.map(({ priority }) => priority))
  const last = rules.filter(({ priority }) => priority === top)
  return last.length > 0 && last.every(({ action }) => action === 'deny')
}
