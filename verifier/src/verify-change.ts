import type { Claim, Intent, NetworkState, PacketSet, PacketSpace } from '@paranet/network'
import type { Affected } from './engine/affected.js'
import { affectedBy } from './engine/affected.js'
import { explore } from './engine/explore.js'
import { LoadBook } from './engine/loads.js'
import type { ModelShelf } from './engine/model-shelf.js'
import { NetworkModel } from './engine/network-model.js'
import type { ClassAtPort, Promises } from './engine/promises.js'
import type { Proof } from './engine/proof.js'
import { intentVerdicts } from './intent-verdicts.js'
import { deviceVerdict } from './properties/device-verdicts.js'
import { systemVerdicts } from './system-verdicts.js'
import type { Verdict } from './verdict.js'

/** A network that was proved, all of it holding: what the next proof may rely on. */
export interface Proved {
  readonly shelf: ModelShelf
  readonly state: NetworkState
  readonly claims: readonly Claim[]
  readonly promises: Promises
  /** By intent id. */
  readonly verdicts: ReadonlyMap<string, readonly Verdict[]>
  readonly claimsOfIntent: ReadonlyMap<string, readonly Claim[]>
  /** By intent id: the devices that its packets came to, in any failure that was looked at. Absent: any. */
  readonly visits: ReadonlyMap<string, ReadonlySet<number>>
}

/** Proves a network that differs little from one that was proved: only what the difference can touch is looked at again.
 *
 *  A promise is about packets. One whose packets no device treats differently, and whose class is what it was, holds as it did. What is
 *  delivered, or loops, can only be new among the affected packets; what is delivered and no longer asked for, only among those too or
 *  among what was asked for before. Undefined where something does not hold: then the whole network has to be looked at, so that the
 *  counterexample does not depend on what was proved before. */
export function verifyChange(
  proved: Proved,
  proof: Omit<Proof, 'model'>,
  state: NetworkState,
  intents: readonly Intent[],
  claimsOfIntent: ReadonlyMap<string, readonly Claim[]>,
): (Pick<Proved, 'visits'> & { readonly verdicts: readonly Verdict[] }) | undefined {
  const { shelf } = proved
  const { space } = shelf
  const affected = affectedBy(space, proved.state, state)
  if (affected.all === space.all) return undefined
  const change = new Change(proved, proof, affected, claimsOfIntent)
  const again = intents.filter(({ id }) => !change.keeps(id))
  const noLonger = noLongerAsked(space, proved.promises, proof.promises)
  const model = new NetworkModel(shelf.index, state, undefined, shelf.narrowedTo(change.universe(again, noLonger)))
  const whole: Proof = { ...proof, model }
  const judged = judge(whole, again, claimsOfIntent)
  const explorations = shelf.index.ports.map((port) =>
    explore(model, port, space.union(affected.all, noLonger[port.id] ?? space.empty), proof.base),
  )
  const looked = { ...whole, claims: again.flatMap(({ id }) => claimsOfIntent.get(id) ?? []) }
  const verdictsOf = new Map([...proved.verdicts, ...judged.verdicts])
  const verdicts = [
    ...intents.flatMap((intent) => {
      const own = deviceVerdict({ proof: whole, intents, explorations, verdictsOf }, intent)
      return own ? [own] : (verdictsOf.get(intent.id) ?? [])
    }),
    ...systemVerdicts(looked, explorations, judged.verdicts),
  ]
  return verdicts.every(({ verdict }) => verdict === 'holds')
    ? { verdicts, visits: new Map([...proved.visits, ...judged.visits]) }
    : undefined
}

/** The verdicts of intents, by id, and to which devices the packets of each came. */
export function judge(
  proof: Proof,
  intents: readonly Intent[],
  claimsOfIntent: ReadonlyMap<string, readonly Claim[]>,
): {
  readonly verdicts: ReadonlyMap<string, readonly Verdict[]>
  readonly visits: ReadonlyMap<string, ReadonlySet<number>>
} {
  const book = new LoadBook(proof)
  const verdicts = new Map<string, readonly Verdict[]>()
  const own = new Map<string, ReadonlySet<number>>()
  for (const intent of intents) {
    proof.model.takeVisited()
    verdicts.set(intent.id, intentVerdicts(proof, book, intent, claimsOfIntent.get(intent.id) ?? []))
    own.set(intent.id, proof.model.takeVisited())
  }
  // What a reservation loads is asked for by others too, in other failures: known only when all are judged.
  const visits = [...own].map(([id, visited]) => {
    const loaded = (claimsOfIntent.get(id) ?? []).filter(isReserving).flatMap((claim) => [...book.visitedBy(claim)])
    return [id, loaded.length === 0 ? visited : new Set([...visited, ...loaded])] as const
  })
  return { verdicts, visits: new Map(visits) }
}

