import type {
  DeviceState,
  NetworkState,
  PacketSet,
  PacketSpace,
  PolicyRouteEntry,
  RouteAction,
  RouteEntry,
  TopologyIndex,
} from '@paranet/network'
import type { ClaimSpace } from '../classes/claim-space.js'
import { isSameList } from '../plan/plan-memo.js'
import type { NearRules, Reach } from './device-rules.js'
import { deviceRulesOf, isChangeNear } from './device-rules.js'

/** An interface by which packets of a class can leave a device. */
export interface WayOut {
  readonly device: number
  readonly interface: string
}

/** Ways of a class, and the rules that say so. */
export interface FoundWays {
  /** Sorted by device and interface. */
  readonly ways: readonly WayOut[]
  readonly reach: Reach
  readonly met: readonly MetRules[]
}

/** What packets of a class may meet where they come in at a device. */
interface MetRules {
  readonly device: number
  readonly inInterface: string
  readonly state: DeviceState | undefined
  readonly near: NearRules
}

/** Where packets are: at a device, by an interface, as they were sent or with the DSCP that a mark gave them. */
interface Place {
  readonly device: number
  readonly inInterface: string
  readonly dscp: number | undefined
}

/** All interfaces by which packets can leave devices, from the ports where they enter on, whatever links are up: every member of every group.
 *  Exact sets over what the devices do, but for filters, which only take packets away. */
export class ClassWays {
  readonly #index: TopologyIndex
  readonly #state: NetworkState
  readonly #exact: Pick<ClaimSpace, 'space'>
  readonly #matched = new Map<object, PacketSet>()

  constructor(index: TopologyIndex, state: NetworkState, exact: Pick<ClaimSpace, 'space'>) {
    this.#index = index
    this.#state = state
    this.#exact = exact
  }

  get #space(): PacketSpace {
    return this.#exact.space
  }

  /** `reach` holds all packets that enter. */
  of(entering: readonly { readonly port: number; readonly set: PacketSet }[], reach: Reach): FoundWays {
    const space = this.#space
    const met = new Map<string, MetRules>()
    const found = new Map<string, WayOut>()
    const seen = new Map<string, PacketSet>()
    const waiting: { place: Place; set: PacketSet }[] = []
    for (const { port: id, set } of entering) {
      const port = this.#index.ports[id]
      if (port) waiting.push({ place: { device: port.device, inInterface: port.interface, dscp: undefined }, set })
    }
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { place } = next
      const at = `${place.device} ${place.inInterface}`
      let its = met.get(at)
      if (!its) met.set(at, (its = this.#metAt(place, reach)))
      const key = `${place.device} ${place.dscp ?? ''} ${place.inInterface}`
      const before = seen.get(key) ?? space.empty
      const fresh = space.subtract(next.set, before)
      if (space.isEmpty(fresh)) continue
      seen.set(key, space.union(before, fresh))
      for (const { out, set, dscp } of this.#step(its.near, place.dscp, fresh)) {
        found.set(`${place.device} ${out}`, { device: place.device, interface: out })
        const adjacency = this.#index.adjacencyByInterface[place.device]?.get(out)
        if (!adjacency || this.#index.isEnd[adjacency.neighbour]) continue
        const onward = { device: adjacency.neighbour, inInterface: adjacency.neighbourInterface, dscp }
        waiting.push({ place: onward, set })
      }
    }
    const ways = [...found.values()].sort((a, b) => a.device - b.device || (a.interface < b.interface ? -1 : 1))
    return { ways, reach, met: [...met.values()] }
  }

  /** What was found, where packets of the class may still meet the very same rules, whatever else the devices do now; undefined where not. */
  still({ ways, met, reach }: FoundWays): FoundWays | undefined {
    const now: MetRules[] = []
    for (const one of met) {
      const state = this.#stateOf(one.device)
      const isNear =
        state !== one.state && !(state && one.state && !isChangeNear(one.state, state, one.inInterface, reach))
      const its = state === one.state ? one : isNear ? this.#metAt(one, reach) : { ...one, state }
      if (isNear && !areSame(its.near, one.near)) return undefined
      now.push(its)
    }
    return { ways, met: now, reach }
  }

  #stateOf(device: number): DeviceState | undefined {
    return this.#state.get(this.#index.nodes[device]?.name ?? '')
  }

  #metAt({ device, inInterface }: Pick<Place, 'device' | 'inInterface'>, reach: Reach): MetRules {
    const state = this.#stateOf(device)
    const near = state ? deviceRulesOf(state).near(inInterface, reach) : nothingNear
    return { device, inInterface, state, near }
  }

  #step(
    near: NearRules,
    dscp: number | undefined,
    set: PacketSet,
  ): { out: string; set: PacketSet; dscp: number | undefined }[] {
    const ways: { out: string; set: PacketSet; dscp: number | undefined }[] = []
    for (const part of this.#marked(near, dscp, set)) {
      let rest = part.set
      for (const entry of [...near.policies, ...near.routes]) {
        const piece = this.#space.intersect(rest, this.#as(this.#matchedBy(entry), part.dscp))
        if (this.#space.isEmpty(piece)) continue
        rest = this.#space.subtract(rest, piece)
        for (const out of outsOf(entry.action)) ways.push({ out, set: piece, dscp: part.dscp })
        if (this.#space.isEmpty(rest)) break
      }
    }
    return ways
  }

  /** Cut by the DSCP that they go on with. */
  #marked({ marks }: NearRules, dscp: number | undefined, set: PacketSet) {
    const parts: { dscp: number | undefined; set: PacketSet }[] = []
    let rest = set
    for (const mark of marks) {
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

  #matchedBy(entry: PolicyRouteEntry | RouteEntry): PacketSet {
    let known = this.#matched.get(entry)
    if (known !== undefined) return known
    known = 'prefix' in entry ? this.#space.fromPrefixes('dst', [entry.prefix]) : this.#space.fromMatch(entry.match)
    this.#matched.set(entry, known)
    return known
  }
}

const areSame = (a: NearRules, b: NearRules): boolean =>
  isSameList(a.marks, b.marks) && isSameList(a.policies, b.policies) && isSameList(a.routes, b.routes)

const nothingNear: NearRules = { marks: [], policies: [], routes: [] }

function outsOf(action: RouteAction): string[] {
  if (action.kind === 'drop') return []
  if (action.kind === 'deliver') return []
  return action.groups.flatMap((members) => members.map((hop) => hop.interface))
}
