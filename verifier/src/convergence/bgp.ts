import type { NextHop, Prefix } from '@paranet/network'
import { comparePrefixes, prefixHolds } from '@paranet/network'
import type { BgpRoute, Session, Speaker } from './bgp-sessions.js'
import { compareAddresses, longest, passed, policyOf, sessionsOf, speakersOf } from './bgp-sessions.js'
import type { LearntRoute } from './convergence.js'
import { NotKnown, sortedHops, unsupported } from './convergence.js'
import { redistributed } from './ospf.js'
import { permitsRoute } from './policy.js'
import type { Router } from './routers.js'
import { portTo } from './routers.js'

/** The BGP routes of every router (RFC 4271, 4456) when everything has settled.
 *
 *  Prefix by prefix routers are settled one after the other: a router whose best route comes from settled ones, and to which no other that is still
 *  open could offer anything that is as good, will choose it in any run of the protocol, so it is settled too. What open routers could offer at best is
 *  bounded by local preference and path length, without ways through the router itself. Where every router is settled in that way, the stable
 *  state is the only one and every fair run comes to it; where some wait for each other in a ring (a dispute wheel: Griffin, Shepherd and
 *  Wilfong, IEEE/ACM ToN 10(2), 2002), it is `bgp-unstable`, as there may be none, or several. */
export function bgpRoutes(
  routers: ReadonlyMap<string, Router>,
  learnt: ReadonlyMap<string, readonly LearntRoute[]>,
): Map<string, LearntRoute[]> {
  const speakers = speakersOf(routers, learnt)
  const sessions = sessionsOf(speakers)
  const own = new Map([...speakers].map(([name, speaker]) => [name, originated(speaker)]))
  const prefixes = [...new Set([...own.values()].flatMap((routes) => [...routes.keys()]))].sort(comparePrefixes)
  const found = new Map<string, LearntRoute[]>([...speakers.keys()].map((name) => [name, []]))
  for (const prefix of prefixes) {
    const settling = new Settling([...speakers.values()], sessions, prefix, (speaker) =>
      own.get(speaker.router.name)?.get(prefix),
    )
    for (const [speaker, routes] of settling.run()) {
      const route = installed(speaker, prefix, routes)
      if (route) found.get(speaker.router.name)?.push(route)
    }
  }
  return found
}

function originated(speaker: Speaker): Map<Prefix, BgpRoute> {
  const { router, bgp, learnt } = speaker
  const local = (origin: 0 | 2, set: ReturnType<typeof permitsRoute>): BgpRoute => ({
    localPreference: set?.localPreference ?? 100,
    path: set?.prepend ?? [],
    med: set?.med ?? 0,
    origin,
    by: undefined,
    nextHop: undefined,
    igp: 0,
    originator: undefined,
  })
  const routes = new Map<Prefix, BgpRoute>()
  for (const one of bgp.redistribute)
    for (const prefix of redistributed(router, one)) {
      const set = permitsRoute(router.config, one.routeMap, prefix)
      routes.set(prefix, local(2, { ...(one.metric === undefined ? {} : { med: one.metric }), ...set }))
    }
  for (const { prefix, routeMap } of bgp.networks) {
    const isThere =
      router.ports.some((port) => port.prefix === prefix) ||
      router.config.staticRoutes.some((one) => one.prefix === prefix)
    if (!isThere && learnt.some((one) => one.prefix === prefix))
      unsupported(router.name, `network ${prefix}, which another protocol has taught`)
    const set = isThere ? permitsRoute(router.config, routeMap, prefix) : undefined
    if (set) routes.set(prefix, local(0, set))
  }
  return routes
}

/** What an open router could have at best. */
interface Bound {
  readonly any: number
  /** Of its own, or from another system. */
  readonly outer: number
}

const nothing: Bound = { any: Number.POSITIVE_INFINITY, outer: Number.POSITIVE_INFINITY }

/** Settles one prefix. */
class Settling {
  /** Settled routers with their routes: the best first, then those used beside it; none where they have none. */
  readonly #settled = new Map<Speaker, readonly BgpRoute[]>()
  readonly #speakers: readonly Speaker[]
  readonly #sessions: readonly Session[]
  readonly #prefix: Prefix
  readonly #own: (speaker: Speaker) => BgpRoute | undefined
  readonly #isMedSet: boolean
  readonly #bestOrigin: number

