import type { Graph, TopologyIndex } from '@paranet/network'
import type { Course } from '../passes/course.js'
import { inTurn, piecesAhead } from './admission-steps.js'
import { Answers } from './answers.js'
import { KeptList } from './kept-list.js'
import type { Piece } from './pieces.js'
import type { PlanMemo } from './plan-memo.js'
import { isSameList } from './plan-memo.js'
import type { GuidedPiece, PieceFailure, PiecePlanner } from './plan-piece.js'
import { planPiece, staysChosen } from './plan-piece.js'
import { Reservations } from './reservations.js'
import type { TreeWay } from './tree-ways.js'
import { keepsOff, ridesTree, staysOnTree, treeWays } from './tree-ways.js'
import type { PieceChange, Units } from './units.js'

/** What came of a piece: it rides the trees, has a way of its own, or none. */
export type Outcome =
  | { readonly kind: 'rides'; readonly piece: Piece; readonly ways: readonly TreeWay[] }
  | { readonly kind: 'guided'; readonly piece: Piece; readonly guided: GuidedPiece }
  | { readonly kind: 'failed'; readonly piece: Piece; readonly failure: PieceFailure }

interface Placed {
  readonly piece: Piece
  /** What comes of it depends on what was reserved before it. */
  readonly isReserving: boolean
  /** It is held to the ways of others, or others to its own. */
  readonly isBound: boolean
  /** What claims of the piece reserve before the last of them comes. */
  readonly ahead: readonly Placed[]
  /** It is one of these. */
  readonly isAhead: boolean
  outcome: Outcome | undefined
  /** While links are down: what came of it before. */
  whole?: Outcome
  /** What came of it last. */
  latest?: Outcome
}

/** Outcomes of all pieces, in the order in which they are placed; kept up as pieces come and go. What reserves nothing is placed anew only where
 *  other classes come to overlap it; what reserves, from the first change on. */
export class PlacedPieces {
  #planner: Omit<PiecePlanner, 'reservations'>
  readonly #list = new KeptList<Piece, Placed>()
  /** In the order in which they are placed. */
  #steps: readonly Placed[] = []
  #reservations: Reservations
  /** What has reserved, in order. */
  #log: Placed[] = []

  constructor(index: TopologyIndex, graph: Graph, memo: PlanMemo) {
    this.#planner = { index, graph, memo }
    this.#reservations = new Reservations(index, graph)
  }

  get reservations(): Reservations {
    return this.#reservations
  }

  /** `hear` gets each piece with what came of it, while later ones have reserved nothing where it failed. */
  /** The links that are up, from now on. What takes none of those that went down stays as it was, unless it reserves. */
  turnLinks(index: TopologyIndex, graph: Graph): void {
    const last = this.#planner.index
    if (last === index) return
    this.#planner = { ...this.#planner, index, graph }
    this.#reservations = new Reservations(index, graph)
    this.#log = []
    for (const placed of this.#list.made) {
      if (last.up) restore(placed)
      if (index.up) this.#turn(placed)
    }
  }

  #turn(placed: Placed): void {
    const { outcome, isReserving } = placed
    if (!outcome) return
    placed.whole = outcome
    if (isReserving || !this.#stays(outcome)) placed.outcome = undefined
  }

  #stays(outcome: Outcome): boolean {
    const { piece, kind } = outcome
    const planner = { ...this.#planner, reservations: this.#reservations }
    if (kind === 'failed' || !staysOnTree(planner, piece)) return false
    if (kind === 'rides') return outcome.ways.every(({ arcs }) => keepsOff(planner.graph, arcs))
    const { memo, index, graph } = planner
    const chosen = memo.recall<Parameters<typeof staysChosen>[2]>(index, 'plan', piece)
    return chosen !== undefined && staysChosen(graph, piece, chosen)
  }

