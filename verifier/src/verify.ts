import type { Claim, Intent, NetworkState, OwnerLedger, Scenario, TopologyIndex } from '@paranet/network'
import { claimsOf, healthy, isCopying, isFlow, isTranslating, isTreating, mirrorsOf } from '@paranet/network'
import { byIntent } from './by-intent.js'
import { explore, exploreMeeting } from './engine/explore.js'
import { NetworkModel } from './engine/network-model.js'
import { outageOf } from './engine/outage.js'
import type { Proof } from './engine/proof.js'
import type { SideVerdicts } from './side-verdicts.js'
import { verifyNames } from './names/name-verdicts.js'
import { verifyGeo } from './places/geo-verdicts.js'
import { isYielding, unknownVerdicts } from './intent-verdicts.js'
import { assertedVerdicts, assertsTreatment } from './properties/asserted.js'
import { checkCopies } from './properties/copied.js'
import { protectVerdict, deviceVerdict } from './properties/device-verdicts.js'
import { checkTreatments, treatmentVerdict } from './properties/treated.js'
import { checkTranslations, translationVerdict } from './properties/translated.js'
import { bySegment, inMain } from './segments/each-segment.js'
import { mergeVerdicts } from './segments/merge-verdicts.js'
import { VerifierSession } from './session.js'
import { systemIntent, systemVerdicts } from './system-verdicts.js'
import type { Verdict } from './verdict.js'
import type { Proved } from './verify-change.js'
import { judge, verifyChange } from './verify-change.js'

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

/** Decides for every packet whether the devices do what the intents say. Pure and exact: `holds` means every packet of the class, and
 *  what cannot be decided is `unknown` with the reason. Segments are proved one by one. */
export function verify(input: VerifyInput): VerifyResult {
  const segments = bySegment(input)
  if (!segments) return verifyOne(inMain(input))
  const parts = segments.map(({ segment, input: own }) => ({ segment, ...verifyOne(own) }))
  const verdicts = mergeVerdicts(input.intents, parts)
  const packetSetNodes = parts.reduce((sum, { stats }) => sum + stats.packetSetNodes, 0)
  return resultOf(input.intents, verdicts, packetSetNodes)
}

function verifyOne(input: VerifyInput): VerifyResult {
  const packets = verifyPackets(input)
  return [verifyNames(input), verifyGeo(input)].reduce<VerifyResult>(
    (known, more) => (more ? withOthers(input.intents, known, more) : known),
    packets,
  )
}

/** Verdicts about names or places beside those about packets, each intent's at its place. */
function withOthers(intents: readonly Intent[], { verdicts, stats }: VerifyResult, others: SideVerdicts): VerifyResult {
  const known = byIntent(verdicts)
  const verdictsOf = new Map([...known, ...others.byIntent])
  for (const intent of intents)
    if (intent.kind === 'protect') verdictsOf.set(intent.id, [protectVerdict({ verdictsOf }, intent)])
  const wrong = new Map(others.system.map((verdict) => [verdict.property, verdict]))
  const all = [
    ...intents.flatMap(({ id }) => verdictsOf.get(id) ?? []),
    ...(known.get(systemIntent) ?? []).map((one) => (one.verdict === 'holds' ? (wrong.get(one.property) ?? one) : one)),
  ]
  return resultOf(intents, all, stats.packetSetNodes)
}

function verifyPackets(input: VerifyInput): VerifyResult {
  const { index, intents, state } = input
  const { claims, problems } = claimsOf(index, intents)
  const session = input.session ?? new VerifierSession()
  const shelf = session.shelfOf(index)
  const proof: Omit<Proof, 'model'> = {
    claims,
    base: outageOf(index, input.scenario ?? healthy),
    promises: shelf.promisesOf(claims),
    mirrors: mirrorsOf(index, intents),
    ledger: input.ledger,
    failures: input.failures ?? 0,
    explored: new Map(),
  }
  const claimsOfIntent = byIntent(claims)
  const isMeant = problems.every(({ severity }) => severity !== 'error')
  const isUsual =
    isMeant && !speaksOfTreatment(intents, state) && !input.alternatives && !input.scenario && proof.failures === 0
  const { proved } = session
  const { verdicts, visits } =
    (isUsual && proved && verifyChange(proved, proof, state, intents, claimsOfIntent)) ||
    verifyWhole(input, { ...proof, model: new NetworkModel(index, state, input.alternatives, shelf) }, claimsOfIntent)
  if (isUsual && verdicts.every(({ verdict }) => verdict === 'holds')) {
    const { promises } = proof
    session.proved = { shelf, state, claims, promises, claimsOfIntent, visits, verdicts: byIntent(verdicts) }
  }
  return resultOf(intents, verdicts, shelf.space.size)
}

