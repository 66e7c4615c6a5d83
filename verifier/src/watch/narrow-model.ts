import type { DeviceState, Entry, EntryKey, IpFamily, PacketSet, Prefix, TopologyIndex } from '@paranet/network'
import { prefixRange } from '@paranet/network'
import { DeviceModel } from '../engine/device-model.js'
import type { ModelShelf } from '../engine/model-shelf.js'
import type { Place, PlacedSplit } from '../engine/network-model.js'
import { NetworkModel } from '../engine/network-model.js'

/** Entries that decide on packets and rewrite none. */
export type PlainEntry = Extract<Entry, { readonly kind: 'route' | 'policy-route' | 'filter' }>

/** Addresses next to each other; those of IPv4 as plain numbers, which compare faster. */
export interface Range {
  readonly family: IpFamily
  readonly first: number | bigint
  readonly last: number | bigint
}

/** Destinations that something speaks of. */
export type Ranges = readonly Range[]

export const rangesOf = (prefixes: readonly Prefix[]): Ranges => prefixes.map(asRange)

function asRange(prefix: Prefix): Range {
  const { family, first, last } = prefixRange(prefix)
  return family === 4 ? { family, first: Number(first), last: Number(last) } : { family, first, last }
}

/** The destinations that an entry is for; undefined: all. */
export function rangeOfEntry(entry: PlainEntry): Range | undefined {
  const prefix = entry.kind === 'route' ? entry.prefix : entry.match.dst
  if (prefix === undefined) return undefined
  return asRange(prefix)
}

/** Whether an entry may match a packet to these destinations. */
export const isFor = (range: Range | undefined, ranges: Ranges): boolean =>
  range === undefined ||
  ranges.some((one) => one.family === range.family && one.first <= range.last && range.first <= one.last)

/** A device as packets to some destinations meet it: the entries that may match them, and no others. */
export class NarrowDevice {
  readonly entries: Map<EntryKey, PlainEntry>
  /** Who is judged by it. */
  readonly readers = new Set<number>()
  #model: DeviceModel | undefined

  constructor(entries: Map<EntryKey, PlainEntry>) {
    this.entries = entries
  }

  set(key: EntryKey, entry: PlainEntry | undefined): void {
    if (entry) this.entries.set(key, entry)
    else this.entries.delete(key)
    this.#model = undefined
  }

  model(shelf: ModelShelf, node: number, device: string): DeviceModel {
    this.#model ??= new DeviceModel(shelf.space, shelf.index, node, stateOfPlain(device, this.entries.values()))
    return this.#model
  }
}

function stateOfPlain(device: string, entries: Iterable<PlainEntry>): DeviceState {
  const routes: DeviceState['routes'][number][] = []
  const policyRoutes: DeviceState['policyRoutes'][number][] = []
  const filters: DeviceState['filters'][number][] = []
  for (const entry of entries)
    if (entry.kind === 'route') routes.push(entry)
    else if (entry.kind === 'policy-route') policyRoutes.push(entry)
    else filters.push(entry)
  return { device, routes, policyRoutes, filters }
}

/** Destinations, with the devices as packets to them meet them. */
export interface Destined {
  readonly ranges: Ranges
  readonly devices: Map<number, NarrowDevice>
}

/** The network as packets to one set of destinations at a time meet it: what is asked of it is answered for `destined`. */
export class NarrowModel extends NetworkModel {
  destined: Destined = { ranges: [], devices: new Map() }
  readonly #shelf: ModelShelf
  readonly #entriesOf: (node: number) => ReadonlyMap<EntryKey, PlainEntry>

  constructor(index: TopologyIndex, shelf: ModelShelf, entriesOf: (node: number) => ReadonlyMap<EntryKey, PlainEntry>) {
    super(index, new Map(), undefined, shelf)
    this.#shelf = shelf
    this.#entriesOf = entriesOf
  }

  override split(place: Place, set: PacketSet): PlacedSplit {
    return this.splitBy(this.#modelAt(place.node), place, set, 1)
  }

  override stateOf(node: number): DeviceState {
    return this.#modelAt(node).state
  }

  override modelsOf(node: number): DeviceModel[] {
    return [this.#modelAt(node)]
  }

  #modelAt(node: number): DeviceModel {
    return this.deviceAt(node).model(this.#shelf, node, this.index.nodes[node]?.name ?? '')
  }

  /** The device as packets to the present destinations meet it. */
  deviceAt(node: number): NarrowDevice {
    const { ranges, devices } = this.destined
    let known = devices.get(node)
    if (!known) {
      const entries = [...this.#entriesOf(node)].filter(([, entry]) => isFor(rangeOfEntry(entry), ranges))
      devices.set(node, (known = new NarrowDevice(new Map(entries))))
    }
    return known
  }
}
