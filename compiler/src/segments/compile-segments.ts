import type { Diagnostic } from '@paranet/language'
import type { Intent, Segment } from '@paranet/network'
import { intentsInSegment, mergeLedgers, mergeStates } from '@paranet/network'
import type { CompileInput, CompileOptions } from '../compile.js'
import type { PassContext } from '../passes/pass.js'
import { compareText } from '../passes/report.js'
import type { Synthesized } from '../passes/synthesize.js'
import type { IntentPaths } from '../plan/intent-paths.js'
import { PlanMemo } from '../plan/plan-memo.js'

/** What all passes but the last have made. */
export interface Unrendered {
  readonly diagnostics: readonly Diagnostic[]
  readonly synthesized: Synthesized
  readonly plans: readonly IntentPaths[]
  /** Intents that were compiled. */
  readonly intents: readonly Intent[]
  /** With nothing down. */
  readonly still: PassContext
}

/** Compiles each segment of a network by itself, since nothing passes between them, and puts together what devices get: entries of other segments than `main` name
 *  theirs. Devices that are in several have one state. */
export function compileSegments(
  segments: readonly Segment[],
  { index, intents }: CompileInput,
  { memo = new PlanMemo(), ...options }: CompileOptions,
  compileOne: (input: CompileInput, options: CompileOptions) => Unrendered,
): Unrendered {
  const made = segments.map((one) => ({
    segment: one.name,
    value: compileOne(
      { index: one.index, intents: intentsInSegment(intents, one) },
      { ...options, memo: memoOf(memo, one.name) },
    ),
  }))
  const each = <Value>(valueOf: (value: Unrendered) => Value) =>
    made.map(({ segment, value }) => ({ segment, value: valueOf(value) }))
  return {
    diagnostics: made.flatMap(({ value }) => value.diagnostics),
    synthesized: {
      stage: 'synthesized',
      state: mergeStates(each(({ synthesized }) => synthesized.state)),
      ledger: mergeLedgers(each(({ synthesized }) => synthesized.ledger)),
    },
    plans: mergedPlans(made.map(({ value }) => value.plans)),
    intents,
    still: { index: index.up ?? index, memo },
  }
}

/** Each segment's own, for as long as the caller keeps his. */
function memoOf(memo: PlanMemo, segment: string): PlanMemo {
  let known = memos.get(memo)
  if (!known) memos.set(memo, (known = new Map()))
  let own = known.get(segment)
  if (!own) known.set(segment, (own = new PlanMemo()))
  return own
}

const memos = new WeakMap<PlanMemo, Map<string, PlanMemo>>()

/** By intent. What stands in several segments has the paths of all. */
function mergedPlans(plans: readonly (readonly IntentPaths[])[]): IntentPaths[] {
  const found = new Map<string, IntentPaths>()
  for (const one of plans.flat()) {
    const known = found.get(one.intent)
    found.set(one.intent, known ? { ...known, paths: [...known.paths, ...one.paths] } : one)
  }
  return [...found.values()].sort((a, b) => compareText(a.intent, b.intent))
}
