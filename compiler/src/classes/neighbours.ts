import type { PortRange, Prefix, PrefixSet, TrafficBox } from '@paranet/network'
import { prefixRange } from '@paranet/network'

/** Where something lies: places (ports, or devices), destination addresses, traffic. */
export interface Region {
  readonly places: readonly number[]
  readonly destinations: PrefixSet
  readonly traffic: readonly TrafficBox[]
}

/** More places, destinations or blocks than these count as all of them. */
const [mostPlaces, mostPrefixes, mostBlocks] = [8, 64, 4]
/** More items below a prefix than these are not walked through. */
const mostBelow = 256
/** Items that are looked through one by one rather than by cell. */
const fewItems = 24
const blockBits = 6
const blocksOfPlace = 65536 >> blockBits

/** Finds what may share a packet with a region without looking at all there is: a tree of destination prefixes, eight bits to a step, and in
 *  each node lists by place and by block of destination ports. Two prefixes share an address exactly when one holds the other, so what
 *  may meet a prefix stands on the way to it or below it. What is found may still not meet; what meets is found. */
export class Neighbours<Item> {
  readonly #roots = { 4: new TreeNode<Item>(), 6: new TreeNode<Item>() }
  /** Whatever the destination: for those who speak of nearly all of them. */
  readonly #all = new TreeNode<Item>()

  add(item: Item, region: Region): void {
    const spot = spotOf(region)
    this.#count(region.destinations, 1)
    for (const node of this.#nodesOf(region.destinations)) node.add(item, spot)
    this.#all.add(item, spot)
  }

  /** The region must be the one that it was added with. */
  remove(item: Item, region: Region): void {
    const spot = spotOf(region)
    this.#count(region.destinations, -1)
    for (const node of this.#nodesOf(region.destinations)) node.remove(item, spot)
    this.#all.remove(item, spot)
  }

  /** Each once, in no order that means anything. */
  near(region: Region): Set<Item> {
    const found = new Set<Item>()
    const spot = spotOf(region)
    const prefixes = prefixesOf(region.destinations)
    if (this.#isWide(prefixes)) this.#all.collect(spot, found)
    else for (const prefix of prefixes) this.#nearPrefix(prefix, spot, found)
    return found
  }

  /** How many items stand at the node of each prefix and below. */
  #count(destinations: PrefixSet, by: number): void {
    for (const prefix of prefixesOf(destinations)) {
      const { family, bytes } = bytesOf(prefix)
      let node = this.#roots[family]
      node.total += by
      for (const byte of bytes) (node = node.child(byte)).total += by
    }
  }

  /** Whether so much lies below the prefixes that looking by place is quicker. */
  #isWide(prefixes: readonly Prefix[]): boolean {
    let total = 0
    for (const prefix of prefixes) {
      const { family, bytes } = bytesOf(prefix)
      let node: TreeNode<Item> | undefined = this.#roots[family]
      for (const byte of bytes) node = node?.children.get(byte)
      total += node?.total ?? 0
    }
    return total > mostBelow
  }

  #nearPrefix(prefix: Prefix, spot: Spot, found: Set<Item>): void {
    const { family, bytes } = bytesOf(prefix)
    let node: TreeNode<Item> | undefined = this.#roots[family]
    for (const byte of bytes) {
      node.collect(spot, found)
      node = node.children.get(byte)
      if (!node) return
    }
    node.collectBelow(spot, found)
  }

  #nodesOf(destinations: PrefixSet): Set<TreeNode<Item>> {
    return new Set(prefixesOf(destinations).map((prefix) => this.#nodeOf(prefix)))
  }

  #nodeOf(prefix: Prefix): TreeNode<Item> {
    const { family, bytes } = bytesOf(prefix)
    let node = this.#roots[family]
    for (const byte of bytes) node = node.child(byte)
    return node
  }
}

/** Absent: everywhere, or every port. */
interface Spot {
  readonly places: readonly number[] | undefined
  readonly blocks: readonly number[] | undefined
}

const spotOf = ({ places, traffic }: Region): Spot => ({
  places: places.length > mostPlaces ? undefined : places,
  blocks: blocksOf(traffic),
})

/** The blocks of destination ports that traffic lies in; undefined where they are many. */
export function blocksOf(traffic: readonly TrafficBox[]): number[] | undefined {
  const blocks = new Set<number>()
  for (const { dstPort } of traffic) {
    if (!dstPort || !addBlocks(blocks, dstPort)) return undefined
  }
  return blocks.size > mostBlocks ? undefined : [...blocks]
}

function addBlocks(blocks: Set<number>, [first, last]: PortRange): boolean {
  const [low, high] = [first >> blockBits, last >> blockBits]
  if (high - low >= mostBlocks) return false
  for (let block = low; block <= high; block++) blocks.add(block)
  return true
}

const everything = ['0.0.0.0/0' as Prefix, '::/0' as Prefix]
const prefixesOf = (prefixes: PrefixSet): readonly Prefix[] => (prefixes.length > mostPrefixes ? everything : prefixes)

interface PrefixBytes {
  readonly family: 4 | 6
  /** Whole bytes that the prefix fixes. */
  readonly bytes: readonly number[]
}

