import type { NetworkState, Packet, Topology } from '@paranet/network'
import type { Decision } from './decide.js'
import { decide } from './decide.js'
import type { EntryPlace, Outage, Surroundings } from './places.js'
import { isBehind, isEnd, isLinkUp, nameOf, surroundingsOf } from './places.js'

/** One way that a packet can take; with equal-cost next hops there are several. */
export interface Branch {
  /** `misdelivered`: handed to one who does not own the destination. */
  readonly end: 'delivered' | 'misdelivered' | 'dropped' | 'looped'
  /** Why it was dropped. */
  readonly why?: string
  /** Where it ended. */
  readonly at: string
  /** Devices and links passed, in order. */
  readonly devices: readonly string[]
  readonly links: readonly string[]
  /** µs over the links passed, those to hosts too */
  readonly latency: number
}

export interface Fate {
  readonly branches: readonly Branch[]
  /** Every decision on the way. */
  readonly decisions: readonly Decision[]
}

/** Ways that one packet may have before the oracle gives up. */
const most = 20_000

/** Walks one packet from the place where it enters, along every way that it can take. Throws where there are too many. */
export function oraclePacket(
  topology: Topology,
  states: NetworkState,
  outage: Outage,
  entry: EntryPlace,
  packet: Packet,
): Fate {
  const its = surroundingsOf(topology)
  const branches: Branch[] = []
  const decisions: Decision[] = []
  const start = its.placeAt.get(nameOf(entry))
  if (!start) throw new Error(`no packet enters at ${nameOf(entry)}`)
  const access = start.link === undefined ? undefined : topology.links.find((link) => link.id === start.link)
  const begun = { devices: [], links: access ? [access.id] : [], latency: access?.latency ?? 0 }
  const end = (way: Way, at: string, how: Branch['end'], why?: string) => {
    if (branches.length > most) throw new Error('too many ways')
    branches.push({ ...way, end: how, at, ...(why === undefined ? {} : { why }) })
  }

  const arrive = (way: Way, node: string, inInterface: string, seen: ReadonlySet<string>): void => {
    const here = { ...way, devices: [...way.devices, node] }
    if (outage.nodes.has(node)) return end(way, node, 'dropped', 'node down')
    if (seen.has(`${node} ${inInterface}`)) return end(way, node, 'looped')
    const decision = decide(states.get(node), packet, inInterface, (name) => isUp(its, outage, node, name))
    decisions.push(decision)
    if (decision.drop !== undefined) return end(here, node, 'dropped', decision.drop)
    for (const { interface: name, isPermitted } of decision.out)
      if (!isPermitted) end(here, node, 'dropped', 'out filter')
      else leave(here, node, name, decision.isDelivery, new Set([...seen, `${node} ${inInterface}`]))
  }

  const leave = (way: Way, node: string, name: string, isDelivery: boolean, seen: ReadonlySet<string>): void => {
    const next = isDelivery ? undefined : its.linkAt.get(`${node} ${name}`)
    const onward = next
      ? { ...way, links: [...way.links, next.link.id], latency: way.latency + next.link.latency }
      : way
    const neighbour = next && its.nodes.get(next.node)
    if (next && neighbour && !isEnd(neighbour)) return arrive(onward, next.node, next.interface, seen)
    const place = its.placeAt.get(`${node} ${name}`)
    if (!place) return end(onward, node, 'dropped', 'not connected')
    end(onward, place.end ?? node, isBehind(its, place, packet.dst) ? 'delivered' : 'misdelivered')
  }

  if (access && !isLinkUp(access, outage)) end({ ...begun, links: [] }, start.node, 'dropped', 'link down')
  else arrive(begun, start.node, start.interface, new Set())
  return { branches, decisions }
}

type Way = Pick<Branch, 'devices' | 'links' | 'latency'>

function isUp(its: Surroundings, outage: Outage, node: string, interfaceName: string): boolean {
  const at = its.linkAt.get(`${node} ${interfaceName}`)
  return at === undefined || isLinkUp(at.link, outage)
}
