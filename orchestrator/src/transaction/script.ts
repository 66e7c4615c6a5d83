import { canonicalState, contentHash, type DeviceState } from '@paranet/network'
import type { Plan } from '@paranet/planner'

/** One device in one wave. `base` and `after` are fingerprints of the states before and after. */
export interface ScriptStep {
  readonly device: string
  readonly base: string
  readonly after: string
  readonly before: DeviceState
  readonly desired: DeviceState
}

/** What of a plan a deployment needs to act, resume and undo; journalled whole, so that recovery needs nothing else. */
export interface DeploymentScript {
  readonly plan: string
  readonly network: string
  readonly topologyRevision: string
  readonly intentsRevision: string
  /** Fingerprints of all devices that the proof depends on. */
  readonly base: Readonly<Record<string, string>>
  readonly waves: readonly (readonly ScriptStep[])[]
  /** device → entry key → intents; touched devices only. */
  readonly owners: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

/** The fingerprint by which states are compared: equal states have equal ones, whatever the order of their entries. */
export function fingerprintOf(state: DeviceState): string {
  let known = fingerprints.get(state)
  if (known === undefined) fingerprints.set(state, (known = contentHash(canonicalState(state))))
  return known
}

const fingerprints = new WeakMap<DeviceState, string>()

/** The script of a plan. */
export function scriptOf(plan: Plan): DeploymentScript {
  const running = new Map(Object.entries(plan.before))
  const waves = plan.waves.map(({ steps }) =>
    steps.map(({ device, base, desired }) => {
      const before = running.get(device) ?? { device, routes: [], policyRoutes: [], filters: [] }
      running.set(device, desired)
      return { device, base, after: fingerprintOf(desired), before, desired }
    }),
  )
  const touched = new Set(waves.flat().map((step) => step.device))
  const owners = Object.fromEntries(Object.entries(plan.ledger).filter(([device]) => touched.has(device)))
  const { network, topologyRevision, intentsRevision, base } = plan
  return { plan: plan.id, network, topologyRevision, intentsRevision, base, waves, owners }
}

/** The device's step in a wave. */
export const stepIn = (script: DeploymentScript, wave: number, device: string): ScriptStep | undefined =>
  script.waves[wave]?.find((step) => step.device === device)

/** The last step of each device up to and with a wave: what it should run once that wave is done. */
export function stepsThrough(script: DeploymentScript, wave: number): Map<string, ScriptStep> {
  const steps = new Map<string, ScriptStep>()
  for (const step of script.waves.slice(0, wave + 1).flat()) steps.set(step.device, step)
  return steps
}
