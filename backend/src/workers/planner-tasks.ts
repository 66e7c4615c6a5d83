import type { ExplainedOwner, OwnersInput, Watch, WhyNot } from '@paranet/compiler'
import type { PlannedFiles } from '@paranet/language'
import type { AskedClass, Intent, NetworkState, OwnerLedger, Scenario, Topology, TopologyIndex } from '@paranet/network'
import type {
  CheckInput,
  Evidence,
  IntentFile,
  Plan,
  PlannerSession,
  PlanInput,
  PlanTime,
  Proven,
} from '@paranet/planner'
import type {
  CheckResult as CheckedEvidence,
  ClassTrace,
  Coverage,
  Resilience,
  Verdict,
  VerifyInput,
} from '@paranet/verifier'

/** What `verify` looks at: intents of files on what the devices run, with what is down. */
export interface VerifyTask {
  readonly network: string
  readonly topology: Topology
  readonly files: readonly IntentFile[]
  /** Ids of intents that are left out, since their schedules do not hold. */
  readonly inactive?: readonly string[]
  readonly state: NetworkState
  readonly ledger?: OwnerLedger
  /** Link ids and node names. */
  readonly down: readonly string[]
}

/** What `check` looks at: whether a topology can hold the intents at all. */
export interface CheckTask {
  readonly network: string
  readonly topology: Topology
  readonly files: readonly IntentFile[]
  readonly time: PlanTime
}

/** Ids of intents that this topology cannot hold: they do not resolve, do not compile, or their verdicts do not hold. */
export interface CheckResult {
  readonly intents: readonly string[]
  readonly broken: readonly string[]
}

/** What `explain` looks at: what owners of entries ask for, and their ways. */
export interface ExplainTask extends Pick<OwnersInput, 'owners' | 'paths' | 'device'> {
  readonly network: string
  readonly topology: Topology
  readonly files: readonly IntentFile[]
}

/** What `whyNot` looks at: intents of files that cannot be compiled. */
export interface WhyNotTask {
  readonly network: string
  readonly topology: Topology
  readonly files: readonly IntentFile[]
  /** Ids. */
  readonly targets: readonly string[]
}

/** What `traceClass` looks at: packets in what the devices run, with what is down. */
export interface TraceClassTask extends Pick<VerifyTask, 'network' | 'topology' | 'state' | 'ledger' | 'down'> {
  readonly class: AskedClass
  /** Whose ports the class names. */
  readonly segment: string
}

/** What `evidence` looks at: what a plan says of the state that it leads to. */
export interface EvidenceTask extends Pick<VerifyTask, 'network' | 'topology' | 'files' | 'inactive' | 'state'> {
  /** Places in the order of admission, by intent id. */
  readonly ranks: ReadonlyMap<string, number>
  readonly verdicts: readonly Verdict[]
}

/** What can be asked of a planner, wherever it runs. */
export interface PlannerTasks {
  readonly plan: { readonly input: PlanInput; readonly output: Plan }
  readonly verify: { readonly input: VerifyTask; readonly output: readonly Verdict[] }
  readonly resilience: { readonly input: VerifyTask; readonly output: readonly Resilience[] }
  readonly coverage: { readonly input: VerifyTask; readonly output: Coverage }
  readonly check: { readonly input: CheckTask; readonly output: CheckResult }
  readonly explain: { readonly input: ExplainTask; readonly output: readonly ExplainedOwner[] }
  readonly whyNot: { readonly input: WhyNotTask; readonly output: WhyNot }
  readonly traceClass: { readonly input: TraceClassTask; readonly output: ClassTrace }
  readonly evidence: { readonly input: EvidenceTask; readonly output: Evidence }
  readonly checkEvidence: {
    readonly input: EvidenceTask & { readonly evidence: Evidence }
    readonly output: CheckedEvidence
  }
  /** Of files that someone writes. */
  readonly draft: { readonly input: CheckInput; readonly output: PlannedFiles }
}

/** Networks whose sessions one runner keeps; the one that was not used for longest goes first. */
const keptSessions = 4

/** Runs tasks on the thread that it lives on, and remembers of each network what the next task needs not work out again. */
export class PlannerRunner {
  readonly #sessions = new Map<string, PlannerSession>()

