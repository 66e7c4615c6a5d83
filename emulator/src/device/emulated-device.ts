import type { Clock, CompiledDevice, NamedDevice, DeviceState, EntryKey, PlacedDevice } from '@paranet/network'
import {
  compileDevice,
  contentHash,
  entriesOf,
  entryCount,
  stateInSegment,
  stateOf,
  namedDevice,
  placedDevice,
} from '@paranet/network'
import type { DurableFile } from '../durable/durable-file.js'
import { logProblem, textOf } from '../log.js'
import { type CommitAnswer, EmulatorError, type Observation, type StageRequest } from '../protocol/messages.js'
import type { PartialCommit } from '../faults/fault-effects.js'
import { type DeviceRecord, freshRecord } from './device-record.js'
import { partOfChange } from './part-of-change.js'

/** What a device tells the network that it is part of. */
export interface DeviceListener {
  /** What runs has changed. */
  changed(): void
  /** Nobody confirmed in time: the device went back. */
  reverted(device: string, revision: string): void
  /** ms by which the device's own clock runs ahead. */
  skewMs(): number
}

/** One device: what runs, what is staged, and the way back, all durable. Every verb is safe to repeat; its answer comes when the change
 *  is on the disk. Verbs of one device are done one after the other. */
export class EmulatedDevice {
  readonly name: string
  readonly #file: DurableFile<DeviceRecord>
  readonly #clock: Clock
  readonly #listener: DeviceListener
  #record: DeviceRecord
  readonly #compiled = new Map<string, CompiledDevice>()
  #turn: Promise<unknown> = Promise.resolve()
  #deadline: AbortController | undefined
  #isClosed = false

  private constructor(
    name: string,
    record: DeviceRecord,
    file: DurableFile<DeviceRecord>,
    clock: Clock,
    listener: DeviceListener,
  ) {
    this.name = name
    this.#record = record
    this.#file = file
    this.#clock = clock
    this.#listener = listener
  }

  /** Takes up what the file holds. A device whose deadline passed while it was down goes back before it answers. */
  static async load(
    name: string,
    file: DurableFile<DeviceRecord>,
    clock: Clock,
    listener: DeviceListener,
  ): Promise<EmulatedDevice> {
    const device = new EmulatedDevice(name, (await file.read()) ?? freshRecord(name), file, clock, listener)
    await device.#revertIfDue()
    device.#awaitDeadline()
    return device
  }

  /** What it does with packets of a segment. */
  compiledIn(segment: string): CompiledDevice {
    const compiled = this.#compiled.get(segment) ?? compileDevice(this.#runningIn(segment))
    this.#compiled.set(segment, compiled)
    return compiled
  }

  /** What it does with Interests of a segment. */
  namedIn(segment: string): NamedDevice {
    return namedDevice(this.#runningIn(segment))
  }

  /** What it does with packets to places of a segment. */
  placedIn(segment: string): PlacedDevice {
    return placedDevice(this.#runningIn(segment))
  }

  #runningIn(segment: string): DeviceState {
    return stateInSegment(this.#record.running, segment)
  }

  get entryCount(): number {
    return entryCount(this.#record.running)
  }

  get owners(): Readonly<Record<string, readonly string[]>> {
    return this.#record.owners
  }

  /** What runs, what is staged and what is pending, after all verbs that came before. */
  observe(): Promise<Observation> {
    return this.#inTurn(async () => this.#observation())
  }

  #observation(): Observation {
    const { running, revision, pending, staged } = this.#record
    return {
      state: running,
      revision: `${revision}`,
      fingerprint: fingerprintOf(running),
      ...(pending
        ? {
            pending: {
              revision: `${revision}`,
              confirmed: `${pending.confirmed.revision}`,
              confirmBy: pending.confirmBy,
            },
          }
        : {}),
      ...(staged ? { staged: { id: staged.id, base: staged.base, fingerprint: fingerprintOf(staged.desired) } } : {}),
    }
  }

  stage(request: StageRequest): Promise<{ staged: string }> {
    return this.#inTurn(async () => {
      const { staged, committed } = this.#record
      const isRepeated = staged?.id === request.id || committed?.staged === request.id
      if (isRepeated) return { staged: request.id }
      this.#checkBase(request.base)
      await this.#save({ ...this.#record, staged: { owners: {}, ...request } })
      return { staged: request.id }
    })
  }