/** Per port: what may no longer be delivered. */
const noLongerAsked = (space: PacketSpace, before: Promises, now: Promises): PacketSet[] =>
  before.allowedAt.map((allowed, port) => space.subtract(allowed, now.allowedAt[port] ?? space.empty))

/** What a difference touches. */
class Change {
  readonly #proved: Proved
  readonly #promises: Promises
  readonly #affected: Affected
  readonly #claimsOfIntent: ReadonlyMap<string, readonly Claim[]>
  readonly #reserving: readonly Claim[]
  readonly #keepsReservations: boolean

  constructor(
    proved: Proved,
    { promises, claims }: Omit<Proof, 'model'>,
    affected: Affected,
    claimsOfIntent: ReadonlyMap<string, readonly Claim[]>,
  ) {
    this.#proved = proved
    this.#promises = promises
    this.#affected = affected
    this.#claimsOfIntent = claimsOfIntent
    this.#reserving = claims.filter(isReserving)
    const before = proved.claims.filter(isReserving)
    this.#keepsReservations =
      before.length === this.#reserving.length &&
      this.#reserving.every((claim, i) => claim === before[i] && this.#keepsClaim(claim))
  }

  /** Whether the verdicts of an intent are what they were. */
  keeps(id: string): boolean {
    const before = this.#proved.claimsOfIntent.get(id)
    const now = this.#claimsOfIntent.get(id)
    if (!before || !now || before.length !== now.length || !this.#proved.verdicts.has(id)) return false
    return now.every(
      (claim, i) =>
        claim === before[i] && this.#keepsClaim(claim) && (claim.bandwidth === undefined || this.#keepsReservations),
    )
  }

  /** All packets that have to be looked at to judge these intents again. Loads of one reservation depend on those of all. */
  universe(again: readonly Intent[], noLonger: readonly PacketSet[]): PacketSet {
    const claims = new Set(again.flatMap(({ id }) => this.#claimsOfIntent.get(id) ?? []))
    if ([...claims].some(isReserving)) for (const claim of this.#reserving) claims.add(claim)
    const sets = new Set([...claims].flatMap((claim) => this.#classesOf(claim).map(({ effective }) => effective)))
    return this.#proved.shelf.space.unionAll([...new Set([this.#affected.all, ...noLonger, ...sets])])
  }

  #keepsClaim(claim: Claim): boolean {
    const before = this.#proved.promises.ofClaim.get(claim) ?? []
    const now = this.#classesOf(claim)
    return (
      before.length === now.length &&
      now.every((one, i) => isSameClass(one, before[i]) && !this.#isAffected(one.effective, claim.intent))
    )
  }

  /** Whether a device that the intent's packets came to treats some of them differently. */
  #isAffected(set: PacketSet, intent: string): boolean {
    const { space, index } = this.#proved.shelf
    if (!space.overlaps(set, this.#affected.all)) return false
    const visited = this.#proved.visits.get(intent)
    if (!visited) return true
    return [...visited].some((node) => {
      const changed = this.#affected.at.get(index.nodes[node]?.name ?? '')
      return changed !== undefined && space.overlaps(set, changed)
    })
  }

  #classesOf(claim: Claim): readonly ClassAtPort[] {
    return this.#promises.ofClaim.get(claim) ?? []
  }
}

const isReserving = ({ bandwidth, side }: Claim): boolean => bandwidth !== undefined && side === 'forward'

const isSameClass = (a: ClassAtPort, b: ClassAtPort | undefined): boolean =>
  a === b ||
  (b !== undefined &&
    a.port === b.port &&
    a.effective === b.effective &&
    a.promised === b.promised &&
    a.lost?.to === b.lost?.to &&
    a.lost?.set === b.lost?.set)
