import type { Claim, PacketSet, PacketSpace } from '@paranet/network'
import { headroomText, usableBandwidth } from '@paranet/network'
import type { Exploration, Leaf } from './explore.js'
import { capsAlong } from './caps.js'
import { directedLinksOf, explore, passedLinks, pathOf } from './explore.js'
import type { Failure } from './failures.js'
import type { Finding } from './finding.js'
import type { Origin } from './origin.js'
import { originsOf, runOrigin } from './origin.js'
import type { Outage } from './outage.js'
import { withDown } from './outage.js'
import type { Destination } from './ownership.js'
import type { Proof } from './proof.js'

/** A claim that reserves bandwidth. */
export type ReservingClaim = Claim & { readonly bandwidth: NonNullable<Claim['bandwidth']> }

/** What one claim puts on the links: per directed link (`link × 2`, plus 1 against its order) bit/s, and packets that are part of it. */
export interface LoadProfile {
  readonly loads: ReadonlyMap<number, number>
  readonly flows: ReadonlyMap<number, Flow>
  readonly consulted: ReadonlySet<number>
  readonly unclear?: string
}

interface Flow {
  readonly exploration: Exploration
  readonly leaf: Leaf
  readonly set: PacketSet
}

/** The fullest link of a claim. */
export interface Tightest {
  /** `link × 2`, plus 1 against its order. */
  readonly directed: number
  /** The part of what may be reserved on it that is not. */
  readonly free: number
}

interface Reserved {
  readonly totals: ReadonlyMap<number, number>
  readonly consulted: ReadonlySet<number>
}

const keyOf = ({ links, nodes }: Failure): string => `${links.join()}/${nodes.join()}`

/** Reservations of all claims, per set of failures; remembers what failures that change nothing have in common.
 *
 *  A claim's demand is split evenly over its ordered pairs of ends (or is the demand of each). A pair may send any packet of its class, so
 *  what a link has to carry for it is the most that one packet's volume puts there, split evenly over equal-cost members, and at most what
 *  policers on the way let through. */
export class LoadBook {
  private readonly profiles = new Map<string, LoadProfile>()
  private readonly origins = new Map<Claim, readonly Origin[]>()
  private readonly visited = new Map<Claim, Set<number>>()
  private readonly reserved = new Map<string, Reserved>()
  private readonly proof: Proof
  readonly claims: readonly ReservingClaim[]

  constructor(proof: Proof) {
    this.proof = proof
    this.claims = proof.claims.filter(
      (claim): claim is ReservingClaim => claim.bandwidth !== undefined && claim.side === 'forward',
    )
  }

  /** A link that carries some of the claim and more than it can, with all reservations on it; asserted claims count for themselves only. */
  overloadOf(claim: ReservingClaim, failed: readonly Failure[]): Finding | undefined {
    const { model } = this.proof
    const own = this.profileOf(claim, failed)
    const others = this.claims.filter((other) => other !== claim && !other.asserted)
    for (const [directed, load] of own.loads) {
      const link = model.index.links[directed >> 1]
      const flow = own.flows.get(directed)
      if (!link || !flow) continue
      const total = others.reduce((sum, other) => sum + (this.profileOf(other, failed).loads.get(directed) ?? 0), load)
      if (total <= usableBandwidth(model.index, link) * (1 + 1e-9)) continue
      const { exploration, leaf, set } = flow
      const reason = `${Math.ceil(total)} bit/s are reserved on ${link.id}, which carries ${link.bandwidth} bit/s${headroomText(model.index, link)}`
      return { port: exploration.port, outage: this.outageOf(failed), leaf, set, reason }
    }
    return undefined
  }

  /** The link that carries some of the claim and has the smallest free share of what may be reserved on it; below 0: it is overloaded. */
  tightestOf(claim: ReservingClaim, failed: readonly Failure[]): Tightest | undefined {
    const { index } = this.proof.model
    const { totals } = this.reservedIn(failed)
    let tightest: Tightest | undefined
    for (const [directed, own] of this.profileOf(claim, failed).loads) {
      const total = (totals.get(directed) ?? 0) + (claim.asserted ? own : 0)
      const free = 1 - total / usableBandwidth(index, index.links[directed >> 1])
      if (!tightest || free < tightest.free - 1e-9) tightest = { directed, free }
    }
    return tightest
  }

  /** All reservations in a scenario, remembered: what they put on each directed link, and on which links they rely. */
  reservedIn(failed: readonly Failure[]): Reserved {
    const key = failed.map(keyOf).join(' ')
    const known = this.reserved.get(key)
    if (known) return known
    const totals = new Map<number, number>()
    const consulted = new Set<number>()
    for (const claim of this.claims) {
      const profile = this.profileOf(claim, failed)
      for (const link of profile.consulted) consulted.add(link)
      if (claim.asserted) continue
      for (const [directed, load] of profile.loads) totals.set(directed, (totals.get(directed) ?? 0) + load)
    }
    const made = { totals, consulted }
    this.reserved.set(key, made)
    return made
  }

