import type { AtomState } from './check-atom.js'
import {
  aboveFact,
  emptyFact,
  factsPerAtom,
  fitFindings,
  holesFact,
  loopsFact,
  nodeFact,
  ownerFact,
  splitFact,
  strayFact,
  tally,
} from './findings.js'
import { blockSize, cellAt, countFollower, fitRows, hasOwnBlock, ownRule } from './forwarding-rows.js'
import { atomSplit } from './port-filters/filtered-facts.js'
import { atomAbove, insertPrefix, type PrefixTree } from './prefix-tree.js'

/** Cuts a new prefix out of the atom that holds it. Answers the new atom, which behaves as the old one did: it shares its row. */
export function splitAtom(state: AtomState, tree: PrefixTree, address: number, length: number): number {
  const node = insertPrefix(tree, address, length)
  const atom = tree.atom[node]!
  const { rows, findings } = state
  fitRows(rows, tree.atoms, state.hops.devices)
  fitFindings(findings, tree.atoms)
  const { facts, size } = findings
  const at = atom * factsPerAtom
  const above = atomAbove(tree, node)
  const aboveAt = above * factsPerAtom
  facts[at + nodeFact] = node
  facts[at + aboveFact] = above
  for (const fact of [ownerFact, loopsFact, strayFact, holesFact, splitFact]) facts[at + fact] = facts[aboveAt + fact]!
  for (let block = 0; block < rows.blocksPerRow; block++)
    rows.blockOf[atom * rows.blocksPerRow + block] = rows.blockOf[above * rows.blocksPerRow + block]!
  const below = atomsRightBelow(tree, node)
  let left = 2 ** (32 - length)
  for (const child of below) {
    facts[child * factsPerAtom + aboveFact] = atom
    left -= 2 ** (32 - tree.length[facts[child * factsPerAtom + nodeFact]!]!)
  }
  moveFollowers(state, above, below)
  tally(findings, above, -1)
  size[atom] = left
  size[above] = size[above]! - left
  facts[at + emptyFact] = left === 0 ? 1 : 0
  if (size[above] === 0) facts[aboveAt + emptyFact] = 1
  tally(findings, above, 1)
  tally(findings, atom, 1)
  if (state.filtered !== undefined) atomSplit(state, state.filtered, above, atom)
  return atom
}

/** Atoms of the longest prefixes within a node's, without the node's own. */
export function atomsRightBelow(tree: PrefixTree, node: number): number[] {
  const found: number[] = []
  const open = [tree.low[node]!, tree.high[node]!]
  while (open.length > 0) {
    const at = open.pop()!
    if (at < 0) continue
    if (tree.atom[at]! >= 0) found.push(tree.atom[at]!)
    else open.push(tree.low[at]!, tree.high[at]!)
  }
  return found
}

/** Atoms that followed `above` and now have the new atom between: one follower, the new atom, in place of them. */
function moveFollowers({ rows, hops }: AtomState, above: number, moved: readonly number[]): void {
  for (let device = 0; device < hops.devices; device++) {
    if (!hasOwnBlock(rows, above, device >> 5)) continue
    const cell = cellAt(rows, above, device)
    for (const child of moved)
      if (!hasOwnBlock(rows, child, device >> 5) || (rows.cells[cellAt(rows, child, device)]! & ownRule) === 0)
        countFollower(rows, cell, -1)
    countFollower(rows, cell, 1)
  }
}

/** Followers of an atom in one block, counted anew: for a block that has just become its own. */
export function recountFollowers({ rows, findings }: AtomState, tree: PrefixTree, atom: number, block: number): void {
  const base = rows.blockOf[atom * rows.blocksPerRow + block]! * blockSize
  for (const child of atomsRightBelow(tree, findings.facts[atom * factsPerAtom + nodeFact]!)) {
    const own = hasOwnBlock(rows, child, block)
    const childBase = rows.blockOf[child * rows.blocksPerRow + block]! * blockSize
    for (let i = 0; i < blockSize; i++)
      if (!own || (rows.cells[childBase + i]! & ownRule) === 0) countFollower(rows, base + i, 1)
  }
}
