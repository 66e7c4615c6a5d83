import type { NetworkState, Packet, PolicerEntry, QueueEntry, Topology } from '@paranet/network'
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
  /** What each device that it left did to it. */
  readonly passages: readonly Passage[]
}

/** A packet that came to a device and left it again. */
export interface Passage {
  readonly node: string
  readonly inInterface: string
  readonly arrived: Packet
  readonly left: Packet
  readonly policers: readonly PolicerEntry[]
  readonly out: string
  readonly isDelivery: boolean
  readonly queue?: QueueEntry
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
  const begun = { devices: [], links: access ? [access.id] : [], latency: access?.latency ?? 0, passages: [], packet }
  const end = (way: Way, at: string, how: Branch['end'], why?: string) => {
    if (branches.length > most) throw new Error('too many ways')
    const { packet: _, ...passed } = way
    branches.push({ ...passed, end: how, at, ...(why === undefined ? {} : { why }) })
  }

  const arrive = (way: Way, node: string, inInterface: string, seen: ReadonlySet<string>): void => {
    const here = { ...way, devices: [...way.devices, node] }
    if (outage.nodes.has(node)) return end(way, node, 'dropped', 'node down')
    const place = `${node} ${inInterface} ${way.packet.dscp}`
    if (seen.has(place)) return end(way, node, 'looped')
    const decision = decide(states.get(node), way.packet, inInterface, (name) => isUp(its, outage, node, name))
    decisions.push(decision)
    if (decision.drop !== undefined) return end(here, node, 'dropped', decision.drop)
    const left = { ...way.packet, dscp: decision.dscp }
    for (const { interface: out, isPermitted, policer, queue } of decision.out) {
      if (!isPermitted) {
        end(here, node, 'dropped', 'out filter')
        continue
      }
      const passage: Passage = {
        node,
        inInterface,
        arrived: way.packet,
        left,
        policers: [decision.policer, policer].filter((one) => one !== undefined),
        out,
        isDelivery: decision.isDelivery,
        ...(queue ? { queue } : {}),
      }
      const onward = { ...here, packet: left, passages: [...way.passages, passage] }
      leave(onward, node, out, decision.isDelivery, new Set([...seen, place]))
    }
  }

  const leave = (way: Way, node: string, name: string, isDelivery: boolean, seen: ReadonlySet<string>): void => {
    const next = isDelivery ? undefined : its.linkAt.get(`${node} ${name}`)
    const onward = next
      ? { ...way, links: [...way.links, next.link.id], latency: way.latency + next.link.latency }
      : way
    const neighbour = next && its.nodes.get(next.node)
    if (next && neighbour && !isEnd(neighbour)) return arrive(onward, next.node, next.interface, seen)
    const place = its.placeAt.get(`${node} ${name}`)
    if (!place) return end({ ...onward, passages: way.passages.slice(0, -1) }, node, 'dropped', 'not connected')
    end(onward, place.end ?? node, isBehind(its, place, packet.dst) ? 'delivered' : 'misdelivered')
  }

  if (access && !isLinkUp(access, outage)) end({ ...begun, links: [] }, start.node, 'dropped', 'link down')
  else arrive(begun, start.node, start.interface, new Set())
  return { branches, decisions }
}

type Way = Pick<Branch, 'devices' | 'links' | 'latency' | 'passages'> & { readonly packet: Packet }

function isUp(its: Surroundings, outage: Outage, node: string, interfaceName: string): boolean {
  const at = its.linkAt.get(`${node} ${interfaceName}`)
  return at === undefined || isLinkUp(at.link, outage)
}
