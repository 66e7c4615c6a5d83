import type { DeviceState, NetworkState, PacketSet, TopologyIndex } from '@paranet/network'
import { emptyDeviceState, isEmptyDiff, diffDevice, PacketSpace, portKey } from '@paranet/network'
import type { CopiedSet, DeviceModel, RewrittenBehaviour, Split } from './device-model.js'
import { ModelShelf } from './model-shelf.js'
import type { Ownership } from './ownership.js'
import type { Rewriting } from './rewriting.js'
import { reachedByTranslation } from './translation-rules.js'

/** Which of a device's states a path relies on, as bits: 1 the state given, 2 its alternative. */
export type Variants = number
export const bothVariants: Variants = 3

/** A part of a split, and the states of the device that do this. */
export interface Piece extends RewrittenBehaviour {
  readonly variants: Variants
}

export interface PlacedSplit {
  readonly drops: readonly (Split['drops'][number] & { readonly variants: Variants })[]
  readonly pieces: readonly Piece[]
  readonly choosing: readonly (Split['choosing'][number] & { readonly variants: Variants })[]
  readonly copies: readonly (CopiedSet & { readonly variants: Variants })[]
  readonly isUnclear: boolean
  readonly isTooMuch: boolean
}

/** A device as packets meet it: by one interface, with one header. Loops are paths that come twice to one place. */
export interface Place {
  readonly node: number
  readonly inInterface: string
  /** What devices before have made of it; undefined: as sent. */
  readonly rewriting: Rewriting | undefined
  /** Set while a path leads through it. */
  isOnPath: boolean
}

/** The network under proof: packet space, ownership, and per device one state or two. Models that share a space can compare their sets. */
export class NetworkModel {
  readonly space: PacketSpace
  /** The packets that may be asked about. */
  readonly within: PacketSet
  readonly ownership: Ownership
  readonly index: TopologyIndex
  /** Whether some device may behave in two ways. */
  readonly isMixed: boolean
  /** Devices that packets came to since it was last emptied. */
  private visited = new Set<number>()
  /** Whether any device holds packets to a rate. */
  readonly isPoliced: boolean
  /** Packets that some device may hand to others than their destination says. */
  readonly redirected: PacketSet
  private readonly devices: readonly (readonly DeviceModel[])[]
  private readonly places = new Map<string, Place>()
  /** A model's splits always belong to one state. */
  private readonly placed = new WeakMap<Split, PlacedSplit>()
  private readonly mixed = new Map<Place, Map<PacketSet, PlacedSplit>>()

  constructor(
    index: TopologyIndex,
    state: NetworkState,
    alternatives: NetworkState | undefined,
    shelf = new ModelShelf(new PacketSpace(), index),
  ) {
    this.index = index
    this.space = shelf.space
    this.within = shelf.within
    this.ownership = shelf.ownership
    this.devices = index.nodes.map(({ name }, node) => {
      if (index.isEnd[node]) return []
      const [given, alternative] = statesOf(name, state, alternatives)
      if (alternative === undefined) return [shelf.modelOf(node, given)]
      return [shelf.narrowModelOf(node, given), shelf.narrowModelOf(node, alternative)]
    })
    this.isPoliced = this.devices.some((models) => models.some(({ state: own }) => own.policers))
    const states = this.devices.flatMap((models) => models.map(({ state: own }) => own))
    this.redirected = reachedByTranslation(this.space, index, states)
    this.isMixed = this.devices.some((models) => models.length > 1)
  }

  /** Takes down which devices packets came to. */
  note(visited: Iterable<number>): void {
    for (const node of visited) this.visited.add(node)
  }

  /** What was taken down since the last time. */
  takeVisited(): ReadonlySet<number> {
    const { visited } = this
    this.visited = new Set()
    return visited
  }

  placeAt(node: number, inInterface: string, rewriting?: Rewriting): Place {
    const key = portKey(rewriting === undefined ? `${node}` : `${node} ${rewriting.key}`, inInterface)
    let place = this.places.get(key)
    if (!place) this.places.set(key, (place = { node, inInterface, rewriting, isOnPath: false }))
    return place
  }

  /** The states that a device may have; the first is the one given. */
  variantsOf(node: number): Variants {
    return (this.devices[node]?.length ?? 0) > 1 ? bothVariants : 1
  }

