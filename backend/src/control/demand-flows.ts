import type { Flow } from '@paranet/emulator'
import {
  type Demand,
  type DemandProfile,
  hasPorts,
  type IpAddress,
  type Packet,
  type Port,
  protocolNumbers,
  seededRandom,
  type TopologyIndex,
  type TrafficMatrix,
} from '@paranet/network'
import { addressOfPort, familyOf } from '@paranet/language'

/** Where a node sends from and is reached: its addresses by family. */
interface DemandEnd {
  readonly port: Port
  readonly addresses: { readonly 4?: IpAddress; readonly 6?: IpAddress }
}

/** The flows of a demand matrix at a time (ms since 1970), in its order, without those between nodes that share no address family. */
export function demandFlows(index: TopologyIndex, { demands, scale, profile }: TrafficMatrix, at: number): Flow[] {
  const ends = new EndBook(index)
  const phases = profile ? phasesOf(profile, demands) : undefined
  return demands.flatMap((demand, i): Flow[] => {
    const packet = packetOf(demand, ends)
    const port = ends.of(demand.from)?.port
    if (!packet || !port) return []
    const factor = profile ? profileFactor(profile, at, phases?.get(demand.from) ?? 0) : 1
    const where = port.end === undefined ? { node: demand.from, interface: port.interface } : { node: demand.from }
    return [
      {
        id: `demand ${i} ${demand.from} > ${demand.to}`,
        at: where,
        packet,
        bitsPerSecond: Math.floor(demand.bitsPerSecond * scale * factor),
      },
    ]
  })
}

/** Places of the demands whose ends share no address family, so that no packet of them can exist. */
export function unroutableDemands(index: TopologyIndex, demands: readonly Demand[]): number[] {
  const ends = new EndBook(index)
  return demands.flatMap((demand, i) => (packetOf(demand, ends) ? [] : [i]))
}

/** Times what a demand asks for, at a time of its day: a sine between `low` and 1. `phase`: part of the day, 0–1. */
export function profileFactor({ periodMs, low }: DemandProfile, at: number, phase: number): number {
  const swing = (1 + Math.sin(2 * Math.PI * (at / periodMs + phase))) / 2
  return low + (1 - low) * swing
}

/** Each node has its day a little earlier or later than the others, by up to a twelfth. */
function phasesOf({ seed }: DemandProfile, demands: readonly Demand[]): ReadonlyMap<string, number> {
  const random = seededRandom(seed)
  const names = [...new Set(demands.map(({ from }) => from))].sort()
  return new Map(names.map((name) => [name, random.next() / 12]))
}

function packetOf({ from, to, class: its = {} }: Demand, ends: EndBook): Packet | undefined {
  const [a, b] = [ends.of(from)?.addresses, ends.of(to)?.addresses]
  const [src, dst] = a?.[4] && b?.[4] ? [a[4], b[4]] : [a?.[6], b?.[6]]
  if (src === undefined || dst === undefined) return undefined
  const protocol = its.protocol ?? protocolNumbers.tcp
  const ports = hasPorts(protocol) ? { srcPort: 50_000, dstPort: its.dstPort ?? 443 } : { srcPort: 0, dstPort: 0 }
  return { src, dst, protocol, ...ports, dscp: its.dscp ?? 0, established: false }
}

/** The ends that demands name, each worked out once. */
class EndBook {
  readonly #index: TopologyIndex
  readonly #known = new Map<string, DemandEnd | undefined>()

  constructor(index: TopologyIndex) {
    this.#index = index
  }

  of(name: string): DemandEnd | undefined {
    if (!this.#known.has(name)) this.#known.set(name, this.#find(name))
    return this.#known.get(name)
  }

  /** What is attached to a node comes before the node's own address. */
  #find(name: string): DemandEnd | undefined {
    const id = this.#index.nodeId.get(name)
    const ports = this.#index.ports.filter((port) => (port.end ?? port.device) === id)
    const found = [...ports.filter(({ kind }) => kind !== 'local'), ...ports.filter(({ kind }) => kind === 'local')]
    for (const port of found) {
      const own = ([4, 6] as const).map((family) => addressOfPort(this.#index, port, family))
      const addresses = own.filter((address) => address !== undefined)
      if (port.kind !== 'external' && addresses.length > 0)
        return { port, addresses: Object.fromEntries(addresses.map((address) => [familyOf(address), address])) }
    }
    return undefined
  }
}
