import type { Findings } from './findings.js'
import {
  emptyFact,
  factsPerAtom,
  holesFact,
  isCut,
  isOwner,
  loopsFact,
  ownerFact,
  splitFact,
  strayFact,
  tally,
} from './findings.js'
import { actionBits, type ForwardingRows } from './forwarding-rows.js'
import type { LoopSearch } from './loop-search.js'
import { countLoops, reaches } from './loop-search.js'
import { ends, type NextHops } from './next-hops.js'
import type { FilteredFacts } from './port-filters/filtered-facts.js'

/** All that the checks read. */
export interface AtomState {
  readonly rows: ForwardingRows
  readonly hops: NextHops
  readonly findings: Findings
  readonly search: LoopSearch
  /** Where a filter was ever bound to a port. */
  readonly filtered: FilteredFacts | undefined
}

/** Where a device sends an atom: a code of `NextHops`. */
export function nextOf(rows: ForwardingRows, hops: NextHops, atom: number, device: number): number {
  const block = rows.blockOf[atom * rows.blocksPerRow + (device >> 5)]!
  return hops.next[(device << hops.shift) | (rows.cells[(block << 5) | (device & 31)]! & actionBits)]!
}

/** Brings an atom's facts up to date after one device's next hop went from `before` to `after`; the row has `after` already.
 *  A change at one device makes and breaks only loops through it, and black holes only at it and at its next hops: with single
 *  next hops it costs one walk along the new way, and one along the old way where the atom had a loop. */
export function checkChange(state: AtomState, atom: number, device: number, before: number, after: number): void {
  if (before === after) return
  const { findings } = state
  const { facts } = findings
  const at = atom * factsPerAtom
  const isEmpty = facts[at + emptyFact]! === 1
  const wasCut = isCut(facts, at)
  const loops = facts[at + loopsFact]!
  const splits = facts[at + splitFact]!
  facts[at + splitFact] = splits + (after <= ends.group ? 1 : 0) - (before <= ends.group ? 1 : 0)
  const nowLoops =
    splits > 0 || after <= ends.group
      ? loopsWithSplits(state, atom, device, before, after, loops)
      : loops + loopsByWalk(state, atom, device, before, after, loops)
  const owner = facts[at + ownerFact]!
  if (owner !== -1)
    facts[at + strayFact] =
      facts[at + strayFact]! + strays(state, owner, device, after) - strays(state, owner, device, before)
  const holes = holesChange(state, atom, device, before, after)
  facts[at + loopsFact] = nowLoops
  facts[at + holesFact] = facts[at + holesFact]! + holes
  if (isEmpty) return
  findings.checked += 1
  if (nowLoops !== loops) {
    findings.loops += nowLoops - loops
    if (nowLoops > loops) findings.newLoops += nowLoops - loops
  }
  if (holes !== 0) {
    findings.holes += holes
    if (holes > 0) findings.newHoles += holes
  }
  const nowCut = isCut(facts, at)
  if (nowCut !== wasCut) {
    findings.cut += nowCut ? 1 : -1
    if (nowCut) findings.newCuts += 1
  }
}

function loopsByWalk(
  { rows, hops }: AtomState,
  atom: number,
  device: number,
  before: number,
  after: number,
  loops: number,
): number {
  const broken = loops > 0 && before >= 0 && comesBack(rows, hops, atom, device, before) ? 1 : 0
  const made = after >= 0 && comesBack(rows, hops, atom, device, after) ? 1 : 0
  return made - broken
}

/** Whether a walk from `from` comes to `device`. It may run into another loop: then it ends after as many steps as there are devices. */
function comesBack(rows: ForwardingRows, hops: NextHops, atom: number, device: number, from: number): boolean {
  const { blockOf, cells } = rows
  const { next, shift, devices } = hops
  const row = atom * rows.blocksPerRow
  let at = from
  for (let steps = 0; at >= 0 && at !== device && steps < devices; steps++) {
    const cell = cells[(blockOf[row + (at >> 5)]! << 5) | (at & 31)]!
    at = next[(at << shift) | (cell & actionBits)]!
  }
  return at === device
}

