import type { Claim, TopologyIndex } from '@paranet/network'
import { systemOwners } from '@paranet/network'
import type { Prohibition } from './claim-parts.js'
import { partsOfClaim } from './claim-parts.js'
import { isConstrained } from './demand.js'
import { KeptList } from './kept-list.js'
import type { ClaimPart } from './pieces.js'
import type { PiecePlanner } from './plan-piece.js'
import type { Places } from './places.js'
import type { TreeWay } from './tree-ways.js'
import { keepsOff, treeWays } from './tree-ways.js'

/** A claim, cut, and the ways that it takes along the trees where it asks for no more than delivery. */
export interface LaidClaim {
  readonly claim: Claim
  /** By group and target, without what a higher priority forbids as a whole and without packets to the port that they entered. */
  readonly parts: readonly ClaimPart[]
  readonly isConstrained: boolean
  readonly ways: readonly TreeWay[]
  /** Parts of a plain claim that have no path although packets use them with everything up. */
  readonly lost: readonly ClaimPart[]
}

interface Kept {
  readonly claim: Claim
  /** Something of a higher priority is forbidden at one of its ports. */
  isBelow: boolean
  laid: LaidClaim
}

/** All claims, cut and laid; kept up as claims come and go. */
export class LaidClaims {
  readonly #index: TopologyIndex
  readonly #places: Places
  readonly #list = new KeptList<Claim, Kept>()
  readonly #ofClaim = new Map<Claim, Kept>()
  readonly #forbidden: Set<Prohibition>[]
  /** While links are down: claims that were laid meanwhile, each as it was laid before. */
  readonly #moved = new Map<Kept, LaidClaim | undefined>()
  #laidOn: TopologyIndex

  constructor(index: TopologyIndex, places: Places) {
    this.#index = index
    this.#laidOn = index
    this.#places = places
    this.#forbidden = index.ports.map(() => new Set())
  }

  /** The parts of a claim. */
  readonly partsOf = (claim: Claim): readonly ClaimPart[] => this.#ofClaim.get(claim)?.laid.parts ?? []

  /** In the order of the claims. */
  turnTo(claims: readonly Claim[], planner: Omit<PiecePlanner, 'reservations'>): readonly LaidClaim[] {
    this.#turnLinks(planner)
    const { gone, come } = this.#list.turnTo(claims, (claim) => ({ claim, isBelow: false, laid: nothing(claim) }))
    const banned = new Set<number>()
    for (const { claim } of gone) this.#ofClaim.delete(claim)
    for (const one of come) this.#ofClaim.set(one.claim, one)
    for (const { claim } of gone) if (claim.kind === 'must-not') this.#permit(claim, banned)
    for (const { claim } of come) if (claim.kind === 'must-not') this.#forbid(claim, banned)
    for (const one of come) this.#lay(one, planner)
    if (banned.size > 0 && come.length < claims.length) this.#layAgain(banned, new Set(come), planner)
    for (const one of gone) this.#moved.delete(one)
    return this.#list.made.map(({ laid }) => laid)
  }

  /** Lays anew what takes links that are down now, and puts back what was laid otherwise while others were. */
  #turnLinks(planner: Omit<PiecePlanner, 'reservations'>): void {
    const { index, graph } = planner
    if (this.#laidOn === index) return
    this.#laidOn = this.#index
    const moved = [...this.#moved]
    this.#moved.clear()
    const up = { ...planner, index: this.#index, graph: graph.up ?? graph }
    for (const [one, before] of moved) {
      if (before) one.laid = before
      else this.#lay(one, up)
    }
    this.#laidOn = index
    if (!index.up) return
    for (const one of this.#list.made) {
      const { laid } = one
      if (laid.ways.every(({ arcs }) => keepsOff(graph, arcs))) continue
      one.laid = { ...laid, ...alongTrees(laid.parts, planner) }
      this.#moved.set(one, laid)
    }
  }

  #forbid(claim: Claim, banned: Set<number>): void {
    for (const { port, prefixes } of claim.sources) {
      this.#forbidden[port]?.add({ claim, prefixes })
      banned.add(port)
    }
  }

  #permit(claim: Claim, banned: Set<number>): void {
    for (const { port } of claim.sources) {
      const list = this.#forbidden[port]
      for (const one of list ?? []) if (one.claim === claim) list?.delete(one)
      banned.add(port)
    }
  }

  #layAgain(banned: ReadonlySet<number>, come: ReadonlySet<Kept>, planner: Omit<PiecePlanner, 'reservations'>): void {
    for (const one of this.#list.made) {
      if (come.has(one) || !one.claim.sources.some(({ port }) => banned.has(port))) continue
      if (one.isBelow || this.#isBelow(one.claim)) this.#lay(one, planner)
    }
  }

  #isBelow({ sources, priority }: Claim): boolean {
    for (const { port } of sources)
      for (const { claim } of this.#forbidden[port] ?? []) if (claim.priority > priority) return true
    return false
  }

  #lay(one: Kept, planner: Omit<PiecePlanner, 'reservations'>): void {
    const { claim } = one
    if (claim.kind === 'must-not' || claim.group || claim.intent === systemOwners.open) return
    if (this.#laidOn.up) this.#moved.set(one, undefined)
    one.isBelow = this.#isBelow(claim)
    const parts = partsOfClaim(this.#index, this.#places, claim, one.isBelow ? this.#forbidden : [])
    const constrained = isConstrained(claim)
    one.laid = { claim, parts, isConstrained: constrained, ...alongTrees(constrained ? [] : parts, planner) }
  }
}

/** What plain parts take. */
function alongTrees(
  parts: readonly ClaimPart[],
  planner: Omit<PiecePlanner, 'reservations'>,
): Pick<LaidClaim, 'ways' | 'lost'> {
  const ways: TreeWay[] = []
  const lost: ClaimPart[] = []
  for (const part of parts) {
    const laid = treeWays(planner, part)
    ways.push(...laid.ways)
    if (laid.lost.length > 0) lost.push(part)
  }
  return { ways, lost }
}

const nothing = (claim: Claim): LaidClaim => ({ claim, parts: [], isConstrained: false, ways: [], lost: [] })
