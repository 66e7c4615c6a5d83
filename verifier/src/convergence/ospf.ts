import type { IpAddress, NextHop, Prefix, Redistribution } from '@paranet/network'
import { comparePrefixes, prefixHolds, prefixRange } from '@paranet/network'
import type { LearntRoute } from './convergence.js'
import { sortedHops, unsupported } from './convergence.js'
import { permitsRoute } from './policy.js'
import type { Router, RouterPort } from './routers.js'

/** An interface that speaks OSPF. */
interface OspfPort {
  readonly port: RouterPort
  readonly area: string
  readonly cost: number
  readonly isPassive: boolean
}

interface Edge {
  readonly to: string
  readonly cost: number
  readonly hop: NextHop
}

/** How far, and by which next hops; none at the start itself. */
interface Way {
  readonly cost: number
  readonly hops: readonly NextHop[]
}

/** How a router reaches a prefix inside OSPF. */
interface Route extends Way {
  /** Of routes inside an area. */
  readonly area?: string
}

const backbone = '0.0.0.0'
const defaultExternalMetric = 20

/** The OSPF routes of every router (RFC 2328) when everything has settled: inside areas, between them by border routers of the backbone, and
 *  external ones of `redistribute`. Links join two routers. */
export function ospfRoutes(routers: ReadonlyMap<string, Router>): Map<string, LearntRoute[]> {
  const speakers = new Map<string, OspfPort[]>()
  for (const [name, router] of routers) if (router.config.ospf) speakers.set(name, ospfPorts(router))
  const areas = [...new Set([...speakers.values()].flat().map(({ area }) => area))].sort()
  const ways = new Map(areas.map((area) => [area, waysIn(speakers, area)]))
  const domain = new Domain(speakers, ways)
  return new Map([...speakers.keys()].map((name) => [name, learntBy(routers, domain, name)]))
}

function ospfPorts({ name, config, ports }: Router): OspfPort[] {
  const { ospf } = config
  if (!ospf) return []
  return ports.flatMap((port) => {
    const own = port.configured.ospf ?? {}
    const network = ospf.networks
      .filter(({ prefix }) => prefixHolds(prefix, port.address))
      .sort((a, b) => prefixRange(b.prefix).length - prefixRange(a.prefix).length)[0]
    const area = own.area ?? network?.area
    if (area === undefined) return []
    const said = ospf.passive.find((one) => one.interface === port.name)?.isPassive
    const isPassive = own.isPassive ?? said ?? ospf.isPassiveByDefault
    if (own.cost === undefined && !port.isLoopback)
      unsupported(name, `${port.name} has no "ip ospf cost", and its bandwidth is not known`)
    return [{ port, area, cost: port.isLoopback ? 0 : (own.cost ?? 0), isPassive }]
  })
}

/** Whom a router's interface makes an adjacency with. */
function neighbourOf(speakers: ReadonlyMap<string, readonly OspfPort[]>, device: string, own: OspfPort) {
  const { far } = own.port
  if (!far || own.isPassive) return undefined
  const other = speakers.get(far.router)?.find(({ port }) => port.name === far.interface)
  if (!other || other.isPassive || other.area !== own.area) return undefined
  const [a, b] = [own.port.configured.ospf ?? {}, other.port.configured.ospf ?? {}]
  if (a.helloInterval !== b.helloInterval || a.deadInterval !== b.deadInterval) return undefined
  if ((a.network ?? 'broadcast') !== (b.network ?? 'broadcast'))
    unsupported(device, `${own.port.name} and its neighbour are of different network types`)
  if (own.port.prefix !== other.port.prefix && (prefixRange(own.port.prefix).length < 32 || a.network === undefined))
    unsupported(device, `${own.port.name} and its neighbour are not in one subnet`)
  return { device: far.router, address: other.port.address }
}

/** Per router of the area: its ways to all others. */
function waysIn(
  speakers: ReadonlyMap<string, readonly OspfPort[]>,
  area: string,
): Map<string, ReadonlyMap<string, Way>> {
  const edges = new Map<string, Edge[]>()
  for (const [name, ports] of speakers) {
    const own = ports.filter((one) => one.area === area)
    if (own.length === 0) continue
    edges.set(
      name,
      own.flatMap((one) => {
        const neighbour = neighbourOf(speakers, name, one)
        const hop = neighbour && { interface: one.port.name, address: neighbour.address }
        return hop ? [{ to: neighbour.device, cost: one.cost, hop }] : []
      }),
    )
  }
  return new Map([...edges.keys()].map((name) => [name, shortestWays(edges, name)]))
}

