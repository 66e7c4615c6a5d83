import { falseNode, trueNode } from '@paranet/network'
import { type AtomState, leadsTo, nextOf, strays } from '../check-atom.js'
import { emptyFact, factsPerAtom, holesFact, isOwner, loopsFact, nodeFact, ownerFact, strayFact } from '../findings.js'
import { actionBits, cellAt } from '../forwarding-rows.js'
import { withRoom } from '../growable.js'
import { countLoops } from '../loop-search.js'
import { ends } from '../next-hops.js'
import type { PrefixTree } from '../prefix-tree.js'
import { kindOf } from './class-kind.js'
import { closedFilters, deniesSome, type Gate, gateAt, gateOf, passesSome, passing, type PortFilters } from './gates.js'
import { findLevels, headerFields, kinds, permits } from './port-filter.js'
import { trimSets } from './permitted-set.js'

/** What filters change of an atom's facts, in rows; the last four are what the atom adds to the sums. */
const deniersFact = 0
const heldFact = 1
const loopsPart = 2
const holesPart = 3
const cutPart = 4
const filteredPart = 5
const perAtom = 6

/** Facts of atoms with filters on their ways. Those without filters are kept beside, in `Findings`, as if no filter were bound: a loop
 *  with filters is one without them as well, so that only what the atoms find has to be looked at. */
export interface FilteredFacts {
  readonly filters: PortFilters
  readonly tree: PrefixTree
  facts: Int32Array
  loops: number
  holes: number
  cut: number
  /** Atoms of owned prefixes of which a filter denies packets on some device's way. */
  filtered: number
  newLoops: number
  newHoles: number
  newCuts: number
  newFiltered: number
}

export function makeFilteredFacts(filters: PortFilters, tree: PrefixTree): FilteredFacts {
  const sums = { loops: 0, holes: 0, cut: 0, filtered: 0, newLoops: 0, newHoles: 0, newCuts: 0, newFiltered: 0 }
  return { filters, tree, facts: new Int32Array(0), ...sums }
}

/** All facts of all atoms anew. */
export function recountAll(state: AtomState, all: FilteredFacts): void {
  all.facts = withRoom(all.facts, all.tree.atoms * perAtom)
  all.facts.fill(0)
  all.loops = all.holes = all.cut = all.filtered = 0
  for (let atom = 0; atom < all.tree.atoms; atom++) recount(state, all, atom, false)
}

/** The facts of one atom anew: what its gates hold back, then its part in the sums. */
export function recount(state: AtomState, all: FilteredFacts, atom: number, isNews: boolean): void {
  const { gated } = all.filters
  let deniers = 0
  let held = 0
  for (let i = 0; i < gated.length; i++) {
    const device = gated[i]!
    const gate = gateAt(all.filters, state.hops, state.rows, atom, device)
    if (gate === null) continue
    if (denies(state, all, gate, atom)) deniers += 1
    held += heldBack(state, all, gate, atom, device, nextOf(state.rows, state.hops, atom, device))
  }
  all.facts[atom * perAtom + deniersFact] = deniers
  all.facts[atom * perAtom + heldFact] = held
  refresh(state, all, atom, isNews)
}

/** Brings an atom's facts up to date after one device's action changed. */
export function actionChanged(
  state: AtomState,
  all: FilteredFacts,
  atom: number,
  device: number,
  before: number,
  after: number,
): void {
  countGate(state, all, atom, device, before, -1)
  countGate(state, all, atom, device, after, 1)
  refresh(state, all, atom, true)
}

/** So many more devices at which a filter denies some of the atom's packets. Answers whether there are some now where there were none, or the other way. */
export function addDeniers(all: FilteredFacts, atom: number, change: number): boolean {
  const at = atom * perAtom + deniersFact
  const before = all.facts[at]!
  all.facts[at] = before + change
  return before > 0 !== before + change > 0
}

/** So many more devices at which all packets are denied that would end wrongly. */
export function addHeld(all: FilteredFacts, atom: number, change: number): void {
  const at = atom * perAtom + heldFact
  all.facts[at] = all.facts[at]! + change
}

/** 1 where a gate denies all of the atom's packets that would end wrongly at the device by this action. */
export function heldByGate(
  state: AtomState,
  all: FilteredFacts,
  gate: Gate,
  atom: number,
  device: number,
  action: number,
): number {
  return heldBack(state, all, gate, atom, device, state.hops.next[(device << state.hops.shift) | action]!)
}

/** Adds what an action's gate holds back to the atom's facts, or takes it off. */
export function countGate(
  state: AtomState,
  all: FilteredFacts,
  atom: number,
  device: number,
  action: number,
  sign: 1 | -1,
): void {
  const gate = gateOf(all.filters, state.hops, device, action)
  if (gate === null) return
  const at = atom * perAtom
  if (denies(state, all, gate, atom)) all.facts[at + deniersFact] = all.facts[at + deniersFact]! + sign
  if (!gate.targets.includes(-1)) return
  const next = state.hops.next[(device << state.hops.shift) | action]!
  if (heldBack(state, all, gate, atom, device, next) > 0) all.facts[at + heldFact] = all.facts[at + heldFact]! + sign
}

