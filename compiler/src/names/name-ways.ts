import type { ContentName, NamedDevice, NameStrategy, TopologyIndex } from '@paranet/network'
import { localInterface } from '@paranet/network'

/** One next hop of a device: an interface, and the node behind it; `local` leads to the device's own applications. */
export interface NameHop {
  readonly interface: string
  readonly to: number
}

/** Where all devices send Interests of one part of the names: next hops in the order in which they are tried, and who needs them. */
export class NameWays {
  readonly name: ContentName
  readonly producers: readonly number[]
  readonly #index: TopologyIndex
  readonly #hops = new Map<number, NameHop[]>()
  readonly #owners = new Map<number, Set<string>>()
  readonly #devices = new Map<number, NamedDevice>()

  constructor(index: TopologyIndex, name: ContentName, producers: readonly number[]) {
    this.#index = index
    this.name = name
    this.producers = producers
  }

  /** Devices that send such Interests on, ascending. */
  devices(): number[] {
    return [...this.#hops.keys()].sort((a, b) => a - b)
  }

  hopsAt(node: number): readonly NameHop[] {
    return this.#hops.get(node) ?? []
  }

  ownersAt(node: number): readonly string[] {
    return [...(this.#owners.get(node) ?? [])].sort()
  }

  /** The last choice of a device from now on; whether it is new. */
  add(node: number, hop: NameHop, intent: string): boolean {
    this.own(node, intent)
    const hops = this.#hops.get(node) ?? []
    if (hops.some((one) => one.interface === hop.interface)) return false
    this.#hops.set(node, [...hops, hop])
    this.#devices.delete(node)
    return true
  }

  own(node: number, intent: string): void {
    const owners = this.#owners.get(node) ?? new Set()
    this.#owners.set(node, owners.add(intent))
  }

  /** What a device does with these Interests. */
  deviceAt(node: string): NamedDevice | undefined {
    const id = this.#index.nodeId.get(node) ?? -1
    const hops = this.#hops.get(id)
    if (!hops) return undefined
    const known = this.#devices.get(id) ?? this.#makeDevice(id, hops)
    this.#devices.set(id, known)
    return known
  }

  #makeDevice(node: number, hops: readonly NameHop[]): NamedDevice {
    const groups = hops.map((hop, i) => ({ cost: costOf(i), interfaces: [hop.interface] }))
    return {
      routes: new Map([[this.name, { name: this.name, groups }]]),
      strategies: new Map([[this.name, strategyOf(this.#index, node, hops)]]),
      caches: new Map(),
      filters: new Map(),
    }
  }
}

/** The cost of the i-th next hop: what people see of the order. */
export const costOf = (i: number): number => 10 * (i + 1)

/** With more than one next hop a device has to try the next where the first leads nowhere, unless its own strategy sends over all at once. */
export function strategyOf(index: TopologyIndex, node: number, hops: readonly NameHop[]): NameStrategy {
  const own = index.nodes[node]?.strategy ?? 'best-route'
  return hops.length > 1 && own === 'best-route' ? 'asf' : own
}

/** The hop to a device's own applications. */
export const toItself = (node: number): NameHop => ({ interface: localInterface, to: node })