/** Dijkstra, with all first hops of equal ways. Costs are 1 or more. */
function shortestWays(edges: ReadonlyMap<string, readonly Edge[]>, start: string): Map<string, Way> {
  const found = new Map<string, Way>()
  const open = new Map<string, Way>([[start, { cost: 0, hops: [] }]])
  while (open.size > 0) {
    const [name, way] = [...open].reduce((best, one) => (one[1].cost < best[1].cost ? one : best))
    open.delete(name)
    found.set(name, way)
    for (const { to, cost, hop } of edges.get(name) ?? []) {
      if (found.has(to)) continue
      const hops = name === start ? [hop] : way.hops
      open.set(to, better(open.get(to), { cost: way.cost + cost, hops }))
    }
  }
  return found
}

/** The cheaper way, or both where they cost the same. */
function better<Kind extends Way>(known: Kind | undefined, way: Kind): Kind {
  if (!known || way.cost < known.cost) return way
  return way.cost === known.cost ? { ...known, hops: sortedHops([...known.hops, ...way.hops]) } : known
}

/** The link states of all areas. */
class Domain {
  readonly speakers: ReadonlyMap<string, readonly OspfPort[]>
  readonly #ways: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, Way>>>
  readonly #inside = new Map<string, ReadonlyMap<Prefix, Route>>()
  readonly #between = new Map<string, ReadonlyMap<Prefix, Route>>()

  constructor(
    speakers: ReadonlyMap<string, readonly OspfPort[]>,
    ways: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, Way>>>,
  ) {
    this.speakers = speakers
    this.#ways = ways
    for (const name of speakers.keys())
      if (this.areasOf(name).length > 1 && !this.areasOf(name).includes(backbone))
        unsupported(name, `it is in areas ${this.areasOf(name).join(' and ')}, and not in the backbone`)
  }

  areasOf(name: string): string[] {
    return [...new Set((this.speakers.get(name) ?? []).map(({ area }) => area))]
  }

  way(area: string, from: string, to: string): Way | undefined {
    return this.#ways.get(area)?.get(from)?.get(to)
  }

  #borders(area: string): string[] {
    return [...this.speakers.keys()].filter((name) => {
      const areas = this.areasOf(name)
      return areas.length > 1 && areas.includes(area)
    })
  }

  /** Routes to what lies in areas of the router. */
  inside(name: string): ReadonlyMap<Prefix, Route> {
    let known = this.#inside.get(name)
    if (known) return known
    const routes = new Map<Prefix, Route>()
    for (const area of this.areasOf(name))
      for (const [other, ports] of this.speakers) {
        const way = this.way(area, name, other)
        if (!way) continue
        for (const { port, cost } of ports.filter((one) => one.area === area)) {
          const prefix = port.isLoopback ? (`${port.address}/32` as Prefix) : port.prefix
          routes.set(prefix, better(routes.get(prefix), { cost: way.cost + cost, hops: way.hops, area }))
        }
      }
    this.#inside.set(name, (known = routes))
    return known
  }

  /** All routes: inside the areas first, then what border routers tell. */
  routes(name: string): ReadonlyMap<Prefix, Route> {
    let known = this.#between.get(name)
    if (known) return known
    const inside = this.inside(name)
    const areas = this.areasOf(name)
    const heard = areas.includes(backbone) ? backbone : areas[0]
    const routes = new Map<Prefix, Route>()
    for (const border of heard === undefined ? [] : this.#borders(heard)) {
      const way = border === name ? undefined : this.way(heard ?? '', name, border)
      if (!way) continue
      for (const [prefix, route] of this.#told(border, heard ?? ''))
        if (!inside.has(prefix))
          routes.set(prefix, better(routes.get(prefix), { cost: way.cost + route.cost, hops: way.hops }))
    }
    this.#between.set(name, (known = new Map([...routes, ...inside])))
    return known
  }

  /** What a border router tells an area: what lies in its others, and of the backbone also what it has heard there. */
  #told(border: string, area: string): [Prefix, Route][] {
    const routes = area === backbone ? this.inside(border) : this.routes(border)
    return [...routes].filter(([, route]) => route.area !== area)
  }

  /** The way to a router in whatever area, for what it brings from outside. */
  wayTo(name: string, other: string): Way | undefined {
    const direct = this.areasOf(name).flatMap((area) => this.way(area, name, other) ?? [])
    if (direct.length > 0) return direct.reduce<Way | undefined>(better, undefined)
    const areas = this.areasOf(name)
    const heard = areas.includes(backbone) ? backbone : (areas[0] ?? '')
    let best: Way | undefined
    for (const border of this.#borders(heard)) {
      const way = border === name ? undefined : this.way(heard, name, border)
      const on = way && (heard === backbone ? this.#directWay(border, other) : this.wayTo(border, other))
      if (way && on) best = better(best, { cost: way.cost + on.cost, hops: way.hops })
    }
    return best
  }

  #directWay(from: string, to: string): Way | undefined {
    return this.areasOf(from)
      .flatMap((area) => this.way(area, from, to) ?? [])
      .reduce<Way | undefined>(better, undefined)
  }
}

