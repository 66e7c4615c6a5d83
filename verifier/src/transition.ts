import type {
  Claim,
  DeviceDiff,
  Intent,
  Mirror,
  NetworkState,
  PacketSet,
  PacketSpace,
  TopologyIndex,
} from '@paranet/network'
import { claimsOf, healthy, mirrorsOf, networkInSegment, plainNetwork, segmentsOf } from '@paranet/network'
import { affectedBy } from './engine/affected.js'
import type { Exploration, Leaf } from './engine/explore.js'
import { explore } from './engine/explore.js'
import { exploreForbidden, followForbidden } from './engine/forbidden.js'
import type { ModelShelf } from './engine/model-shelf.js'
import { NetworkModel } from './engine/network-model.js'
import { originsOf, runOrigin } from './engine/origin.js'
import { outageOf } from './engine/outage.js'
import type { Promises } from './engine/promises.js'
import { promisesWithin } from './engine/promises.js'
import type { Proof } from './engine/proof.js'
import { endInWords } from './engine/words.js'
import { NameTransition } from './names/name-transition.js'
import type { Mixture } from './order/mixture.js'
import { clean, Conflicts, together } from './order/mixture.js'
import { PlainForwarding } from './order/plain-forwarding.js'
import { GeoTransition } from './places/geo-transition.js'
import { copiesOf, copyOf } from './properties/isolated.js'
import { checkPromise, findBroken } from './properties/promise.js'
import { bySegment, inMain } from './segments/each-segment.js'
import { VerifierSession } from './session.js'
import { systemIntent } from './system-verdicts.js'

export interface TransitionInput {
  readonly index: TopologyIndex
  /** What is asked of the state after. */
  readonly intents: readonly Intent[]
  readonly before: NetworkState
  readonly after: NetworkState
  /** What proofs of the network remember. */
  readonly session?: VerifierSession
  /** How the states differ, where that is known. */
  readonly diffs?: readonly DeviceDiff[]
}

/** Proves the states that a network passes through on its way from one state to another. On the way nothing may be lost that holds before
 *  and after; no packet may loop; and nothing may be delivered that is delivered neither before nor after. Failures are not counted:
 *  that would ask for protection against a failure in the very moment of a change.
 *
 *  Only packets that some device treats differently before and after are looked at: all mixtures treat any other packet alike. Segments are proved one by one. */
export class TransitionProof {
  readonly #parts: readonly { readonly part: (state: NetworkState) => NetworkState; readonly proof: OneTransition }[]

  constructor(input: TransitionInput) {
    const segments = segmentsOf(input.index)
    const { diffs: _, ...whole } = input
    const inputs = bySegment<TransitionInput>(whole)
    this.#parts =
      segments && inputs
        ? segments.map((segment, i) => ({
            part: (state) => networkInSegment(state, segment),
            proof: new OneTransition(inputs[i]?.input ?? input),
          }))
        : [{ part: plainNetwork, proof: new OneTransition(inMain(input)) }]
  }

  /** What would be lost while the devices of `next` change from what they are in `current`, in any order and however far: intents, or
   *  `system no-loop` and `system only-what-is-asked`. Sorted; empty where every mixture is safe. */
  losses(current: NetworkState, next: NetworkState): readonly string[] {
    return this.mixture(current, next).lost
  }

