import type { Revision } from '../drivers/driver.js'
import type { DeploymentScript } from './script.js'

/** What went wrong, for people and programs. */
export interface Failure {
  readonly code: string
  readonly message: string
  /** Devices that it concerns. */
  readonly devices?: readonly string[]
  /** What is no longer as the plan saw it. */
  readonly moved?: readonly { readonly what: string; readonly was: string; readonly is: string }[]
}

/** A step of a deployment. Steps that act are written before the act (`wave-staging`, `wave-committing`, `confirming`, `reapplying`,
 *  `rolling-back`), facts after it. */
export type JournalEvent =
  | {
      readonly type: 'created'
      readonly script: DeploymentScript
      readonly confirmWithinMs: number
      readonly awaitsApproval: boolean
      /** Not before this time, ms since 1970. */
      readonly notBefore?: number
      readonly reason?: string
    }
  | { readonly type: 'approved' }
  | { readonly type: 'due' }
  | { readonly type: 'validating' }
  | { readonly type: 'wave-staging'; readonly wave: number }
  | { readonly type: 'staged'; readonly wave: number; readonly device: string; readonly staged: string }
  /** `confirmBy`: the devices go back by themselves at this time, ms since 1970, unless they are confirmed. */
  | { readonly type: 'wave-committing'; readonly wave: number; readonly confirmBy: number }
  | { readonly type: 'committed'; readonly wave: number; readonly device: string; readonly revision: Revision }
  | { readonly type: 'wave-done'; readonly wave: number; readonly ms: number }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  /** The point of no return. */
  | { readonly type: 'confirming' }
  | { readonly type: 'confirmed'; readonly device: string }
  /** A device went back by itself after the point of no return: it gets its state again. */
  | { readonly type: 'reapplying'; readonly device: string; readonly staged: string }
  | { readonly type: 'active'; readonly ms: number }
  | { readonly type: 'superseded'; readonly by: string }
  | { readonly type: 'rolling-back'; readonly error: Failure }
  | { readonly type: 'undone'; readonly wave: number; readonly device: string }
  | { readonly type: 'rolled-back'; readonly ms: number }
  /** `error.devices` need a person. */
  | { readonly type: 'failed'; readonly error: Failure }

export type EventType = JournalEvent['type']

/** A step as it is written. */
export interface JournalEntry {
  /** Version of this shape. */
  readonly version: 1
  readonly network: string
  readonly deployment: string
  /** Fencing token of the lease under which the step is taken; 0 for what needs no lease (`created`, `approved`, `due`). */
  readonly token: number
  readonly actor: string
  /** ms since 1970 */
  readonly at: number
  readonly event: JournalEvent
}

/** A step as it is read. `seq` grows with each entry of the whole journal. */
export interface JournalRecord extends JournalEntry {
  readonly seq: number
}

export interface JournalQuery {
  readonly network?: string
  readonly deployment?: string
  /** Only records with a larger `seq`. */
  readonly after?: number
  /** Only these types. */
  readonly types?: readonly EventType[]
}

/** The durable journal; the host implements it. */
export interface Journal {
  /** From now on entries with a smaller token (other than 0) are refused; durable when it resolves. A holder raises the fence before it
   *  reads, so that nothing is written behind its back. Throws `Fenced` when a larger token was given. */
  fence(network: string, token: number): Promise<void>
  /** Writes the entries in order, all or none, and resolves with their `seq`s once they are durable. Throws `Fenced`, and writes
   *  nothing, when an entry's token is behind the fence of its network. */
  append(entries: readonly JournalEntry[]): Promise<readonly number[]>
  /** In the order of `seq`. */
  read(query: JournalQuery): Promise<readonly JournalRecord[]>
  /** Deployments without a record of a closing type (`closingTypes`), in the order of their first record. */
  unfinished(network?: string): Promise<readonly { readonly network: string; readonly deployment: string }[]>
}

/** The steps after which nothing is left to do. */
export const closingTypes: readonly EventType[] = ['active', 'rolled-back', 'failed']

/** A right to act on a network, until it is released or lost. */
export interface HeldLease {
  /** Grows with each grant for the network; larger than 0. */
  readonly token: number
  /** Aborts when the lease was lost. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

/** Grants one holder at a time per network; the host implements it. */
export interface Lease {
  /** Waits until the network is free. Rejects when the signal aborts first. */
  acquire(network: string, signal: AbortSignal): Promise<HeldLease>
}

/** Another holder has a newer lease: whoever gets this must not act any more. */
export class Fenced extends Error {
  override readonly name = 'Fenced'
  readonly network: string
  readonly token: number

  constructor(network: string, token: number) {
    super(`${network}: token ${token} is no longer valid`)
    this.network = network
    this.token = token
  }
}

/** The journal says something that cannot have happened. */
export class JournalDamaged extends Error {
  override readonly name = 'JournalDamaged'
  readonly deployment: string
  readonly seq: number

  constructor(deployment: string, seq: number, text: string) {
    super(`${deployment}, entry ${seq}: ${text}`)
    this.deployment = deployment
    this.seq = seq
  }
}
