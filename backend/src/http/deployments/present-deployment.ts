import type { Deployment, JournalRecord } from '@paranet/orchestrator'
import type { DeploymentRow } from '../../store/entities.js'

/** A deployment without the states that it moves. */
export function presentDeployment(deployment: Omit<Deployment, 'script'>) {
  const { id, network, plan, status, wave, waves, actor, reason, createdAt, startedAt, finishedAt, ms, error } =
    deployment
  return {
    id,
    network,
    plan,
    status,
    wave: { index: wave, of: waves.length },
    waves: waves.map((one) => ({
      devices: one.devices,
      status: one.status,
      ...(one.ms === undefined ? {} : { ms: Math.round(one.ms) }),
    })),
    createdAt,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(ms === undefined ? {} : { ms: Math.round(ms) }),
    actor,
    ...(reason === undefined ? {} : { reason }),
    ...(error === undefined ? {} : { error }),
    ...(deployment.needsPerson.length > 0 ? { needsPerson: deployment.needsPerson } : {}),
    ...(deployment.supersededBy === undefined ? {} : { supersededBy: deployment.supersededBy }),
  }
}

/** A step; of the first one everything but the script. */
export function presentStep({ seq, at, event }: JournalRecord) {
  if (event.type !== 'created') return { seq, at, ...event }
  const { script: _, ...rest } = event
  return { seq, at, ...rest }
}

/** A line of the history. */
export const presentDeploymentRow = ({ content, isApplied }: DeploymentRow) => ({
  ...presentDeployment(JSON.parse(content) as Omit<Deployment, 'script'>),
  canRollBack: isApplied === 1,
})
