/** Tasks that can be asked to stop at a time; of more the oldest go on. */
const slots = 64

/** Numbers of tasks that one thread asks another to stop while that is busy and hears nothing: in memory that both share. */
export class StopList {
  readonly buffer: SharedArrayBuffer
  readonly #ids: Int32Array

  constructor(buffer = new SharedArrayBuffer(slots * Int32Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer
    this.#ids = new Int32Array(buffer)
  }

  add(id: number): void {
    Atomics.store(this.#ids, id % slots, id)
  }

  throwIfListed(id: number): void {
    if (Atomics.load(this.#ids, id % slots) === id) throw new Error('nobody waits for this task any more')
  }
}