/** A new atom behaves as the one that it was cut out of, which may have no packets left. */
export function atomSplit(state: AtomState, all: FilteredFacts, above: number, atom: number): void {
  all.facts = withRoom(all.facts, all.tree.atoms * perAtom)
  all.facts[atom * perAtom + deniersFact] = all.facts[above * perAtom + deniersFact]!
  all.facts[atom * perAtom + heldFact] = all.facts[above * perAtom + heldFact]!
  refresh(state, all, atom, false)
  refresh(state, all, above, false)
}

/** An atom's part in the sums, from its facts. Loops and black holes are looked at where the atoms found some. */
export function refresh(state: AtomState, all: FilteredFacts, atom: number, isNews: boolean): void {
  const { facts } = state.findings
  const from = atom * factsPerAtom
  const at = atom * perAtom
  const isFull = facts[from + emptyFact]! === 0
  const isOwned = isFull && facts[from + ownerFact]! !== -1
  const loops = isFull && facts[from + loopsFact]! > 0 ? loopsThrough(state, all, atom) : 0
  const holes = isFull && facts[from + holesFact]! > 0 ? holesThrough(state, all, atom) : 0
  const cut = isOwned && loops + facts[from + strayFact]! - all.facts[at + heldFact]! > 0 ? 1 : 0
  const filtered = isOwned && all.facts[at + deniersFact]! > 0 ? 1 : 0
  const moreLoops = loops - all.facts[at + loopsPart]!
  const moreHoles = holes - all.facts[at + holesPart]!
  const moreCuts = cut - all.facts[at + cutPart]!
  const moreFiltered = filtered - all.facts[at + filteredPart]!
  if (moreLoops === 0 && moreHoles === 0 && moreCuts === 0 && moreFiltered === 0) return
  all.facts[at + loopsPart] = loops
  all.facts[at + holesPart] = holes
  all.facts[at + cutPart] = cut
  all.facts[at + filteredPart] = filtered
  all.loops += moreLoops
  all.holes += moreHoles
  all.cut += moreCuts
  all.filtered += moreFiltered
  if (!isNews) return
  if (moreLoops > 0) all.newLoops += moreLoops
  if (moreHoles > 0) all.newHoles += moreHoles
  if (moreCuts > 0) all.newCuts += moreCuts
  if (moreFiltered > 0) all.newFiltered += moreFiltered
}

function addressOf(state: AtomState, all: FilteredFacts, atom: number): number {
  return all.tree.address[state.findings.facts[atom * factsPerAtom + nodeFact]!]!
}

function lengthOf(state: AtomState, all: FilteredFacts, atom: number): number {
  return all.tree.length[state.findings.facts[atom * factsPerAtom + nodeFact]!]!
}

function denies(state: AtomState, all: FilteredFacts, gate: Gate, atom: number): boolean {
  return deniesSome(all.filters, gate, addressOf(state, all, atom), lengthOf(state, all, atom))
}

/** 1 where packets would end wrongly at this device, were they not all denied on the way out. */
function heldBack(
  state: AtomState,
  all: FilteredFacts,
  gate: Gate,
  atom: number,
  device: number,
  next: number,
): number {
  const owner = state.findings.facts[atom * factsPerAtom + ownerFact]!
  if (owner === -1 || strays(state, owner, device, next) === 0) return 0
  if (gate.drops || (gate.delivers && !isOwner(state.findings, owner, device))) return 0
  const [address, length] = [addressOf(state, all, atom), lengthOf(state, all, atom)]
  for (let i = 0; i < gate.ports.length; i++)
    if (gate.targets[i]! < 0 && passesSome(all.filters, gate, i, address, length)) return 0
  return 1
}

/** Black holes that packets get to. */
function holesThrough(state: AtomState, all: FilteredFacts, atom: number): number {
  const { hops, rows } = state
  let holes = 0
  for (let device = 0; device < hops.devices; device++)
    if (
      nextOf(rows, hops, atom, device) === ends.none &&
      hops.feeders[device]!.some((feeder) => feeder !== device && feeds(state, all, atom, feeder, device))
    )
      holes += 1
  return holes
}

function feeds(state: AtomState, all: FilteredFacts, atom: number, feeder: number, device: number): boolean {
  if (!leadsTo(state.hops, nextOf(state.rows, state.hops, atom, feeder), device)) return false
  const gate = gateAt(all.filters, state.hops, state.rows, atom, feeder)
  if (gate === null) return true
  const [address, length] = [addressOf(state, all, atom), lengthOf(state, all, atom)]
  return gate.targets.some((target, i) => target === device && passesSome(all.filters, gate, i, address, length))
}

