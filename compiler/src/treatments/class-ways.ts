import type {
  DeviceState,
  EntryKey,
  NetworkState,
  PacketMatch,
  PacketSet,
  PacketSpace,
  PolicyRouteEntry,
  RouteAction,
  TopologyIndex,
} from '@paranet/network'
import { compareRules, entriesOf, markKey, prefixesOverlap, prefixRange } from '@paranet/network'
import type { PacketClass } from '../classes/packet-class.js'
import { trafficOverlaps } from '../classes/packet-class.js'

/** An interface by which packets of a class can leave a device. */
export interface WayOut {
  readonly device: number
  readonly interface: string
}

/** Ways of a class, and the states that say so. */
export interface FoundWays {
  /** Sorted by device and interface. */
  readonly ways: readonly WayOut[]
  readonly states: ReadonlyMap<number, DeviceState | undefined>
}

/** Where packets are: at a device, by an interface, as they were sent or with the DSCP that a mark gave them. */
interface Place {
  readonly device: number
  readonly inInterface: string
  readonly dscp: number | undefined
}

interface Rule {
  readonly matched: PacketSet
  readonly action: RouteAction
}

/** Headers that hold all packets of a class. */
export type Reach = Pick<PacketClass, 'sources' | 'destinations' | 'traffic'>

/** All interfaces by which packets can leave devices, from the ports where they enter on, whatever links are up: every member of every group.
 *  Exact sets over what the devices do, but for filters, which only take packets away. */
export class ClassWays {
  readonly #index: TopologyIndex
  readonly #state: NetworkState
  readonly #space: PacketSpace
  readonly #routes = new Map<number, readonly Rule[]>()
  readonly #policyEntries = new Map<string, ByDestination>()
  readonly #matched = new Map<PolicyRouteEntry, PacketSet>()

  constructor(index: TopologyIndex, state: NetworkState, space: PacketSpace) {
    this.#index = index
    this.#state = state
    this.#space = space
  }

