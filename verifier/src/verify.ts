import type {
  Claim,
  InstallingIntent,
  Intent,
  MeaningProblem,
  NetworkState,
  OwnerLedger,
  RouteIntent,
  Scenario,
  TopologyIndex,
} from '@paranet/network'
import { claimsOf, healthy } from '@paranet/network'
import { explore } from './engine/explore.js'
import type { Outcome } from './engine/finding.js'
import type { ReservingClaim } from './engine/loads.js'
import { LoadBook } from './engine/loads.js'
import { NetworkModel } from './engine/network-model.js'
import { outageOf } from './engine/outage.js'
import { promisesOf } from './engine/promises.js'
import type { Proof } from './engine/proof.js'
import { checkBandwidth } from './properties/bandwidth.js'
import { checkIsolated } from './properties/isolated.js'
import { checkNoBlackHole } from './properties/no-black-hole.js'
import { checkNoLoop } from './properties/no-loop.js'
import { checkOnlyAsked } from './properties/only-what-is-asked.js'
import { checkPromise, searches } from './properties/promise.js'
import { checkReplies } from './properties/replies.js'
import type { SurvivalOutcome } from './properties/survives.js'
import { checkSurvival } from './properties/survives.js'
import { traceFinding } from './trace.js'
import type { Property, Verdict } from './verdict.js'

export interface VerifyInput {
  readonly index: TopologyIndex
  readonly intents: readonly Intent[]
  /** What the devices run. A device that is missing runs nothing. */
  readonly state: NetworkState
  /** Names the owners of entries in counterexamples. */
  readonly ledger?: OwnerLedger
  /** Devices that may run this state instead: the proof covers every mixture. */
  readonly alternatives?: NetworkState
  /** What is down now. */
  readonly scenario?: Scenario
  /** Link failures that every promise is held to, beside its own `survive`. */
  readonly failures?: number
}

export interface VerifyStats {
  /** Failure scenarios that the verdicts cover. */
  readonly scenarios: number
  /** Decision nodes that the packet sets took. */
  readonly packetSetNodes: number
}

export interface VerifyResult {
  /** Nothing violated, nothing unknown, and nothing lost to a higher priority by an intent that does not yield. */
  readonly ok: boolean
  /** Intents in the order given, their properties in a fixed order; the network's own last. */
  readonly verdicts: readonly Verdict[]
  readonly stats: VerifyStats
}

/** The intent named in verdicts about the whole network. */
export const systemIntent = 'system'

/** Decides for every packet whether the devices do what the intents say. Pure and exact: `holds` means every packet of the class, and
 *  what cannot be decided is `unknown` with the reason. */
export function verify(input: VerifyInput): VerifyResult {
  const { index, intents } = input
  const { claims, problems } = claimsOf(index, intents)
  const model = new NetworkModel(index, input.state, input.alternatives)
  const proof: Proof = {
    model,
    claims,
    base: outageOf(index, input.scenario ?? healthy),
    promises: promisesOf(model, claims),
    ledger: input.ledger,
    failures: input.failures ?? 0,
    explored: new Map(),
  }
  const book = new LoadBook(proof)
  const claimsById = grouped(claims)
  const verdicts = intents.flatMap((intent) => {
    const bad = problems.find((problem) => problem.severity === 'error' && problem.intent === intent)
    if (bad) return unknownVerdicts(proof, intent, bad)
    return verdictsOf(proof, book, intent, claimsById.get(intent.id) ?? [])
  })
  verdicts.push(...systemVerdicts(proof))
  const yielding = new Set(intents.filter((intent) => spokenOf(intent).yields).map(({ id }) => id))
  const isFine = ({ verdict, coverage, intent }: Verdict) =>
    verdict === 'holds' && (coverage === 'full' || yielding.has(intent))
  const scenarios = verdicts.reduce((sum, verdict) => sum + (verdict.scenarios ?? 0), 0)
  return { ok: verdicts.every(isFine), verdicts, stats: { scenarios, packetSetNodes: model.space.size } }
}

const spokenOf = (intent: Intent): InstallingIntent => (intent.kind === 'assert' ? intent.asserts : intent)

