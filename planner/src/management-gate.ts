import type { Intent } from '@paranet/network'
import { systemNames } from '@paranet/network'
import type { Verdict } from '@paranet/verifier'
import type { Plan } from './plan.js'

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
