import type { InterfaceAddress, IpAddress, NextHop, Prefix, RouteAction, TopologyIndex } from '@paranet/network'
import { hostOf, linkOfArc, localInterface, stubInterface } from '@paranet/network'
import type { OwnedPrefix } from '@paranet/network'

/** Interfaces and addresses of a topology as next hops name them. */
export class NextHops {
  readonly #index: TopologyIndex
  readonly #addresses: ReadonlyMap<string, readonly InterfaceAddress[]>

  constructor(index: TopologyIndex) {
    this.#index = index
    this.#addresses = new Map(index.topology.interfaces.map((one) => [`${one.node}\u0000${one.name}`, one.addresses]))
  }

  /** The next hop over an arc, for destinations of the prefix's family. */
  over(arc: number, destination: Prefix | undefined): NextHop {
    const [near, far] = this.#endsOf(arc)
    const addresses = (this.#addresses.get(`${far.node}\u0000${far.interface}`) ?? []).map(hostOf)
    const address = addresses.find(
      (one) => destination === undefined || one.includes(':') === destination.includes(':'),
    )
    return address === undefined
      ? { interface: near.interface }
      : { interface: near.interface, address: address as IpAddress }
  }

  /** The interface by which packets over the arc come in. */
  inInterface(arc: number): string {
    return this.#endsOf(arc)[1].interface
  }

  /** What a device does with packets that end at it: hands them to itself or its prefixes, or out of the network. */
  delivery(device: number, owned: OwnedPrefix): RouteAction | undefined {
    const ports = this.#index.ports.filter((port) => port.device === device && port.end === undefined)
    const kinds = new Map(ports.filter(({ id }) => owned.ports.includes(id)).map((port) => [port.kind, port]))
    if (kinds.has('local')) return { kind: 'deliver', interface: localInterface }
    if (kinds.has('stub')) return { kind: 'deliver', interface: stubInterface }
    if (owned.owners.length > 0) return undefined
    const [out] = ports.filter(({ kind }) => kind === 'external').sort((a, b) => (a.interface < b.interface ? -1 : 1))
    return out && { kind: 'forward', groups: [[{ interface: out.interface }]] }
  }

  #endsOf(arc: number) {
    const [a, b] = this.#index.links[linkOfArc(arc)]?.ends ?? []
    if (!a || !b) throw new TypeError(`no arc ${arc}`)
    return arc % 2 === 0 ? ([a, b] as const) : ([b, a] as const)
  }
}
