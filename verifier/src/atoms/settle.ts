import type { AtomState } from './check-atom.js'
import { checkWhole } from './check-atom.js'
import { aboveFact, emptyFact, factsPerAtom, fitFindings, nodeFact, ownerFact } from './findings.js'
import { actionBits, blockSize, countFollower, fitRows, hasOwnBlock, newBlock, ownRule } from './forwarding-rows.js'
import type { PrefixTree } from './prefix-tree.js'

/** Ends the loading of many rules: works out what each atom inherits, from the root down, and checks each atom once.
 *  `owners`: devices that own an atom's prefix. O(atoms × devices). */
export function settle(state: AtomState, tree: PrefixTree, owners: ReadonlyMap<number, readonly number[]>): void {
  const { rows, findings, hops } = state
  fitRows(rows, tree.atoms, hops.devices)
  fitFindings(findings, tree.atoms)
  findings.ownerSets.length = 0
  findings.loops = findings.holes = findings.cut = 0
  rows.followers.fill(0)
  const nodes = [0]
  const aboves = [-1]
  const order = new Int32Array(tree.atoms)
  let placed = 0
  while (nodes.length > 0) {
    const node = nodes.pop()!
    let above = aboves.pop()!
    const atom = tree.atom[node]!
    if (atom >= 0) {
      inherit(state, atom, above)
      place(state, tree, atom, above, node, owners)
      order[placed++] = atom
      above = atom
    }
    for (const child of [tree.low[node]!, tree.high[node]!])
      if (child >= 0) {
        nodes.push(child)
        aboves.push(above)
      }
  }
  for (const atom of order) {
    findings.facts[atom * factsPerAtom + emptyFact] = findings.size[atom] === 0 ? 1 : 0
    checkWhole(state, atom)
  }
}

function place(
  { findings }: AtomState,
  tree: PrefixTree,
  atom: number,
  above: number,
  node: number,
  owners: ReadonlyMap<number, readonly number[]>,
): void {
  const { facts, size } = findings
  const at = atom * factsPerAtom
  const addresses = 2 ** (32 - tree.length[node]!)
  facts[at + nodeFact] = node
  facts[at + aboveFact] = above
  size[atom] = addresses
  if (above >= 0) size[above] = size[above]! - addresses
  const own = owners.get(atom)
  facts[at + ownerFact] = own
    ? own.length === 1
      ? own[0]!
      : -1 - findings.ownerSets.push(own)
    : above < 0
      ? -1
      : facts[above * factsPerAtom + ownerFact]!
}

function inherit({ rows, hops }: AtomState, atom: number, above: number): void {
  const blocks = Math.ceil(hops.devices / blockSize)
  for (let block = 0; block < blocks; block++) {
    const at = atom * rows.blocksPerRow + block
    const shared = above < 0 ? -1 : rows.blockOf[above * rows.blocksPerRow + block]!
    const aboveOwns = above >= 0 && hasOwnBlock(rows, above, block)
    if (!hasOwnBlock(rows, atom, block)) {
      if (above < 0) newBlock(rows, atom, block)
      else rows.blockOf[at] = shared
      if (aboveOwns) for (let i = 0; i < blockSize; i++) countFollower(rows, shared * blockSize + i, 1)
      continue
    }
    const base = rows.blockOf[at]! * blockSize
    for (let i = 0; i < blockSize; i++) {
      if ((rows.cells[base + i]! & ownRule) !== 0) continue
      rows.cells[base + i] = above < 0 ? 0 : rows.cells[shared * blockSize + i]! & actionBits
      if (aboveOwns) countFollower(rows, shared * blockSize + i, 1)
    }
  }
}
