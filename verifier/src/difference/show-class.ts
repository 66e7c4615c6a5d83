import type { EntryKey, OwnerLedger, Packet, PacketSet } from '@paranet/network'
import type { Exploration, Leaf } from '../engine/explore.js'
import { pathOf } from '../engine/explore.js'
import { endInWords } from '../engine/words.js'
import type { Tracing } from '../trace.js'
import { traceLeaf } from '../trace.js'
import type { VerdictHop } from '../verdict.js'
import { describePackets } from '../describe-packets.js'
import type { Changed } from './changed-at-port.js'
import type { TrafficClass, TrafficSide, TrafficWay } from './difference.js'

/** One of the two states. */
export type Side = Tracing

/** A class before it is shown, with what was found where it first enters. */
export interface FoundClass extends Changed {
  readonly ports: readonly Exploration['port'][]
  /** From the first of the ports. */
  readonly before: Exploration
  readonly after: Exploration
}

/** Ways of the example that are listed. */
const mostWays = 4

export interface Showing {
  readonly before: Side
  readonly after: Side
  /** Keys of the entries that differ, per device. */
  readonly changed: ReadonlyMap<string, ReadonlySet<EntryKey>>
  readonly mostBoxes: number
}

/** The class with its packets in words, an example packet, and its ways. */
export function showClass({ before, after, changed, mostBoxes }: Showing, found: FoundClass): TrafficClass {
  const { space, index } = after.model
  const packet = space.sample(found.set, { src: found.ports[0]?.sources ?? [] })
  const only = space.only(packet)
  const [old, now] = [leavesOf(before, found.before, only), leavesOf(after, found.after, only)]
  const [wayBefore, wayAfter] = [
    sideOf(before, packet, found.before, old, now),
    sideOf(after, packet, found.after, now, old),
  ]
  const owners = [wayBefore, wayAfter].flatMap(({ hops }, i) =>
    ownersOf(hops, i === 0 ? before.ledger : after.ledger, changed),
  )
  return {
    change: found.change,
    ...describePackets(space, found.set, mostBoxes),
    ingress: found.ports.map((port) => ({ node: index.nodes[port.device]?.name ?? '', interface: port.interface })),
    packet,
    before: wayBefore,
    after: wayAfter,
    owners: [...new Set(owners)].sort(),
  }
}

/** Way → a leaf on it, sorted. */
type LeavesByWay = ReadonlyMap<string, Leaf>

function leavesOf({ model }: Side, { leaves, copies }: Exploration, only: PacketSet): LeavesByWay {
  const own = [...leaves, ...copies].filter(({ set }) => model.space.overlaps(set, only))
  const keyed = own.map((leaf): [string, Leaf] => [keyOf(leaf), leaf])
  return new Map(keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}

const keyOf = (leaf: Leaf): string =>
  JSON.stringify([
    pathOf(leaf).map(({ place, out }) => [place.node, place.inInterface, out?.interface]),
    leaf.node,
    leaf.end,
    leaf.reason,
    leaf.rewriting?.key,
  ])

function sideOf(
  side: Side,
  packet: Packet,
  { outage }: Exploration,
  own: LeavesByWay,
  other: LeavesByWay,
): TrafficSide {
  const leaves = [...own]
  const [, shown] = leaves.find(([key]) => !other.has(key)) ?? leaves[0] ?? []
  const ways = new Map(leaves.map(([, leaf]) => wayOf(side, leaf)).map((way) => [JSON.stringify(way), way]))
  return {
    ways: [...ways.values()].slice(0, mostWays),
    ...(ways.size > mostWays ? { more: ways.size - mostWays } : {}),
    hops: shown ? traceLeaf(side, outage, shown, packet) : [],
  }
}

function wayOf({ model }: Side, leaf: Leaf): TrafficWay {
  const passed = pathOf(leaf).map(({ place }) => place.node)
  const nodes = passed.at(-1) === leaf.node ? passed : [...passed, leaf.node]
  return {
    nodes: nodes.map((node) => model.index.nodes[node]?.name ?? ''),
    end: leaf.end,
    words: endInWords(model, leaf),
  }
}

const ownersOf = (
  hops: readonly VerdictHop[],
  ledger: OwnerLedger | undefined,
  changed: ReadonlyMap<string, ReadonlySet<EntryKey>>,
): string[] =>
  hops.flatMap(({ node, entries }) =>
    entries.filter((key) => changed.get(node)?.has(key)).flatMap((key) => ledger?.get(node)?.get(key) ?? []),
  )
