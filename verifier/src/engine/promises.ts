import type { Claim, PacketSet, PacketSpace, Port } from '@paranet/network'
import { foreignSources, sendsElsewhere } from '@paranet/network'
import type { NetworkModel } from './network-model.js'

/** What a claim says of the packets that enter at one port. */
export interface ClassAtPort {
  readonly claim: Claim
  readonly port: Port
  /** All packets of the claim at this port. */
  readonly set: PacketSet
  /** What is left of them after higher priorities. */
  readonly effective: PacketSet
  /** Of `must`: what has to be delivered, which leaves out packets to the port that they entered. */
  readonly promised: PacketSet
  /** What the highest priority above took, and for whom. */
  readonly lost?: { readonly to: string; readonly set: PacketSet }
}

/** All claims as packet sets. */
export interface Promises {
  /** Per claim: its classes, by port. */
  readonly ofClaim: ReadonlyMap<Claim, readonly ClassAtPort[]>
  /** Per port: what may be delivered of packets that enter there. */
  readonly allowedAt: readonly PacketSet[]
}

/** What claims are read against: no device states. */
type Meanings = Pick<NetworkModel, 'space' | 'index' | 'ownership'>

/** What the promises say of some packets: claims that say nothing of them are left out. */
export function promisesWithin({ ofClaim, allowedAt }: Promises, space: PacketSpace, within: PacketSet): Promises {
  if (within === space.all) return { ofClaim, allowedAt }
  const narrowed = new Map<Claim, readonly ClassAtPort[]>()
  for (const [claim, classes] of ofClaim) {
    const kept = classes.flatMap((one) => {
      const effective = space.intersect(one.effective, within)
      return space.isEmpty(effective) ? [] : [{ ...one, effective, promised: space.intersect(one.promised, within) }]
    })
    if (kept.length > 0) narrowed.set(claim, kept)
  }
  return { ofClaim: narrowed, allowedAt }
}

interface Draft {
  readonly claim: Claim
  readonly port: Port
  readonly set: PacketSet
}

/** Reads claims against a topology, and remembers what it made of each claim and each port. */
export class PromiseBook {
  readonly #model: Meanings
  readonly #drafts = new WeakMap<Claim, readonly Draft[]>()
  readonly #settled: (SettledPort | undefined)[] = []
  readonly #foreign: readonly PacketSet[]

  constructor(model: Meanings) {
    this.#model = model
    this.#foreign = model.index.ports.map((port) => model.space.fromPrefixes('src', foreignSources(model.index, port)))
  }

