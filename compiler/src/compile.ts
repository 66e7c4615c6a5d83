import type { Diagnostic } from '@paranet/language'
import type { Intent, NetworkState, OwnerLedger, TopologyIndex } from '@paranet/network'
import { drainedIndex, segmentsOf } from '@paranet/network'
import { compileCopies } from './copies/compile-copies.js'
import { compileNames } from './names/compile-names.js'
import { compileGeo } from './places/compile-geo.js'
import { compose } from './passes/compose.js'
import { configure } from './passes/configure.js'
import type { Watch } from './passes/course.js'
import { Course } from './passes/course.js'
import { limitKept } from './passes/limit-work.js'
import { planPaths } from './passes/plan-paths.js'
import { render } from './passes/render.js'
import { sortDiagnostics } from './passes/report.js'
import { synthesize } from './passes/synthesize.js'
import { translate } from './passes/translate.js'
import { treat } from './passes/treat.js'
import type { IntentPaths } from './plan/intent-paths.js'
import { PlanMemo } from './plan/plan-memo.js'
import type { Unrendered } from './segments/compile-segments.js'
import { compileSegments } from './segments/compile-segments.js'

export interface CompileInput {
  readonly index: TopologyIndex
  /** Resolved, in any order. */
  readonly intents: readonly Intent[]
}

export interface Compiled {
  /** In the order of the text. With an error among them the state is what could be made of the rest, and not to be deployed. */
  readonly diagnostics: readonly Diagnostic[]
  /** Desired states of all devices, canonical. */
  readonly state: NetworkState
  readonly ledger: OwnerLedger
  /** Paths of every intent, by id. */
  readonly plans: readonly IntentPaths[]
}

export interface CompileOptions {
  readonly memo?: PlanMemo
  /** Hears the name of each pass when it is done: what measures time stands outside. */
  readonly passed?: (pass: string) => void
  /** Follows the compilation, and may end it: then it throws what the signal throws, and nothing else does. */
  readonly watch?: Watch
}

/** Compiles intents for a topology, each segment of it as a network of its own. Pure: the result depends on nothing else, not on the order of intents, nodes or links beyond priority and
 *  rank, and not on the memo. Never throws on resolved intents. */
export function compile(input: CompileInput, options: CompileOptions = {}): Compiled {
  const segments = segmentsOf(input.index)
  const made = segments ? compileSegments(segments, input, options, synthesizeAll) : synthesizeAll(input, options)
  const { synthesized, intents, still, plans } = made
  const rendered = render(synthesized, intents, still)
  options.passed?.('render')
  const { state, ledger } = rendered.output
  return { diagnostics: sortDiagnostics([...made.diagnostics, ...rendered.diagnostics]), state, ledger, plans }
}

/** All passes but the last, for what is one network of addresses. */
function synthesizeAll(
  { index: whole, intents: all }: CompileInput,
  { memo = new PlanMemo(), passed = () => undefined, watch }: CompileOptions,
): Unrendered {
  const index = drainedIndex(whole, all)
  const context = { index, memo, course: new Course(watch) }
  // What intents say, and what devices do beside passing packets on, is the same whatever is up.
  const still = { ...context, index: index.up ?? index }
  const { intents, diagnostics: refused } = limitKept(all, still)
  const done = <Result>(pass: string, result: Result): Result => (passed(pass), result)
  const composed = done('compose', compose(intents, still))
  const planned = done('plan', planPaths(composed.output, context))
  const synthesized = done('synthesize', synthesize(planned.output, context))
  const treated = done('treat', treat(synthesized.output, composed.output, still))
  const translated = done('translate', translate(treated.output, composed.output, still))
  const { reservedOn } = planned.output
  const copied = done('copy', compileCopies(translated.output, composed.output, context, reservedOn))
  const configured = done('configure', configure(copied.output.synthesized, composed.output, still))
  const named = done('names', compileNames(configured.output, composed.output, context))
  const placed = done('places', compileGeo(named.output.synthesized, composed.output, context))
  const results = [composed, planned, synthesized, treated, translated, copied, configured, named, placed]
  const diagnostics = [...refused, ...results.flatMap((result) => result.diagnostics)]
  const plans = withPaths(planned.output.plans, [...named.output.paths, ...copied.output.paths, ...placed.output.paths])
  return { diagnostics, synthesized: placed.output.synthesized, intents: composed.output.intents, still, plans }
}

/** Paths with those of names and places, which other passes leave empty. */
function withPaths(plans: readonly IntentPaths[], named: readonly IntentPaths[]): readonly IntentPaths[] {
  if (named.length === 0) return plans
  const own = new Map(named.map((one) => [one.intent, one]))
  return plans.map((plan) => own.get(plan.intent) ?? plan)
}
