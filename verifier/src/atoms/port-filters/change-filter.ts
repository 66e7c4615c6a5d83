import type { AtomState } from '../check-atom.js'
import { aboveFact, factsPerAtom, holesFact, loopsFact, nodeFact } from '../findings.js'
import { actionBits, cellAt } from '../forwarding-rows.js'
import { findPrefix, type PrefixTree } from '../prefix-tree.js'
import { kindAfterChange, kindOf, staysAsItIs } from './class-kind.js'
import { addDeniers, addHeld, countGate, type FilteredFacts, heldByGate, refresh } from './filtered-facts.js'
import { type Gate, gateOf } from './gates.js'
import { trimSets } from './permitted-set.js'
import { kinds, type PortFilter, ruleStride } from './port-filter.js'

/** Forgets what is known of a rule's class and those inside, where no atom depends on it. */
export function forgetClasses(filter: PortFilter, rule: number): void {
  eachBelow(filter.tree, nodeOfRule(filter, rule), (node) => {
    const itsClass = filter.tree.atom[node]!
    if (itsClass < 0) return
    filter.kind[itsClass] = kinds.unknown
    filter.epochs[itsClass] = 0
  })
}

/** Brings all atoms up to date after a rule of a bound filter came or went: those of classes that now permit all, some or none where they
 *  did not before, and those that have a loop or a black hole without filters. */
export function ruleChanged(state: AtomState, all: FilteredFacts, number: number, rule: number, comes: boolean): void {
  trimSets(all.filters.sets)
  const filter = all.filters.filters[number]!
  const row = rule * ruleStride
  const { tree, kind } = filter
  const top = nodeOfRule(filter, rule)
  const leaves = all.filters.leaving[number]!
  let depth = 1
  classStack[0] = top
  while (depth > 0) {
    const node = classStack[--depth]!
    depth = pushBelow(tree, node, classStack, depth)
    const itsClass = tree.atom[node]!
    if (itsClass < 0) continue
    filter.epochs[itsClass] = 0
    const before = kind[itsClass]!
    if (before === kinds.unknown || staysAsItIs(filter, itsClass, row, comes)) continue
    const after = kindAfterChange(all.filters.sets, filter, itsClass)
    if (after !== before && (before === kinds.all || after === kinds.all || leaves))
      recountClass(state, all, number, node, before, after)
  }
  if (state.findings.loops + state.findings.holes > 0) refreshFaults(state, all, tree.address[top]!, tree.length[top]!)
}

function nodeOfRule(filter: PortFilter, rule: number): number {
  return filter.nodes[filter.classes[rule]!]!
}

/** Atoms of one class whose packets are sent through the filter: what its gates held back is taken off, and what they hold back now put on. */
function recountClass(
  state: AtomState,
  all: FilteredFacts,
  number: number,
  node: number,
  before: number,
  after: number,
): void {
  const { tree } = all.filters.filters[number]!
  const atoms = all.tree
  const top = findPrefix(atoms, tree.address[node]!, tree.length[node]!)
  const hasInner = tree.low[node]! >= 0 || tree.high[node]! >= 0
  let depth = 1
  atomStack[0] = top
  while (depth > 0) {
    const at = atomStack[--depth]!
    const atom = atoms.atom[at]!
    if (atom >= 0) {
      if (hasInner && at !== top && isClass(tree, atoms.address[at]!, atoms.length[at]!)) continue
      if (isRecounted(state, all, number, tree.atom[node]!, atom, before, after)) refresh(state, all, atom, true)
    }
    depth = pushBelow(atoms, at, atomStack, depth)
  }
}

/** Recounts what the gates with a filter hold back of one atom; answers whether its part in the sums may be another. */
function isRecounted(
  state: AtomState,
  all: FilteredFacts,
  number: number,
  itsClass: number,
  atom: number,
  before: number,
  after: number,
): boolean {
  const { kind } = all.filters.filters[number]!
  const senders = all.filters.senders[number]!
  let isOther = false
  for (let i = 0; i < senders.length; i++) {
    const device = senders[i]!
    const action = state.rows.cells[cellAt(state.rows, atom, device)]! & actionBits
    const gate = gateOf(all.filters, state.hops, device, action)
    if (gate === null) continue
    if (gate.only === number) {
      if (addDeniers(all, atom, (after === kinds.all ? 0 : 1) - (before === kinds.all ? 0 : 1))) isOther = true
      continue
    }
    if (gate.only >= 0 || !(gate.out.includes(number) || gate.into.includes(number))) continue
    isOther = true
    kind[itsClass] = before
    countGate(state, all, atom, device, action, -1)
    kind[itsClass] = after
    countGate(state, all, atom, device, action, 1)
  }
  return isOther
}

/** Nodes still to be looked at; a trie of 32 levels never has more than one waiting on each. */
const classStack = new Int32Array(70)
const atomStack = new Int32Array(70)

function pushBelow(tree: PrefixTree, node: number, stack: Int32Array, depth: number): number {
  let top = depth
  if (tree.high[node]! >= 0) stack[top++] = tree.high[node]!
  if (tree.low[node]! >= 0) stack[top++] = tree.low[node]!
  return top
}

