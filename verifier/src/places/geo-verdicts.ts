import type {
  GeoClaim,
  GeoIntent,
  GeoMeaning,
  Intent,
  NetworkState,
  OwnerLedger,
  Scenario,
  TopologyIndex,
} from '@paranet/network'
import { geoClaimsOf, geoSpoken, healthy } from '@paranet/network'
import { outageOf } from '../engine/outage.js'
import type { Property, Verdict } from '../verdict.js'
import type { GeoProof } from './check-geo.js'
import { checkPlaced, checkPlacesIsolated, checkPlacesSurvive, geoProperties } from './check-geo.js'
import type { GeoOutcome } from './geo-finding.js'
import { traceGeo } from './geo-finding.js'
import { GeoNetwork } from './geo-network.js'
import { findGeoLoop, findUnaskedPlace } from './geo-system.js'

export interface GeoInput {
  readonly index: TopologyIndex
  readonly intents: readonly Intent[]
  readonly state: NetworkState
  readonly ledger?: OwnerLedger | undefined
  readonly alternatives?: NetworkState | undefined
  readonly scenario?: Scenario | undefined
  readonly failures?: number | undefined
}

/** What is proved about places. */
export interface GeoVerdicts {
  /** By intent id, its properties in a fixed order. */
  readonly byIntent: ReadonlyMap<string, readonly Verdict[]>
  /** What is wrong with the network as a whole. */
  readonly system: readonly Verdict[]
}

/** Proves what intents say of packets to places, and that nobody else gets any; undefined where neither intents nor devices speak of places. */
export function verifyGeo(input: GeoInput): GeoVerdicts | undefined {
  const { index, intents, state, alternatives } = input
  const network = new GeoNetwork(index, state, alternatives)
  if (network.isSilent && !intents.some(geoSpoken)) return undefined
  const proof = { network, base: outageOf(index, input.scenario ?? healthy), failures: input.failures ?? 0 }
  const meaning = geoClaimsOf(index, intents, network.classes)
  const own = claimsByIntent(meaning)
  const byIntent = new Map<string, readonly Verdict[]>()
  for (const intent of intents) {
    const spoken = geoSpoken(intent)
    if (spoken)
      byIntent.set(intent.id, new GeoJudge(proof, input, meaning, own.get(intent.id) ?? []).verdicts(intent.id, spoken))
  }
  const system = [
    systemVerdict(input, 'only-what-is-asked', whole(meaning) ?? findUnaskedPlace(proof, meaning)),
    systemVerdict(input, 'no-loop', findGeoLoop(proof, meaning.headers)),
  ]
  return { byIntent, system: system.filter((one) => one !== undefined) }
}

/** Where there are more kinds of packets than can be looked at. */
const whole = ({ isWhole }: GeoMeaning): GeoOutcome | undefined =>
  isWhole ? undefined : { unclear: 'too many kinds of packets to look at' }

function claimsByIntent({ claims }: GeoMeaning): Map<string, GeoClaim[]> {
  const byIntent = new Map<string, GeoClaim[]>()
  for (const claim of claims) {
    const own = byIntent.get(claim.intent)
    if (own) own.push(claim)
    else byIntent.set(claim.intent, [claim])
  }
  return byIntent
}

/** Words the verdicts of one intent. */
class GeoJudge {
  readonly #proof: GeoProof
  readonly #input: GeoInput
  readonly #meaning: GeoMeaning
  readonly #claims: readonly GeoClaim[]

  constructor(proof: GeoProof, input: GeoInput, meaning: GeoMeaning, claims: readonly GeoClaim[]) {
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
    const { finding, unclear, scenarios } = outcome
    const reason = finding?.reason ?? unclear
    const verdict = finding ? 'violated' : unclear === undefined ? 'holds' : 'unknown'
    return {
      intent,
      property,
      verdict,
      coverage: covered.lost ? 'partial' : 'full',
      ...covered,
      ...(reason === undefined ? {} : { reason }),
      ...(property === 'survives' && verdict === 'holds' ? { grade: 'protected' as const } : {}),
      ...(finding ? traceGeo(this.#proof.network.index, this.#input.ledger, finding) : {}),
      ...(scenarios === undefined ? {} : { scenarios }),
    }
  }
}

/** Only what is wrong: what holds of places is said by the verdict about packets. */
function systemVerdict(
  { index, ledger }: GeoInput,
  property: Property,
  { finding, unclear }: GeoOutcome,
): Verdict | undefined {
  const common = { intent: 'system', property, coverage: 'full' } as const
  if (finding) return { ...common, verdict: 'violated', reason: finding.reason, ...traceGeo(index, ledger, finding) }
  return unclear === undefined ? undefined : { ...common, verdict: 'unknown', reason: unclear }
}
