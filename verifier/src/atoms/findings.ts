import { withRoom } from './growable.js'

/** What is known of each atom: rows of `factsPerAtom` numbers, one cache line or less per atom. */
export const factsPerAtom = 8
/** Atom of the longest shorter prefix; -1 for the root. */
export const aboveFact = 0
/** Device that the atom must reach; -1: no prefix is owned there; `-2 - n`: any of the n-th set. */
export const ownerFact = 1
/** Forwarding loops: cycles, or with equal-cost sets strongly connected parts. */
export const loopsFact = 2
/** Devices where packets end that are not delivered where the owner is. */
export const strayFact = 3
/** Devices without a rule that another device sends to. */
export const holesFact = 4
/** Devices that send to several others. */
export const splitFact = 5
/** 1 where longer prefixes cover all of the atom: there is no packet in it. */
export const emptyFact = 6
/** The trie node of the prefix. */
export const nodeFact = 7

/** Facts per atom and their sums over all atoms that hold packets. */
export interface Findings {
  facts: Int32Array
  /** Addresses in each atom. */
  size: Float64Array
  readonly ownerSets: (readonly number[])[]
  loops: number
  holes: number
  /** Atoms of owned prefixes that some device does not reach. */
  cut: number
  /** Since the last reset: loops, black holes that came; atoms that became cut; atoms looked at. */
  newLoops: number
  newHoles: number
  newCuts: number
  checked: number
}

export function makeFindings(): Findings {
  return {
    facts: new Int32Array(0),
    size: new Float64Array(0),
    ownerSets: [],
    loops: 0,
    holes: 0,
    cut: 0,
    newLoops: 0,
    newHoles: 0,
    newCuts: 0,
    checked: 0,
  }
}

export function fitFindings(findings: Findings, atoms: number): void {
  findings.facts = withRoom(findings.facts, atoms * factsPerAtom)
  findings.size = withRoom(findings.size, atoms)
}

/** Whether packets of the atom that end here are where they belong. */
export function isOwner(findings: Findings, owner: number, device: number): boolean {
  return owner >= 0 ? owner === device : owner < -1 && findings.ownerSets[-2 - owner]!.includes(device)
}

/** Takes an atom out of the sums, or puts it in. */
export function tally(findings: Findings, atom: number, sign: 1 | -1): void {
  const at = atom * factsPerAtom
  const { facts } = findings
  if (facts[at + emptyFact]! === 1) return
  findings.loops += sign * facts[at + loopsFact]!
  findings.holes += sign * facts[at + holesFact]!
  if (isCut(facts, at)) findings.cut += sign
}

export function isCut(facts: Int32Array, at: number): boolean {
  return facts[at + ownerFact]! !== -1 && facts[at + loopsFact]! + facts[at + strayFact]! > 0
}
