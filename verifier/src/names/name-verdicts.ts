import type { CacheIntent, NameClaim, NameIntent } from '@paranet/network'
import { healthy, nameClaimsOf, namesSpoken } from '@paranet/network'
import { byIntent } from '../by-intent.js'
import { outageOf } from '../engine/outage.js'
import type { SideInput, SideVerdicts } from '../side-verdicts.js'
import { sideSystemVerdict } from '../side-verdicts.js'
import type { Property, Verdict } from '../verdict.js'
import { wordVerdict } from '../word-verdict.js'
import type { NameProof } from './check-names.js'
import { checkNamesIsolated, checkNamesSurvive, checkRoute, routeProperties } from './check-names.js'
import { checkStores } from './check-stores.js'
import type { NameFinding, NameOutcome } from './name-finding.js'
import { traceName } from './name-finding.js'
import { NameNetwork } from './name-network.js'
import { findDrainedPassed, findNameLoop, findUnaskedName } from './name-system.js'

/** Proves what intents say of names, and that no other names are answered; undefined where neither intents nor devices speak of names. */
export function verifyNames(input: SideInput): SideVerdicts | undefined {
  const { index, intents, state, alternatives } = input
  const network = new NameNetwork(index, state, alternatives)
  if (network.isSilent && !intents.some(namesSpoken)) return undefined
  const proof = { network, base: outageOf(index, input.scenario ?? healthy), failures: input.failures ?? 0 }
  const { claims, prefixes, unproduced } = nameClaimsOf(index, intents, network.prefixes)
  const lacking = new Set(unproduced.map(({ id }) => id))
  const own = byIntent(claims)
  const verdictsOf = new Map<string, readonly Verdict[]>()
  for (const intent of intents) {
    const spoken = namesSpoken(intent)
    const said = intent.kind === 'assert' ? intent.asserts : intent
    if (said.kind === 'drain') {
      const found = findDrainedPassed(proof, prefixes, new Set(said.at))
      if (found.finding) verdictsOf.set(intent.id, [new NameJudge(proof, input, intent.id, []).said('drained', found)])
    }
    if (!spoken) continue
    const judge = new NameJudge(proof, input, intent.id, own.get(intent.id) ?? [])
    verdictsOf.set(intent.id, lacking.has(intent.id) ? judge.unknown(spoken) : judge.verdicts(spoken, said !== intent))
  }
  const shown = (finding: NameFinding) => traceName(index, input.ledger, finding)
  const system = [
    ...sideSystemVerdict('only-what-is-asked', findUnaskedName(proof, claims, prefixes), shown),
    ...sideSystemVerdict('no-loop', findNameLoop(proof, prefixes), shown),
  ]
  return { byIntent: verdictsOf, system }
}

/** Words the verdicts of one intent. */
class NameJudge {
  readonly #proof: NameProof
  readonly #input: SideInput
  readonly #id: string
  readonly #claims: readonly NameClaim[]

  constructor(proof: NameProof, input: SideInput, id: string, claims: readonly NameClaim[]) {
    this.#proof = proof
    this.#input = input
    this.#id = id
    this.#claims = claims
  }

  verdicts(spoken: NameIntent, isAsserted: boolean): Verdict[] {
    if (spoken.kind === 'cache') return [this.#stores(spoken, isAsserted)]
    const covered = this.#lost()
    if (spoken.kind === 'name-isolate')
      return [this.#say('isolated', checkNamesIsolated(this.#proof, this.#claims), covered)]
    return this.#routeProperties(spoken).map((property) =>
      property === 'survives'
        ? this.#say(property, checkNamesSurvive(this.#proof, this.#claims))
        : this.#say(property, checkRoute(this.#proof, this.#claims, property), property === 'delivered' ? covered : {}),
    )
  }

  said(property: Property, outcome: NameOutcome): Verdict {
    return this.#say(property, outcome)
  }

  /** The same properties, all unknown: the intent has no meaning here. */
  unknown(spoken: NameIntent): Verdict[] {
    const properties: readonly Property[] = spoken.kind === 'name-route' ? this.#routeProperties(spoken) : ['isolated']
    return properties.map((property) => this.#say(property, { unclear: 'nobody produces these names' }))
  }

  #routeProperties(
    spoken: Extract<NameIntent, { kind: 'name-route' }>,
  ): (ReturnType<typeof routeProperties>[number] | 'survives')[] {
    const [claim] = this.#claims
    const survive = claim?.speaks.kind === 'name-route' ? claim.speaks.survive : spoken.survive
    const isAsked = (survive?.length ?? 0) > 0 || this.#proof.failures > 0
    return [...routeProperties(spoken), ...(isAsked ? (['survives'] as const) : [])]
  }

  #lost(): Pick<Verdict, 'lost'> {
    const claim = this.#claims.find(({ lost }) => lost)
    return claim?.lost ? { lost: { to: claim.lost.to, interest: claim.name } } : {}
  }

  #stores(spoken: CacheIntent, isAsserted: boolean): Verdict {
    const { reason, lost } = checkStores(this.#proof.network, spoken, isAsserted ? [] : this.#input.intents)
    return {
      intent: this.#id,
      property: 'cached',
      verdict: reason === undefined ? 'holds' : 'violated',
      coverage: lost ? 'partial' : 'full',
      ...(lost ? { lost } : {}),
      ...(reason === undefined ? {} : { reason }),
    }
  }

  #say(property: Property, outcome: NameOutcome, covered: Pick<Verdict, 'lost'> = {}): Verdict {
    const { finding } = outcome
    const { index } = this.#proof.network
    const shown = finding ? { shown: traceName(index, this.#input.ledger, finding) } : {}
    return wordVerdict(this.#id, property, outcome, { ...covered, ...shown })
  }
}
