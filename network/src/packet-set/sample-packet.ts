import type { IpFamily, Prefix } from '../address/ip.js'
import { addressBits, formatAddress } from '../address/ip.js'
import type { PacketMatch } from '../device-state/device-state.js'
import type { Packet } from '../packet/packet.js'
import { hasPorts } from '../packet/packet.js'
import { invariant } from '../port/invariant.js'
import { type DecisionDiagram, falseNode } from './decision-diagram.js'
import type { NumericField } from './header-layout.js'
import { fieldBits, headerLayout } from './header-layout.js'
import type { PacketSet, PacketSpace } from './packet-space.js'

/** What a sample should look like where the set leaves a choice; each list is tried in order, before the ordinary choices. */
export interface SamplePreferences {
  readonly src?: readonly Prefix[]
  readonly dst?: readonly Prefix[]
  readonly protocol?: readonly number[]
  readonly dstPort?: readonly number[]
}

const ordinaryProtocols = [6, 17, 1, 58]
const ordinaryPorts = [443, 80, 22, 53, 8080, 5201]
/** Clients send from these; where they cannot have, the packet is an answer, and goes to them. */
const ephemeralPorts = [50_000, 65_535] as const
/** Where nothing lives (RFC 791, RFC 4291), and networks for examples (RFC 5737, RFC 3849) that are shown in its place. */
const nowhere = ['0.0.0.0/8', '::/8'] as readonly string[] as readonly Prefix[]
const somewhere = {
  dst: [
    '203.0.113.0/24',
    '192.0.2.0/24',
    '198.51.100.0/24',
    '2001:db8:fffe::/48',
  ] as readonly string[] as readonly Prefix[],
  src: [
    '198.51.100.0/24',
    '192.0.2.0/24',
    '203.0.113.0/24',
    '2001:db8:ffff::/48',
  ] as readonly string[] as readonly Prefix[],
}
/** Last byte of addresses that are free: 10.1.0.10, not the network's own 10.1.0.0. */
const hostByte = 10

/** Narrows the set wish by wish while something is left, then reads one path of the diagram, bit by bit, nearest to ordinary values. */
export function samplePacket(
  space: PacketSpace,
  diagram: DecisionDiagram,
  set: PacketSet,
  preferences: SamplePreferences,
): Packet {
  invariant(!space.isEmpty(set), 'an empty set has no packet to show')
  let left = set
  const narrow = (wishes: readonly PacketMatch[]): boolean => {
    const wish = wishes.map((match) => space.fromMatch(match)).find((matched) => space.overlaps(left, matched))
    if (wish !== undefined) left = space.intersect(left, wish)
    return wish !== undefined
  }
  for (const wishes of wishLists(preferences)) narrow(wishes)
  for (const side of ['dst', 'src'] as const)
    if (space.overlaps(left, anyOf(space, side, nowhere))) narrow(somewhere[side].map((prefix) => ({ [side]: prefix })))
  const isQuestion = narrow([{ srcPort: ephemeralPorts }])
  narrow(isQuestion ? ordinaryPorts.map(toPort) : [{ dstPort: ephemeralPorts }])
  return readPacket(diagram, left)
}

const anyOf = (space: PacketSpace, side: 'src' | 'dst', prefixes: readonly Prefix[]): PacketSet =>
  prefixes.map((prefix) => space.fromMatch({ [side]: prefix })).reduce((all, one) => space.union(all, one))

const toPort = (port: number): PacketMatch => ({ dstPort: [port, port] })

function wishLists(preferences: SamplePreferences): PacketMatch[][] {
  const protocols = [...(preferences.protocol ?? []), ...ordinaryProtocols]
  return [
    (preferences.dst ?? []).map((dst) => ({ dst })),
    (preferences.src ?? []).map((src) => ({ src })),
    [{ established: false }],
    protocols.map((protocol) => ({ protocol })),
    (preferences.dstPort ?? []).map(toPort),
  ]
}

/** Every node but `falseNode` leads to `true`: so the wished branch is taken unless it is `falseNode`, and no step is ever taken back. */
function readPacket(diagram: DecisionDiagram, set: PacketSet): Packet {
  let node: number = set
  const bit = (level: number, wished: number): number => {
    if (diagram.levelOf(node) !== level) return wished
    const branch = wished === 1 ? diagram.highOf(node) : diagram.lowOf(node)
    const taken = branch === falseNode ? 1 - wished : wished
    node = taken === 1 ? diagram.highOf(node) : diagram.lowOf(node)
    return taken
  }
  const number = (field: NumericField, wished: number): number => {
    let value = 0
    const bits = fieldBits[field]
    for (let i = 0; i < bits; i++) value = value * 2 + bit(headerLayout[field] + i, (wished >> (bits - 1 - i)) & 1)
    return value
  }
  const address = (first: number, family: IpFamily) => {
    const bits = addressBits(family)
    let value = 0n
    for (let i = 0; i < bits; i++) {
      const wished = i < bits - 8 ? 0 : (hostByte >> (bits - 1 - i)) & 1
      value = (value << 1n) | BigInt(bit(first + i, wished))
    }
    return formatAddress({ family, value })
  }
  const family = bit(headerLayout.family, 0) === 1 ? 6 : 4
  const dst = address(headerLayout.dst, family)
  const src = address(headerLayout.src, family)
  const protocol = number('protocol', 6)
  const dstPort = number('dstPort', ephemeralPorts[0])
  const srcPort = number('srcPort', ephemeralPorts[0])
  const dscp = number('dscp', 0)
  const established = number('established', 0) === 1
  const ports = hasPorts(protocol) ? { srcPort, dstPort } : { srcPort: 0, dstPort: 0 }
  return { src, dst, protocol, ...ports, dscp, established }
}
