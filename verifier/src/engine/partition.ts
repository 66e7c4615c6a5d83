import type { PacketSet, PacketSpace } from '@paranet/network'
import type { Action, Behaviour } from './device-model.js'

/** Packet sets by action, in the order in which actions first appear. */
export class Partition {
  private readonly sets = new Map<Action, PacketSet[]>()
  private readonly space: PacketSpace

  constructor(space: PacketSpace) {
    this.space = space
  }

  add(action: Action, set: PacketSet): void {
    if (this.space.isEmpty(set)) return
    const known = this.sets.get(action)
    if (known) known.push(set)
    else this.sets.set(action, [set])
  }

  setOf(action: Action): PacketSet {
    return this.space.unionAll(this.sets.get(action) ?? [])
  }

  behaviours(): Behaviour[] {
    return [...this.sets].map(([action, sets]) => ({ action, set: this.space.unionAll(sets) }))
  }
}
