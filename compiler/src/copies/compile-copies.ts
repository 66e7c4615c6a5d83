import type { Diagnostic } from '@paranet/language'
import { isCopying, mirrorsOf } from '@paranet/network'
import type { Composed } from '../passes/compose.js'
import type { PassContext, PassResult } from '../passes/pass.js'
import type { Synthesized } from '../passes/synthesize.js'
import type { IntentPaths } from '../plan/intent-paths.js'
import { joined } from '../state/joined.js'
import { StateBuilder } from '../state/state-builder.js'
import { addGroupRoutes } from './group-entries.js'
import { addMirror } from './mirror-entries.js'
import { planTrees } from './plan-trees.js'

/** States with what copies need, and the paths of multicasts. */
export interface Copied {
  readonly synthesized: Synthesized
  readonly paths: readonly IntentPaths[]
}

/** Adds what mirrors and multicasts need to what the devices do already, with its owners. In: intents in the order in which they are placed.
 *  `reservedOn`: what routes have reserved of an arc, bit/s. Reports `collector-not-adjacent`, `no-path`, `latency-unreachable`, `over-capacity`, and
 *  `conflict` of two trees of one sender and group. Without such intents the states stay the same objects. */
export function compileCopies(
  synthesized: Synthesized,
  { select, intents, byId }: Pick<Composed, 'select' | 'intents' | 'byId'>,
  { index, memo }: PassContext,
  reservedOn: (arc: number) => number,
): PassResult<Copied> {
  if (select(isCopying).length === 0) return { output: { synthesized, paths: [] }, diagnostics: [] }
  const builder = new StateBuilder(index)
  const mirrored: Diagnostic[] = mirrorsOf(index, intents).flatMap((mirror) => addMirror(index, mirror, byId, builder))
  const { trees, diagnostics } = planTrees(index, intents, reservedOn)
  for (const tree of trees) addGroupRoutes(index, tree, builder)
  return {
    output: {
      synthesized: joined({ index, memo }, 'copies', synthesized, builder),
      paths: trees.map(({ multicast, paths }) => ({ intent: multicast.intent.id, paths })),
    },
    diagnostics: [...mirrored, ...diagnostics],
  }
}
