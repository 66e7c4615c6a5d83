import type { AtomState } from '../check-atom.js'
import { factsPerAtom, holesFact, loopsFact } from '../findings.js'
import { actionBits, cellAt } from '../forwarding-rows.js'
import { findPrefix, type PrefixTree } from '../prefix-tree.js'
import { kindOf, staysAsItIs } from './class-kind.js'
import { type FilteredFacts, recount, refresh } from './filtered-facts.js'
import { gateAt, type PortFilters } from './gates.js'
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
export function ruleChanged(
  state: AtomState,
  all: FilteredFacts,
  filter: PortFilter,
  rule: number,
  comes: boolean,
): void {
  trimSets(all.filters.sets)
  const row = rule * ruleStride
  const { tree } = filter
  const top = nodeOfRule(filter, rule)
  eachBelow(tree, top, (node) => {
    const itsClass = tree.atom[node]!
    if (itsClass < 0) return
    filter.epochs[itsClass] = 0
    const before = filter.kind[itsClass]!
    if (before === kinds.unknown || staysAsItIs(filter, itsClass, row, comes)) return
    filter.kind[itsClass] = kinds.unknown
    if (kindOf(all.filters.sets, filter, tree.address[node]!, tree.length[node]!) !== before)
      recountClass(state, all, filter, node)
  })
  if (state.findings.loops + state.findings.holes > 0) refreshFaults(state, all, tree.address[top]!, tree.length[top]!)
}

function nodeOfRule(filter: PortFilter, rule: number): number {
  return filter.nodes[filter.classes[rule]!]!
}

/** Atoms of one class whose packets are sent through the filter. */
function recountClass(state: AtomState, all: FilteredFacts, filter: PortFilter, node: number): void {
  const { tree } = filter
  const number = all.filters.filters.indexOf(filter)
  const top = findPrefix(all.tree, tree.address[node]!, tree.length[node]!)
  eachBelow(all.tree, top, (at) => {
    if (at !== top && isClass(tree, all.tree.address[at]!, all.tree.length[at]!)) return false
    const atom = all.tree.atom[at]!
    if (atom >= 0 && isSentThrough(state, all.filters, atom, number)) recount(state, all, atom, true)
    return true
  })
}

function isClass(tree: PrefixTree, address: number, length: number): boolean {
  const node = findPrefix(tree, address, length)
  return node >= 0 && tree.atom[node]! >= 0
}

function isSentThrough(state: AtomState, filters: PortFilters, atom: number, filter: number): boolean {
  for (let i = 0; i < filters.gated.length; i++) {
    const gate = gateAt(filters, state.hops, state.rows, atom, filters.gated[i]!)
    if (gate !== null && (gate.out.includes(filter) || gate.into.includes(filter))) return true
  }
  return false
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

/** Atoms that some of the devices send to a port, after its filter changed. `ends`: pairs of a device and its port. */
export function portChanged(
  state: AtomState,
  all: FilteredFacts,
  ends: readonly (readonly [device: number, port: number])[],
): void {
  const uses = ends.map(
    ([device, port]) =>
      [device, Uint8Array.from(state.hops.actionPorts[device]!, (ports) => (ports.includes(port) ? 1 : 0))] as const,
  )
  for (let atom = 0; atom < all.tree.atoms; atom++)
    if (uses.some(([device, used]) => used[state.rows.cells[cellAt(state.rows, atom, device)]! & actionBits]! === 1))
      recount(state, all, atom, true)
}

/** Calls for a node and all below; not below those for which the answer is false. */
function eachBelow(tree: PrefixTree, top: number, call: (node: number) => boolean | undefined | void): void {
  const open = [top]
  while (open.length > 0) {
    const node = open.pop()!
    if (call(node) === false) continue
    if (tree.high[node]! >= 0) open.push(tree.high[node]!)
    if (tree.low[node]! >= 0) open.push(tree.low[node]!)
  }
}