  /** `reach` holds all packets that enter. */
  of(entering: readonly { readonly port: number; readonly set: PacketSet }[], reach: Reach): FoundWays {
    const space = this.#space
    const states = new Map<number, DeviceState | undefined>()
    const found = new Map<string, WayOut>()
    const seen = new Map<string, PacketSet>()
    const waiting: { place: Place; set: PacketSet }[] = []
    for (const { port: id, set } of entering) {
      const port = this.#index.ports[id]
      if (port) waiting.push({ place: { device: port.device, inInterface: port.interface, dscp: undefined }, set })
    }
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { place } = next
      states.set(place.device, this.#stateOf(place.device))
      const key = `${place.device} ${place.dscp ?? ''} ${place.inInterface}`
      const before = seen.get(key) ?? space.empty
      const fresh = space.subtract(next.set, before)
      if (space.isEmpty(fresh)) continue
      seen.set(key, space.union(before, fresh))
      for (const { out, set, dscp } of this.#step(place, fresh, reach)) {
        found.set(`${place.device} ${out}`, { device: place.device, interface: out })
        const adjacency = this.#index.adjacencyByInterface[place.device]?.get(out)
        if (!adjacency || this.#index.isEnd[adjacency.neighbour]) continue
        const onward = { device: adjacency.neighbour, inInterface: adjacency.neighbourInterface, dscp }
        waiting.push({ place: onward, set })
      }
    }
    const ways = [...found.values()].sort((a, b) => a.device - b.device || (a.interface < b.interface ? -1 : 1))
    return { ways, states }
  }

  /** Whether all devices that had a part in what was found once still do the same. */
  isStill({ states }: FoundWays): boolean {
    for (const [device, state] of states) if (this.#stateOf(device) !== state) return false
    return true
  }

  #stateOf(device: number): DeviceState | undefined {
    return this.#state.get(this.#index.nodes[device]?.name ?? '')
  }

  #step(place: Place, set: PacketSet, reach: Reach): { out: string; set: PacketSet; dscp: number | undefined }[] {
    const state = this.#stateOf(place.device)
    if (!state) return []
    const ways: { out: string; set: PacketSet; dscp: number | undefined }[] = []
    const policies = this.#policies(state, place, reach)
    for (const { dscp, set: marked } of this.#marked(state, place, set)) {
      let rest = marked
      for (const { matched, action } of [...policies, ...this.#routesOf(place.device, state)]) {
        const piece = this.#space.intersect(rest, this.#as(matched, dscp))
        if (this.#space.isEmpty(piece)) continue
        rest = this.#space.subtract(rest, piece)
        for (const out of outsOf(action)) ways.push({ out, set: piece, dscp })
        if (this.#space.isEmpty(rest)) break
      }
    }
    return ways
  }

  /** Cut by the DSCP that they go on with. */
  #marked({ marks = [] }: DeviceState, { inInterface, dscp }: Place, set: PacketSet) {
    const parts: { dscp: number | undefined; set: PacketSet }[] = []
    const rules = marks
      .filter((mark) => mark.interface === undefined || mark.interface === inInterface)
      .map((mark) => ({ mark, priority: mark.priority, key: markKey(mark) }))
    let rest = set
    for (const { mark } of rules.sort(compareRules)) {
      const piece = this.#space.intersect(rest, this.#as(this.#space.fromMatch(mark.match), dscp))
      if (this.#space.isEmpty(piece)) continue
      rest = this.#space.subtract(rest, piece)
      parts.push({ dscp: mark.dscp, set: piece })
    }
    return [...parts, { dscp, set: rest }]
  }

  /** The packets, as they were sent, that match with the DSCP that they have now. */
  #as(matched: PacketSet, dscp: number | undefined): PacketSet {
    return dscp === undefined ? matched : this.#space.withDscp(matched, dscp)
  }

  /** Those that packets of the reach may match, whatever their DSCP has become. */
  #policies(state: DeviceState, { device, inInterface }: Place, reach: Reach): Rule[] {
    const key = `${device} ${inInterface}`
    let list = this.#policyEntries.get(key)
    if (!list) this.#policyEntries.set(key, (list = byDestination(policiesOf(state, inInterface))))
    const near: Placed[] = []
    for (const [dst, entries] of list)
      if (dst === undefined || reach.destinations.some((prefix) => prefixesOverlap(prefix, dst)))
        for (const one of entries) if (mayMatch(reach, one.entry.match)) near.push(one)
    return near
      .sort((a, b) => a.place - b.place)
      .map(({ entry }) => ({ matched: this.#matchedBy(entry), action: entry.action }))
  }

  #matchedBy(entry: PolicyRouteEntry): PacketSet {
    let known = this.#matched.get(entry)
    if (known === undefined) this.#matched.set(entry, (known = this.#space.fromMatch(entry.match)))
    return known
  }

  #routesOf(device: number, { routes }: DeviceState): readonly Rule[] {
    const known = this.#routes.get(device)
    if (known) return known
    const made = [...routes]
      .sort((a, b) => prefixRange(b.prefix).length - prefixRange(a.prefix).length)
      .map(({ prefix, action }) => ({ matched: this.#space.fromPrefixes('dst', [prefix]), action }))
    this.#routes.set(device, made)
    return made
  }
}

/** An entry with its place among all that a device tries. */
interface Placed {
  readonly entry: PolicyRouteEntry
  readonly place: number
}

type ByDestination = ReadonlyMap<PolicyRouteEntry['match']['dst'], readonly Placed[]>

function byDestination(entries: readonly PolicyRouteEntry[]): ByDestination {
  const found = new Map<PolicyRouteEntry['match']['dst'], Placed[]>()
  for (const [place, entry] of entries.entries()) {
    const list = found.get(entry.match.dst)
    if (list) list.push({ entry, place })
    else found.set(entry.match.dst, [{ entry, place }])
  }
  return found
}

/** In the order in which a device tries them. */
function policiesOf(state: DeviceState, inInterface: string): PolicyRouteEntry[] {
  const found: { readonly entry: PolicyRouteEntry; readonly priority: number; readonly key: EntryKey }[] = []
  for (const [key, entry] of entriesOf(state))
    if (entry.kind === 'policy-route' && (entry.inInterface === undefined || entry.inInterface === inInterface))
      found.push({ entry, priority: entry.priority, key })
  return found.sort(compareRules).map(({ entry }) => entry)
}

function mayMatch({ sources, destinations, traffic }: Reach, { dscp: _, ...match }: PacketMatch): boolean {
  const { src, dst } = match
  return (
    (src === undefined || sources.some((prefix) => prefixesOverlap(prefix, src))) &&
    (dst === undefined || destinations.some((prefix) => prefixesOverlap(prefix, dst))) &&
    trafficOverlaps(traffic, [match])
  )
}

function outsOf(action: RouteAction): string[] {
  if (action.kind === 'drop') return []
  if (action.kind === 'deliver') return []
  return action.groups.flatMap((members) => members.map((hop) => hop.interface))
}
