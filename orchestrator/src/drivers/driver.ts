import type { DeviceState } from '@paranet/network'

/** What a device calls one state of its running configuration; opaque to everyone but its driver. */
export type Revision = string | number

/** One change of one device. */
export interface Change {
  /** Chosen by the caller: staging the same id again is the same as staging it once. */
  readonly id: string
  /** Fingerprint (`contentHash`) of the state that the change starts from; a device that runs something else refuses. */
  readonly base: string
  readonly before: DeviceState
  readonly desired: DeviceState
  /** entry key → intents that need the entry: tags for counters, no part of the state. */
  readonly owners?: Readonly<Record<string, readonly string[]>>
}

export interface Staged {
  readonly id: string
}

export interface CommitOptions {
  /** The device goes back by itself unless it is confirmed within so many ms. Absent: confirmed at once. */
  readonly confirmWithinMs?: number
}

/** A conversation with one device. Each verb is safe to repeat and fails with a `DeviceError`. */
export interface Session extends AsyncDisposable {
  /** What runs now, read from the device, not what was last sent. */
  observe(signal?: AbortSignal): Promise<DeviceState>
  /** Prepares a change; nothing forwards by it yet. Refuses with `base-moved` when the device runs something else than the base. */
  stage(change: Change, signal?: AbortSignal): Promise<Staged>
  /** Twice is once. */
  commit(staged: Staged, options?: CommitOptions): Promise<Revision>
  /** Twice is once. Fails with `reverted` when the device has gone back by itself. */
  confirm(revision: Revision): Promise<void>
  /** Undoes the commits that are not confirmed and drops what is staged; with nothing to undo it does nothing. */
  rollback(): Promise<void>
  close(): Promise<void>
}

/** A way to devices of one kind. */
export interface Driver extends AsyncDisposable {
  readonly kind: string
  open(network: string, device: string): Promise<Session>
}

/** How the orchestrator reaches a device, whatever its kind. */
export interface Drivers {
  open(network: string, device: string): Promise<Session>
}
