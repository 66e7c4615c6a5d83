import type { ContentName, NamedDevice } from '@paranet/network'
import { keeping } from '@paranet/network'

interface Kept {
  /** ms since 1970 */
  readonly since: number
}

/** What a device keeps of the Data that passed: one packet for each name. It is memory, and gone with the node. */
export class ContentStore {
  /** In the order in which room is made: the first goes first. */
  readonly #kept = new Map<ContentName, Kept>()

  get size(): number {
    return this.#kept.size
  }

  clear(): void {
    this.#kept.clear()
  }

  /** Whether the device can answer with it now: it is there, is allowed to be there, and its time is not over. */
  holds(device: NamedDevice, name: ContentName, now: number): boolean {
    const kept = this.#kept.get(name)
    const rule = kept && keeping(device, name)
    if (!kept || !rule) return false
    return rule.ttl === undefined || now - kept.since < rule.ttl
  }

  /** The device has answered with it: what is used least recently goes first, where the policy says so. */
  used(device: NamedDevice, name: ContentName): void {
    const kept = this.#kept.get(name)
    if (!kept || device.store?.policy !== 'lru') return
    this.#kept.delete(name)
    this.#kept.set(name, kept)
  }

  /** Data passes: it is kept where the device keeps such names, and others make room. Whether it is kept. */
  pass(device: NamedDevice, name: ContentName, now: number): boolean {
    this.settle(device, now)
    if (!keeping(device, name)) return false
    this.#kept.delete(name)
    this.#kept.set(name, { since: now })
    this.#makeRoom(device)
    return true
  }

  /** Lets go of what the device no longer keeps: its time is over, or it runs something else now. */
  settle(device: NamedDevice, now: number): void {
    const isPlain = device.caches.size === 0 && device.store?.keeps === 'all'
    if (!isPlain) for (const name of this.#kept.keys()) if (!this.holds(device, name, now)) this.#kept.delete(name)
    this.#makeRoom(device)
  }

  #makeRoom({ store }: NamedDevice): void {
    for (const name of this.#kept.keys()) {
      if (this.#kept.size <= (store?.capacity ?? 0)) return
      this.#kept.delete(name)
    }
  }
}
