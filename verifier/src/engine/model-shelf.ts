import type { Claim, DeviceState, PacketSet, PacketSpace, TopologyIndex } from '@paranet/network'
import { DeviceModel } from './device-model.js'
import type { Ownership } from './ownership.js'
import { ownershipOf } from './ownership.js'
import type { Promises } from './promises.js'
import { PromiseBook } from './promises.js'

/** Keeps the models of device states, so that a state that several proofs look at is modelled once. A shelf is for the packets of one set:
 *  its models know nothing of others, and cost only the entries that match some of them. */
export class ModelShelf {
  readonly space: PacketSpace
  readonly index: TopologyIndex
  /** The packets that are asked about. */
  readonly within: PacketSet
  readonly ownership: Ownership
  private readonly beneath: ModelShelf | undefined
  private readonly models = new WeakMap<DeviceState, DeviceModel>()
  private readonly promises = new WeakMap<readonly Claim[], Promises>()
  private readonly book: PromiseBook
  private narrowed: ModelShelf | undefined

  constructor(space: PacketSpace, index: TopologyIndex, narrowed?: { within: PacketSet; beneath: ModelShelf }) {
    this.space = space
    this.index = index
    this.within = narrowed?.within ?? space.all
    this.beneath = narrowed?.beneath
    this.ownership = narrowed?.beneath.ownership ?? ownershipOf(index, space)
    this.book = narrowed?.beneath.book ?? new PromiseBook(this)
  }

  /** A shelf for some of the packets only, which takes whole models from this one where they are there. The last one is remembered. */
  narrowedTo(within: PacketSet): ModelShelf {
    if (this.narrowed?.within !== within)
      this.narrowed = new ModelShelf(this.space, this.index, { within, beneath: this })
    return this.narrowed
  }

  /** What the claims promise of all packets. */
  promisesOf(claims: readonly Claim[]): Promises {
    let known = this.promises.get(claims)
    if (!known) this.promises.set(claims, (known = this.book.promisesOf(claims)))
    return known
  }

  /** The model of a device's only state. */
  modelOf(node: number, state: DeviceState): DeviceModel {
    return this.beneath?.models.get(state) ?? this.narrowModelOf(node, state)
  }

  /** The model of one of several states of a device: all of one width, so that equal actions have equal keys. */
  narrowModelOf(node: number, state: DeviceState): DeviceModel {
    let known = this.models.get(state)
    if (!known) this.models.set(state, (known = new DeviceModel(this.space, this.index, node, state, this.within)))
    return known
  }
}