  /** The same, with the devices whose states go wrong together. */
  mixture(current: NetworkState, next: NetworkState): Mixture {
    return ofAll(this.#parts.map(({ part, proof }) => proof.mixture(part(current), part(next))))
  }

  /** The same, by rings of next hops where these alone can go wrong: `lost` may then name less than all. */
  quickMixture(current: NetworkState, next: NetworkState): Mixture {
    return ofAll(this.#parts.map(({ part, proof }) => proof.quickMixture(part(current), part(next))))
  }
}

/** What proofs of all segments say together. */
const ofAll = (mixtures: readonly Mixture[]): Mixture =>
  mixtures.length === 1 ? (mixtures[0] as Mixture) : together(mixtures)

/** The same for what is one network of addresses. */
class OneTransition {
  readonly #input: TransitionInput
  readonly #names: NameTransition
  readonly #places: GeoTransition
  readonly #session = new VerifierSession()
  #made: Ends | undefined
  /** Undefined: not looked yet. */
  #plain: PlainForwarding | 'no' | undefined

  constructor(input: TransitionInput) {
    this.#input = input
    this.#names = new NameTransition(input.index, input.intents, input.before, input.after)
    this.#places = new GeoTransition(input.index, input.intents, input.before, input.after)
  }

  mixture(current: NetworkState, next: NetworkState): Mixture {
    const packets = this.#packets(current, next)
    const others = [...this.#names.losses(current, next), ...this.#places.losses(current, next)]
    if (others.length === 0) return packets
    return together([packets, { lost: [...new Set(others)].sort(), conflicts: [], isWhole: false }])
  }

  quickMixture(current: NetworkState, next: NetworkState): Mixture {
    if (this.#plain === undefined) {
      const { index, session } = this.#input
      this.#plain = PlainForwarding.of(this.#input, (session ?? this.#session).shelfOf(index)) ?? 'no'
    }
    const packets = this.#plain === 'no' ? undefined : this.#plain.mixture(current, next)
    if (!packets) return this.mixture(current, next)
    const others = [...this.#names.losses(current, next), ...this.#places.losses(current, next)]
    if (packets.lost.length === 0 && others.length === 0) return packets
    const own = { ...packets, all: () => this.mixture(current, next).lost }
    return together([own, { lost: [...new Set(others)].sort(), conflicts: [], isWhole: false }])
  }

  #packets(current: NetworkState, next: NetworkState): Mixture {
    // A device that forwards nothing mixes with anything: it only drops, and nothing is there that could be lost.
    if (forwardsNothing(current) && forwardsNothing(this.#input.before)) return clean
    const { index } = this.#input
    const { shelf, before, kept } = this.#ends()
    const mixed = proofOf(new NetworkModel(index, current, next, shelf), before.claims, before.promises, before.mirrors)
    const found = new Conflicts(mixed.model)
    for (const claim of kept()) addBroken(found, mixed, claim)
    for (const [i, exploration] of explorationsOf(mixed).entries()) this.#addUnasked(found, mixed, exploration, i)
    return found.mixture()
  }

  /** Loops, and what is delivered or copied neither before nor after, of packets that enter at one port. */
  #addUnasked(found: Conflicts, { model }: Proof, exploration: Exploration, entry: number): void {
    const { port, outage, leaves, copies, unclear } = exploration
    if (unclear !== undefined) found.addUnclear(`${systemIntent} no-loop`)
    const { delivered, copied } = this.#ends()
    const { space } = model
    const add = (loses: string, leaf: Leaf, set: PacketSet) =>
      found.add(`${systemIntent} ${loses}`, { port, outage, leaf, set, reason: endInWords(model, leaf) })
    const addMore = (leaf: Leaf, allowed: PacketSet | undefined) => {
      const more = space.subtract(leaf.set, allowed ?? space.empty)
      if (!space.isEmpty(more)) add('only-what-is-asked', leaf, more)
    }
    for (const leaf of [...leaves, ...copies]) if (leaf.end === 'looped') add('no-loop', leaf, leaf.set)
    for (const leaf of leaves) if (isHandedOver(leaf)) addMore(leaf, delivered()[entry]?.get(receiverOf(leaf)))
    for (const leaf of copies) if (leaf.end === 'received') addMore(leaf, copied()[entry]?.get(leaf.node))
  }

  #ends(): Ends {
    this.#made ??= makeEnds(this.#input)
    return this.#made
  }
}

/** What is known of the two ends of the way, found when it is first asked for. */
interface Ends {
  /** For the packets that the change affects. */
  readonly shelf: ModelShelf
  readonly before: Proof
  /** Claims that hold before and after. */
  readonly kept: () => readonly Claim[]
  /** Per port: what is delivered before or after. */
  readonly delivered: () => readonly Delivered[]
  /** Per port: node → what it gets of copies before or after. */
  readonly copied: () => readonly ReadonlyMap<number, PacketSet>[]
}

function makeEnds({ index, intents, before: from, after: to, session }: TransitionInput): Ends {
  const whole = (session ?? new VerifierSession()).shelfOf(index)
  const { space } = whole
  const within = affectedBy(space, from, to).all
  const shelf = within === space.all ? whole : whole.narrowedTo(within)
  const promises = promisesWithin(whole.promisesOf(claimsOf(index, intents).claims), space, within)
  const claims = [...promises.ofClaim.keys()].filter(({ kind }) => kind !== 'may')
  const mirrors = mirrorsOf(index, intents)
  const before = proofOf(new NetworkModel(index, from, undefined, shelf), claims, promises, mirrors)
  const after = proofOf(new NetworkModel(index, to, undefined, shelf), claims, promises, mirrors)
  let kept: readonly Claim[] | undefined
  let delivered: readonly Delivered[] | undefined
  let copied: readonly ReadonlyMap<number, PacketSet>[] | undefined
  return {
    shelf,
    before,
    kept: () => (kept ??= claims.filter((claim) => holds(before, claim) && holds(after, claim))),
    delivered: () => (delivered ??= deliveredAtEither(before, after)),
    copied: () => (copied ??= copiedAtEither(before, after)),
  }
}

/** Where translation may hand packets to others than their destination says, by whom they get to; else all at once (`''`). */
type Delivered = ReadonlyMap<string, PacketSet>

function deliveredAtEither(before: Proof, after: Proof): Delivered[] {
  const { space } = before.model
  const later = explorationsOf(after)
  return explorationsOf(before).map((exploration, i) => {
    const other = later[i]
    const delivered = deliveredOf(before, exploration)
    const both = new Map(delivered)
    for (const [to, set] of other ? deliveredOf(after, other) : [])
      both.set(to, space.union(both.get(to) ?? space.empty, set))
    return both
  })
}

function copiedAtEither(before: Proof, after: Proof): Map<number, PacketSet>[] {
  const later = explorationsOf(after)
  return explorationsOf(before).map((exploration, i) => {
    const other = later[i]
    return copiedTo(before.model.space, other ? [exploration, other] : [exploration])
  })
}

/** Node → packets of which it gets copies. */
function copiedTo(space: PacketSpace, explorations: readonly Exploration[]): Map<number, PacketSet> {
  const found = new Map<number, PacketSet>()
  for (const { copies } of explorations)
    for (const { end, node, set } of copies)
      if (end === 'received') found.set(node, space.union(found.get(node) ?? space.empty, set))
  return found
}

const proofOf = (
  model: NetworkModel,
  claims: readonly Claim[],
  promises: Promises,
  mirrors: readonly Mirror[],
): Proof => ({
  model,
  base: outageOf(model.index, healthy),
  claims,
  promises,
  mirrors,
  ledger: undefined,
  failures: 0,
  explored: new Map(),
})

function holds(proof: Proof, claim: Claim): boolean {
  if (claim.kind === 'must-not') return isNothingDelivered(proof, claim)
  const { finding, unclear } = checkPromise(proof, claim, findBroken)
  return finding === undefined && unclear === undefined
}

const forwardsNothing = (state: NetworkState): boolean =>
  [...state.values()].every(
    ({ routes, policyRoutes, copies = [], groupRoutes = [] }) =>
      routes.length + policyRoutes.length + copies.length + groupRoutes.length === 0,
  )

/** The ways on which the mixture breaks what the claim asks. */
function addBroken(found: Conflicts, proof: Proof, claim: Claim): void {
  const { model } = proof
  if (claim.kind === 'must-not') return addDelivered(found, proof, claim)
  for (const origin of originsOf(proof, claim)) {
    const { exploration } = runOrigin(proof, origin, proof.base, [])
    if (!exploration) continue
    if (exploration.unclear !== undefined) found.addUnclear(claim.intent)
    for (const leaf of exploration.leaves) {
      const finding = findBroken(model, claim, { ...exploration, leaves: [leaf] })
      if (finding) found.add(claim.intent, finding)
    }
  }
}

/** The ways on which packets that must not be delivered are, or copies of them. */
function addDelivered(found: Conflicts, proof: Proof, claim: Claim): void {
  const { model, base, promises } = proof
  for (const { port, effective } of promises.ofClaim.get(claim) ?? []) {
    if (model.space.isEmpty(effective)) continue
    const { exploration, delivered } = followForbidden(model, port, effective, base)
    if (exploration.unclear !== undefined) found.addUnclear(claim.intent)
    for (const { leaf, set } of [...delivered, ...copiesOf(proof, claim, effective, exploration)])
      found.add(claim.intent, { port, outage: base, leaf, set, reason: endInWords(model, leaf) })
  }
}

const explorationsOf = ({ model, base }: Proof): Exploration[] =>
  model.index.ports.map((port) => explore(model, port, model.within, base))

function deliveredOf({ model: { space } }: Proof, { leaves }: Exploration): Delivered {
  const sets = new Map<string, PacketSet[]>()
  for (const leaf of leaves) {
    if (!isHandedOver(leaf)) continue
    const to = receiverOf(leaf)
    sets.set(to, [...(sets.get(to) ?? []), leaf.set])
  }
  return new Map([...sets].map(([to, all]) => [to, space.unionAll(all)]))
}

const isHandedOver = ({ end }: Leaf): boolean => end === 'delivered' || end === 'misdelivered'
const receiverOf = ({ rewriting, node }: Leaf): string => (rewriting?.dst === undefined ? '' : `${node}`)

function isNothingDelivered({ model, base, promises, mirrors }: Proof, claim: Claim): boolean {
  return (promises.ofClaim.get(claim) ?? []).every(({ port, effective }) => {
    if (model.space.isEmpty(effective)) return true
    const { exploration, found } = exploreForbidden(model, port, effective, base)
    return exploration.unclear === undefined && !found && !copyOf({ model, mirrors }, claim, effective, exploration)
  })
}
