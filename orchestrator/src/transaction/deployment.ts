import type { Revision } from '../drivers/driver.js'
import type { Failure } from './journal.js'
import type { DeploymentScript } from './script.js'
import type { DeploymentStatus } from './transitions.js'
import { isFinal } from './transitions.js'

/** `done`: committed, observed and equal to the plan. */
export type WaveStatus = 'pending' | 'staging' | 'committing' | 'done' | 'undone'

export interface WaveProgress {
  readonly devices: readonly string[]
  readonly status: WaveStatus
  /** ms since 1970 */
  readonly startedAt?: number
  /** From the start of its staging until it was observed, ms. */
  readonly ms?: number
  /** Staged change and revision of each device, as far as they are known. */
  readonly staged: Readonly<Record<string, string>>
  readonly revisions: Readonly<Record<string, Revision>>
  readonly undone: readonly string[]
  /** Its devices were asked, or about to be asked, to commit. */
  readonly isCommitAsked: boolean
}

/** All that is known of a deployment: the fold of its journal. */
export interface Deployment {
  readonly id: string
  readonly network: string
  readonly plan: string
  readonly script: DeploymentScript
  readonly status: DeploymentStatus
  readonly actor: string
  readonly reason?: string
  readonly confirmWithinMs: number
  readonly notBefore?: number
  readonly createdAt: number
  readonly startedAt?: number
  readonly finishedAt?: number
  /** From the start until it was final, ms. */
  readonly ms?: number
  /** The wave under way; -1 before the first. */
  readonly wave: number
  readonly waves: readonly WaveProgress[]
  /** The earliest time at which a device goes back by itself, ms since 1970. */
  readonly confirmBy?: number
  readonly confirmed: readonly string[]
  /** How often devices had to get their state again after the point of no return. */
  readonly reapplied: number
  readonly pausedFrom?: DeploymentStatus
  /** Why it was undone or failed. */
  readonly error?: Failure
  /** Devices that a person must look at. */
  readonly needsPerson: readonly string[]
  readonly supersededBy?: string
  readonly seq: number
}

/** Devices of the waves that were begun, in the order of their first wave. */
export function touchedDevices({ wave, waves }: Deployment): string[] {
  return [...new Set(waves.slice(0, wave + 1).flatMap(({ devices }) => devices))]
}

/** Whether nothing is left to do. */
export const isFinished = (deployment: Deployment): boolean => isFinal(deployment.status)