  constructor(
    speakers: readonly Speaker[],
    sessions: readonly Session[],
    prefix: Prefix,
    own: (speaker: Speaker) => BgpRoute | undefined,
  ) {
    this.#speakers = speakers
    this.#sessions = sessions.filter(
      ({ from, to, sending, receiving, isInternal }) =>
        policyOf(from, sending, 'export', isInternal, prefix) && policyOf(to, receiving, 'import', isInternal, prefix),
    )
    this.#prefix = prefix
    this.#own = own
    this.#isMedSet = speakers.some(
      ({ router, bgp }) =>
        [...router.config.routeMaps.values()].flat().some(({ set }) => set.med !== undefined) ||
        bgp.redistribute.some(({ metric }) => metric !== undefined),
    )
    this.#bestOrigin = Math.min(2, ...speakers.flatMap((speaker) => own(speaker)?.origin ?? []))
  }

  run(): ReadonlyMap<Speaker, readonly BgpRoute[]> {
    for (let left = this.#speakers.length; left > 0; left--) {
      const open = this.#speakers.filter((speaker) => !this.#settled.has(speaker))
      const next = open.find((speaker) => this.#blockers(speaker).length === 0)
      if (!next) this.#unstable(open)
      else this.#settled.set(next, chosenOf(next, this.#candidates(next)))
    }
    return this.#settled
  }

  #candidates(speaker: Speaker): BgpRoute[] {
    const own = this.#own(speaker)
    const heard = this.#into(speaker).flatMap((session) => {
      const [best] = this.#settled.get(session.from) ?? []
      return (best && passed(session, best, this.#prefix)) ?? []
    })
    return [...(own ? [own] : []), ...heard]
  }

  #into(speaker: Speaker): Session[] {
    return this.#sessions.filter(({ to }) => to === speaker)
  }

  /** Open routers that could still offer what is as good as the best so far. */
  #blockers(speaker: Speaker): Speaker[] {
    const candidates = this.#candidates(speaker)
    if (candidates.some(({ by }) => by === undefined)) return []
    const [best] = candidates.toSorted(compare)
    const bounds = this.#bounds(speaker)
    return this.#into(speaker).flatMap((session) => {
      if (this.#settled.has(session.from)) return []
      const bound = bounds.get(session.from) ?? nothing
      const isReflector = session.from.bgp.neighbours.some((one) => one.isReflectorClient)
      const length = session.isInternal && !isReflector ? bound.outer : bound.any
      const offered = length + (session.isInternal ? 0 : 1)
      return Number.isFinite(length) && this.#couldWin(session, offered, best) ? [session.from] : []
    })
  }

  #couldWin(session: Session, length: number, best: BgpRoute | undefined): boolean {
    if (!best) return true
    const preference = this.#highestPreference(session)
    if (preference !== best.localPreference) return preference > best.localPreference
    if (length !== best.path.length) return length < best.path.length
    // At the same length what comes from outside goes first.
    const isOuter = !best.by?.isInternal && best.origin === this.#bestOrigin && !this.#isMedSet
    return !(isOuter && session.isInternal)
  }

  #highestPreference({ from, to, sending, receiving, isInternal }: Session): number {
    const set = policyOf(to, receiving, 'import', isInternal, this.#prefix)?.localPreference
    if (set !== undefined) return set
    if (!isInternal) return 100
    const told = policyOf(from, sending, 'export', isInternal, this.#prefix)?.localPreference
    if (told !== undefined) return told
    const isReflector = from.bgp.neighbours.some((one) => one.isReflectorClient)
    const sources = isReflector ? this.#speakers.filter(({ bgp }) => bgp.as === to.bgp.as) : [from]
    return Math.max(...sources.map((source) => this.#preferenceFrom(source, isReflector)))
  }

  /** The highest preference that a router gives to what it brings into its system. */
  #preferenceFrom(speaker: Speaker, withInternal: boolean): number {
    const given = this.#into(speaker)
      .filter(({ isInternal }) => withInternal || !isInternal)
      .map(
        ({ receiving, isInternal }) =>
          policyOf(speaker, receiving, 'import', isInternal, this.#prefix)?.localPreference,
      )
    return Math.max(this.#own(speaker)?.localPreference ?? 0, 100, ...given.map((one) => one ?? 100))
  }

  /** Shortest paths that open routers could have, without any through the router or its system. */
  #bounds(without: Speaker): Map<Speaker, Bound> {
    const bounds = new Map<Speaker, Bound>()
    for (let isMoving = true; isMoving; ) {
      isMoving = false
      for (const speaker of this.#speakers) {
        if (speaker === without || this.#settled.has(speaker)) continue
        const now = this.#boundOf(speaker, without, bounds)
        const known = bounds.get(speaker) ?? nothing
        if (now.any >= known.any && now.outer >= known.outer) continue
        bounds.set(speaker, now)
        isMoving = true
      }
    }
    return bounds
  }

  #boundOf(speaker: Speaker, without: Speaker, bounds: ReadonlyMap<Speaker, Bound>): Bound {
    let [any, outer] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
    const own = this.#own(speaker)
    if (own) outer = own.path.length
    for (const session of this.#into(speaker)) {
      const { from, isInternal } = session
      const [best] = this.#settled.get(from) ?? []
      const route = best && passed(session, best, this.#prefix)
      const isThrough = from === without || (speaker.bgp.as !== without.bgp.as && from.bgp.as === without.bgp.as)
      const open = isThrough || this.#settled.has(from) ? nothing : (bounds.get(from) ?? nothing)
      const isLooped = route && speaker.bgp.as !== without.bgp.as && route.path.includes(without.bgp.as)
      const length = route && !isLooped && !isThrough ? route.path.length : open.any + (isInternal ? 0 : 1)
      if (isInternal) any = Math.min(any, length)
      else outer = Math.min(outer, length)
    }
    return { any: Math.min(any, outer), outer }
  }

  /** Follows who waits for whom to the ring. */
  #unstable(open: readonly Speaker[]): never {
    const seen: Speaker[] = []
    let at = open[0]
    while (at && !seen.includes(at)) {
      seen.push(at)
      at = this.#blockers(at)[0]
    }
    const ring = at ? seen.slice(seen.indexOf(at)) : seen
    const members = ring.map(({ router }) => router.name)
    const reason = `for ${this.#prefix} ${members.join(', ')} wait for each other: no stable state, or not only one`
    throw new NotKnown({ code: 'bgp-unstable', reason, members })
  }
}

/** The order of preference down to the cost of the way to the next hop; 0: equal so far. */
function compare(a: BgpRoute, b: BgpRoute): number {
  return (
    Number(a.by !== undefined) - Number(b.by !== undefined) ||
    b.localPreference - a.localPreference ||
    a.path.length - b.path.length ||
    a.origin - b.origin ||
    (isMedCompared(a, b) ? a.med - b.med : 0) ||
    Number(a.by?.isInternal ?? false) - Number(b.by?.isInternal ?? false) ||
    a.igp - b.igp
  )
}

const isMedCompared = (a: BgpRoute, b: BgpRoute): boolean =>
  a.path[0] === b.path[0] || (a.by?.to.bgp.alwaysComparesMed ?? false)

/** The best route and those used beside it. */
function chosenOf(speaker: Speaker, candidates: readonly BgpRoute[]): readonly BgpRoute[] {
  const name = speaker.router.name
  const systems = new Set(candidates.map(({ path }) => path[0]))
  const meds = new Set(candidates.map(({ med }) => med))
  if (systems.size > 1 && meds.size > 1 && candidates.length > 2 && !speaker.bgp.alwaysComparesMed)
    unsupported(name, 'metrics of several neighbouring systems: the order of their routes may decide')
  const [first] = candidates.toSorted(compare)
  if (!first) return []
  const equal = candidates.filter((one) => compare(one, first) === 0)
  const sorted = equal.toSorted(compareTies)
  const [best] = sorted
  if (!best) return []
  const beside = sorted.filter((one) => isUsedBeside(speaker, best, one))
  refuseAge(speaker, equal)
  const { external, internal } = speaker.bgp.maxPaths
  const most = best.by?.isInternal ? internal : external
  if (most > 1 && beside.length > most) unsupported(name, `more than ${most} equal routes`)
  return most === 1 ? [best] : [best, ...beside.filter((one) => one !== best)]
}

function compareTies(a: BgpRoute, b: BgpRoute): number {
  const [one, other] = [a.originator ?? a.by?.from.id, b.originator ?? b.by?.from.id]
  if (one === undefined || other === undefined) return 0
  return compareAddresses(one, other) || compareAddresses(a.by!.senderAddress, b.by!.senderAddress)
}

/** Of two routes from outside the older one is preferred, unless routers are told to compare ids: only where that makes no difference is it known. */
function refuseAge({ router, bgp }: Speaker, equal: readonly BgpRoute[]): void {
  const outer = equal.filter(({ by }) => by && !by.isInternal)
  if (outer.length < 2 || bgp.comparesRouterId) return
  const isAlike = outer.every(({ path }) => path.join() === outer[0]?.path.join())
  const tellsOn = bgp.neighbours.some(({ remoteAs, isNextHopSelf }) => remoteAs === bgp.as && !isNextHopSelf)
  if (!isAlike || tellsOn || bgp.maxPaths.external === 1)
    unsupported(router.name, 'the older of equal routes is preferred: add "bgp bestpath compare-routerid"')
}

function isUsedBeside({ bgp }: Speaker, best: BgpRoute, other: BgpRoute): boolean {
  if (bgp.multipathRelax) return true
  return best.by?.isInternal
    ? best.path.join() === other.path.join()
    : best.by?.receiving.remoteAs === other.by?.receiving.remoteAs
}

function installed(speaker: Speaker, prefix: Prefix, routes: readonly BgpRoute[]): LearntRoute | undefined {
  const [best] = routes
  if (!best?.by) return undefined
  const { isInternal } = best.by
  return {
    prefix,
    protocol: isInternal ? 'ibgp' : 'ebgp',
    distance: speaker.bgp.distance[isInternal ? 'internal' : 'external'],
    metric: best.med,
    nextHops: sortedHops(routes.flatMap(({ nextHop }) => (nextHop === undefined ? [] : hopsTo(speaker, nextHop)))),
  }
}

function hopsTo({ router, learnt }: Speaker, address: NonNullable<BgpRoute['nextHop']>): readonly NextHop[] {
  const port = portTo(router, address)
  if (port) return [{ interface: port.name, address }]
  return longest(learnt.filter(({ prefix }) => prefixHolds(prefix, address)))?.nextHops ?? []
}