const knownBytes = new Map<Prefix, PrefixBytes>()

function bytesOf(prefix: Prefix): PrefixBytes {
  const known = knownBytes.get(prefix)
  if (known) return known
  const { family, first, length } = prefixRange(prefix)
  const bits = family === 4 ? 32 : 128
  const bytes = Array.from({ length: length >> 3 }, (_, i) => Number((first >> BigInt(bits - 8 * (i + 1))) & 255n))
  if (knownBytes.size > 100_000) knownBytes.clear()
  const made = { family, bytes }
  knownBytes.set(prefix, made)
  return made
}

/** Absent: all of them. */
function meets(a: readonly number[] | undefined, b: readonly number[] | undefined): boolean {
  if (!a || !b) return true
  for (const one of a) if (b.includes(one)) return true
  return false
}

/** Items by place, and by place and block of ports; `everywhere` and `any` stand for all of them. */
interface Cells<Item> {
  readonly byPlace: Map<number, Item[]>
  readonly byBlock: Map<number, Item[]>
}

const everywhere = -1
const anyBlock = blocksOfPlace
const keyOf = (place: number, block: number): number => (place + 1) * (blocksOfPlace + 1) + block

class TreeNode<Item> {
  readonly children = new Map<number, TreeNode<Item>>()
  total = 0
  readonly #items: Item[] = []
  readonly #spots: Spot[] = []
  #cells: Cells<Item> | undefined

  child(byte: number): TreeNode<Item> {
    let child = this.children.get(byte)
    if (!child) this.children.set(byte, (child = new TreeNode()))
    return child
  }

  add(item: Item, spot: Spot): void {
    this.#items.push(item)
    this.#spots.push(spot)
    if (this.#cells) addToCells(this.#cells, item, spot)
    else if (this.#items.length > fewItems) this.#makeCells()
  }

  #makeCells(): void {
    const cells: Cells<Item> = { byPlace: new Map(), byBlock: new Map() }
    for (const [i, item] of this.#items.entries()) addToCells(cells, item, this.#spots[i] as Spot)
    this.#cells = cells
  }

  remove(item: Item, spot: Spot): void {
    const at = this.#items.indexOf(item)
    if (at < 0) return
    dropAt(this.#items, at)
    dropAt(this.#spots, at)
    if (!this.#cells) return
    for (const place of spot.places ?? [everywhere]) {
      dropFrom(this.#cells.byPlace.get(place), item)
      for (const block of spot.blocks ?? [anyBlock]) dropFrom(this.#cells.byBlock.get(keyOf(place, block)), item)
    }
  }

  collect({ places, blocks }: Spot, found: Set<Item>): void {
    const cells = this.#cells
    if (!places) return this.#collectBlocks(blocks, found)
    if (!cells) return this.#collectFew(places, blocks, found)
    this.#collectPlace(cells, everywhere, blocks, found)
    for (const place of places) this.#collectPlace(cells, place, blocks, found)
  }

  #collectBlocks(blocks: Spot['blocks'], found: Set<Item>): void {
    for (let i = 0; i < this.#items.length; i++)
      if (meets((this.#spots[i] as Spot).blocks, blocks)) found.add(this.#items[i] as Item)
  }

  #collectFew(places: readonly number[], blocks: Spot['blocks'], found: Set<Item>): void {
    for (let i = 0; i < this.#items.length; i++) {
      const spot = this.#spots[i] as Spot
      if (meets(spot.places, places) && meets(spot.blocks, blocks)) found.add(this.#items[i] as Item)
    }
  }

  #collectPlace(cells: Cells<Item>, place: number, blocks: Spot['blocks'], found: Set<Item>): void {
    if (!blocks) return addAll(cells.byPlace.get(place), found)
    addAll(cells.byBlock.get(keyOf(place, anyBlock)), found)
    for (const block of blocks) addAll(cells.byBlock.get(keyOf(place, block)), found)
  }

  collectBelow(spot: Spot, found: Set<Item>): void {
    this.collect(spot, found)
    for (const child of this.children.values()) child.collectBelow(spot, found)
  }
}

function addToCells<Item>({ byPlace, byBlock }: Cells<Item>, item: Item, { places, blocks }: Spot): void {
  for (const place of places ?? [everywhere]) {
    push(byPlace, place, item)
    for (const block of blocks ?? [anyBlock]) push(byBlock, keyOf(place, block), item)
  }
}

function push<Item>(lists: Map<number, Item[]>, key: number, item: Item): void {
  const list = lists.get(key)
  if (list) list.push(item)
  else lists.set(key, [item])
}

function addAll<Item>(items: readonly Item[] | undefined, found: Set<Item>): void {
  if (items) for (const item of items) found.add(item)
}

function dropFrom<Item>(items: Item[] | undefined, item: Item): void {
  const at = items?.indexOf(item) ?? -1
  if (items && at >= 0) dropAt(items, at)
}

/** The last item takes its place. */
function dropAt<Item>(items: Item[], at: number): void {
  const last = items.pop() as Item
  if (at < items.length) items[at] = last
}