  stateOf(node: number, variants: Variants): DeviceState | undefined {
    const models = this.devices[node] ?? []
    return (variants & 1 ? models[0] : models[1])?.state
  }

  /** The models of the states named. */
  modelsOf(node: number, variants: Variants): DeviceModel[] {
    const [given, alternative] = this.devices[node] ?? []
    return [variants & 1 ? given : undefined, variants & 2 ? alternative : undefined].filter(
      (model) => model !== undefined,
    )
  }

  /** What the device does with the set, by any of the states allowed; a part that both treat alike comes once. */
  split(place: Place, set: PacketSet, allowed: Variants): PlacedSplit {
    const [given, alternative] = this.devices[place.node] ?? []
    if (given && alternative && allowed === bothVariants) return this.mixedSplit(place, set, given, alternative)
    return this.splitBy(allowed === 2 ? alternative : given, place, set, allowed)
  }

  /** What one state of the device does with the set. */
  protected splitBy(model: DeviceModel | undefined, place: Place, set: PacketSet, variants: Variants): PlacedSplit {
    const split = model?.split(place.inInterface, set, place.rewriting) ?? nothing
    let known = this.placed.get(split)
    if (!known) this.placed.set(split, (known = withVariants(split, variants)))
    return known
  }

  private mixedSplit(place: Place, set: PacketSet, given: DeviceModel, alternative: DeviceModel): PlacedSplit {
    let known = this.mixed.get(place)
    if (!known) this.mixed.set(place, (known = new Map()))
    let split = known.get(set)
    if (!split) {
      const { inInterface, rewriting } = place
      split = merge(given.split(inInterface, set, rewriting), alternative.split(inInterface, set, rewriting))
      known.set(set, split)
    }
    return split
  }
}

function statesOf(
  name: string,
  state: NetworkState,
  alternatives: NetworkState | undefined,
): [given: DeviceState, alternative?: DeviceState] {
  const given = state.get(name) ?? emptyDeviceState(name)
  const alternative = alternatives?.get(name)
  const isAnother = alternative !== undefined && alternative !== given && !isEmptyDiff(diffDevice(given, alternative))
  return isAnother ? [given, alternative] : [given]
}

const nothing: Split = { drops: [], pieces: [], choosing: [], copies: [], isUnclear: false, isTooMuch: false }

const withVariants = (split: Split, variants: Variants): PlacedSplit => ({
  drops: split.drops.map((drop) => ({ ...drop, variants })),
  pieces: split.pieces.map((piece) => ({ ...piece, variants })),
  choosing: split.choosing.map((one) => ({ ...one, variants })),
  copies: split.copies.map((copy) => ({ ...copy, variants })),
  isUnclear: split.isUnclear,
  isTooMuch: split.isTooMuch,
})

function merge(given: Split, alternative: Split): PlacedSplit {
  return {
    drops: mergeBy(given.drops, alternative.drops, (a, b) => a.reason === b.reason && a.set === b.set),
    pieces: mergeBy(given.pieces, alternative.pieces, isSamePiece),
    choosing: mergeBy(given.choosing, alternative.choosing, (a, b) => JSON.stringify(a) === JSON.stringify(b)),
    copies: mergeBy(
      given.copies,
      alternative.copies,
      (a, b) => a.out.interface === b.out.interface && a.set === b.set && a.rewriting === b.rewriting,
    ),
    isUnclear: given.isUnclear || alternative.isUnclear,
    isTooMuch: given.isTooMuch || alternative.isTooMuch,
  }
}

const isSamePiece = (a: RewrittenBehaviour, b: RewrittenBehaviour): boolean =>
  a.action.key === b.action.key &&
  a.set === b.set &&
  a.rewriting?.key === b.rewriting?.key &&
  a.share === b.share &&
  JSON.stringify(a.chosen) === JSON.stringify(b.chosen)

function mergeBy<Item extends object>(
  given: readonly Item[],
  alternative: readonly Item[],
  isSame: (a: Item, b: Item) => boolean,
): (Item & { variants: Variants })[] {
  const onlyAlternative = alternative.filter((item) => !given.some((other) => isSame(other, item)))
  return [
    ...given.map((item) => ({
      ...item,
      variants: alternative.some((other) => isSame(item, other)) ? bothVariants : 1,
    })),
    ...onlyAlternative.map((item) => ({ ...item, variants: 2 })),
  ]
}
