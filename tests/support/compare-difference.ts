import type { PacketBox, IpAddress, NetworkState, Packet, Prefix, TopologyIndex } from '@paranet/network'
import { addressBits, formatAddress, hasPorts, prefixHolds, prefixRange } from '@paranet/network'
import type { Difference, TrafficChange, TrafficClass } from '@paranet/verifier'
import { differenceOf, differencesUnder, trafficChanges } from '@paranet/verifier'
import type { Branch, Entering, EntryPlace } from '../oracle/index.js'
import { allUp, oraclePacket } from '../oracle/index.js'

export interface ComparedDifference {
  readonly difference: Difference
  /** What packets and classes say otherwise. */
  readonly disagreements: readonly string[]
  /** Packets that change, by what becomes of them. */
  readonly seen: ReadonlyMap<TrafficChange, number>
  readonly walks: number
}

/** Walks packets before and after, and compares what becomes of them with the classes of the difference. */
export function compareDifference(
  index: TopologyIndex,
  before: NetworkState,
  after: NetworkState,
  sample: readonly Entering[],
): ComparedDifference {
  const difference = differenceOf({ index, before, after, mostListed: 5_000, mostBoxes: 50_000 })
  const classes = trafficChanges.flatMap((change) => difference[change])
  const disagreements: string[] = []
  const seen = new Map<TrafficChange, number>()
  if (!difference.isWhole) return { difference, disagreements, seen, walks: 0 }
  const told = { classes, index, before, after }
  const packets = [...sample, ...classes.flatMap((one) => packetsOf(one))]
  for (const { at, packet } of packets) {
    const walked = changeOf(told, at, packet)
    const own = classes.filter((one) => isIn(one, at, packet)).map(({ change }) => change)
    if (walked) seen.set(walked, (seen.get(walked) ?? 0) + 1)
    if (own.join() !== (walked ?? ''))
      disagreements.push(`${at.node}.${at.interface} ${JSON.stringify(packet)}: walked ${walked}, told ${own.join()}`)
  }
  for (const one of classes) disagreements.push(...wrongWays(told, one))
  return { difference, disagreements, seen, walks: packets.length * 2 }
}

/** The same for single failures of links and nodes: what walks say more than without the failure. */
export function compareUnderFailures(
  index: TopologyIndex,
  before: NetworkState,
  after: NetworkState,
  sample: readonly Entering[],
): { readonly disagreements: readonly string[]; readonly listed: number } {
  const options = { mostListed: 5_000, mostBoxes: 50_000, failing: ['link', 'node'] as const }
  const { difference, failures } = differencesUnder({ index, before, after, ...options })
  const disagreements: string[] = []
  if (!difference.isWhole) return { disagreements, listed: 0 }
  const told = { classes: [], index, before, after }
  const all = [...index.links.map(({ id }) => id), ...index.nodes.map(({ name }) => name)]
  const states = all.map((down) => ({
    down,
    scenario: { links: new Set([down]), nodes: new Set([down]) },
    found: failures.find((one) => one.down.join() === down),
  }))
  for (const { down, scenario, found } of states) {
    if (found?.isWhole === false) continue
    const classes = found ? trafficChanges.flatMap((change) => found[change]) : []
    for (const { at, packet } of [...sample, ...classes.flatMap((one) => packetsOf(one))]) {
      const walked = changeOf(told, at, packet, scenario)
      const more = walked === changeOf(told, at, packet) ? undefined : walked
      const own = classes.filter((one) => isIn(one, at, packet)).map(({ change }) => change)
      if (own.join() !== (more ?? ''))
        disagreements.push(
          `${down}: ${at.node}.${at.interface} ${JSON.stringify(packet)}: walked ${more}, told ${own.join()}`,
        )
    }
  }
  return { disagreements, listed: failures.length }
}

interface Told {
  readonly classes: readonly TrafficClass[]
  readonly index: TopologyIndex
  readonly before: NetworkState
  readonly after: NetworkState
}

const branchesOf = (
  { index }: Told,
  states: NetworkState,
  at: EntryPlace,
  packet: Packet,
  down = allUp,
): readonly Branch[] => oraclePacket(index.topology, states, down, at, packet).branches

function changeOf(told: Told, at: EntryPlace, packet: Packet, down = allUp): TrafficChange | undefined {
  const [old, now] = [told.before, told.after].map((states) => branchesOf(told, states, at, packet, down)) as [
    readonly Branch[],
    readonly Branch[],
  ]
  if (levelOf(old) !== levelOf(now)) return levelOf(old) < levelOf(now) ? 'gained' : 'lost'
  const differs = (end: Branch['end'], textOf: (branch: Branch) => string) => {
    const texts = [old, now].map((all) => all.filter((one) => one.end === end).map(textOf))
    const [a, b] = texts.map((own) => [...new Set(own)].sort().join())
    return a !== b
  }
  if (differs('delivered', wayText)) return 'moved'
  if (differs('delivered', (branch) => `${wayText(branch)} ${headerText(branch, packet)}`)) return 'rewritten'
  return differs('misdelivered', (branch) => `${wayText(branch)} ${headerText(branch, packet)}`)
    ? 'misdelivered'
    : undefined
}

