import type { AtomState } from './check-atom.js'
import { checkChange } from './check-atom.js'
import { aboveFact, factsPerAtom, nodeFact } from './findings.js'
import { actionBits, blockSize, cellAt, countFollower, hasOwnBlock, newBlock, ownRule } from './forwarding-rows.js'
import { withRoom } from './growable.js'
import { actionChanged } from './port-filters/filtered-facts.js'
import type { PrefixTree } from './prefix-tree.js'
import { recountFollowers } from './split-atom.js'

/** Scratch memory of walks down the tree. */
export interface DownWalk {
  stack: Int32Array
}

/** Writes a rule of its own for a device into an atom, and checks all atoms whose packets it moves: this one and those below
 *  that have no rule of their own at the device. */
export function writeRule(
  state: AtomState,
  tree: PrefixTree,
  walk: DownWalk,
  atom: number,
  device: number,
  action: number,
): void {
  const { rows, findings } = state
  if (!hasOwnBlock(rows, atom, device >> 5)) ownBlock(state, tree, atom, device >> 5)
  const cell = cellAt(rows, atom, device)
  const before = rows.cells[cell]!
  rows.cells[cell] = action | ownRule
  if ((before & ownRule) === 0) {
    const above = findings.facts[atom * factsPerAtom + aboveFact]!
    if (above >= 0 && hasOwnBlock(rows, above, device >> 5)) countFollower(rows, cellAt(rows, above, device), -1)
  }
  spread(state, tree, walk, atom, device, cell, before & actionBits, action)
}

/** Takes a device's own rule out of an atom, which then does what the atom above does. */
export function eraseRule(state: AtomState, tree: PrefixTree, walk: DownWalk, atom: number, device: number): void {
  const { rows, findings } = state
  const cell = cellAt(rows, atom, device)
  const before = rows.cells[cell]! & actionBits
  const above = findings.facts[atom * factsPerAtom + aboveFact]!
  let action = 0
  if (above >= 0) {
    const aboveCell = cellAt(rows, above, device)
    action = rows.cells[aboveCell]! & actionBits
    if (hasOwnBlock(rows, above, device >> 5)) countFollower(rows, aboveCell, 1)
  }
  rows.cells[cell] = action
  spread(state, tree, walk, atom, device, cell, before, action)
}

function spread(
  state: AtomState,
  tree: PrefixTree,
  walk: DownWalk,
  atom: number,
  device: number,
  cell: number,
  before: number,
  after: number,
): void {
  if (before === after) return
  const { next, shift } = state.hops
  const from = next[(device << shift) | before]!
  const to = next[(device << shift) | after]!
  checkChange(state, atom, device, from, to)
  if (state.filtered !== undefined) actionChanged(state, state.filtered, atom, device, before, after)
  if (state.rows.followers[cell]! > 0) spreadDown(state, tree, walk, atom, device, before, after)
}

/** The same change for the atoms below that follow this one. Those that share its block have it already. */
function spreadDown(
  state: AtomState,
  tree: PrefixTree,
  walk: DownWalk,
  atom: number,
  device: number,
  before: number,
  after: number,
): void {
  const { rows, findings, filtered } = state
  const { next, shift } = state.hops
  const from = next[(device << shift) | before]!
  const to = next[(device << shift) | after]!
  let depth = pushBelow(tree, walk, findings.facts[atom * factsPerAtom + nodeFact]!, 0)
  while (depth > 0) {
    const node = walk.stack[--depth]!
    const at = tree.atom[node]!
    if (at >= 0) {
      const own = hasOwnBlock(rows, at, device >> 5)
      if (own) {
        const cell = cellAt(rows, at, device)
        if ((rows.cells[cell]! & ownRule) !== 0) continue
        rows.cells[cell] = after
        checkChange(state, at, device, from, to)
        if (filtered !== undefined) actionChanged(state, filtered, at, device, before, after)
        if (rows.followers[cell]! === 0) continue
      } else {
        checkChange(state, at, device, from, to)
        if (filtered !== undefined) actionChanged(state, filtered, at, device, before, after)
      }
    }
    depth = pushBelow(tree, walk, node, depth)
  }
}

function pushBelow(tree: PrefixTree, walk: DownWalk, node: number, depth: number): number {
  if (depth + 2 > walk.stack.length) walk.stack = withRoom(walk.stack, depth + 2)
  let top = depth
  if (tree.high[node]! >= 0) walk.stack[top++] = tree.high[node]!
  if (tree.low[node]! >= 0) walk.stack[top++] = tree.low[node]!
  return top
}

/** Gives an atom a block of its own, a copy of the one that it shared; the atoms below that shared it share the copy. */
function ownBlock(state: AtomState, tree: PrefixTree, atom: number, block: number): void {
  const { rows, findings } = state
  const shared = rows.blockOf[atom * rows.blocksPerRow + block]!
  const made = newBlock(rows, atom, block)
  for (let i = 0; i < blockSize; i++)
    rows.cells[made * blockSize + i] = rows.cells[shared * blockSize + i]! & actionBits
  const open = [
    tree.low[findings.facts[atom * factsPerAtom + nodeFact]!]!,
    tree.high[findings.facts[atom * factsPerAtom + nodeFact]!]!,
  ]
  while (open.length > 0) {
    const node = open.pop()!
    if (node < 0) continue
    const below = tree.atom[node]!
    if (below >= 0) {
      if (rows.blockOf[below * rows.blocksPerRow + block]! !== shared) continue
      rows.blockOf[below * rows.blocksPerRow + block] = made
    }
    open.push(tree.low[node]!, tree.high[node]!)
  }
  recountFollowers(state, tree, atom, block)
}