  /** What all reservations put on a directed link, bit/s. */
  totalOn(directed: number, failed: readonly Failure[]): number {
    return this.claims.reduce(
      (sum, claim) => sum + (claim.asserted ? 0 : (this.profileOf(claim, failed).loads.get(directed) ?? 0)),
      0,
    )
  }

  /** Links that any reservation relied on: only their failures change loads. */
  consulted(failed: readonly Failure[]): Set<number> {
    return new Set(this.claims.flatMap((claim) => [...this.profileOf(claim, failed).consulted]))
  }

  /** Devices that packets of the claim came to in any profile that was made. */
  visitedBy(claim: Claim): Set<number> {
    let known = this.visited.get(claim)
    if (!known) this.visited.set(claim, (known = new Set()))
    return known
  }

  unclearOf(claim: ReservingClaim, failed: readonly Failure[]): string | undefined {
    return this.profileOf(claim, failed).unclear
  }

  /** Grows the failures that matter until none of the rest touches what was consulted; equal ones share a profile. */
  private profileOf(claim: ReservingClaim, failed: readonly Failure[]): LoadProfile {
    let relevant: readonly Failure[] = []
    for (;;) {
      const profile = this.profileUnder(claim, relevant)
      const grown = failed.filter(
        (failure) => relevant.includes(failure) || failure.deadLinks.some((link) => profile.consulted.has(link)),
      )
      if (grown.length === relevant.length) return profile
      relevant = grown
    }
  }

  private profileUnder(claim: ReservingClaim, failed: readonly Failure[]): LoadProfile {
    const key = `${this.proof.claims.indexOf(claim)} ${failed.map(keyOf).join(' ')}`
    let known = this.profiles.get(key)
    if (!known) this.profiles.set(key, (known = this.makeProfile(claim, failed)))
    return known
  }

  private makeProfile(claim: ReservingClaim, failed: readonly Failure[]): LoadProfile {
    if (claim.group) return this.treeProfile(claim, failed)
    const origins = this.originsOf(claim)
    const pairs = pairsOf(this.proof, origins)
    const demand = claim.bandwidth.each ? claim.bandwidth.bitsPerSecond : claim.bandwidth.bitsPerSecond / pairs.count
    const outage = this.outageOf(failed)
    const profile = { loads: new Map<number, number>(), flows: new Map<number, Flow>(), consulted: new Set<number>() }
    let unclear: string | undefined
    for (const { members, destinations } of pairs.bySource) {
      const explorations: Exploration[] = []
      for (const origin of members) {
        const run = runOrigin(this.proof, origin, outage, failed)
        for (const link of run.consulted) profile.consulted.add(link)
        for (const node of run.exploration?.visited ?? []) this.visitedBy(claim).add(node)
        if (run.exploration) explorations.push(run.exploration)
        unclear ??= run.exploration?.unclear
      }
      for (const destination of destinations) this.addPair(profile, explorations, destination.set, demand)
    }
    return { ...profile, ...(unclear === undefined ? {} : { unclear }) }
  }

  /** A multicast puts its rate on each link as often as one of its packets passes it. */
  private treeProfile(claim: ReservingClaim, failed: readonly Failure[]): LoadProfile {
    const { model, promises } = this.proof
    const profile = { loads: new Map<number, number>(), flows: new Map<number, Flow>(), consulted: new Set<number>() }
    let unclear: string | undefined
    const first = Math.min(...claim.sources.map(({ port }) => model.index.ports[port]?.preference ?? 0))
    for (const { port, effective } of promises.ofClaim.get(claim) ?? []) {
      if (model.space.isEmpty(effective) || (port.end !== undefined && port.preference !== first)) continue
      const exploration = explore(model, port, effective, this.outageOf(failed))
      for (const link of exploration.consulted) profile.consulted.add(link)
      for (const node of exploration.visited) this.visitedBy(claim).add(node)
      unclear ??= exploration.unclear
      this.addCopies(profile, exploration, exploration.copies, claim.bandwidth.bitsPerSecond, true)
    }
    return { ...profile, ...(unclear === undefined ? {} : { unclear }) }
  }

  /** What copies put on the links that they take. Along a tree the way of the original is theirs too; what a mirror sends begins where it was copied. */
  private addCopies(
    profile: { loads: Map<number, number>; flows: Map<number, Flow> },
    exploration: Exploration,
    copies: readonly Leaf[],
    demand: number,
    isTree: boolean,
  ): void {
    const { model } = this.proof
    const parts = new Map<number, Map<unknown, { set: PacketSet; fraction: number }>>()
    for (const leaf of copies) {
      const start = leaf.copied?.by === 'mirror' ? pathOf(leaf).indexOf(leaf.copied.step) : 0
      for (const { step, directed } of passedLinks(model, exploration.port, leaf)) {
        const isOwn = step === undefined ? isTree : pathOf(leaf).indexOf(step) >= start
        if (!isOwn) continue
        const own = parts.get(directed) ?? new Map()
        parts.set(directed, own)
        const known = own.get(step)
        own.set(step, { set: known ? model.space.union(known.set, leaf.set) : leaf.set, fraction: leaf.fraction })
        if (!profile.flows.has(directed)) profile.flows.set(directed, { exploration, leaf, set: leaf.set })
      }
    }
    for (const [directed, list] of parts) {
      const peak = peakOf(model.space, [...list.values()], Number.POSITIVE_INFINITY)
      profile.loads.set(directed, (profile.loads.get(directed) ?? 0) + peak * demand)
    }
  }

