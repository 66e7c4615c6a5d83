import type { Prefix, PrefixRange } from '../address/ip.js'
import { addressBits, prefixRange } from '../address/ip.js'
import type { PacketMatch } from '../device-state/device-state.js'
import type { Packet } from '../packet/packet.js'
import { hasPorts } from '../packet/packet.js'
import type { PortRange } from '../traffic-class/traffic-class.js'
import { DecisionDiagram, falseNode, trueNode } from './decision-diagram.js'
import type { AddressField, NumericField } from './header-layout.js'
import { fieldBits, headerLayout } from './header-layout.js'
import type { PacketBoxes } from './packet-boxes.js'
import { packetBoxes } from './packet-boxes.js'
import type { SamplePreferences } from './sample-packet.js'
import { samplePacket } from './sample-packet.js'

/** A set of packet headers in one `PacketSpace`. Canonical: two sets of a space are equal exactly when they are `===`. */
export type PacketSet = number & { readonly __brand: 'PacketSet' }

/** The variable that takes the place of another where source and destination change places. */
function swapped(level: number): number {
  const { dst, src, protocol, dstPort, srcPort, dscp } = headerLayout
  if (level >= dst && level < protocol) return level < src ? level - dst + src : level - src + dst
  if (level >= dstPort && level < dscp) return level < srcPort ? level - dstPort + srcPort : level - srcPort + dstPort
  return level
}

const portProtocols: readonly number[] = Array.from({ length: 256 }, (_, protocol) => protocol).filter(hasPorts)

/** Exact sets over all header fields: family, addresses, protocol, ports, DSCP, the established bit. The space owns the tables that its
 *  sets live in; sets of different spaces must not meet.
 *
 *  A packet of a protocol without ports has no ports: no set here tells two of its port values apart (matches with ports ask for a
 *  protocol that has them, as `lookup` does), so that sets of headers and sets of packets are one thing. */
export class PacketSpace {
  readonly empty = falseNode as PacketSet
  readonly all = trueNode as PacketSet
  private readonly diagram = new DecisionDiagram()
  private readonly matches = new WeakMap<PacketMatch, PacketSet>()
  private readonly assigned = new Map<number, PacketSet>()
  private readonly answers = new Map<number, PacketSet>()
  private readonly readdressed = new Map<string, PacketSet>()
  private readonly prefixes = { src: new Map<Prefix, PacketSet>(), dst: new Map<Prefix, PacketSet>() }

  /** Decision nodes made so far: a measure of memory and work. */
  get size(): number {
    return this.diagram.size
  }

  /** The packets that a device's match (or a traffic box) holds. Empty where its addresses are of two families. Remembered by the object. */
  fromMatch(match: PacketMatch): PacketSet {
    let known = this.matches.get(match)
    if (known === undefined) this.matches.set(match, (known = this.makeMatch(match)))
    return known
  }

  private makeMatch(match: PacketMatch): PacketSet {
    let node: number = trueNode
    if (match.established !== undefined)
      node = this.range('established', [+match.established, +match.established], node)
    if (match.dscp !== undefined) node = this.range('dscp', [match.dscp, match.dscp], node)
    if (match.srcPort) node = this.range('srcPort', match.srcPort, node)
    if (match.dstPort) node = this.range('dstPort', match.dstPort, node)
    node = this.protocols(match, node)
    if (match.src === undefined && match.dst === undefined) return node as PacketSet
    const src = match.src === undefined ? undefined : prefixRange(match.src)
    const dst = match.dst === undefined ? undefined : prefixRange(match.dst)
    if (src && dst && src.family !== dst.family) return this.empty
    if (src) node = this.address('src', src, node)
    if (dst) node = this.address('dst', dst, node)
    return this.family(src?.family ?? dst?.family ?? 4, node) as PacketSet
  }

  /** The packets with a source (or destination) in one of the prefixes. */
  fromPrefixes(side: AddressField, prefixes: Iterable<Prefix>): PacketSet {
    return this.unionAll([...prefixes].map((prefix) => this.fromPrefix(side, prefix)))
  }

  union(a: PacketSet, b: PacketSet): PacketSet {
    return this.diagram.or(a, b) as PacketSet
  }

  /** The union of many sets, halves first: cheaper than one by one. */
  unionAll(sets: readonly PacketSet[]): PacketSet {
    if (sets.length <= 2) return this.union(sets[0] ?? this.empty, sets[1] ?? this.empty)
    const half = sets.length >> 1
    return this.union(this.unionAll(sets.slice(0, half)), this.unionAll(sets.slice(half)))
  }

  intersect(a: PacketSet, b: PacketSet): PacketSet {
    return this.diagram.and(a, b) as PacketSet
  }

  /** The packets of `a` that `b` does not hold. */
  subtract(a: PacketSet, b: PacketSet): PacketSet {
    return this.diagram.subtract(a, b) as PacketSet
  }

  complement(set: PacketSet): PacketSet {
    return this.subtract(this.all, set)
  }

  isEmpty(set: PacketSet): boolean {
    return set === this.empty
  }

  /** The packets that would lie in the set if their DSCP were this. Remembered. */
  withDscp(set: PacketSet, dscp: number): PacketSet {
    const key = set * 64 + dscp
    const known = this.assigned.get(key)
    if (known !== undefined) return known
    const made = this.diagram.assign(set, headerLayout.dscp, fieldBits.dscp, dscp) as PacketSet
    this.assigned.set(key, made)
    return made
  }

