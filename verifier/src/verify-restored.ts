import type { Claim, Intent, NetworkState } from '@paranet/network'
import { claimsOf, healthy, mirrorsOf, networkInSegment, segmentsOf } from '@paranet/network'
import type { Failure } from './engine/failures.js'
import { eachFailure, failuresOf, scenarioCount } from './engine/failures.js'
import type { Finding } from './engine/finding.js'
import { LoadBook } from './engine/loads.js'
import type { ModelShelf } from './engine/model-shelf.js'
import { NetworkModel } from './engine/network-model.js'
import { originsOf, runOrigin } from './engine/origin.js'
import { outageOf } from './engine/outage.js'
import type { Proof } from './engine/proof.js'
import { makeVerdict } from './make-verdict.js'
import { protectVerdict } from './properties/device-verdicts.js'
import { findBroken } from './properties/promise.js'
import type { SurvivalOutcome } from './properties/survives.js'
import { checkSurvival, killsWaypoint } from './properties/survives.js'
import { bySegment, inMain } from './segments/each-segment.js'
import { VerifierSession } from './session.js'
import type { Verdict } from './verdict.js'
import type { VerifyInput } from './verify.js'

/** What the devices run once the controller has repaired a failure (names of links and nodes); undefined where it has no plan for it. */
export type Repair = (failed: {
  readonly links: readonly string[]
  readonly nodes: readonly string[]
}) => NetworkState | undefined

export interface RestoredInput extends Pick<VerifyInput, 'index' | 'intents' | 'state' | 'ledger' | 'session'> {
  readonly repair: Repair
  /** How long a repair takes at most, ms. */
  readonly repairMs: number
}

/** Decides what `verify` left open: routes that need not survive by what lies on the devices, if only the controller restores them in time. In every
 *  counted failure that local failover does not cover, the state after the repair keeps every promise but bandwidth. The verdicts
 *  with those replaced; the same list where there is nothing of the kind. Costs a repair per failure that breaks such a route. */
export function verifyRestored(input: RestoredInput, verdicts: readonly Verdict[]): readonly Verdict[] {
  const segments = bySegment(input)
  const decided = segments
    ? segments.reduce(
        (known, one) => restoredIn({ ...one.input, repair: repairIn(input, one.segment) }, known),
        verdicts,
      )
    : restoredIn(inMain(input), verdicts)
  return decided === verdicts ? verdicts : withProtections(input.intents, decided)
}

/** What a segment runs once the network is repaired. */
const repairIn =
  ({ index, repair }: RestoredInput, name: string): Repair =>
  (failed) => {
    const segment = segmentsOf(index)?.find((one) => one.name === name)
    const state = repair(failed)
    return state && segment ? networkInSegment(state, segment) : state
  }

function restoredIn(input: RestoredInput, verdicts: readonly Verdict[]): readonly Verdict[] {
  const claims = new Map<string, Claim[]>()
  for (const claim of claimsOf(input.index, input.intents).claims)
    if (claim.survive?.some(isRestored)) claims.set(claim.intent, [...(claims.get(claim.intent) ?? []), claim])
  if (claims.size === 0) return verdicts
  const shelf = (input.session ?? new VerifierSession()).shelfOf(input.index)
  const proof = proofOf(input, shelf)
  return verdicts.map((verdict) => {
    const own =
      verdict.property === 'survives' && verdict.verdict === 'unknown' ? claims.get(verdict.intent) : undefined
    return own ? restoredVerdict({ ...input, shelf }, proof, own, verdict) : verdict
  })
}

/** With those of protections, by what is known of their routes now. */
function withProtections(intents: readonly Intent[], decided: readonly Verdict[]): readonly Verdict[] {
  const protections = new Map(intents.flatMap((one) => (one.kind === 'protect' ? [[one.id, one] as const] : [])))
  if (protections.size === 0) return decided
  const verdictsOf = new Map<string, Verdict[]>()
  for (const verdict of decided) verdictsOf.set(verdict.intent, [...(verdictsOf.get(verdict.intent) ?? []), verdict])
  return decided.map((verdict) => {
    const protection = protections.get(verdict.intent)
    return protection ? protectVerdict({ verdictsOf }, protection) : verdict
  })
}

const isRestored = ({ restoredWithinMs }: NonNullable<Claim['survive']>[number]): boolean =>
  restoredWithinMs !== undefined

