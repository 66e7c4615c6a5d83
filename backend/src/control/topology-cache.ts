import { contentHash, indexTopology, type Topology, type TopologyIndex } from '@paranet/network'

/** A topology with what is derived from it. */
export interface LiveTopology {
  readonly revision: string
  readonly topology: Topology
  /** Made when it is first asked for. */
  readonly index: TopologyIndex
  /** Every device is one of the emulator's. */
  readonly isEmulated: boolean
}

/** The present topology of every network, in memory. */
export class TopologyCache {
  readonly #live = new Map<string, LiveTopology>()

  set(network: string, topology: Topology): LiveTopology {
    const live = new Live(topology)
    this.#live.set(network, live)
    return live
  }

  get(network: string): LiveTopology | undefined {
    return this.#live.get(network)
  }

  delete(network: string): void {
    this.#live.delete(network)
  }

  /** By which driver a device is reached. */
  driverOf(network: string, device: string): string | undefined {
    return this.#live.get(network)?.topology.nodes.find(({ name }) => name === device)?.driver
  }
}

class Live implements LiveTopology {
  readonly revision: string
  readonly topology: Topology
  #index: TopologyIndex | undefined

  constructor(topology: Topology) {
    this.topology = topology
    this.revision = contentHash(topology)
  }

  get index(): TopologyIndex {
    this.#index ??= indexTopology(this.topology)
    return this.#index
  }

  get isEmulated(): boolean {
    return this.topology.nodes.every(({ driver }) => driver === 'emulated')
  }
}