  /** The answers to the packets of the set: source and destination, and their ports, change places. Remembered. */
  reversed(set: PacketSet): PacketSet {
    const known = this.answers.get(set)
    if (known !== undefined) return known
    const made = this.diagram.rename(set, swapped) as PacketSet
    this.answers.set(set, made)
    return made
  }

  /** The packets that are in the set whether they are established or not. */
  anyEstablished(set: PacketSet): PacketSet {
    const as = (value: number) => this.diagram.assign(set, headerLayout.established, fieldBits.established, value)
    return this.diagram.or(as(0), as(1)) as PacketSet
  }

  /** The packets of the prefix's family that would lie in the set if their source (or destination) were some address of the prefix, or (`every`)
   *  whichever it were. Remembered. */
  withAddress(set: PacketSet, side: AddressField, prefix: Prefix, every = false): PacketSet {
    const key = `${set} ${side} ${prefix} ${every}`
    const known = this.readdressed.get(key)
    if (known !== undefined) return known
    const { family, first, length } = prefixRange(prefix)
    const size = addressBits(family)
    const level = headerLayout[side]
    let node: number = this.diagram.and(set, this.family(family, trueNode))
    node = this.diagram.quantify(node, level + length, size - length, every)
    for (let at = 0; at < length; at += 16) {
      const bits = Math.min(16, length - at)
      const value = Number((first >> BigInt(size - at - bits)) & ((1n << BigInt(bits)) - 1n))
      node = this.diagram.assign(node, level + at, bits, value)
    }
    const made = node as PacketSet
    this.readdressed.set(key, made)
    return made
  }

  /** Whether the sets share a packet. Stops at the first one and makes no set. */
  overlaps(a: PacketSet, b: PacketSet): boolean {
    return !this.diagram.areDisjoint(a, b)
  }

  /** Whether the set holds the packet. Throws TypeError where its addresses are none or of two families. */
  holds(set: PacketSet, packet: Packet): boolean {
    return this.overlaps(set, this.only(packet))
  }

  /** The packet alone. Throws TypeError where its addresses are none or of two families. */
  only({ src, dst, protocol, srcPort, dstPort, dscp, established }: Packet): PacketSet {
    const ports = hasPorts(protocol) ? ({ srcPort: [srcPort, srcPort], dstPort: [dstPort, dstPort] } as const) : {}
    return this.fromMatch({
      src: src as string as Prefix,
      dst: dst as string as Prefix,
      protocol,
      ...ports,
      dscp,
      established,
    })
  }

  /** One packet of the set, always the same for equal sets and preferences, and as ordinary as the set allows (TCP to a common port from an
   *  ephemeral one, not established) where the preferences leave it open. Throws where the set is empty. */
  sample(set: PacketSet, preferences: SamplePreferences = {}): Packet {
    return samplePacket(this, this.diagram, set, preferences)
  }

  /** The set as disjoint boxes to be read, at most so many. */
  boxes(set: PacketSet, most: number): PacketBoxes {
    return packetBoxes(this.diagram, set, most)
  }

  private fromPrefix(side: AddressField, prefix: Prefix): PacketSet {
    const known = this.prefixes[side].get(prefix)
    if (known !== undefined) return known
    const range = prefixRange(prefix)
    const set = this.family(range.family, this.address(side, range, trueNode)) as PacketSet
    this.prefixes[side].set(prefix, set)
    return set
  }

  private family(family: 4 | 6, node: number): number {
    return family === 4
      ? this.diagram.make(headerLayout.family, node, falseNode)
      : this.diagram.make(headerLayout.family, falseNode, node)
  }

  private address(side: AddressField, range: PrefixRange, below: number): number {
    const first = headerLayout[side]
    const bits = range.family === 4 ? Number(range.first) | 0 : range.first.toString(2).padStart(128, '0')
    let node = below
    for (let i = range.length - 1; i >= 0; i--) {
      const isOne = typeof bits === 'number' ? ((bits >>> (31 - i)) & 1) === 1 : bits.charCodeAt(i) === 49
      node = isOne ? this.diagram.make(first + i, falseNode, node) : this.diagram.make(first + i, node, falseNode)
    }
    return node
  }

  private protocols({ protocol, srcPort, dstPort }: PacketMatch, below: number): number {
    const asksPorts = srcPort !== undefined || dstPort !== undefined
    if (protocol !== undefined)
      return asksPorts && !hasPorts(protocol) ? falseNode : this.range('protocol', [protocol, protocol], below)
    if (!asksPorts) return below
    return portProtocols.reduce(
      (node, one) => this.diagram.or(node, this.range('protocol', [one, one], below)),
      falseNode,
    )
  }

  private range(field: NumericField, [first, end]: PortRange, below: number): number {
    const last = Math.min(end, 2 ** fieldBits[field] - 1)
    if (first > last) return falseNode
    const within = (level: number, bits: number, from: number, to: number): number => {
      if (from === 0 && to === 2 ** bits - 1) return below
      const half = 2 ** (bits - 1)
      const low = from < half ? within(level + 1, bits - 1, from, Math.min(to, half - 1)) : falseNode
      const high = to >= half ? within(level + 1, bits - 1, Math.max(from, half) - half, to - half) : falseNode
      return this.diagram.make(level, low, high)
    }
    return within(headerLayout[field], fieldBits[field], first, last)
  }
}
