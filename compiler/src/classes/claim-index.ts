import type { Claim, TrafficBox } from '@paranet/network'
import { hasPorts } from '@paranet/network'
import { viaText } from '../plan/demand.js'
import { blocksOf } from './neighbours.js'
import type { Meeting } from './shapes.js'
import { destinationShapes, sourceShapes } from './shapes.js'

/** Which claims can have anything to say to each other: see `sortsThatMatter`. */
export type Sort = 'ban' | 'forward' | 'reply'
export const sorts: readonly Sort[] = ['ban', 'forward', 'reply']

/** A claim with what is asked of it again and again. */
export interface Placed {
  readonly claim: Claim
  readonly sort: Sort
  /** Numbers of its sources and of its destinations. */
  readonly from: number
  readonly to: number
  /** Per box: protocol, DSCP (−1: any), first and last source port, first and last destination port, flags. */
  readonly boxes: readonly number[]
  /** Equal for equal waypoints; empty without. */
  readonly via: string
  /** The change in which it came. */
  readonly since: number
  /** The last change in which all that it says was looked at. */
  judged: number
}

const boxSize = 7
/** Claims of one group that are looked through one by one rather than by block of ports. */
const fewClaims = 24
/** Shapes per claim, of those that no claim has any more, before all are numbered anew. */
const mostIdle = 4

/** Finds the claims that may share a packet with one: claims of the same sources and destinations form a group, of groups it is known which meet, and within a
 *  group blocks of destination ports are looked at. O(groups that meet + claims found) where ports differ. */
export class ClaimIndex {
  #sources = sourceShapes()
  #destinations = destinationShapes()
  #groups: Record<Sort, Groups> = { ban: new Groups(), forward: new Groups(), reply: new Groups() }
  #size = 0

  /** Whether so many shapes are idle that an index made anew would be much smaller. */
  get isWorn(): boolean {
    return this.#sources.count + this.#destinations.count > mostIdle * (this.#size + 1000)
  }

  place(claim: Claim, since: number): Placed {
    return {
      claim,
      sort: claim.kind === 'must-not' ? 'ban' : claim.side,
      from: this.#sources.idOf(claim.sources),
      to: this.#destinations.idOf(claim.destinations.prefixes),
      boxes: boxesOf(claim),
      via: claim.via.length > 0 ? viaText(claim.via) : '',
      since,
      judged: -1,
    }
  }

  add(one: Placed): void {
    this.#groups[one.sort].add(one)
    this.#size++
  }

  remove(one: Placed): void {
    this.#groups[one.sort].remove(one)
    this.#size--
  }

  /** Whether two claims may share a packet, as far as boxes and prefixes show. */
  mayShare(a: Placed, b: Placed): boolean {
    return (
      shareHeader(a, b) &&
      this.#destinations.meeting(a.to).ids.has(b.to) &&
      this.#sources.meeting(a.from).ids.has(b.from)
    )
  }

  /** The claims of these sorts that may share a packet with it, without itself, in no order that means anything. */
  near(one: Placed, among: readonly Sort[]): Placed[] {
    const found: Placed[] = []
    const from = this.#sources.meeting(one.from)
    const to = this.#destinations.meeting(one.to)
    for (const sort of among) {
      const { byTo, byFrom } = this.#groups[sort]
      if (to.list.length <= from.list.length) collect(byTo, to, from, one, found)
      else collect(byFrom, from, to, one, found)
    }
    return found
  }
}

type Side = (Map<number, Group> | undefined)[]

/** From the groups at `outer` those at `inner`, by whichever are fewer. */
function collect(side: Side, outer: Meeting, inner: Meeting, one: Placed, found: Placed[]): void {
  for (const id of outer.list) {
    const groups = side[id]
    if (!groups) continue
    if (groups.size > inner.list.length) for (const other of inner.list) groups.get(other)?.collect(one, found)
    else for (const [other, group] of groups) if (inner.ids.has(other)) group.collect(one, found)
  }
}

class Groups {
  readonly byTo: Side = []
  readonly byFrom: Side = []

  add(one: Placed): void {
    const known = this.byTo[one.to]?.get(one.from)
    const group = known ?? new Group()
    if (!known) {
      childrenOf(this.byTo, one.to).set(one.from, group)
      childrenOf(this.byFrom, one.from).set(one.to, group)
    }
    group.add(one)
  }

  remove({ claim, from, to }: Placed): void {
    const group = this.byTo[to]?.get(from)
    if (!group?.remove(claim)) return
    this.byTo[to]?.delete(from)
    this.byFrom[from]?.delete(to)
  }
}