  turnTo(units: Units, { touched }: PieceChange, course: Course | undefined, hear: (outcome: Outcome) => void): void {
    const { gone, come } = this.#list.turnTo(units.pieces, placedOf)
    const heard = this.#list.made
    if (touched.size > 0)
      for (const placed of heard)
        if (touched.has(placed.piece)) for (const one of [placed, ...placed.ahead]) forget(one)
    if (gone.length + come.length > 0) this.#steps = stepsAfter(this.#steps, gone, come)
    const all = this.#steps
    let known = this.#knownAmong(all)
    if (known === 0) {
      this.#reservations = new Reservations(this.#planner.index, this.#planner.graph)
      this.#log = []
    }
    const planner = { ...this.#planner, reservations: this.#reservations }
    const answers = new Answers(this.#planner.graph)
    course?.begin('plan', all.length)
    for (const placed of all) {
      course?.step()
      const isKnown = placed.isReserving ? known-- > 0 : placed.outcome !== undefined
      const outcome = isKnown && placed.outcome ? placed.outcome : this.#place(planner, placed, units, answers)
      if (placed.isReserving && !isKnown) this.#log.push(placed)
      placed.latest = outcome
      if (outcome.kind === 'failed' && !placed.isAhead) hear(outcome)
    }
    for (const { latest } of heard) if (latest && latest.kind !== 'failed') hear(latest)
  }

  /** How many of those that reserve are placed as they were, with nothing else reserved before or between them: all that reserved, or none. */
  #knownAmong(all: readonly Placed[]): number {
    let next = 0
    for (const placed of all) {
      if (next === this.#log.length) return next
      if (!placed.isReserving) continue
      if (placed !== this.#log[next] || !placed.outcome) return 0
      next++
    }
    return next === this.#log.length ? next : 0
  }

  #place(planner: PiecePlanner, placed: Placed, units: Units, answers: Answers): Outcome {
    const outcome = sameAsBefore(placed.latest, this.#outcomeOf(planner, answers.held(placed.piece), units))
    if (outcome.kind !== 'failed')
      for (const { piece } of placed.ahead) planner.reservations.release(piece.demand, placed.piece.demand)
    if (outcome.kind === 'rides') answers.note(outcome.piece, outcome.ways)
    else if (outcome.kind === 'guided') answers.note(outcome.piece, outcome.guided.walks)
    // What fails for want of room is said with what was reserved then.
    placed.outcome = placed.isBound || (placed.isReserving && outcome.kind === 'failed') ? undefined : outcome
    return outcome
  }

  #outcomeOf(planner: PiecePlanner, piece: Piece, units: Units): Outcome {
    if (ridesTree(planner, piece, units.overlaps)) {
      const ways = units.partsOf(piece).flatMap((part) => treeWays(planner, part).ways)
      return { kind: 'rides', piece, ways }
    }
    const plan = planPiece(planner, piece)
    if ('kind' in plan) return { kind: 'failed', piece, failure: plan }
    return { kind: 'guided', piece, guided: guidedPiece(planner, piece, plan) }
  }
}

/** What came of it last where the same came of it again: whoever knows that need not look at it. The scenarios follow from the way. */
function sameAsBefore(last: Outcome | undefined, outcome: Outcome): Outcome {
  if (last?.kind !== 'guided' || outcome.kind !== 'guided' || last.piece !== outcome.piece) return outcome
  const { demand } = outcome.piece
  if (demand.queueing || demand.availability !== undefined) return outcome
  return last.guided === outcome.guided || isSameWay(last.guided, outcome.guided) ? last : outcome
}

function isSameWay(a: GuidedPiece, b: GuidedPiece): boolean {
  if (a.forwarding.size !== b.forwarding.size || a.walks.length !== b.walks.length) return false
  const others = b.forwarding.entries()
  for (const [state, way] of a.forwarding) {
    const [otherState, other] = others.next().value ?? []
    if (state !== otherState || way.primary !== other?.primary || way.backup !== other.backup) return false
    if (!isSameList(way.others ?? [], other.others ?? [])) return false
  }
  return a.walks.every(({ start, arcs }, i) => {
    const other = b.walks[i]
    return (
      other !== undefined &&
      start.device === other.start.device &&
      start.link === other.start.link &&
      isSameList(arcs, other.arcs)
    )
  })
}

/** What came of it with all links up, if that is known. */
function restore(placed: Placed): void {
  const { whole } = placed
  placed.outcome = whole
  delete placed.whole
  for (const one of placed.ahead) one.outcome = undefined
}

function forget(placed: Placed): void {
  placed.outcome = undefined
  delete placed.whole
}

const placedOf = (piece: Piece): Placed => ({
  piece,
  isReserving: piece.demand.bandwidth.length > 0 || piece.demand.queueing === true,
  isBound: piece.claims.some(({ symmetric }) => symmetric),
  ahead: piecesAhead(piece).map(placedAlone),
  isAhead: false,
  outcome: undefined,
})

const placedAlone = (piece: Piece): Placed => ({
  piece,
  isReserving: true,
  isBound: false,
  ahead: [],
  isAhead: true,
  outcome: undefined,
})

/** All steps in the order in which they are taken, once these pieces went and those came, with what is placed ahead of them. */
function stepsAfter(steps: readonly Placed[], gone: readonly Placed[], come: readonly Placed[]): readonly Placed[] {
  const withAhead = (placed: Placed) => [...placed.ahead, placed]
  const left = new Set(gone.flatMap(withAhead))
  const kept = left.size === 0 ? steps : steps.filter((one) => !left.has(one))
  return inTurn(kept, come.flatMap(withAhead))
}

/** The same object for the same piece and plan. */
function guidedPiece({ index, memo }: PiecePlanner, piece: Piece, plan: Omit<GuidedPiece, 'piece'>): GuidedPiece {
  const known = memo.of(index.up ?? index, 'guided', plan, () => new Map<Piece, GuidedPiece>())
  let guided = known.get(piece)
  if (!guided) known.set(piece, (guided = { piece, ...plan }))
  return guided
}