/** With several next hops: counted anew, but only where the device is in a loop now or was in one before. */
function loopsWithSplits(
  { rows, hops, search }: AtomState,
  atom: number,
  device: number,
  before: number,
  after: number,
  loops: number,
): number {
  if (
    !reaches(search, rows, hops, atom, after, device) &&
    (loops === 0 || !reaches(search, rows, hops, atom, before, device))
  )
    return loops
  return countLoops(search, rows, hops, atom)
}

/** 1 where packets end at this device that should end elsewhere. */
export function strays({ findings, hops }: AtomState, owner: number, device: number, next: number): number {
  if (next >= 0) return 0
  if (next === ends.local) return isOwner(findings, owner, device) ? 0 : 1
  if (next > ends.group) return 1
  const group = ends.group - next
  return hops.groupDrops[group]! ||
    hops.groupLeaves[group]! ||
    (hops.groupDelivers[group]! && !isOwner(findings, owner, device))
    ? 1
    : 0
}

function holesChange(state: AtomState, atom: number, device: number, before: number, after: number): number {
  let change = holesBehind(state, atom, device, after, before) - holesBehind(state, atom, device, before, after)
  if (before === ends.none || after === ends.none) {
    const isFed = hasFeeder(state, atom, device, device)
    if (after === ends.none && isFed) change += 1
    if (before === ends.none && isFed) change -= 1
  }
  return change
}

/** Black holes among these next hops that no other device sends to, and that are not next hops of `others` as well. */
function holesBehind(state: AtomState, atom: number, device: number, next: number, others: number): number {
  if (next >= 0) return isHoleOfOne(state, atom, device, next, others) ? 1 : 0
  if (next > ends.group) return 0
  let holes = 0
  for (const member of state.hops.groupDevices[ends.group - next]!)
    if (isHoleOfOne(state, atom, device, member, others)) holes += 1
  return holes
}

function isHoleOfOne(state: AtomState, atom: number, device: number, target: number, others: number): boolean {
  if (target === device || nextOf(state.rows, state.hops, atom, target) !== ends.none) return false
  return !leadsTo(state.hops, others, target) && !hasFeeder(state, atom, target, device)
}

/** Whether a device other than `except` sends the atom to `target`. */
function hasFeeder({ rows, hops }: AtomState, atom: number, target: number, except: number): boolean {
  for (const feeder of hops.feeders[target]!)
    if (feeder !== except && leadsTo(hops, nextOf(rows, hops, atom, feeder), target)) return true
  return false
}

/** Whether a next-hop code names the device. */
export function leadsTo(hops: NextHops, next: number, device: number): boolean {
  if (next >= 0) return next === device
  return next <= ends.group && hops.groupDevices[ends.group - next]!.includes(device)
}

/** All facts of one atom from nothing, and its place in the sums. The atom must not be in the sums. */
export function checkWhole(state: AtomState, atom: number): void {
  const { rows, hops, findings, search } = state
  const at = atom * factsPerAtom
  const owner = findings.facts[at + ownerFact]!
  let stray = 0
  let splits = 0
  let holes = 0
  for (let device = 0; device < hops.devices; device++) {
    const next = nextOf(rows, hops, atom, device)
    if (next <= ends.group) splits += 1
    if (owner !== -1 && next < 0) stray += strays(state, owner, device, next)
    if (next === ends.none && hasFeeder(state, atom, device, device)) holes += 1
  }
  findings.facts[at + strayFact] = stray
  findings.facts[at + splitFact] = splits
  findings.facts[at + holesFact] = holes
  findings.facts[at + loopsFact] = countLoops(search, rows, hops, atom)
  tally(findings, atom, 1)
}