function levelOf(branches: readonly Branch[]): number {
  const delivered = branches.filter(({ end }) => end === 'delivered').length
  return delivered === 0 ? 0 : delivered < branches.length ? 1 : 2
}

const wayText = ({ passages, at }: Branch): string => JSON.stringify([passages.map(({ node, out }) => [node, out]), at])

const headerText = ({ passages }: Branch, packet: Packet): string =>
  JSON.stringify({ ...(passages.at(-1)?.left ?? packet) })

/** Packets that are described, where they enter. */
type Placed = Pick<TrafficClass, 'boxes' | 'ingress'>

/** The example and a corner of each of some boxes, at some of its places. */
export function packetsOf(one: Placed & Pick<TrafficClass, 'packet'>): Entering[] {
  const packets = [one.packet, ...one.boxes.slice(0, 12).map((box) => cornerOf(box, one.packet))]
  return one.ingress.slice(0, 3).flatMap((at) => packets.map((packet) => ({ at, packet })))
}

/** The last packet of a box; where it leaves something open, as the other. */
function cornerOf(box: PacketBox, like: Packet): Packet {
  const family = box.family ?? ((box.dst?.[0] ?? box.src?.[0] ?? like.src).includes(':') ? 6 : 4)
  const lastOf = (prefixes: readonly Prefix[] | undefined, address: IpAddress) => {
    const prefix = prefixes?.at(-1)
    if (prefix === undefined && address.includes(':') === (family === 6)) return address
    const range = prefixRange(prefix ?? ((family === 4 ? '0.0.0.0/0' : '::/0') as Prefix))
    return formatAddress({ family, value: range.first + (1n << BigInt(addressBits(family) - range.length)) - 1n })
  }
  const last = (ranges: PacketBox['protocol'], value: number) => ranges?.at(-1)?.[1] ?? value
  return {
    src: lastOf(box.src, like.src),
    dst: lastOf(box.dst, like.dst),
    protocol: last(box.protocol, like.protocol),
    srcPort: last(box.srcPort, like.srcPort),
    dstPort: last(box.dstPort, like.dstPort),
    dscp: last(box.dscp, like.dscp),
    established: box.established ?? like.established,
  }
}

/** Whether the packet is one of them, entering there. */
export const isIn = ({ ingress, boxes }: Placed, at: EntryPlace, packet: Packet): boolean =>
  ingress.some(({ node, interface: name }) => node === at.node && name === at.interface) &&
  boxes.some((box) => isInBox(box, packet))

function isInBox(box: PacketBox, packet: Packet): boolean {
  const isIn = (prefixes: readonly Prefix[] | undefined, address: IpAddress) => {
    if (prefixes !== undefined) return prefixes.some((prefix) => prefixHolds(prefix, address))
    return box.family === undefined || (box.family === 6) === address.includes(':')
  }
  const has = (ranges: PacketBox['protocol'], value: number) =>
    !ranges || ranges.some(([from, to]) => from <= value && value <= to)
  return (
    isIn(box.src, packet.src) &&
    isIn(box.dst, packet.dst) &&
    has(box.protocol, packet.protocol) &&
    (!hasPorts(packet.protocol) || (has(box.srcPort, packet.srcPort) && has(box.dstPort, packet.dstPort))) &&
    has(box.dscp, packet.dscp) &&
    (box.established === undefined || box.established === packet.established)
  )
}

/** The ways that a class shows of its example are those that it takes. */
function wrongWays(told: Told, one: TrafficClass): string[] {
  const [at] = one.ingress
  if (!at) return ['a class without a place']
  return (['before', 'after'] as const).flatMap((side) => {
    const branches = branchesOf(told, told[side], at, one.packet)
    const walked = branches.map(({ devices, at: end, end: how }) => {
      const nodes = devices.at(-1) === end && how !== 'looped' ? devices : [...devices, end]
      return `${nodes.join(' ')} ${how}`
    })
    const shown = one[side].ways.map(({ nodes, end }) => `${nodes.join(' ')} ${end}`)
    const isAll = one[side].more !== undefined || new Set(shown).size === new Set(walked).size
    const isSame = isAll && shown.every((way) => walked.includes(way))
    return isSame ? [] : [`${one.words} ${side}: shown ${shown.join('; ')}, walked ${walked.join('; ')}`]
  })
}
