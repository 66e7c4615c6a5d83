import type { InterfaceAddress, IpAddress, NextHop, Port, Prefix, RouteAction, TopologyIndex } from '@paranet/network'
import { hostOf, linkOfArc, localInterface, stubInterface } from '@paranet/network'
import type { OwnedPrefix } from '@paranet/network'

/** Interfaces and addresses of a topology as next hops name them. */
export class NextHops {
  readonly #index: TopologyIndex
  readonly #addresses: ReadonlyMap<string, readonly InterfaceAddress[]>
  readonly #actions = new Map<string, RouteAction>()
  readonly #portsOf = new Map<number, Port[]>()

  constructor(index: TopologyIndex) {
    this.#index = index
    this.#addresses = new Map(index.topology.interfaces.map((one) => [`${one.node}\u0000${one.name}`, one.addresses]))
    for (const port of index.ports) {
      if (port.end !== undefined) continue
      const own = this.#portsOf.get(port.device)
      if (own) own.push(port)
      else this.#portsOf.set(port.device, [port])
    }
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

  /** The action that sends packets over the arcs at once, and over the backup where none of them is up. The same object for the same arcs. */
  forward(arcs: readonly number[], backup: number | undefined, destination: Prefix | undefined): RouteAction {
    const family = destination === undefined ? '' : destination.includes(':') ? 6 : 4
    const key = `${arcs.length === 1 ? arcs[0] : arcs.join()}/${backup ?? ''}/${family}`
    const known = this.#actions.get(key)
    if (known) return known
    const first = arcs.map((arc) => this.over(arc, destination)).sort((a, b) => (a.interface < b.interface ? -1 : 1))
    const groups = backup === undefined ? [first] : [first, [this.over(backup, destination)]]
    const made: RouteAction = { kind: 'forward', groups }
    this.#actions.set(key, made)
    return made
  }

  /** The interface by which packets over the arc come in. */
  inInterface(arc: number): string {
    return this.#endsOf(arc)[1].interface
  }

  /** What a device does with packets that end at it: hands them to itself or its prefixes, or out of the network. */
  delivery(device: number, owned: OwnedPrefix): RouteAction | undefined {
    const ports = this.#portsOf.get(device) ?? []
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
