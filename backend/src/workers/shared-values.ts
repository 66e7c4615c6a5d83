import type { DeviceState, NetworkState, Topology } from '@paranet/network'

/** Values that one thread holds for another at most; then both begin anew. */
const mostValues = 2_000

/** An input whose large values are named by numbers; those that the other side does not have yet come along. */
export interface Packed {
  readonly input: object
  readonly names: { readonly topology: number; readonly states: readonly (readonly [device: string, name: number])[] }
  readonly values: readonly (readonly [name: number, value: Topology | DeviceState])[]
  /** Whether all names before these are forgotten. */
  readonly isAnew: boolean
}

interface Large {
  readonly topology: Topology
  readonly observed?: NetworkState
  readonly state?: NetworkState
}

/** What was sent to a thread: a topology or device state that is the same object is not sent again. */
export class SharedValues {
  #names = new WeakMap<object, number>()
  #next = 0

  pack(given: object): Packed {
    const { topology, observed, state, ...input } = given as Large
    const isAnew = this.#next > mostValues
    if (isAnew) {
      this.#names = new WeakMap()
      this.#next = 0
    }
    const values: [number, Topology | DeviceState][] = []
    const nameOf = (value: Topology | DeviceState): number => {
      let name = this.#names.get(value)
      if (name === undefined) {
        this.#names.set(value, (name = this.#next++))
        values.push([name, value])
      }
      return name
    }
    const states = [...(observed ?? state ?? [])].map(([device, its]) => [device, nameOf(its)] as const)
    return { input, names: { topology: nameOf(topology), states }, values, isAnew }
  }
}

/** The other side. */
export class ReceivedValues {
  readonly #values = new Map<number, Topology | DeviceState>()

  /** The input as it was given. `key`: where the states belong. */
  unpack({ input, names, values, isAnew }: Packed, key: 'observed' | 'state' | undefined): object {
    if (isAnew) this.#values.clear()
    for (const [name, value] of values) this.#values.set(name, value)
    const states = new Map(names.states.map(([device, name]) => [device, this.#values.get(name) as DeviceState]))
    return { ...input, topology: this.#values.get(names.topology), ...(key === undefined ? {} : { [key]: states }) }
  }
}
