import { withRoom } from './growable.js'

/** All prefixes that any rule names, nested: a path-compressed binary trie in arrays, and a hash table to find a prefix at once.
 *  Node 0 is 0.0.0.0/0. Addresses are signed 32-bit integers. A node that only branches has atom -1. */
export interface PrefixTree {
  address: Int32Array
  length: Uint8Array
  low: Int32Array
  high: Int32Array
  atom: Int32Array
  nodes: number
  atoms: number
  /** Open addressing; node number, or -1. */
  slots: Int32Array
}

export function makePrefixTree(): PrefixTree {
  const tree: PrefixTree = {
    address: new Int32Array(64),
    length: new Uint8Array(64),
    low: new Int32Array(64).fill(-1),
    high: new Int32Array(64).fill(-1),
    atom: new Int32Array(64).fill(-1),
    nodes: 0,
    atoms: 0,
    slots: new Int32Array(128).fill(-1),
  }
  const root = addNode(tree, 0, 0)
  becomeAtom(tree, root)
  return tree
}

/** The trie node of a prefix, or -1. */
export function findPrefix(tree: PrefixTree, address: number, length: number): number {
  const slots = tree.slots
  const mask = slots.length - 1
  for (let slot = hash(address, length) & mask; ; slot = (slot + 1) & mask) {
    const node = slots[slot]!
    if (node < 0 || (tree.address[node]! === address && tree.length[node]! === length)) return node
  }
}

/** Adds a prefix that is not there; answers its trie node. Its atom is the newest. At most 32 steps. */
export function insertPrefix(tree: PrefixTree, address: number, length: number): number {
  const node = placeNode(tree, address, length)
  becomeAtom(tree, node)
  return node
}

/** The nearest atom above a node: that of the longest prefix that holds it; -1 for the root. */
export function atomAbove(tree: PrefixTree, node: number): number {
  const address = tree.address[node]!
  let above = -1
  for (let at = 0; at !== node; at = childOf(tree, at, address)) if (tree.atom[at]! >= 0) above = tree.atom[at]!
  return above
}

function childOf(tree: PrefixTree, node: number, address: number): number {
  return bitAt(address, tree.length[node]!) === 0 ? tree.low[node]! : tree.high[node]!
}

function placeNode(tree: PrefixTree, address: number, length: number): number {
  let at = 0
  for (;;) {
    const child = childOf(tree, at, address)
    if (child < 0) return attach(tree, at, addNode(tree, address, length))
    const childLength = tree.length[child]!
    const same = Math.min(Math.clz32(address ^ tree.address[child]!), childLength, length)
    if (same === childLength) {
      if (length === childLength) return child
      at = child
      continue
    }
    const between = addNode(tree, same === 0 ? 0 : address & (-1 << (32 - same)), same)
    attach(tree, at, between)
    attach(tree, between, child)
    return same === length ? between : attach(tree, between, addNode(tree, address, length))
  }
}

function attach(tree: PrefixTree, parent: number, child: number): number {
  const side = bitAt(tree.address[child]!, tree.length[parent]!) === 0 ? tree.low : tree.high
  side[parent] = child
  return child
}

function addNode(tree: PrefixTree, address: number, length: number): number {
  const node = tree.nodes++
  tree.address = withRoom(tree.address, tree.nodes)
  tree.length = withRoom(tree.length, tree.nodes)
  tree.low = withRoom(tree.low, tree.nodes, -1)
  tree.high = withRoom(tree.high, tree.nodes, -1)
  tree.atom = withRoom(tree.atom, tree.nodes, -1)
  tree.address[node] = address
  tree.length[node] = length
  return node
}

function becomeAtom(tree: PrefixTree, node: number): void {
  tree.atom[node] = tree.atoms++
  if (tree.atoms * 2 > tree.slots.length) rehash(tree)
  else enter(tree, node)
}

function rehash(tree: PrefixTree): void {
  tree.slots = new Int32Array(tree.slots.length * 2).fill(-1)
  for (let node = 0; node < tree.nodes; node++) if (tree.atom[node]! >= 0) enter(tree, node)
}

function enter(tree: PrefixTree, node: number): void {
  const mask = tree.slots.length - 1
  let slot = hash(tree.address[node]!, tree.length[node]!) & mask
  while (tree.slots[slot]! >= 0) slot = (slot + 1) & mask
  tree.slots[slot] = node
}

const bitAt = (address: number, position: number): number => (address >>> (31 - position)) & 1

function hash(address: number, length: number): number {
  const mixed = Math.imul(address ^ Math.imul(length, 0x9e3779b1), 0x85ebca6b)
  return mixed ^ (mixed >>> 15)
}