function proofOf({ index, intents, state, ledger }: RestoredInput, shelf: ModelShelf): Proof {
  const { claims } = claimsOf(index, intents)
  return {
    model: new NetworkModel(index, state, undefined, shelf),
    claims,
    base: outageOf(index, healthy),
    promises: shelf.promisesOf(claims),
    mirrors: mirrorsOf(index, intents),
    ledger,
    failures: 0,
    explored: new Map(),
  }
}

/** With the packet sets that all proofs of one call share. */
type SharedInput = RestoredInput & { readonly shelf: ModelShelf }

function restoredVerdict(input: SharedInput, proof: Proof, claims: readonly Claim[], verdict: Verdict): Verdict {
  const [first] = claims
  const survive = first?.survive ?? []
  const say = (outcome: SurvivalOutcome, missing?: string) =>
    makeVerdict(proof, verdict.intent, 'survives', outcome, undefined, missing)
  const local = survive.filter((one) => !isRestored(one))
  const held = checkSurvival(
    proof,
    new LoadBook(proof),
    claims.map((claim) => ({ ...claim, survive: local })),
  )
  if (local.length > 0 && (held.finding || held.unclear !== undefined)) return say(held)
  let { scenarios } = held
  for (const { element, count, restoredWithinMs = 0 } of survive.filter(isRestored)) {
    const failures = failuresOf(input.index, proof.base, element).filter((one) => !killsWaypoint(one, claims))
    scenarios += scenarioCount(failures.length, count)
    const found = new RepairSearch(input, proof, claims).search(failures, count)
    if (found.finding) return say({ scenarios, finding: found.finding })
    if (found.isRepaired && restoredWithinMs < input.repairMs)
      return say(
        { scenarios },
        `the controller repairs within ${input.repairMs / 1000} s, not within ${restoredWithinMs / 1000} s`,
      )
    if (!found.isComplete) return say({ scenarios, unclear: 'too many failure scenarios to repair' })
  }
  return { ...say({ scenarios }), grade: 'restored' }
}

/** Repairs that one route may ask for. */
const repairBudget = 2_000

interface Look {
  readonly finding?: Finding
  /** Links that the answer relied on. */
  readonly consulted: ReadonlySet<number>
}

class RepairSearch {
  finding: Finding | undefined
  isRepaired = false
  isComplete = true
  #repairs = 0
  readonly #input: SharedInput
  readonly #proof: Proof
  readonly #claims: readonly Claim[]

  constructor(input: SharedInput, proof: Proof, claims: readonly Claim[]) {
    this.#input = input
    this.#proof = proof
    this.#claims = claims
  }

  search(failures: readonly Failure[], count: number): this {
    const { isComplete } = eachFailure(this.#input.index, this.#proof.base, failures, count, (outage, failed) => {
      const now = this.#look(this.#proof, outage, failed)
      if (!now.finding || failed.length === 0) return now.consulted
      if (++this.#repairs > repairBudget) {
        this.isComplete = false
        return 'stop'
      }
      this.isRepaired = true
      const repaired = this.#afterRepair(outage, failed)
      this.finding = repaired.finding
      return repaired.finding ? 'stop' : new Set([...now.consulted, ...repaired.consulted])
    })
    this.isComplete &&= isComplete
    return this
  }

  /** What is still broken once the controller has acted. */
  #afterRepair(outage: Proof['base'], failed: readonly Failure[]): Look {
    const { index, repair } = this.#input
    const state = repair({
      links: failed.flatMap(({ links }) => links.map((id) => index.links[id]?.id ?? '')),
      nodes: failed.flatMap(({ nodes }) => nodes.map((id) => index.nodes[id]?.name ?? '')),
    })
    if (!state) return this.#look(this.#proof, outage, failed)
    const model = new NetworkModel(index, state, undefined, this.#input.shelf)
    return this.#look({ ...this.#proof, model, explored: new Map() }, outage, failed)
  }

  #look(proof: Proof, outage: Proof['base'], failed: readonly Failure[]): Look {
    const consulted = new Set<number>()
    for (const claim of this.#claims)
      for (const origin of originsOf(proof, claim)) {
        const run = runOrigin(proof, origin, outage, failed)
        for (const link of run.consulted) consulted.add(link)
        const finding = run.exploration && findBroken(proof.model, claim, run.exploration)
        if (finding) return { finding, consulted }
      }
    return { consulted }
  }
}