  /** Runs what was staged. `fault`: only a part of it, and then fails, or says that all went well. */
  commit(id: string, confirmWithinMs: number | undefined, fault?: PartialCommit): Promise<CommitAnswer> {
    return this.#inTurn(async () => {
      const { staged, committed, revision, lastRevision, running, owners, pending } = this.#record
      if (committed?.staged === id) return this.#answer()
      if (staged?.id !== id) throw new EmulatorError('not-staged', `nothing is staged as ${id}`)
      this.#checkBase(staged.base)
      const next = lastRevision + 1
      const wayBack = pending?.confirmed ?? { state: running, revision, owners }
      await this.#save({
        running: fault ? partOfChange(running, staged.desired, fault.entries) : staged.desired,
        revision: next,
        lastRevision: next,
        owners: staged.owners,
        ...(fault && !fault.lies ? {} : { committed: { staged: id, revision: next } }),
        ...(confirmWithinMs === undefined
          ? {}
          : { pending: { confirmBy: this.#clock.now() + confirmWithinMs, confirmed: wayBack } }),
      })
      this.#awaitDeadline()
      if (fault && !fault.lies)
        throw new EmulatorError('refused', `${this.name} failed after ${fault.entries} entries of the change`)
      return this.#answer()
    })
  }

  confirm(revision: string): Promise<void> {
    return this.#inTurn(async () => {
      if (`${this.#record.revision}` !== revision)
        throw new EmulatorError('reverted', `revision ${revision} does not run any more`, {
          revision: `${this.#record.revision}`,
        })
      if (!this.#record.pending) return
      const { pending: _, ...confirmed } = this.#record
      await this.#save(confirmed)
      this.#deadline?.abort()
    })
  }

  /** Undoes what nobody confirmed and drops what is staged. Refused where the way back does not lead to the revision `to`. */
  rollback(to?: string): Promise<CommitAnswer> {
    return this.#inTurn(async () => {
      const { staged, pending, revision } = this.#record
      const back = `${pending?.confirmed.revision ?? revision}`
      if (to !== undefined && to !== back)
        throw new EmulatorError('refused', `the way back leads to revision ${back}, not ${to}`, { revision: back })
      if (staged || pending) await this.#goBack()
      return this.#answer()
    })
  }

  /** Loses what is staged, as a device does that dies. */
  dropStaged(): Promise<void> {
    return this.#inTurn(async () => {
      const { staged, ...rest } = this.#record
      if (staged) await this.#save(rest)
    })
  }

  /** Loses an entry of what runs; false where it has none of that key. */
  forget(entry: EntryKey): Promise<boolean> {
    return this.#inTurn(async () => {
      const entries = new Map(entriesOf(this.#record.running))
      if (!entries.delete(entry)) return false
      await this.#save({ ...this.#record, running: stateOf(this.name, entries.values()) })
      return true
    })
  }

  /** Its clock was set: the deadline comes at another time. */
  clockChanged(): void {
    this.#awaitDeadline()
  }

  /** Lets go of timers and waits for what is under way; the file stays. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#deadline?.abort()
    await this.#turn
  }

  async remove(): Promise<void> {
    await this.close()
    await this.#file.remove()
  }

  #answer(): CommitAnswer {
    return { revision: `${this.#record.revision}`, fingerprint: fingerprintOf(this.#record.running) }
  }

  #checkBase(base: string): void {
    if (base !== fingerprintOf(this.#record.running))
      throw new EmulatorError('base-moved', `${this.name} runs something else than the base`, {
        is: fingerprintOf(this.#record.running),
      })
  }

  async #goBack(): Promise<void> {
    const { staged: _, pending, ...rest } = this.#record
    if (!pending) return this.#save(rest)
    const { committed: __, ...kept } = rest
    const { state, revision, owners } = pending.confirmed
    await this.#save({ ...kept, running: state, revision, owners })
    this.#deadline?.abort()
  }

  /** On the disk first, then in force. */
  async #save(record: DeviceRecord): Promise<void> {
    await this.#file.write(record)
    const isChanged = record.running !== this.#record.running
    this.#record = record
    if (!isChanged) return
    this.#compiled.clear()
    this.#listener.changed()
  }

  /** What its own clock says. */
  #now(): number {
    return this.#clock.now() + this.#listener.skewMs()
  }

  #awaitDeadline(): void {
    this.#deadline?.abort()
    const { pending } = this.#record
    if (!pending) return
    const deadline = new AbortController()
    this.#deadline = deadline
    void this.#revertAt(pending.confirmBy, deadline.signal)
  }

  /** Waits for the deadline, then goes back; tries again each second where the disk refuses. */
  async #revertAt(confirmBy: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const wait = confirmBy - this.#now()
      // Timers hold 2^31 ms at most.
      if (wait > 0) await this.#clock.sleep(Math.min(wait, 86_400_000), signal)
      else if (await this.#tryRevert()) return
      else await this.#clock.sleep(1000, signal)
    }
  }

  async #tryRevert(): Promise<boolean> {
    try {
      await this.#inTurn(async () => undefined)
      return true
    } catch (error) {
      if (!this.#isClosed) logProblem('a device cannot go back', { device: this.name, error: textOf(error) })
      return this.#isClosed
    }
  }

  async #revertIfDue(): Promise<void> {
    const { pending } = this.#record
    if (!pending || this.#now() < pending.confirmBy) return
    await this.#goBack()
    this.#listener.reverted(this.name, `${this.#record.revision}`)
  }

  /** One act after the other; a deadline that has passed is honoured before each. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(async () => {
      if (this.#isClosed) throw new EmulatorError('unreachable', `${this.name} is gone`)
      await this.#revertIfDue()
      return act()
    })
    this.#turn = done.catch(() => undefined)
    return done
  }
}

const fingerprints = new WeakMap<DeviceState, string>()

function fingerprintOf(state: DeviceState): string {
  const known = fingerprints.get(state) ?? contentHash(state)
  fingerprints.set(state, known)
  return known
}
