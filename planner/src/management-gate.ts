import type { Intent, NetworkState, RouteIntent, TopologyIndex } from '@paranet/network'
import { systemNames } from '@paranet/network'
import type { Prove, Verdict, VerifierSession } from '@paranet/verifier'
import { together, TransitionProof } from '@paranet/verifier'
import type { Plan } from './plan.js'

const isManagement = (intent: Intent): intent is RouteIntent =>
  intent.kind === 'route' && intent.name === systemNames[0]

/** The sessions of the controller, each device's by itself and without what else is asked of its way, and what is written to take a part of them: a
 *  session that is there before and after a change is kept while others come and go. Empty where nobody manages. */
export function sessionIntents(intents: readonly Intent[]): readonly Intent[] {
  const managing = intents.filter(isManagement)
  const above = (intent: Intent) =>
    intent.kind === 'isolate' && managing.some(({ priority }) => intent.priority > priority)
  const sessions = managing.flatMap((whole) =>
    whole.to.terms.map((term): RouteIntent => {
      const { id, name, priority, rank, yields, labels, from, to, traffic, reply } = whole
      const one = { terms: [term], except: to.except, text: to.text }
      const said = { id, name, priority, rank, yields, labels, from, to: one, traffic, reply }
      return { kind: 'route', ...said, via: [], avoid: [] }
    }),
  )
  return sessions.length > 0 ? [...intents.filter(above), ...sessions] : []
}

/** The same proofs, with those of the controller's sessions beside them. */
export function withSessions(
  input: {
    readonly index: TopologyIndex
    readonly intents: readonly Intent[]
    readonly before: NetworkState
    readonly after: NetworkState
    readonly session: VerifierSession
  },
  prove: Prove,
): Prove {
  const intents = sessionIntents(input.intents)
  if (intents.length === 0) return prove
  const ids = new Set(intents.filter(isManagement).map(({ id }) => id))
  const proof = new TransitionProof({ ...input, intents })
  return (current, next) => {
    const { lost, conflicts, isWhole } = proof.mixture(current, next)
    const own = {
      lost: lost.filter((one) => ids.has(one)),
      conflicts: conflicts.filter(({ loses }) => ids.has(loses)),
      isWhole,
    }
    return together([prove(current, next), own])
  }
}

/** The verdict of a rollout that takes the controller's way to a device while it goes on: the plan is not ok then. Undefined where every mixture of its
 *  waves keeps `system.management`, built-in or written, as far as it holds before and after. A rollback passes through the same mixtures. */
export function managementVerdict(intents: readonly Intent[], rollout: Plan['rollout']): Verdict | undefined {
  if (rollout.kind === 'ordered') return undefined
  const lost = intents.find(({ id, name }) => name === systemNames[0] && rollout.loses.includes(id))
  return (
    lost && {
      intent: lost.id,
      property: 'delivered',
      verdict: 'violated',
      coverage: 'full',
      reason: "no order of changes keeps the controller's sessions with the devices while they are made",
    }
  )
}