  /** The heavy packages are loaded by the first task. */
  async run<Name extends keyof PlannerTasks>(
    name: Name,
    input: PlannerTasks[Name]['input'],
    watch: Watch = {},
  ): Promise<PlannerTasks[Name]['output']> {
    const run = runners[name] as Runner<Name>
    return run(input, await this.#session(input.network), watch)
  }

  async #session(network: string): Promise<PlannerSession> {
    const { PlannerSession } = await import('@paranet/planner')
    const session = this.#sessions.get(network) ?? new PlannerSession()
    this.#sessions.delete(network)
    this.#sessions.set(network, session)
    const [oldest] = this.#sessions.keys()
    if (this.#sessions.size > keptSessions && oldest !== undefined) this.#sessions.delete(oldest)
    return session
  }
}

type Runner<Name extends keyof PlannerTasks> = (
  input: PlannerTasks[Name]['input'],
  session: PlannerSession,
  watch: Watch,
) => Promise<PlannerTasks[Name]['output']>

const runners: { readonly [Name in keyof PlannerTasks]: Runner<Name> } = {
  plan: async (input, session, watch) => {
    const { makePlan } = await import('@paranet/planner')
    return makePlan(input, session, watch)
  },
  verify: verifyState,
  resilience: resilienceOfState,
  coverage: async (task, session) => {
    const { coverageOf } = await import('@paranet/verifier')
    return coverageOf({ ...(await questionOf(task, session)), examples: false })
  },
  traceClass: traceInState,
  evidence: async (task, session) => {
    const { evidenceOf } = await import('@paranet/planner')
    return evidenceOf(await provenBy(task, session))
  },
  checkEvidence: async ({ evidence, ...task }, session) => {
    const { checkEvidence } = await import('@paranet/planner')
    return checkEvidence(await provenBy(task, session), evidence)
  },
  check: checkTopology,
  draft: async (input, session) => {
    const { checkFiles } = await import('@paranet/planner')
    return checkFiles(input, session)
  },
  explain: async ({ topology, ...task }, session) => {
    const { explainOwners } = await import('@paranet/compiler')
    const { index } = session.indexOf(topology)
    return explainOwners({ index, intents: await intentsOf(task, index, session), ...task })
  },
  whyNot: async ({ topology, ...task }, session) => {
    const { whyNot } = await import('@paranet/compiler')
    const { index } = session.indexOf(topology)
    return whyNot({ index, intents: await intentsOf(task, index, session), ...task })
  },
}

async function traceInState(
  { topology, state, ledger, down, class: asked, segment }: TraceClassTask,
  session: PlannerSession,
): Promise<ClassTrace> {
  const { traceClass } = await import('@paranet/verifier')
  const { index } = session.indexOf(topology)
  const more = { ...scenarioOf(index, down), ...(ledger ? { ledger } : {}), session: session.observations }
  return traceClass({ index, state: session.known(state), class: asked, segment, ...more })
}

/** Nothing where nothing is down. */
function scenarioOf(index: TopologyIndex, down: readonly string[]): { readonly scenario?: Scenario } {
  const ids = (known: ReadonlyMap<string, number>) => new Set(down.flatMap((name) => known.get(name) ?? []))
  return down.length === 0 ? {} : { scenario: { downLinks: ids(index.linkId), downNodes: ids(index.nodeId) } }
}

async function intentsOf(
  { network, files }: Pick<WhyNotTask, 'network' | 'files'>,
  index: TopologyIndex,
  session: PlannerSession,
): Promise<readonly Intent[]> {
  const { resolveIntents } = await import('@paranet/language')
  return resolveIntents(files, index, { network, parsed: session.parsed }).intents
}

/** What devices run is what their configurations say. */
async function provenBy(
  { topology, files, network, inactive = [], ranks, state, verdicts }: EvidenceTask,
  session: PlannerSession,
): Promise<Proven> {
  const [{ asRead }, { admitted }, { resolveIntents }] = await Promise.all([
    import('@paranet/compiler'),
    import('@paranet/planner'),
    import('@paranet/language'),
  ])
  const { index } = session.indexOf(topology)
  const resolved = resolveIntents(files, index, { network, parsed: session.parsed })
  const intents = admitted(resolved.intents, ranks).filter(({ id }) => !inactive.includes(id))
  return { index, intents, state: asRead(index, session.known(state)).state, verdicts }
}

async function verifyState(task: VerifyTask, session: PlannerSession): Promise<readonly Verdict[]> {
  const { proveState } = await import('@paranet/planner')
  return proveState(await questionOf(task, session)).verdicts
}

async function resilienceOfState(task: VerifyTask, session: PlannerSession): Promise<readonly Resilience[]> {
  const { resilienceOf } = await import('@paranet/verifier')
  return resilienceOf(await questionOf(task, session))
}

async function questionOf(
  { network, topology, files, inactive = [], state, ledger, down }: VerifyTask,
  session: PlannerSession,
): Promise<VerifyInput> {
  const { resolveIntents } = await import('@paranet/language')
  const { index } = session.indexOf(topology)
  const resolved = resolveIntents(files, index, { network, parsed: session.parsed })
  const intents = resolved.intents.filter(({ id }) => !inactive.includes(id))
  const more = { ...scenarioOf(index, down), ...(ledger ? { ledger } : {}), session: session.observations }
  return { index, intents, state: session.known(state), ...more }
}

/** Sets that are checked; no plan has more. */
const mostSets = 64

/** Every different set of intents that is active at some time of the horizon. */
async function checkTopology({ network, topology, files, time }: CheckTask): Promise<CheckResult> {
  const [{ resolveIntents }, { epochsOf, indexTopology }, { PlannerSession, proveSet }] = await Promise.all([
    import('@paranet/language'),
    import('@paranet/network'),
    import('@paranet/planner'),
  ])
  const index = indexTopology(topology)
  const { intents } = resolveIntents(files, index, { network })
  const broken = new Set<string>()
  const session = new PlannerSession()
  const sets = new Map(epochsOf(intents, time.horizon).map(({ inactive }) => [inactive.join('\n'), inactive]))
  for (const inactive of [...sets.values()].slice(0, mostSets)) {
    const active = intents.filter(({ id }) => !inactive.includes(id))
    for (const { verdict, intent } of proveSet(session, index, active).verdicts)
      if (verdict !== 'holds') broken.add(intent)
  }
  return { intents: intents.map(({ id }) => id), broken: [...broken].sort() }
}
