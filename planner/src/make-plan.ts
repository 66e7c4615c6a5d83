import type { Compiled, Watch } from '@paranet/compiler'
import { asRead, compile } from '@paranet/compiler'
import type { ParsedFiles } from '@paranet/language'
import { resolveIntents } from '@paranet/language'
import type {
  DeviceDiff,
  DeviceState,
  Intent,
  NetworkState,
  OwnerLedger,
  Topology,
  TopologyIndex,
} from '@paranet/network'
import { activeAt, contentHash, diffNetwork, emptyDeviceState, scheduleOf } from '@paranet/network'
import type { Verdict } from '@paranet/verifier'
import { differenceOf, TransitionProof } from '@paranet/verifier'
import { admitted, placedPart } from './admission.js'
import type { Deployed } from './find-moves.js'
import { findMoves } from './find-moves.js'
import { managementVerdict, withSessions } from './management-gate.js'
import { orderWaves } from './order-waves.js'
import { placeAfresh } from './place-afresh.js'
import type { PlanTime } from './plan-epochs.js'
import { findNeverActive, planEpochs, proveSet, withoutRepeats } from './plan-epochs.js'
import type { IntentFile, Move, Plan } from './plan.js'
import { proveState } from './prove-state.js'
import { provedAsRead } from './proved-as-read.js'
import { PlannerSession } from './session.js'

/** Part of the plan id: a tool that would plan otherwise gives other ids. */
const planFormat = 1

/** What a plan lists of traffic that changes, and how many ways it looks at for that. */
const trafficBounds = { mostListed: 25, mostBoxes: 4, mostWays: 10_000 }

export interface PlanInput {
  /** Id of the network. */
  readonly network: string
  readonly topology: Topology
  /** The whole intent set that is asked for, in any order. */
  readonly files: readonly IntentFile[]
  /** What the devices run. A device missing here runs nothing. */
  readonly observed: NetworkState
  /** Order of admission by intent id; intents not in it come after, by file and place. */
  readonly ranks?: ReadonlyMap<string, number>
  /** What is deployed: the plan says who leaves its paths. */
  readonly deployed?: Deployed
  /** Place everything afresh, whoever was admitted first. */
  readonly reoptimise?: boolean
  /** Go to this state, byte for byte, and not to what the intents compile to: a rollback. It is proved against the intents all the same. */
  readonly desired?: NetworkState
  /** When; without it, intents with schedules count as active. Matters only where there are schedules. */
  readonly time?: PlanTime
}

/** Compiles the intents for the topology, proves the result, and lays out how to get there from what is observed. Pure: equal input
 *  gives an equal plan, byte for byte, in whatever order the files come, and whatever the session has planned before. `watch` hears how far the compilation is, and may end it. */