function isClass(tree: PrefixTree, address: number, length: number): boolean {
  const node = findPrefix(tree, address, length)
  return node >= 0 && tree.atom[node]! >= 0
}

function refreshFaults(state: AtomState, all: FilteredFacts, address: number, length: number): void {
  const { facts } = state.findings
  eachBelow(all.tree, findPrefix(all.tree, address, length), (node) => {
    const atom = all.tree.atom[node]!
    if (atom < 0) return
    const at = atom * factsPerAtom
    if (facts[at + loopsFact]! + facts[at + holesFact]! > 0) refresh(state, all, atom, true)
  })
}

/** Changes the filter of a port, and brings the atoms up to date that one of the devices sends to it. `senders`: pairs of a device and its
 *  port. Costs a comparison for every atom, and a look at those that are sent there; their facts are only summed up anew where they change. */
export function changePort(
  state: AtomState,
  all: FilteredFacts,
  senders: readonly (readonly [device: number, port: number])[],
  change: () => void,
): void {
  const gatesOf = ([device, port]: readonly [number, number]) =>
    state.hops.actionPorts[device]!.map((ports, action) =>
      ports.includes(port) ? gateOf(all.filters, state.hops, device, action) : undefined,
    )
  const before = senders.map(gatesOf)
  change()
  const kindAt = kindsByAtom(state, all)
  senders.forEach((sender, i) => regate(state, all, sender[0], before[i]!, gatesOf(sender), kindAt))
}

/** One device's gates are others than before: per action, absent where nothing changed. */
function regate(
  state: AtomState,
  all: FilteredFacts,
  device: number,
  before: readonly (Gate | null | undefined)[],
  after: readonly (Gate | null | undefined)[],
  kindAt: (filter: number, atom: number) => number,
): void {
  const { facts } = state.findings
  const isUsed = Uint8Array.from(after, (gate, action) => (gate === undefined || before[action] === undefined ? 0 : 1))
  const isLeaving = [before, after].map((gates) => gates.map((gate) => gate?.targets.includes(-1) ?? false))
  for (let atom = 0; atom < all.tree.atoms; atom++) {
    const action = state.rows.cells[cellAt(state.rows, atom, device)]! & actionBits
    if (isUsed[action] !== 1) continue
    const old = before[action]!
    const now = after[action]!
    const change = (now && isClosed(now, atom, kindAt) ? 1 : 0) - (old && isClosed(old, atom, kindAt) ? 1 : 0)
    const isFlipped = addDeniers(all, atom, change)
    let held = 0
    if (old && isLeaving[0]![action]) held -= heldByGate(state, all, old, atom, device, action)
    if (now && isLeaving[1]![action]) held += heldByGate(state, all, now, atom, device, action)
    if (held !== 0) addHeld(all, atom, held)
    const at = atom * factsPerAtom
    if (isFlipped || held !== 0 || facts[at + loopsFact]! + facts[at + holesFact]! > 0) refresh(state, all, atom, true)
  }
}

function isClosed({ out, into }: Gate, atom: number, kindAt: (filter: number, atom: number) => number): boolean {
  for (let i = 0; i < out.length; i++) {
    if (out[i]! >= 0 && kindAt(out[i]!, atom) !== kinds.all) return true
    if (into[i]! >= 0 && kindAt(into[i]!, atom) !== kinds.all) return true
  }
  return false
}

/** What filters do with atoms, found from the atom above where a filter has no class of its own for one: each class is an atom. Remembered, until rules change. */
function kindsByAtom(
  { findings }: AtomState,
  { filters, tree: atoms }: FilteredFacts,
): (filter: number, atom: number) => number {
  const known = new Map<number, Uint8Array>()
  const find = (filter: number, kindsKnown: Uint8Array, atom: number): number => {
    if (kindsKnown[atom]! !== kinds.unknown) return kindsKnown[atom]!
    const list = filters.filters[filter]!
    const node = findings.facts[atom * factsPerAtom + nodeFact]!
    const [address, length] = [atoms.address[node]!, atoms.length[node]!]
    const above = findings.facts[atom * factsPerAtom + aboveFact]!
    const isOwn = above < 0 || findPrefix(list.tree, address, length) >= 0
    const kind = isOwn ? kindOf(filters.sets, list, address, length) : find(filter, kindsKnown, above)
    return (kindsKnown[atom] = kind)
  }
  return (filter, atom) => {
    let kindsKnown = known.get(filter)
    if (!kindsKnown) known.set(filter, (kindsKnown = new Uint8Array(atoms.atoms)))
    return find(filter, kindsKnown, atom)
  }
}

/** Calls for a node and all below. */
function eachBelow(tree: PrefixTree, top: number, call: (node: number) => void): void {
  const open = [top]
  while (open.length > 0) {
    const node = open.pop()!
    call(node)
    if (tree.high[node]! >= 0) open.push(tree.high[node]!)
    if (tree.low[node]! >= 0) open.push(tree.low[node]!)
  }
}