  /** Settles precedence at every port: higher priority first, asserted claims aside. One operation per claim and port. */
  promisesOf(claims: readonly Claim[]): Promises {
    const ofClaim = new Map<Claim, ClassAtPort[]>(claims.map((claim) => [claim, []]))
    const draftsAt: Draft[][] = this.#model.index.ports.map(() => [])
    for (const claim of claims) for (const draft of this.#draftsOf(claim)) draftsAt[draft.port.id]?.push(draft)
    const settled = draftsAt.map((drafts, port) => this.#settle(port, drafts))
    for (const { classes } of settled) for (const one of classes) ofClaim.get(one.claim)?.push(one)
    return { ofClaim, allowedAt: settled.map(({ allowed }) => allowed) }
  }

  #draftsOf(claim: Claim): readonly Draft[] {
    let known = this.#drafts.get(claim)
    if (!known) this.#drafts.set(claim, (known = draftsOf(this.#model, claim, this.#foreign)))
    return known
  }

  /** A port where the very same claims speak is as it was. */
  #settle(port: number, drafts: readonly Draft[]): SettledPort {
    const last = this.#settled[port]
    if (last && last.drafts.length === drafts.length && drafts.every((draft, i) => draft === last.drafts[i]))
      return last
    return (this.#settled[port] = settle(this.#model, drafts))
  }
}

/** What the claims come to at one port. */
interface SettledPort {
  readonly drafts: readonly Draft[]
  readonly classes: readonly ClassAtPort[]
  /** What may be delivered from there. */
  readonly allowed: PacketSet
}

function draftsOf(model: Meanings, claim: Claim, foreign: readonly PacketSet[]): Draft[] {
  const { space, index } = model
  const headers = headersOf(model, claim)
  return claim.sources.flatMap(({ port: id, prefixes }) => {
    const port = index.ports[id]
    if (!port) return []
    const written = space.fromPrefixes('src', prefixes)
    const sources = claim.kind === 'must-not' ? written : space.subtract(written, foreign[id] ?? space.empty)
    const set = space.intersect(headers, sources)
    return space.isEmpty(set) ? [] : [{ claim, port, set }]
  })
}

/** Destination, traffic and established bit of a claim. A promise or permission to addresses that nobody owns is one to leave the
 *  network; a prohibition holds for them in any case. */
export function headersOf({ space, ownership }: Meanings, claim: Claim): PacketSet {
  const { prefixes, toInternet } = claim.destinations
  const written = space.fromPrefixes('dst', prefixes)
  const destinations = claim.kind === 'must-not' || toInternet ? written : space.intersect(written, ownership.owned)
  const traffic = space.unionAll(claim.traffic.map((box) => space.fromMatch(box)))
  const { established } = claim
  const marked = established === undefined ? space.all : space.fromMatch({ established })
  return space.intersect(space.intersect(destinations, traffic), marked)
}

/** Decides the classes at one port. */
function settle(model: Meanings, drafts: readonly Draft[]): SettledPort {
  const { space } = model
  const ranked = drafts.filter(({ claim }) => !claim.asserted).sort((a, b) => b.claim.priority - a.claim.priority)
  const effective = new Map<Draft, PacketSet>()
  let allowed = space.empty
  let above = { yes: space.empty, no: space.empty }
  let seen = above
  for (const [i, draft] of ranked.entries()) {
    if (draft.claim.priority !== ranked[i - 1]?.claim.priority) above = seen
    const isProhibition = draft.claim.kind === 'must-not'
    const left = space.subtract(draft.set, isProhibition ? above.yes : above.no)
    effective.set(draft, left)
    if (isProhibition) seen = { ...seen, no: space.union(seen.no, draft.set) }
    else {
      seen = { ...seen, yes: space.union(seen.yes, draft.set) }
      allowed = space.union(allowed, left)
    }
  }
  const classes = drafts.map((draft) => classOf(model, draft, effective.get(draft) ?? draft.set, ranked))
  return { drafts, classes, allowed }
}

function classOf(model: Meanings, draft: Draft, effective: PacketSet, ranked: readonly Draft[]): ClassAtPort {
  const { space, ownership } = model
  const behind = ownership.behindPort[draft.port.id] ?? space.empty
  const diverting = divertingFrom(space, draft, ranked)
  const own = diverting.reduce((left, { set }) => space.subtract(left, set), effective)
  const promised = draft.claim.kind === 'must' ? space.subtract(opening(space, draft, own), behind) : space.empty
  const lost = effective === draft.set ? undefined : lossOf(space, draft, effective, ranked)
  const diverted = lost ?? diversionOf(space, effective, diverting)
  if (diverted) return { ...draft, effective, promised, lost: diverted }
  return { ...draft, effective, promised, ...(lost ? { lost } : {}) }
}

/** Routes of higher priority that send some of the class by other waypoints. */
const divertingFrom = (space: PacketSpace, { claim, set }: Draft, ranked: readonly Draft[]): readonly Draft[] =>
  claim.via.length === 0 || claim.asserted
    ? []
    : ranked.filter((other) => sendsElsewhere(other.claim, claim) && space.overlaps(other.set, set))

function diversionOf(space: PacketSpace, effective: PacketSet, diverting: readonly Draft[]): ClassAtPort['lost'] {
  const winner = diverting.find(({ set }) => space.overlaps(set, effective))
  return winner && { to: winner.claim.intent, set: space.intersect(winner.set, effective) }
}

/** Of a class that does not speak of established packets, those that open: answers are promised by whoever lets them be asked for. */
const opening = (space: PacketSpace, { claim }: Draft, set: PacketSet): PacketSet =>
  claim.established === undefined ? space.intersect(set, space.fromMatch(notEstablished)) : set

const notEstablished = { established: false } as const

/** The highest claim that took a part, and that part. */
function lossOf(space: PacketSpace, draft: Draft, effective: PacketSet, ranked: readonly Draft[]): ClassAtPort['lost'] {
  const taken = space.subtract(draft.set, effective)
  const isProhibition = draft.claim.kind === 'must-not'
  const winner = ranked.find(
    ({ claim, set }) =>
      (claim.kind === 'must-not') !== isProhibition &&
      claim.priority > draft.claim.priority &&
      space.overlaps(set, taken),
  )
  return winner && { to: winner.claim.intent, set: space.intersect(taken, winner.set) }
}