function verdictsOf(proof: Proof, book: LoadBook, intent: Intent, claims: readonly Claim[]): Verdict[] {
  const spoken = spokenOf(intent)
  const forward = claims.find(({ side }) => side === 'forward')
  const reply = claims.find(({ side }) => side === 'reply')
  if (!forward) return []
  const say = (property: Property, outcome: Outcome | SurvivalOutcome, claim?: Claim) =>
    verdictOf(proof, intent.id, property, outcome, claim)
  if (spoken.kind === 'isolate') return [say('isolated', checkIsolated(proof, forward), forward)]
  if (spoken.kind === 'allow') return [say('only-what-is-asked', {}, lossy(proof, forward, reply))]
  return propertiesOf(proof, spoken).map((property) => {
    switch (property) {
      case 'delivered':
        return say(property, checkPromise(proof, forward, searches.delivered), forward)
      case 'replies':
        return say(property, reply ? checkReplies(proof, reply) : {}, reply)
      case 'bandwidth':
        return say(property, checkBandwidth(proof, book, forward as ReservingClaim))
      case 'survives':
        return survivalVerdict(proof, book, intent.id, spoken, reply ? [forward, reply] : [forward])
      default:
        return say(property, checkPromise(proof, forward, searches[property]))
    }
  })
}

type RouteProperty = keyof typeof searches | 'replies' | 'bandwidth' | 'survives'

/** What is proved of a route, in the order of the verdicts. */
function propertiesOf(proof: Proof, route: RouteIntent): RouteProperty[] {
  const isAsked: Record<RouteProperty, boolean> = {
    delivered: true,
    replies: route.reply !== 'none',
    waypoints: route.via.length > 0,
    avoids: route.avoid.length > 0,
    latency: route.latency !== undefined,
    bandwidth: route.bandwidth !== undefined,
    survives: route.survive !== undefined || proof.failures > 0,
  }
  return (Object.keys(isAsked) as RouteProperty[]).filter((property) => isAsked[property])
}

/** What only the controller's repair has to restore is not decided by what lies on the devices, unless they do more than they must. */
function survivalVerdict(
  proof: Proof,
  book: LoadBook,
  id: string,
  { survive }: RouteIntent,
  claims: readonly Claim[],
): Verdict {
  const outcome = checkSurvival(proof, book, claims)
  const isRepaired = survive?.restoredWithinMs !== undefined && proof.failures === 0
  if (!isRepaired || !outcome.finding) return verdictOf(proof, id, 'survives', outcome)
  const unclear = `local failover does not cover it (${outcome.finding.reason}), and repair by the controller is not proved here`
  return verdictOf(proof, id, 'survives', { scenarios: outcome.scenarios, unclear })
}

function systemVerdicts(proof: Proof): Verdict[] {
  const { model, base } = proof
  const explorations = model.index.ports.map((port) => explore(model, port, model.space.all, base))
  return [
    verdictOf(proof, systemIntent, 'only-what-is-asked', checkOnlyAsked(proof, explorations)),
    verdictOf(proof, systemIntent, 'no-loop', checkNoLoop(model, explorations)),
    verdictOf(proof, systemIntent, 'no-black-hole', checkNoBlackHole(proof)),
  ]
}

function verdictOf(
  proof: Proof,
  intent: string,
  property: Property,
  outcome: Outcome & { readonly scenarios?: number },
  covered?: Claim,
): Verdict {
  const { finding, unclear, scenarios } = outcome
  const lost = covered && lossOf(proof, covered)
  const verdict = finding ? 'violated' : unclear === undefined ? 'holds' : 'unknown'
  const reason = finding?.reason ?? unclear
  return {
    intent,
    property,
    verdict,
    coverage: lost ? 'partial' : 'full',
    ...(lost ? { lost } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(property === 'survives' && verdict === 'holds' ? { grade: 'protected' } : {}),
    ...(finding ? traceFinding(proof, finding) : {}),
    ...(scenarios === undefined ? {} : { scenarios }),
  }
}

function lossOf(proof: Proof, claim: Claim): Verdict['lost'] {
  const lost = proof.promises.ofClaim.get(claim)?.find((one) => one.lost !== undefined)?.lost
  return lost && { to: lost.to, packet: proof.model.space.sample(lost.set) }
}

/** The side of an allow that lost something. */
const lossy = (proof: Proof, forward: Claim, reply: Claim | undefined): Claim =>
  reply && !lossOf(proof, forward) && lossOf(proof, reply) ? reply : forward

function unknownVerdicts(proof: Proof, intent: Intent, problem: MeaningProblem): Verdict[] {
  const spoken = spokenOf(intent)
  const properties: readonly Property[] =
    spoken.kind === 'route'
      ? propertiesOf(proof, spoken)
      : [spoken.kind === 'isolate' ? 'isolated' : 'only-what-is-asked']
  return properties.map((property) => verdictOf(proof, intent.id, property, { unclear: problem.message }))
}

function grouped(claims: readonly Claim[]): Map<string, Claim[]> {
  const byId = new Map<string, Claim[]>()
  for (const claim of claims) byId.set(claim.intent, [...(byId.get(claim.intent) ?? []), claim])
  return byId
}
