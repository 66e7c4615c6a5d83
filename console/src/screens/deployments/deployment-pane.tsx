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
    if (!value || !state.deployment) return
    change({ marks: marksOf(value) })
    if (!isFinal(value.status)) return
    const timer = setTimeout(() => change({ marks: {} }), marksStay)
    return () => clearTimeout(timer)
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

/** How long the map shows which devices were touched once all is over, ms. */
const marksStay = 6000

/** How far each device is. */
const marksOf = ({ waves }: Deployment): Readonly<Record<string, DeviceMark>> =>
  Object.fromEntries(waves.flatMap((wave) => wave.devices.map((device) => [device, markOf[wave.status]])))
