import { asRead, compile } from '@paranet/compiler'
import type { Diagnostic } from '@paranet/language'
import type { Epoch, Intent, TimeSpan, TopologyIndex } from '@paranet/network'
import { contentHash, epochsOf, inactiveAt, isEverActive, scheduleOf } from '@paranet/network'
import type { Verdict } from '@paranet/verifier'
import type { ActiveSet, PlannedEpochs } from './plan.js'
import { proveState } from './prove-state.js'
import type { PlannerSession } from './session.js'

/** When a plan is for. ms since 1970. */
export interface PlanTime {
  /** The plan leads to the intents that are active then. */
  readonly at: number
  /** What the schedules are cut into epochs over; `at` lies inside. */
  readonly horizon: TimeSpan
  /** Version of the time-zone data that schedules are read by. */
  readonly zoneData: string
}

/** What is proved of one set of active intents. */
export interface ProvedSet {
  readonly ok: boolean
  readonly diagnostics: readonly Diagnostic[]
  readonly verdicts: readonly Verdict[]
}

export interface EpochsInput {
  /** All, active or not. */
  readonly intents: readonly Intent[]
  readonly time: PlanTime
  /** Proves a set of intents; asked once for every different set but the present one. */
  readonly prove: (active: readonly Intent[]) => ProvedSet
  /** What was proved of the intents that are active at `time.at`. */
  readonly present: ProvedSet
}

/** The epochs of the horizon, with the verdicts of every different set of active intents. */
export function planEpochs({ intents, time, prove, present }: EpochsInput): {
  readonly epochs: PlannedEpochs
  /** Of the other sets; may repeat what the present one says. */
  readonly diagnostics: readonly Diagnostic[]
} {
  const now = inactiveAt(intents, time.at)
  const sets: ActiveSet[] = [setOf(now, present)]
  const places = new Map([[now.join('\n'), 0]])
  const diagnostics: Diagnostic[] = []
  const cut = epochsOf(intents, time.horizon)
  const crowd = findCrowd(intents, cut)
  if (crowd.length > 0) {
    const sets = [setOf(now, { ...present, ok: false })]
    return { epochs: { zoneData: time.zoneData, items: [], sets }, diagnostics: crowd }
  }
  const items = cut.map(({ from, until, inactive }) => {
    const key = inactive.join('\n')
    if (!places.has(key)) {
      const proved = prove(intents.filter(({ id }) => !inactive.includes(id)))
      places.set(key, sets.length)
      sets.push(setOf(inactive, proved))
      diagnostics.push(...proved.diagnostics)
    }
    return { from: textOf(from), until: textOf(until), set: places.get(key) ?? 0 }
  })
  return { epochs: { zoneData: time.zoneData, items, sets }, diagnostics }
}

/** Different sets of active intents that are proved for one horizon. */
const mostSets = 64

/** The error that schedules make too many different sets, at the first intent that has one; empty where they do not. */
export function findCrowd(intents: readonly Intent[], epochs: readonly Epoch[]): Diagnostic[] {
  const count = new Set(epochs.map(({ inactive }) => inactive.join('\n'))).size
  const first = intents.find((intent) => scheduleOf(intent))
  if (count <= mostSets || !first) return []
  const message = `schedules make ${count} different sets of active intents within a week; ${mostSets} are proved`
  return [diagnosticAt(first, 'expansion-too-large', 'error', message, 'let schedules share their hours')]
}

function diagnosticAt(
  { source }: Intent,
  code: Diagnostic['code'],
  severity: Diagnostic['severity'],
  message: string,
  hint: string,
): Diagnostic {
  const { file = '', ...span } = source ?? { offset: 0, line: 1, column: 1, length: 0 }
  return { code, severity, message, hint, file, span }
}

const setOf = (inactive: readonly string[], { ok, verdicts }: ProvedSet): ActiveSet => ({
  inactive,
  ok,
  unkept: verdicts.filter(({ verdict, coverage }) => verdict !== 'holds' || coverage !== 'full'),
  verdictsHash: contentHash(verdicts),
})

/** Compiles and proves a set of intents, as the present one is, but without a way there. */
export function proveSet(session: PlannerSession, index: TopologyIndex, intents: readonly Intent[]): ProvedSet {
  const { state: meant, ledger, diagnostics: found } = compile({ index, intents }, { memo: session.memo })
  const isCompiled = !found.some(({ severity }) => severity === 'error')
  const read = isCompiled ? asRead(index, meant) : { state: meant, diagnostics: [] }
  const diagnostics = [...found, ...read.diagnostics]
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error')
  const { ok, verdicts } = proveState({ index, intents, state: read.state, ledger, session: session.proofs })
  return { ok: ok && !hasErrors, diagnostics, verdicts }
}

/** Intents whose schedules hold at no time from the instant on: warnings `never-active`. */
export const findNeverActive = (intents: readonly Intent[], from: number): Diagnostic[] =>
  intents.flatMap((intent) => {
    const schedule = scheduleOf(intent)
    if (!schedule || isEverActive(schedule, from)) return []
    const message = `"${intent.name}" is never active: no time from ${textOf(from)} on lies in ${schedule.text}`
    const hint = 'correct its schedule, or remove it'
    return [diagnosticAt(intent, 'never-active', 'warning', message, hint)]
  })

/** Diagnostics, each once. */
export function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>()
  return diagnostics.filter(({ code, file, span, message }) => {
    const key = JSON.stringify([code, file, span.offset, message])
    return seen.has(key) ? false : seen.add(key) !== undefined
  })
}

const textOf = (instant: number): string => new Date(instant).toISOString()
