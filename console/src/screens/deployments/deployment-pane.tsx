import { useEffect } from 'react'
import type { Deployment } from '@paranet/schemas'
import { useControl } from '../../app/control.js'
import { Blank, Show } from '../../app/ui/parts.js'
import { type DeviceMark, useWorkspace } from '../workspace/workspace-state.js'
import { DeploymentView } from './deployment-view.js'
import { isFinal, useDeployment } from './use-deployment.js'

/** The third step: the deployment under way, or the one that is active. */
export function DeploymentPane({ onActive }: { onActive: () => void }) {
  const { network } = useControl()
  const { state, change } = useWorkspace()
  const id = state.deployment ?? network.deployment
  const deployment = useDeployment(id)
  const { value } = deployment
  const isActive = value?.status === 'active'
  useEffect(() => {
    if (value && state.deployment) change({ marks: marksOf(value) })
  }, [value, state.deployment, change])
  useEffect(() => {
    if (isActive && state.deployment) onActive()
  }, [isActive, state.deployment, onActive])
  if (id === undefined)
    return (
      <Blank icon="clock" title="Nothing is deployed yet" testId="no-deployment">
        <p>Preview a plan and deploy it; its progress is shown here.</p>
      </Blank>
    )
  return (
    <div className="plan-body">
      {
        <Show of={deployment}>
          {(shown) => (
            <DeploymentView deployment={shown} onRolledBack={(started) => change({ deployment: started, marks: {} })} />
          )}
        </Show>
      }
    </div>
  )
}

const markOf = { pending: 'pending', staging: 'busy', committing: 'busy', done: 'done', undone: 'undone' } as const

/** How far each device is; nothing once all is over. */
function marksOf({ waves, status, finishedAt }: Deployment): Readonly<Record<string, DeviceMark>> {
  if (isFinal(status) && Date.now() - (finishedAt ?? 0) > 10_000) return {}
  return Object.fromEntries(waves.flatMap((wave) => wave.devices.map((device) => [device, markOf[wave.status]])))
}
