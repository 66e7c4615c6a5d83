import type { Claim, PacketSet, PacketSpace, Port } from '@paranet/network'
import { foreignSources } from '@paranet/network'
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

/** Settles precedence at every port: higher priority first, asserted claims aside. One operation per claim and port. */
export function promisesOf(model: Meanings, claims: readonly Claim[]): Promises {
  const ofClaim = new Map<Claim, ClassAtPort[]>(claims.map((claim) => [claim, []]))
  const draftsAt: Draft[][] = model.index.ports.map(() => [])
  for (const draft of draftsOf(model, claims)) draftsAt[draft.port.id]?.push(draft)
  const allowedAt = draftsAt.map((drafts) => settle(model, drafts, ofClaim))
  return { ofClaim, allowedAt }
}

function draftsOf(model: Meanings, claims: readonly Claim[]): Draft[] {
  const { space, index } = model
  const foreign = index.ports.map((port) => space.fromPrefixes('src', foreignSources(index, port)))
  const drafts: Draft[] = []
  for (const claim of claims) {
    const headers = headersOf(model, claim)
    for (const { port: id, prefixes } of claim.sources) {
      const port = index.ports[id]
      if (!port) continue
      const written = space.fromPrefixes('src', prefixes)
      const sources = claim.kind === 'must-not' ? written : space.subtract(written, foreign[id] ?? space.empty)
      const set = space.intersect(headers, sources)
      if (!space.isEmpty(set)) drafts.push({ claim, port, set })
    }
  }
  return drafts
}

/** Destination, traffic and established bit of a claim. A promise or permission to addresses that nobody owns is one to leave the
 *  network; a prohibition holds for them in any case. */
function headersOf({ space, ownership }: Meanings, claim: Claim): PacketSet {
  const { prefixes, toInternet } = claim.destinations
  const written = space.fromPrefixes('dst', prefixes)
  const destinations = claim.kind === 'must-not' || toInternet ? written : space.intersect(written, ownership.owned)
  const traffic = space.unionAll(claim.traffic.map((box) => space.fromMatch(box)))
  const { established } = claim
  const marked = established === undefined ? space.all : space.fromMatch({ established })
  return space.intersect(space.intersect(destinations, traffic), marked)
}

/** Decides the classes at one port and files them; returns what may be delivered from there. */
function settle(model: Meanings, drafts: readonly Draft[], ofClaim: Map<Claim, ClassAtPort[]>): PacketSet {
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
  for (const draft of drafts) {
    const left = effective.get(draft) ?? draft.set
    ofClaim.get(draft.claim)?.push(classOf(model, draft, left, ranked))
  }
  return allowed
}

function classOf(model: Meanings, draft: Draft, effective: PacketSet, ranked: readonly Draft[]): ClassAtPort {
  const { space, ownership } = model
  const behind = ownership.behindPort[draft.port.id] ?? space.empty
  const promised = draft.claim.kind === 'must' ? space.subtract(opening(space, draft, effective), behind) : space.empty
  const lost = effective === draft.set ? undefined : lossOf(space, draft, effective, ranked)
  return { ...draft, effective, promised, ...(lost ? { lost } : {}) }
}

/** Of a class that does not speak of established packets, those that open: answers are promised by whoever lets them be asked for. */
const opening = (space: PacketSpace, { claim }: Draft, set: PacketSet): PacketSet =>
  claim.established === undefined ? space.intersect(set, space.fromMatch({ established: false })) : set

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
