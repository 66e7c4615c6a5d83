import type { GeoClaim, GeoIntent, GeoMeaning } from '@paranet/network'
import { geoClaimsOf, geoSpoken, healthy } from '@paranet/network'
import { byIntent } from '../by-intent.js'
import { outageOf } from '../engine/outage.js'
import type { SideInput, SideVerdicts } from '../side-verdicts.js'
import { sideSystemVerdict } from '../side-verdicts.js'
import type { Property, Verdict } from '../verdict.js'
import { wordVerdict } from '../word-verdict.js'
import type { GeoProof } from './check-geo.js'
import { checkPlaced, checkPlacesIsolated, checkPlacesSurvive, geoProperties } from './check-geo.js'
import type { GeoFinding, GeoOutcome } from './geo-finding.js'
import { traceGeo } from './geo-finding.js'
import { GeoNetwork } from './geo-network.js'
import { findGeoLoop, findUnaskedPlace } from './geo-system.js'

/** Proves what intents say of packets to places, and that nobody else gets any; undefined where neither intents nor devices speak of places. */
export function verifyGeo(input: SideInput): SideVerdicts | undefined {
  const { index, intents, state, alternatives } = input
  const network = new GeoNetwork(index, state, alternatives)
  if (network.isSilent && !intents.some(geoSpoken)) return undefined
  const proof = { network, base: outageOf(index, input.scenario ?? healthy), failures: input.failures ?? 0 }
  const meaning = geoClaimsOf(index, intents, network.classes)
  const own = byIntent(meaning.claims)
  const verdictsOf = new Map<string, readonly Verdict[]>()
  for (const intent of intents) {
    const spoken = geoSpoken(intent)
    if (spoken)
      verdictsOf.set(
        intent.id,
        new GeoJudge(proof, input, meaning, own.get(intent.id) ?? []).verdicts(intent.id, spoken),
      )
  }
  const shown = (finding: GeoFinding) => traceGeo(index, input.ledger, finding)
  const system = [
    ...sideSystemVerdict('only-what-is-asked', whole(meaning) ?? findUnaskedPlace(proof, meaning), shown),
    ...sideSystemVerdict('no-loop', findGeoLoop(proof, meaning.headers), shown),
  ]
  return { byIntent: verdictsOf, system }
}

/** Where there are more kinds of packets than can be looked at. */
const whole = ({ isWhole }: GeoMeaning): GeoOutcome | undefined =>
  isWhole ? undefined : { unclear: 'too many kinds of packets to look at' }

/** Words the verdicts of one intent. */
class GeoJudge {
  readonly #proof: GeoProof
  readonly #input: SideInput
  readonly #meaning: GeoMeaning
  readonly #claims: readonly GeoClaim[]

  constructor(proof: GeoProof, input: SideInput, meaning: GeoMeaning, claims: readonly GeoClaim[]) {
    this.#proof = proof
    this.#input = input
    this.#meaning = meaning
    this.#claims = claims
  }

  verdicts(id: string, spoken: GeoIntent): Verdict[] {
    const covered = this.#lost()
    const unclear = whole(this.#meaning)
    if (spoken.kind === 'geo-isolate')
      return [this.#say(id, 'isolated', unclear ?? checkPlacesIsolated(this.#proof, this.#claims), covered)]
    const [claim] = this.#claims
    const survive = claim && claim.speaks.kind !== 'geo-isolate' ? claim.speaks.survive : spoken.survive
    const isSurviving = (survive?.length ?? 0) > 0 || this.#proof.failures > 0
    return [
      ...geoProperties(spoken).map((property) =>
        this.#say(
          id,
          property,
          unclear ?? checkPlaced(this.#proof, this.#claims, property),
          property === 'delivered' ? covered : {},
        ),
      ),
      ...(isSurviving ? [this.#say(id, 'survives', unclear ?? checkPlacesSurvive(this.#proof, this.#claims))] : []),
    ]
  }

  #lost(): Pick<Verdict, 'lost'> {
    const claim = this.#claims.find(({ lost }) => lost)
    return claim?.lost ? { lost: { to: claim.lost.to, placed: { to: claim.to, ...claim.lost.header } } } : {}
  }

  #say(intent: string, property: Property, outcome: GeoOutcome, covered: Pick<Verdict, 'lost'> = {}): Verdict {
    const { finding } = outcome
    const { index } = this.#proof.network
    const shown = finding ? { shown: traceGeo(index, this.#input.ledger, finding) } : {}
    return wordVerdict(intent, property, outcome, { ...covered, ...shown })
  }
}
