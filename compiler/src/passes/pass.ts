import type { Diagnostic } from '@paranet/language'
import type { TopologyIndex } from '@paranet/network'
import type { Course } from './course.js'
import type { PlanMemo } from '../plan/plan-memo.js'

/** What every pass may look at beside its input. `memo` belongs to the caller's session. */
export interface PassContext {
  readonly index: TopologyIndex
  readonly memo: PlanMemo
  /** Absent: nobody follows. */
  readonly course?: Course
}

export interface PassResult<Output> {
  readonly output: Output
  readonly diagnostics: readonly Diagnostic[]
}