export function makePlan(input: PlanInput, session = new PlannerSession(), watch: Watch = {}): Plan {
  const { network, topology, observed, desired: wanted, time, reoptimise = false } = input
  const files = [...input.files].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const { index, revision: topologyRevision } = session.indexOf(topology)
  const resolved = resolveIntents(files, index, { network, parsed: session.parsed })
  const kept = admitted(resolved.intents, input.ranks)
  const when = time && kept.some((intent) => scheduleOf(intent)) ? time : undefined
  const placing = (some: readonly Intent[]) => compile({ index, intents: some }, { memo: session.memo })
  const all = reoptimise ? placeAfresh(kept, placing) : kept
  const intents = when ? activeAt(all, when.at) : all
  const compiled = compile({ index, intents }, { memo: session.memo, watch })
  const found = [...resolved.diagnostics, ...compiled.diagnostics]
  const isCompiled = !found.some(({ severity }) => severity === 'error')
  const meant = completed(index, wanted ?? compiled.state)
  const read = isCompiled ? asRead(index, meant) : undefined
  const own = [...found, ...(read?.diagnostics ?? [])]
  const hasErrors = own.some(({ severity }) => severity === 'error')
  const before = session.known(completed(index, observed))
  const after = hasErrors ? before : session.known(meant)
  // Where a configuration says something else than was meant, that is what is proved.
  const proved = read === undefined || read.state === meant ? after : session.known(read.state)
  const { verdicts: proven, ok: isKept } = hasErrors
    ? { verdicts: [] as readonly Verdict[], ok: false }
    : proveState({ index, intents, state: proved, ledger: compiled.ledger, session: session.proofs })
  const planned =
    when &&
    planEpochs({
      intents: all,
      time: when,
      prove: (active) => proveSet(session, index, active),
      present: { ok: isKept, diagnostics: own, verdicts: proven },
    })
  const diagnostics = when
    ? withoutRepeats([...own, ...(planned?.diagnostics ?? []), ...findNeverActive(all, when.at)])
    : own
  const pathsById = new Map(compiled.plans.map(({ intent, paths }) => [intent, paths]))
  const pathsOf = (intent: string) => pathsById.get(intent) ?? []
  const moves = hasErrors
    ? []
    : movesOf(input, { intents, pathsOf, index, topologyRevision, parsed: session.parsed, placing })
  const diffs = diffNetwork(before, after)
  const transition = new TransitionProof({ index, intents, before, after: proved, session: session.proofs })
  const prove = withSessions({ index, intents, before, after: proved, session: session.proofs }, (current, next) =>
    transition.quickMixture(current, next),
  )
  const { waves, rollout } = orderWaves(before, after, diffs, provedAsRead(index, before, asRead, prove), (state) =>
    session.fingerprint(state),
  )
  const traffic = hasErrors
    ? undefined
    : differenceOf({
        index,
        before,
        after: proved,
        ledger: compiled.ledger,
        session: session.proofs,
        ...trafficBounds,
      })
  const cutOff = managementVerdict(intents, rollout)
  const verdicts = cutOff ? [...proven, cutOff] : proven
  const ok = isKept && !cutOff && (planned?.epochs.sets.every((set) => set.ok) ?? true)
  const fingerprint = (state: DeviceState) => session.fingerprint(state)
  const base = fingerprints(before, fingerprint)
  const touched = diffs.map(({ device }) => device)
  const desired = pick(after, touched)
  const intentsRevision = intentsRevisionOf(files)
  const id = contentHash({
    format: planFormat,
    network,
    topologyRevision,
    intentsRevision,
    base,
    desired: fingerprints(new Map(Object.entries(desired)), fingerprint),
    waves: waves.map(({ steps }) => steps.map((step) => [step.device, step.base, fingerprint(step.desired)])),
    ok: !hasErrors && ok,
    ...(planned ? { epochs: planned.epochs } : {}),
    ...(moves.length > 0 ? { moves } : {}),
    ...(reoptimise ? { reoptimised: true } : {}),
  })
  return {
    id,
    network,
    topologyRevision,
    intentsRevision,
    files,
    ok: !hasErrors && ok,
    diagnostics,
    intents: all.map((intent) => ({
      id: intent.id,
      name: intent.name,
      kind: intent.kind,
      rank: placedPart(intent).rank,
      ...(intent.renamedFrom === undefined ? {} : { renamedFrom: intent.renamedFrom }),
      ...(when && scheduleOf(intent) ? { active: intents.includes(intent) } : {}),
      paths: pathsOf(intent.id),
    })),
    ...(moves.length > 0 ? { moves } : {}),
    ...(reoptimise ? { reoptimised: true as const } : {}),
    verdicts,
    verdictsHash: contentHash(verdicts),
    diff: { ...countsOf(diffs), devices: Object.fromEntries(diffs.map((diff) => [diff.device, diff])) },
    ...(traffic ? { traffic } : {}),
    base,
    before: pick(before, touched),
    desired,
    waves,
    rollout,
    ledger: hasErrors ? {} : session.plainLedger(compiled.ledger, after),
    ...(planned ? { epochs: planned.epochs } : {}),
    blastRadius: { devices: touched, intents: touchedIntents(diffs, compiled.ledger) },
  }
}

/** The revision of an intent set: a hash of its files, whatever their order. */
export const intentsRevisionOf = (files: readonly IntentFile[]): string =>
  contentHash([...files].sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, text }) => [name, text]))

interface Placed {
  readonly intents: readonly Intent[]
  readonly pathsOf: (intent: string) => Move['to']
  readonly index: TopologyIndex
  readonly topologyRevision: string
  readonly parsed: ParsedFiles
  readonly placing: (intents: readonly Intent[]) => Compiled
}

/** Who leaves the paths that it has. */
function movesOf({ deployed, network, reoptimise = false }: PlanInput, placed: Placed): Move[] {
  const { intents, pathsOf, index, topologyRevision, parsed, placing } = placed
  if (!deployed) return []
  return findMoves({
    intents,
    pathsOf,
    deployed,
    wereThere: () => resolveIntents(deployed.files, index, { network, parsed }).intents,
    isTopologySame: deployed.topologyRevision === topologyRevision,
    isAfresh: reoptimise,
    pathsWithout: (id, without) =>
      placing(intents.filter((one) => one.id !== without)).plans.find(({ intent }) => intent === id)?.paths ?? [],
  })
}

/** All devices of the topology and no other. */
const completed = (index: TopologyIndex, state: NetworkState): NetworkState =>
  new Map(index.devices.map((device) => [device, state.get(device) ?? emptyDeviceState(device)]))

const fingerprints = (state: NetworkState, fingerprint: (state: DeviceState) => string): Record<string, string> =>
  Object.fromEntries([...state].map(([device, its]) => [device, fingerprint(its)]))

const pick = (state: NetworkState, devices: readonly string[]): Record<string, DeviceState> =>
  Object.fromEntries(devices.map((device) => [device, state.get(device) ?? emptyDeviceState(device)]))

function countsOf(diffs: readonly DeviceDiff[]) {
  const sum = (key: 'added' | 'removed' | 'changed') => diffs.reduce((total, diff) => total + diff[key].length, 0)
  return { added: sum('added'), removed: sum('removed'), changed: sum('changed') }
}

/** Intents that own an entry that comes or changes. */
function touchedIntents(diffs: readonly DeviceDiff[], ledger: OwnerLedger): string[] {
  const found = new Set<string>()
  for (const { device, added, changed } of diffs)
    for (const { key } of [...added, ...changed])
      for (const owner of ledger.get(device)?.get(key) ?? []) found.add(owner)
  return [...found].sort()
}
