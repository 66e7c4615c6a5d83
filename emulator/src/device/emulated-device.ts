import type { Clock, CompiledDevice, DeviceState, EntryKey } from '@paranet/network'
import { compileDevice, contentHash, entriesOf, stateOf } from '@paranet/network'
import type { DurableFile } from '../durable/durable-file.js'
import { EmulatorError, type Observation } from '../protocol/messages.js'
import { type DeviceRecord, freshRecord } from './device-record.js'

export interface StageRequest {
  readonly id: string
  readonly base: string
  readonly desired: DeviceState
  readonly owners: Readonly<Record<string, readonly string[]>>
}

/** What a device tells the network that it is part of. */
export interface DeviceListener {
  /** What runs has changed. */
  changed(): void
  /** Nobody confirmed in time: the device went back. */
  reverted(device: string, revision: string): void
}

/** One device: what runs, what is staged, and the way back, all durable. Every verb is safe to repeat; its answer comes when the change
 *  is on the disk. Verbs of one device are done one after the other. */
export class EmulatedDevice {
  readonly name: string
  readonly #file: DurableFile<DeviceRecord>
  readonly #clock: Clock
  readonly #listener: DeviceListener
  #record: DeviceRecord
  #fingerprint: string
  #compiled: CompiledDevice
  #turn: Promise<unknown> = Promise.resolve()
  #deadline: AbortController | undefined

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
    this.#fingerprint = contentHash(record.running)
    this.#compiled = compileDevice(record.running)
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

  get compiled(): CompiledDevice {
    return this.#compiled
  }

  get running(): DeviceState {
    return this.#record.running
  }

  get owners(): Readonly<Record<string, readonly string[]>> {
    return this.#record.owners
  }

  observe(): Observation {
    const { running, revision, pending, staged } = this.#record
    return {
      state: running,
      revision: `${revision}`,
      fingerprint: this.#fingerprint,
      ...(pending
        ? {
            pending: {
              revision: `${revision}`,
              confirmed: `${pending.confirmed.revision}`,
              confirmBy: pending.confirmBy,
            },
          }
        : {}),
      ...(staged ? { staged: { id: staged.id, base: staged.base, fingerprint: contentHash(staged.desired) } } : {}),
    }
  }

  stage(request: StageRequest): Promise<{ staged: string }> {
    return this.#inTurn(async () => {
      const { staged, committed } = this.#record
      const isRepeated = staged?.id === request.id || committed?.staged === request.id
      if (isRepeated) return { staged: request.id }
      this.#checkBase(request.base)
      await this.#save({ ...this.#record, staged: request })
      return { staged: request.id }
    })
  }

  commit(id: string, confirmWithinMs: number | undefined): Promise<{ revision: string; fingerprint: string }> {
    return this.#inTurn(async () => {
      const { staged, committed, revision, lastRevision, running, owners, pending } = this.#record
      if (committed?.staged === id) return this.#answer()
      if (staged?.id !== id) throw new EmulatorError('not-staged', `nothing is staged as ${id}`)
      this.#checkBase(staged.base)
      const next = lastRevision + 1
      const wayBack = pending?.confirmed ?? { state: running, revision, owners }
      await this.#save({
        running: staged.desired,
        revision: next,
        lastRevision: next,
        owners: staged.owners,
        committed: { staged: id, revision: next },
        ...(confirmWithinMs === undefined
          ? {}
          : { pending: { confirmBy: this.#clock.now() + confirmWithinMs, confirmed: wayBack } }),
      })
      this.#awaitDeadline()
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

  /** Undoes what nobody confirmed and drops what is staged. */
  rollback(): Promise<{ revision: string; fingerprint: string }> {
    return this.#inTurn(async () => {
      const { staged, pending } = this.#record
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
      const entries = entriesOf(this.#record.running)
      if (!entries.delete(entry)) return false
      await this.#save({ ...this.#record, running: stateOf(this.name, entries.values()) })
      return true
    })
  }

  /** Lets go of timers; the file stays. */
  close(): void {
    this.#deadline?.abort()
  }

  async remove(): Promise<void> {
    this.close()
    await this.#inTurn(() => this.#file.remove())
  }

  #answer(): { revision: string; fingerprint: string } {
    return { revision: `${this.#record.revision}`, fingerprint: this.#fingerprint }
  }

  #checkBase(base: string): void {
    if (base !== this.#fingerprint)
      throw new EmulatorError('base-moved', `${this.name} runs something else than the base`, { is: this.#fingerprint })
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
    this.#fingerprint = contentHash(record.running)
    this.#compiled = compileDevice(record.running)
    this.#listener.changed()
  }

  #awaitDeadline(): void {
    this.#deadline?.abort()
    const { pending } = this.#record
    if (!pending) return
    const deadline = new AbortController()
    this.#deadline = deadline
    const wait = async () => {
      // Timers hold 2^31 ms at most.
      while (!deadline.signal.aborted && this.#clock.now() < pending.confirmBy)
        await this.#clock.sleep(Math.min(pending.confirmBy - this.#clock.now(), 86_400_000), deadline.signal)
      if (!deadline.signal.aborted) await this.#inTurn(() => this.#revertIfDue())
    }
    void wait()
  }

  async #revertIfDue(): Promise<void> {
    const { pending } = this.#record
    if (!pending || this.#clock.now() < pending.confirmBy) return
    await this.#goBack()
    this.#listener.reverted(this.name, `${this.#record.revision}`)
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act)
    this.#turn = done.catch(() => undefined)
    return done
  }
}
