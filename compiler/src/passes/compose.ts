import type { Diagnostic } from '@paranet/language'
import type { Claim, Intent, TopologyIndex } from '@paranet/network'
import { claimsOf, tracksConnections } from '@paranet/network'
import { Composition } from '../classes/composition.js'
import { findSurvivalLimits } from '../classes/survival-limits.js'
import type { PassContext, PassResult } from './pass.js'
import { compareClaims, compareInOrder, orderOf, reportAt } from './report.js'

/** What the intents say, by claim. */
export interface Composed {
  readonly stage: 'composed'
  readonly intents: readonly Intent[]
  /** Without asserted ones; in the order in which they are placed, forward before reply. */
  readonly claims: readonly Claim[]
}

/** Turns intents into claims and finds where they contradict or repeat each other. In: resolved intents in any order. Reports what cannot be
 *  attached, `conflict` with a packet that both claim, `redundant` and `shadowed`, and what `survive` does not
 *  promise. Claims in conflict stay: the caller sees the error. */
export function compose(intents: readonly Intent[], { index, memo }: PassContext): PassResult<Composed> {
  const byId = new Map(intents.map((intent) => [intent.id, intent]))
  const ordered = [...byId.values()].sort((a, b) => compareClaims(orderOf(a), orderOf(b)))
  const { claims: all, problems } = claimsOf(index, ordered)
  const claims = all
    .filter(({ asserted }) => !asserted)
    .sort(compareInOrder)
  const composition = memo.remember(index, 'composition', () => new Composition(index))
  composition.turnTo(claims)
  const diagnostics: Diagnostic[] = [
    ...problems.map(({ intent, code, severity, message, hint }) => reportAt(intent, code, severity, { message, hint })),
    ...untrackedReplies(index, claims, byId),
    ...composition.diagnostics(byId),
    ...findSurvivalLimits(index, claims, byId),
  ]
  return { output: { stage: 'composed', intents: ordered, claims }, diagnostics }
}

/** `reply: established` needs a device that tracks connections on every way of the answers. */
function untrackedReplies(
  index: TopologyIndex,
  claims: readonly Claim[],
  intents: ReadonlyMap<string, Intent>,
): Diagnostic[] {
  const isTracking = (node: number) => tracksConnections(index.nodes[node] as TopologyIndex['nodes'][number])
  return claims
    .filter(
      ({ established, side, kind, asserted }) =>
        established === true && side === 'reply' && kind !== 'must-not' && !asserted,
    )
    .flatMap((claim) => {
      if (claim.via.some((members) => members.every(isTracking))) return []
      const device = claim.sources.map(({ port }) => index.ports[port]?.device ?? -1).find((node) => !isTracking(node))
      if (device === undefined) return []
      const nearest = index.nodes
        .filter(tracksConnections)
        .map(({ name }) => name)
        .sort()
      return [
        reportAt(intents.get(claim.intent), 'unsupported-by-target', 'error', {
          message: `${index.nodes[device]?.name} does not track connections, so it cannot tell answers from openings`,
          hint:
            nearest.length === 0
              ? 'say `reply: stateless`'
              : `send it through ${nearest.join(' or ')} with \`via\`, or say \`reply: stateless\``,
        }),
      ]
    })
}
