import type { BgpConfig, BgpNeighbour, IpAddress, Prefix } from '@paranet/network'
import { prefixHolds, prefixRange } from '@paranet/network'
import type { LearntRoute } from './convergence.js'
import { unsupported } from './convergence.js'
import { permitsPrefix, permitsRoute } from './policy.js'
import type { Router } from './routers.js'
import { portTo } from './routers.js'

/** A router that speaks BGP, with the ways to next hops that it knows without it. */
export interface Speaker {
  readonly router: Router
  readonly bgp: BgpConfig
  readonly id: IpAddress
  readonly learnt: readonly LearntRoute[]
}

/** One direction of an established session: what `from` tells `to`. */
export interface Session {
  readonly from: Speaker
  readonly to: Speaker
  /** What the sender says of the session, and what the receiver does. */
  readonly sending: BgpNeighbour
  readonly receiving: BgpNeighbour
  readonly isInternal: boolean
  readonly senderAddress: IpAddress
}

/** What a router has for one prefix. */
export interface BgpRoute {
  readonly localPreference: number
  readonly path: readonly number[]
  readonly med: number
  /** 0: of a `network` statement, 2: redistributed. */
  readonly origin: 0 | 2
  /** Undefined: the router's own. */
  readonly by: Session | undefined
  readonly nextHop: IpAddress | undefined
  /** Cost of the way to the next hop. */
  readonly igp: number
  /** The router that brought it into the system, where it was reflected. */
  readonly originator: IpAddress | undefined
}

/** The routers that speak BGP by name. */
export function speakersOf(
  routers: ReadonlyMap<string, Router>,
  learnt: ReadonlyMap<string, readonly LearntRoute[]>,
): Map<string, Speaker> {
  const speakers = new Map<string, Speaker>()
  for (const [name, router] of routers) {
    const { bgp } = router.config
    if (bgp) speakers.set(name, { router, bgp, id: routerIdOf(router, bgp), learnt: learnt.get(name) ?? [] })
  }
  return speakers
}

/** As said, or the highest address of the loopback, or of all. */
function routerIdOf({ ports, name }: Router, { routerId }: BgpConfig): IpAddress {
  if (routerId !== undefined) return routerId
  const own = ports.filter(({ isLoopback }) => isLoopback)
  const [highest] = (own.length > 0 ? own : ports).map(({ address }) => address).sort((a, b) => compareAddresses(b, a))
  return highest ?? unsupported(name, 'router bgp without any address')
}

export function compareAddresses(a: IpAddress, b: IpAddress): number {
  const [first, second] = [a, b].map((one) => one.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0))
  return (first ?? 0) - (second ?? 0)
}

/** Both directions of all sessions that come up. */
export function sessionsOf(speakers: ReadonlyMap<string, Speaker>): Session[] {
  const all = [...speakers.values()]
  return all.flatMap((to) =>
    to.bgp.neighbours.flatMap((receiving): Session[] => {
      if (!receiving.isActive) return []
      const from = all.find(
        (one) => one !== to && one.router.ports.some(({ address }) => address === receiving.address),
      )
      const own = ownAddress(to, receiving)
      const sending = from?.bgp.neighbours.find(({ address, isActive }) => isActive && address === own)
      if (!from || !sending || ownAddress(from, sending) !== receiving.address) return []
      if (receiving.remoteAs !== from.bgp.as || sending.remoteAs !== to.bgp.as) return []
      const isInternal = from.bgp.as === to.bgp.as
      const reaches = (one: Speaker, address: IpAddress) =>
        isInternal ? costTo(one, address) !== undefined : portTo(one.router, address) !== undefined
      if (!reaches(to, receiving.address) || !reaches(from, sending.address)) return []
      return [{ from, to, sending, receiving, isInternal, senderAddress: receiving.address }]
    }),
  )
}

function ownAddress({ router }: Speaker, { address, updateSource }: BgpNeighbour): IpAddress | undefined {
  if (updateSource === undefined) return portTo(router, address)?.address
  return router.ports.find((port) => port.name === updateSource)?.address
}

/** What a router that takes part knows of an address without BGP: what its longest prefix costs; undefined: nothing. */
export function costTo(speaker: Speaker, address: IpAddress): number | undefined {
  if (portTo(speaker.router, address)) return 0
  const fits = speaker.learnt.filter(({ prefix }) => prefixHolds(prefix, address))
  const statics = speaker.router.config.staticRoutes.filter(({ prefix }) => prefixHolds(prefix, address))
  if (statics.length > 0)
    return unsupported(speaker.router.name, `a next hop of BGP behind a static route to ${statics[0]?.prefix}`)
  return longest(fits)?.metric
}

export const longest = (routes: readonly LearntRoute[]): LearntRoute | undefined =>
  routes.toSorted((a, b) => prefixRange(b.prefix).length - prefixRange(a.prefix).length)[0]

/** What the receiver of a session makes of the sender's best route; undefined where it is not sent or not let in. */
export function passed(session: Session, best: BgpRoute, prefix: Prefix): BgpRoute | undefined {
  const { from, to, sending, receiving, isInternal, senderAddress } = session
  if (best.by?.from === to || (isInternal && best.by?.isInternal && !isReflected(session, best.by))) return undefined
  const out = policyOf(from, sending, 'export', isInternal, prefix)
  const into = out && policyOf(to, receiving, 'import', isInternal, prefix)
  if (!out || !into) return undefined
  const path = [...(isInternal ? [] : [from.bgp.as]), ...(out.prepend ?? []), ...best.path]
  if (path.includes(to.bgp.as)) return undefined
  if (isInternal && best.originator === to.id) return undefined
  const isReflecting = isInternal && best.by?.isInternal === true
  const isSelf = !isInternal || best.nextHop === undefined || (sending.isNextHopSelf && !isReflecting)
  const nextHop = isSelf ? senderAddress : best.nextHop
  const igp = nextHop === undefined ? undefined : costTo(to, nextHop)
  if (igp === undefined) return undefined
  const told = isInternal ? best.localPreference : 100
  const med = out.med ?? (isInternal || best.by === undefined ? best.med : 0)
  return {
    localPreference: into.localPreference ?? (isInternal ? (out.localPreference ?? told) : told),
    path: [...(into.prepend ?? []), ...path],
    med: into.med ?? med,
    origin: best.origin,
    by: session,
    nextHop,
    igp,
    originator: isReflecting ? (best.originator ?? best.by?.from.id) : undefined,
  }
}

/** What was learnt inside the system is told inside only by reflectors: of clients to all, of others to clients. */
const isReflected = ({ sending }: Session, learnt: Session): boolean =>
  learnt.receiving.isReflectorClient || sending.isReflectorClient

/** What the policy of one side sets; undefined where it lets nothing pass. */
export function policyOf(
  { router, bgp }: Speaker,
  neighbour: BgpNeighbour,
  direction: 'import' | 'export',
  isInternal: boolean,
  prefix: Prefix,
): ReturnType<typeof permitsRoute> {
  const list = direction === 'import' ? neighbour.importList : neighbour.exportList
  const map = direction === 'import' ? neighbour.importMap : neighbour.exportMap
  if (!isInternal && bgp.requiresPolicy && list === undefined && map === undefined) return undefined
  return permitsPrefix(router.config, list, prefix) ? permitsRoute(router.config, map, prefix) : undefined
}
