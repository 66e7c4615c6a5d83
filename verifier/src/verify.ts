import type { Claim, Intent, NetworkState, OwnerLedger, Scenario, TopologyIndex } from '@paranet/network'
import { claimsOf, healthy } from '@paranet/network'
import { explore } from './engine/explore.js'
import { LoadBook } from './engine/loads.js'
import { NetworkModel } from './engine/network-model.js'
import { outageOf } from './engine/outage.js'
import type { Proof } from './engine/proof.js'
import { intentVerdicts, spokenOf, unknownVerdicts } from './intent-verdicts.js'
import { makeVerdict } from './make-verdict.js'
import { checkNoBlackHole } from './properties/no-black-hole.js'
import { checkNoLoop } from './properties/no-loop.js'
import { checkOnlyAsked } from './properties/only-what-is-asked.js'
import { VerifierSession } from './session.js'
import type { Verdict } from './verdict.js'

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
  /** What proofs of the network remember. */
  readonly session?: VerifierSession
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
  const shelf = (input.session ?? new VerifierSession()).shelfOf(index)
  const model = new NetworkModel(index, input.state, input.alternatives, shelf)
  const proof: Proof = {
    model,
    claims,
    base: outageOf(index, input.scenario ?? healthy),
    promises: shelf.promisesOf(claims),
    ledger: input.ledger,
    failures: input.failures ?? 0,
    explored: new Map(),
  }
  const book = new LoadBook(proof)
  const claimsById = grouped(claims)
  const verdicts = intents.flatMap((intent) => {
    const bad = problems.find((problem) => problem.severity === 'error' && problem.intent === intent)
    if (bad) return unknownVerdicts(proof, intent, bad.message)
    return intentVerdicts(proof, book, intent, claimsById.get(intent.id) ?? [])
  })
  verdicts.push(...systemVerdicts(proof))
  const yielding = new Set(intents.filter((intent) => spokenOf(intent).yields).map(({ id }) => id))
  const isFine = ({ verdict, coverage, intent }: Verdict) =>
    verdict === 'holds' && (coverage === 'full' || yielding.has(intent))
  const scenarios = verdicts.reduce((sum, verdict) => sum + (verdict.scenarios ?? 0), 0)
  return { ok: verdicts.every(isFine), verdicts, stats: { scenarios, packetSetNodes: model.space.size } }
}

function systemVerdicts(proof: Proof): Verdict[] {
  const { model, base } = proof
  const explorations = model.index.ports.map((port) => explore(model, port, model.space.all, base))
  return [
    makeVerdict(proof, systemIntent, 'only-what-is-asked', checkOnlyAsked(proof, explorations)),
    makeVerdict(proof, systemIntent, 'no-loop', checkNoLoop(model, explorations)),
    makeVerdict(proof, systemIntent, 'no-black-hole', checkNoBlackHole(proof)),
  ]
}

function grouped(claims: readonly Claim[]): Map<string, Claim[]> {
  const byId = new Map<string, Claim[]>()
  for (const claim of claims) byId.set(claim.intent, [...(byId.get(claim.intent) ?? []), claim])
  return byId
}