function childrenOf(side: Side, id: number): Map<number, Group> {
  let children = side[id]
  if (!children) side[id] = children = new Map()
  return children
}

/** Claims of the same sources and destinations. */
class Group {
  readonly #all: Placed[] = []
  /** By block of destination ports; −1: any. */
  #byBlock: Map<number, Placed[]> | undefined

  add(one: Placed): void {
    this.#all.push(one)
    if (this.#byBlock) addToBlocks(this.#byBlock, one)
    else if (this.#all.length > fewClaims) {
      this.#byBlock = new Map()
      for (const each of this.#all) addToBlocks(this.#byBlock, each)
    }
  }

  /** Whether nothing is left. */
  remove(claim: Claim): boolean {
    dropFrom(this.#all, claim)
    if (this.#byBlock)
      for (const block of blocksOf(claim.traffic) ?? [anyBlock]) dropFrom(this.#byBlock.get(block), claim)
    return this.#all.length === 0
  }

  collect(one: Placed, found: Placed[]): void {
    const blocks = this.#byBlock && blocksOf(one.claim.traffic)
    if (!blocks) return collectFrom(this.#all, one, found)
    const before = found.length
    for (const block of [...blocks, anyBlock]) collectFrom(this.#byBlock?.get(block) ?? [], one, found)
    if (blocks.length > 1) keepOnce(found, before)
  }
}

const anyBlock = -1

function addToBlocks(byBlock: Map<number, Placed[]>, one: Placed): void {
  for (const block of blocksOf(one.claim.traffic) ?? [anyBlock]) {
    const list = byBlock.get(block)
    if (list) list.push(one)
    else byBlock.set(block, [one])
  }
}

/** The last takes its place. */
function dropFrom(list: Placed[] | undefined, claim: Claim): void {
  const at = list?.findIndex((one) => one.claim === claim) ?? -1
  if (!list || at < 0) return
  const last = list.pop() as Placed
  if (at < list.length) list[at] = last
}

function collectFrom(list: readonly Placed[], one: Placed, found: Placed[]): void {
  for (const other of list) if (other.claim !== one.claim && shareHeader(one, other)) found.push(other)
}

function keepOnce(found: Placed[], from: number): void {
  const unique = new Set(found.splice(from))
  for (const one of unique) found.push(one)
}

function shareHeader({ claim: a, boxes }: Placed, { claim: b, boxes: others }: Placed): boolean {
  if (a.established !== undefined && b.established !== undefined && a.established !== b.established) return false
  for (let i = 0; i < boxes.length; i += boxSize)
    for (let j = 0; j < others.length; j += boxSize) if (boxesMeet(boxes, i, others, j)) return true
  return false
}

/** Numbers only, since this is asked of every pair that may meet. */
function boxesMeet(a: readonly number[], i: number, b: readonly number[], j: number): boolean {
  const at = (list: readonly number[], place: number) => list[place] as number
  return (
    at(a, i + 4) <= at(b, j + 5) &&
    at(b, j + 4) <= at(a, i + 5) &&
    at(a, i + 2) <= at(b, j + 3) &&
    at(b, j + 2) <= at(a, i + 3) &&
    (at(a, i) === at(b, j) || at(a, i) < 0 || at(b, j) < 0) &&
    (at(a, i + 1) === at(b, j + 1) || at(a, i + 1) < 0 || at(b, j + 1) < 0) &&
    (at(a, i + 6) | at(b, j + 6)) < hasPortsOrAny
  )
}

function boxesOf({ traffic }: Claim): readonly number[] {
  const only = traffic[0]
  return traffic.length === 1 && only ? boxOf(only) : traffic.flatMap(boxOf)
}

/** Flags of a box: it speaks of ports; its protocol has none. Both in two boxes that share the rest: they share nothing. */
const [speaksOfPorts, hasNoPorts, hasPortsOrAny] = [1, 2, 3]

const boxOf = ({ protocol = -1, dscp = -1, srcPort, dstPort }: TrafficBox): number[] => [
  protocol,
  dscp,
  srcPort ? srcPort[0] : 0,
  srcPort ? srcPort[1] : 65535,
  dstPort ? dstPort[0] : 0,
  dstPort ? dstPort[1] : 65535,
  (srcPort || dstPort ? speaksOfPorts : 0) | (protocol >= 0 && !hasPorts(protocol) ? hasNoPorts : 0),
]