/** Loops of the atom that some packet goes round through all filters. */
function loopsThrough(state: AtomState, all: FilteredFacts, atom: number): number {
  trimSets(all.filters.sets)
  const count = countLoops(state.search, state.rows, state.hops, atom)
  const { part } = state.search
  let loops = 0
  for (let loop = 1; loop <= count; loop++) {
    const members: number[] = []
    for (let device = 0; device < state.hops.devices; device++) if (part[device]! === loop) members.push(device)
    if (goesRound(state, all, atom, members)) loops += 1
  }
  return loops
}

interface Way {
  readonly from: number
  readonly to: number
  /** Filters between that do not permit everything. */
  readonly closed: readonly number[]
}

function waysWithin(state: AtomState, all: FilteredFacts, atom: number, members: readonly number[]): Way[] {
  const { hops, rows } = state
  const [address, length] = [addressOf(state, all, atom), lengthOf(state, all, atom)]
  return members.flatMap((from) => {
    const action = rows.cells[cellAt(rows, atom, from)]! & actionBits
    const gate = gateOf(all.filters, hops, from, action)
    const ways: Way[] = gate
      ? [...gate.targets].map((to, i) => ({ from, to, closed: closedFilters(all.filters, gate, i, address, length) }))
      : hops.actionPorts[from]![action]!.map((port) => ({ from, to: hops.behind[from]!.get(port) ?? -1, closed: [] }))
    return ways.filter(({ to }) => members.includes(to))
  })
}

/** Whether some packet goes round in a part in which all devices reach each other. Tried first: all ways that any packet may go, and
 *  the headers that the filters' witnesses are; one of them decides nearly always. */
function goesRound(state: AtomState, all: FilteredFacts, atom: number, members: readonly number[]): boolean {
  const [address, length] = [addressOf(state, all, atom), lengthOf(state, all, atom)]
  const ways = waysWithin(state, all, atom, members).filter(({ closed }) =>
    closed.every((filter) => kindAt(all, filter, address, length) !== kinds.none),
  )
  if (!hasCycle(ways, members)) return false
  const filters = [...new Set(ways.flatMap(({ closed }) => closed))]
  if (filters.length === 0) return true
  for (const tried of filters) {
    const { witness } = all.filters.filters[tried]!
    const at = findLevels(all.filters.filters[tried]!, address, length) * headerFields * 2
    const passed = new Set(filters.filter((filter) => permitsHeader(all, filter, address, length, witness, at)))
    if (
      hasCycle(
        ways.filter(({ closed }) => closed.every((filter) => passed.has(filter))),
        members,
      )
    )
      return true
  }
  return goesRoundBySets(all, ways, members, address, length)
}

function kindAt({ filters }: FilteredFacts, filter: number, address: number, length: number): number {
  return kindOf(filters.sets, filters.filters[filter]!, address, length)
}

function permitsHeader(
  { filters }: FilteredFacts,
  filter: number,
  address: number,
  length: number,
  header: Int32Array,
  at: number,
): boolean {
  findLevels(filters.filters[filter]!, address, length)
  return permits(filters.filters[filter]!, header, at)
}

/** Packets keep their headers on the way, so that those that get from a device to another are a least fixed point, and exact. A device that no
 *  packet comes back to is left out of what is looked at next. */
function goesRoundBySets(
  all: FilteredFacts,
  ways: readonly Way[],
  members: readonly number[],
  address: number,
  length: number,
): boolean {
  let left = ways.map(({ from, to, closed }) => ({ from, to, set: passing(all.filters, closed, address, length) }))
  left = left.filter(({ set }) => set !== falseNode)
  for (const start of members) {
    if (comesBack(all, left, start)) return true
    left = left.filter(({ from, to }) => from !== start && to !== start)
  }
  return false
}

/** Devices are taken away that lead nowhere, until none is left, or those that go round. */
function hasCycle(ways: readonly Way[], members: readonly number[]): boolean {
  let left = new Set(members)
  for (;;) {
    const going = new Set(ways.flatMap(({ from, to }) => (left.has(from) && left.has(to) ? [from] : [])))
    if (going.size === left.size) return left.size > 0
    left = going
  }
}

interface SetWay {
  readonly from: number
  readonly to: number
  /** The headers that the filters between let through. */
  readonly set: number
}

function comesBack({ filters }: FilteredFacts, ways: readonly SetWay[], start: number): boolean {
  const { diagram } = filters.sets
  const reached = new Map<number, number>([[start, trueNode]])
  const open = [start]
  while (open.length > 0) {
    const at = open.pop()!
    for (const { from, to, set } of ways) {
      if (from !== at) continue
      const arriving = diagram.and(reached.get(at)!, set)
      if (arriving === falseNode) continue
      if (to === start) return true
      const before = reached.get(to) ?? falseNode
      const now = diagram.or(before, arriving)
      if (now === before) continue
      reached.set(to, now)
      open.push(to)
    }
  }
  return false
}