function verifyWhole(
  { intents, state }: VerifyInput,
  proof: Proof,
  claimsOfIntent: ReadonlyMap<string, readonly Claim[]>,
): Pick<Proved, 'visits'> & { readonly verdicts: readonly Verdict[] } {
  const { model } = proof
  const { problems } = claimsOf(model.index, intents)
  const reasons = new Map(
    problems
      .filter(({ severity }) => severity === 'error')
      .toReversed()
      .map((one) => [one.intent, one.message]),
  )
  const judged = judge(
    proof,
    intents.filter((intent) => !reasons.has(intent)),
    claimsOfIntent,
  )
  const look = proof.failures > 0 ? exploreMeeting : explore
  const explorations = model.index.ports.map((port) => look(model, port, model.space.all, proof.base))
  const treated = speaksOfTreatment(intents, state) ? checkTreatments(proof, intents, explorations) : undefined
  const translated = intents.some(isTranslating) ? checkTranslations(proof, intents, explorations) : undefined
  const copied = speaksOfTreatment(intents, state) ? checkCopies(proof, intents, explorations) : undefined
  const known = { proof, intents, explorations, verdictsOf: judged.verdicts }
  const verdicts = intents.flatMap((intent) => {
    const reason = reasons.get(intent)
    if (reason !== undefined) return unknownVerdicts(proof, intent, reason)
    if (assertsTreatment(intent)) return assertedVerdicts(known, intent)
    if (isTreating(intent)) return treated ? [treatmentVerdict(proof, intent, treated)] : []
    if (isTranslating(intent)) return translated ? [translationVerdict(proof, intent, translated)] : []
    if (isCopying(intent)) return copied?.verdicts.get(intent.id) ?? []
    const own = deviceVerdict(known, intent)
    return own ? [own] : (judged.verdicts.get(intent.id) ?? [])
  })
  const system = systemVerdicts(proof, explorations, judged.verdicts, treated?.stray ?? copied?.stray)
  return { verdicts: [...verdicts, ...system], visits: judged.visits }
}

/** Whether intents or devices treat packets, or intents speak of all packets of a device: such networks are always proved as a whole. */
const speaksOfTreatment = (intents: readonly Intent[], state: NetworkState): boolean =>
  intents.some(
    (intent) =>
      assertsTreatment(intent) ||
      isTreating(intent) ||
      isTranslating(intent) ||
      isFlow(intent) ||
      isCopying(intent) ||
      intent.kind === 'drain',
  ) ||
  [...state.values()].some(
    ({ marks, policers, queues, translations, copies, groupRoutes }) =>
      marks ?? policers ?? queues ?? translations ?? copies ?? groupRoutes,
  )

/** Whether nothing is violated or unknown, and nothing lost to a higher priority by an intent that does not yield. */
export function isKept(intents: readonly Intent[], verdicts: readonly Verdict[]): boolean {
  const yielding = new Set(intents.filter(isYielding).map(({ id }) => id))
  return verdicts.every(
    ({ verdict, coverage, intent }) => verdict === 'holds' && (coverage === 'full' || yielding.has(intent)),
  )
}

function resultOf(intents: readonly Intent[], verdicts: readonly Verdict[], packetSetNodes: number): VerifyResult {
  const scenarios = verdicts.reduce((sum, verdict) => sum + (verdict.scenarios ?? 0), 0)
  return { ok: isKept(intents, verdicts), verdicts, stats: { scenarios, packetSetNodes } }
}