  private addPair(
    profile: { loads: Map<number, number>; flows: Map<number, Flow> },
    explorations: readonly Exploration[],
    toDestination: PacketSet,
    demand: number,
  ): void {
    const { model } = this.proof
    const peaks = new Map<number, number>()
    for (const exploration of explorations) {
      const parts = new Map<number, { set: PacketSet; fraction: number }[]>()
      for (const leaf of exploration.leaves) {
        const set = model.space.intersect(leaf.set, toDestination)
        if (model.space.isEmpty(set)) continue
        const links = directedLinksOf(model, exploration.port, leaf)
        const caps = model.isPoliced ? capsAlong(model, leaf, set) : []
        for (const [at, directed] of links.entries()) {
          const cap = caps[at - (links.length - caps.length)] ?? Number.POSITIVE_INFINITY
          const part = { set, fraction: Math.min(leaf.fraction, cap / demand) }
          const list = parts.get(directed)
          if (list) list.push(part)
          else parts.set(directed, [part])
          if (!profile.flows.has(directed)) profile.flows.set(directed, { exploration, leaf, set })
        }
      }
      for (const [directed, list] of parts)
        peaks.set(directed, Math.max(peaks.get(directed) ?? 0, peakOf(model.space, list)))
    }
    for (const exploration of explorations) {
      const copies = exploration.copies.flatMap((leaf) => {
        const set = model.space.intersect(leaf.set, toDestination)
        return model.space.isEmpty(set) ? [] : [{ ...leaf, set }]
      })
      if (copies.length > 0) this.addCopies(profile, exploration, copies, demand, false)
    }
    for (const [directed, peak] of peaks)
      profile.loads.set(directed, (profile.loads.get(directed) ?? 0) + peak * demand)
  }

  private originsOf(claim: Claim): readonly Origin[] {
    let known = this.origins.get(claim)
    if (!known) this.origins.set(claim, (known = originsOf(this.proof, claim)))
    return known
  }

  private outageOf(failed: readonly Failure[]): Outage {
    if (failed.length === 0) return this.proof.base
    const links = failed.flatMap((failure) => failure.links)
    const nodes = failed.flatMap((failure) => failure.nodes)
    return withDown(this.proof.model.index, this.proof.base, { links, nodes })
  }
}

/** The most that the fractions of one packet sum up to. Fractions of one path set add up; those of other packets do not. At most 1: a mixture
 *  of device states takes every way that it could take. */
function peakOf(space: PacketSpace, parts: readonly { set: PacketSet; fraction: number }[], most = 1): number {
  const disjoint: { set: PacketSet; sum: number }[] = []
  for (const { set, fraction } of parts) {
    let rest = set
    for (const part of disjoint) {
      const shared = space.intersect(rest, part.set)
      if (space.isEmpty(shared)) continue
      const apart = space.subtract(part.set, shared)
      if (space.isEmpty(apart)) part.sum += fraction
      else {
        part.set = apart
        disjoint.push({ set: shared, sum: part.sum + fraction })
      }
      rest = space.subtract(rest, shared)
      if (space.isEmpty(rest)) break
    }
    if (!space.isEmpty(rest)) disjoint.push({ set: rest, sum: fraction })
  }
  return Math.min(most, Math.max(0, ...disjoint.map(({ sum }) => sum)))
}

interface Pairs {
  readonly count: number
  readonly bySource: readonly { readonly members: readonly Origin[]; readonly destinations: readonly Destination[] }[]
}

/** The ordered pairs of ends: a source is a node, or an external port; a node sends nothing to itself. */
function pairsOf(proof: Proof, origins: readonly Origin[]): Pairs {
  const { space, ownership } = proof.model
  const bySource = new Map<string, Origin[]>()
  for (const origin of origins) {
    const port = origin.classes[0]?.port
    const key = port?.kind === 'external' ? `port ${port.id}` : `node ${origin.node}`
    bySource.set(key, [...(bySource.get(key) ?? []), origin])
  }
  const found = [...bySource.values()].map((members) => {
    const sent = space.unionAll(members.flatMap(({ classes }) => classes.map(({ promised }) => promised)))
    const isInside = members.some(({ classes }) => classes.some(({ port }) => port.kind !== 'external'))
    const destinations = ownership.destinations.filter(
      ({ owners, set }) => !(isInside && owners.includes(members[0]?.node ?? -1)) && space.overlaps(sent, set),
    )
    return { members, destinations }
  })
  return { bySource: found, count: found.reduce((sum, { destinations }) => sum + destinations.length, 0) }
}
