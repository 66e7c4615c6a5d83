import type { DeviceState, NetworkState, Packet, PacketMatch, Topology } from '@paranet/network'

/** What happened to one packet and its copies. IPv4 only; no marks, policers or translations. Shares no code with what it judges. */
export interface Fate {
  /** Copies that mirrors' entries made: `device>neighbour`, each time. */
  readonly mirrored: readonly string[]
  /** Nodes that were handed one of a group, each time. */
  readonly received: readonly string[]
  /** Devices whose filters it passed, each time; a copy too: no device can tell it from its original. */
  readonly passed: readonly string[]
  /** Nodes that were handed a copy of a mirror, with the device that handed it: `device>node`. */
  readonly handed: readonly string[]
  readonly loops: boolean
  /** Whether the original was handed to anybody. */
  readonly delivered: boolean
}

/** Walks the packet and all its copies. Takes the first next hop of the first group. */
export function bruteForce(
  topology: Topology,
  states: NetworkState,
  device: string,
  inInterface: string,
  packet: Packet,
): Fate {
  const fate = {
    mirrored: [] as string[],
    received: [] as string[],
    passed: [] as string[],
    handed: [] as string[],
    loops: false,
    delivered: false,
  }
  type Kind = 'original' | 'group' | 'mirror'
  const send = (from: string, out: string, kind: Kind, seen: readonly string[]) => {
    const end = ['lan', 'local'].includes(out) ? { node: from, interface: '' } : across(topology, from, out)
    if (!end) return
    const isHost = topology.nodes.find(({ name }) => name === end.node)?.type === 'host'
    if (end.node !== from && !isHost) return arrive(end.node, end.interface, kind, seen)
    if (kind === 'original') fate.delivered = true
    else if (kind === 'group') fate.received.push(end.node)
    else fate.handed.push(`${from}>${end.node}`)
  }
  const arrive = (node: string, from: string, kind: Kind, seen: readonly string[]) => {
    if (seen.includes(`${node} ${from}`)) {
      fate.loops = true
      return
    }
    const now = [...seen, `${node} ${from}`]
    const state = states.get(node)
    if (!state || !passes(state, 'in', from, packet) || !passes(state, 'forward', undefined, packet)) return
    fate.passed.push(node)
    const outs = new Set(
      (state.copies ?? [])
        .filter((entry) => (entry.interface ?? from) === from && fits(entry.match, packet))
        .map(({ to }) => to),
    )
    for (const out of outs) {
      const end = across(topology, node, out)
      if (end) fate.mirrored.push(`${node}>${end.node}`)
      send(node, out, 'mirror', now)
    }
    const group = (state.groupRoutes ?? []).find(
      (entry) => entry.group === packet.dst && holds(entry.source, packet.src),
    )
    if (group) {
      if (group.inInterface !== from) return
      const next: Kind = kind === 'mirror' ? 'mirror' : 'group'
      for (const out of group.out)
        if (passes(state, 'out', out, packet)) send(node, out, next === 'mirror' ? 'group' : next, now)
      return
    }
    const action = route(state, from, packet)
    if (!action || action.kind === 'drop') return
    const out = action.kind === 'deliver' ? action.interface : action.groups[0]?.[0]?.interface
    if (out !== undefined && passes(state, 'out', out, packet)) send(node, out, kind, now)
  }
  arrive(device, inInterface, 'original', [])
  return fate
}

export function across(topology: Topology, node: string, out: string): { node: string; interface: string } | undefined {
  for (const { ends } of topology.links)
    for (const [near, far] of [ends, [ends[1], ends[0]]] as const)
      if (near.node === node && near.interface === out) return far
  return undefined
}

const number = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)

export function holds(prefix: string, address: string): boolean {
  const [base = '', length = '32'] = prefix.split('/')
  const size = 2 ** (32 - Number(length))
  return Math.floor(number(base) / size) === Math.floor(number(address) / size)
}

function fits(match: PacketMatch, packet: Packet): boolean {
  const { src, dst, protocol, srcPort, dstPort, dscp, established } = match
  return (
    (src === undefined || holds(src, packet.src)) &&
    (dst === undefined || holds(dst, packet.dst)) &&
    (protocol === undefined || protocol === packet.protocol) &&
    (!srcPort || (packet.srcPort >= srcPort[0] && packet.srcPort <= srcPort[1])) &&
    (!dstPort || (packet.dstPort >= dstPort[0] && packet.dstPort <= dstPort[1])) &&
    (dscp === undefined || dscp === packet.dscp) &&
    (established === undefined || established === packet.established)
  )
}

function passes(state: DeviceState, direction: string, name: string | undefined, packet: Packet): boolean {
  const rules = state.filters
    .filter((rule) => rule.direction === direction && rule.interface === name && fits(rule.match, packet))
    .sort((a, b) => b.priority - a.priority)
  return rules[0]?.action !== 'deny'
}

function route(state: DeviceState, from: string, packet: Packet) {
  const policy = state.policyRoutes
    .filter((rule) => (rule.inInterface ?? from) === from && fits(rule.match, packet))
    .sort((a, b) => b.priority - a.priority)[0]
  const length = (prefix: string) => Number(prefix.split('/')[1])
  const longest = state.routes
    .filter(({ prefix }) => holds(prefix, packet.dst))
    .sort((a, b) => length(b.prefix) - length(a.prefix))[0]
  return (policy ?? longest)?.action
}