function learntBy(routers: ReadonlyMap<string, Router>, domain: Domain, name: string): LearntRoute[] {
  const { ospf } = routers.get(name)?.config ?? {}
  const all = new Map<Prefix, Route>([...externalRoutes(routers, domain, name), ...domain.routes(name)])
  return [...all]
    .filter(([, { hops }]) => hops.length > 0)
    .sort(([a], [b]) => comparePrefixes(a, b))
    .map(([prefix, { cost, hops }]) => ({
      prefix,
      protocol: 'ospf',
      distance: ospf?.distance ?? 110,
      metric: cost,
      nextHops: sortedHops(hops),
    }))
}

interface External {
  readonly by: string
  readonly prefix: Prefix
  readonly metric: number
  readonly type: 1 | 2
}

/** Of what comes from outside: type 1 before type 2; of type 2 the smaller metric, then the nearer router. */
function externalRoutes(routers: ReadonlyMap<string, Router>, domain: Domain, name: string): Map<Prefix, Route> {
  const ranked = new Map<Prefix, Route & { readonly type: 1 | 2; readonly metric: number }>()
  for (const other of domain.speakers.keys()) {
    const way = other === name ? undefined : domain.wayTo(name, other)
    const router = routers.get(other)
    if (!way || !router) continue
    for (const { prefix, metric, type } of externalsOf(router)) {
      const cost = type === 1 ? way.cost + metric : way.cost
      const route = { cost, hops: way.hops, type, metric: type === 1 ? 0 : metric }
      const known = ranked.get(prefix)
      const order = known ? known.type - type || known.metric - route.metric : 1
      ranked.set(prefix, order > 0 || !known ? route : order < 0 ? known : better(known, route))
    }
  }
  const own = new Set([...externalsOfName(routers, name)].map(({ prefix }) => prefix))
  return new Map([...ranked].filter(([prefix]) => !own.has(prefix)).map(([prefix, route]) => [prefix, shown(route)]))
}

const shown = (route: Route & { readonly type: 1 | 2; readonly metric: number }): Route =>
  route.type === 1 ? route : { ...route, cost: route.metric }

const externalsOfName = (routers: ReadonlyMap<string, Router>, name: string): External[] => {
  const router = routers.get(name)
  return router ? externalsOf(router) : []
}

function externalsOf(router: Router): External[] {
  return (router.config.ospf?.redistribute ?? []).flatMap((one) =>
    redistributed(router, one).map((prefix) => ({
      by: router.name,
      prefix,
      metric: one.metric ?? defaultExternalMetric,
      type: one.metricType ?? 2,
    })),
  )
}

/** The prefixes that a router has of the kind and may tell; the default route is none of them. */
export function redistributed(router: Router, { from, routeMap }: Redistribution): Prefix[] {
  const { config, ports, name } = router
  if (from === 'ospf' || from === 'bgp') return unsupported(name, `redistribute ${from}`)
  const prefixes =
    from === 'connected'
      ? ports.map(({ prefix }) => prefix)
      : config.staticRoutes
          .filter(({ via, prefix }) => isInUse(router, via?.address) && !ports.some((port) => port.prefix === prefix))
          .map(({ prefix }) => prefix)
  return [...new Set(prefixes)].filter(
    (prefix) => prefixRange(prefix).length > 0 && permitsRoute(config, routeMap, prefix) !== undefined,
  )
}

const isInUse = (router: Router, gateway: IpAddress | undefined): boolean =>
  gateway === undefined || router.ports.some(({ prefix }) => prefixHolds(prefix, gateway))
