import type { Diagnostic } from '@paranet/language'
import type { Claim, Intent, TopologyIndex } from '@paranet/network'
import { graphOf } from '@paranet/network'
import { demandOf } from '../plan/demand.js'
import { cutsOf, explainFailure, missedPreferences } from '../plan/explain.js'
import type { IntentPaths } from '../plan/intent-paths.js'
import { PathsOfIntents } from '../plan/intent-paths.js'
import type { LaidClaim } from '../plan/laid-claims.js'
import { LaidClaims } from '../plan/laid-claims.js'
import type { ClaimPart, Piece } from '../plan/pieces.js'
import { pieceLimit } from '../plan/pieces.js'
import type { PlanMemo } from '../plan/plan-memo.js'
import type { Outcome } from '../plan/placed-pieces.js'
import { PlacedPieces } from '../plan/placed-pieces.js'
import type { Places } from '../plan/places.js'
import { isOutsideGroup, placesOf } from '../plan/places.js'
import type { GuidedPiece, PiecePlanner } from '../plan/plan-piece.js'
import { isInTime } from '../plan/plan-piece.js'
import type { TreeWay } from '../plan/tree-ways.js'
import { treeWays } from '../plan/tree-ways.js'
import { Units } from '../plan/units.js'
import type { Composed } from './compose.js'
import type { PassContext, PassResult } from './pass.js'
import { reportAt } from './report.js'

/** Where everything goes. */
export interface Planned {
  readonly stage: 'planned'
  readonly claims: readonly Claim[]
  readonly places: Places
  /** Claims by group of ports and target. */
  readonly laid: readonly LaidClaim[]
  readonly partsOf: (claim: Claim) => readonly ClaimPart[]
  /** Along the shortest-path trees. */
  readonly ways: readonly TreeWay[]
  /** Classes that go their own ways. */
  readonly pieces: readonly GuidedPiece[]
  readonly plans: readonly IntentPaths[]
  /** What is reserved of an arc while everything is up, bit/s. */
  readonly reservedOn: (arc: number) => number
}

/** Chooses the ways of all claims. Claims that ask only for delivery share one shortest-path tree per target; classes with constraints that the
 *  tree does not keep get ways of their own, in the order of priority and admission, so that bandwidth goes to those first. Latency in µs,
 *  bandwidth in bit/s, integers. Reports `no-path` with the cut, `latency-unreachable`, `over-capacity`, `not-protected`; what is
 *  reported has no way in the output. */
export function planPaths(composed: Composed, context: PassContext): PassResult<Planned> {
  const { index, memo } = context
  const up = index.up ?? index
  return memo.keepUp(
    up,
    'plans',
    () => new Plans(up, memo),
    (plans) => plans.turnTo(composed, context),
  )
}

/** The ways of all claims, kept up from one compilation to the next. */
class Plans {
  readonly #places: Places
  readonly #laid: LaidClaims
  readonly #units: Units
  readonly #placed: PlacedPieces
  readonly #paths: PathsOfIntents

  constructor(index: TopologyIndex, memo: PlanMemo) {
    this.#places = placesOf(index)
    this.#laid = new LaidClaims(index, this.#places)
    this.#units = new Units(index)
    this.#placed = new PlacedPieces(index, graphOf(index), memo)
    this.#paths = new PathsOfIntents(index)
  }

  turnTo({ claims, intents }: Composed, { index, memo, course }: PassContext): PassResult<Planned> {
    const planning = { index, graph: graphOf(index), memo }
    this.#placed.turnLinks(index, planning.graph)
    const laid = this.#laid.turnTo(claims, planning)
    const change = this.#units.turnTo(laid)
    const ways: TreeWay[] = []
    const guided: GuidedPiece[] = []
    for (let i = 0; i < laid.length; i++) {
      const its = (laid[i] as LaidClaim).ways
      for (let n = 0; n < its.length; n++) ways.push(its[n] as TreeWay)
    }
    const reservations = () => this.#placed.reservations
    const planner: PiecePlanner = {
      ...planning,
      get reservations() {
        return reservations()
      },
    }
    const report = new Reports(planner, intents)
    for (const { claim, lost } of laid)
      if (lost.length > 0 && claim.kind === 'must') for (const part of lost) report.lost(part)
    for (const part of this.#units.refused) report.tooManyOverlaps(part)
    this.#placed.turnTo(this.#units, change, course, (outcome) => {
      if (outcome.kind === 'rides') for (const way of outcome.ways) ways.push(way)
      if (outcome.kind === 'guided') guided.push(outcome.guided)
      report.outcome(outcome)
    })
    // What was placed later may have filled queues of what was placed before.
    for (const one of guided)
      if (one.piece.demand.queueing && one.scenarios.some((scenario) => !isInTime(planner, one.piece, scenario)))
        report.queues(one)
    const plans = this.#paths.turnTo(intents, ways, guided)
    const reservedOn = (arc: number) =>
      planner.reservations.usersOf({ arc, scenario: '' }).reduce((sum, { bitsPerSecond }) => sum + bitsPerSecond, 0)
    const places = this.#places
    const { partsOf } = this.#laid
    return {
      output: { stage: 'planned', claims, places, laid, partsOf, ways, pieces: guided, plans, reservedOn },
      diagnostics: report.found,
    }
  }
}

/** What was found, at most once per intent and text. */
class Reports {
  readonly found: Diagnostic[] = []
  readonly #seen = new Set<string>()
  readonly #planner: PiecePlanner
  readonly #all: readonly Intent[]
  #byId: ReadonlyMap<string, Intent> | undefined

  constructor(planner: PiecePlanner, intents: readonly Intent[]) {
    this.#planner = planner
    this.#all = intents
  }

  get #intents(): ReadonlyMap<string, Intent> {
    this.#byId ??= new Map(this.#all.map((intent) => [intent.id, intent]))
    return this.#byId
  }

  /** A plain part that has no path. */
  lost(part: ClaimPart): void {
    const [start] = treeWays(this.#planner, part).lost
    if (start) this.failure(plainPiece(part), { kind: 'no-walk', start })
  }

  outcome(outcome: Outcome): void {
    const { piece } = outcome
    if (outcome.kind === 'failed') this.failure(piece, outcome.failure)
    else if (outcome.kind === 'guided' && piece.demand.prefer && !piece.demand.paths) this.preferences(outcome.guided)
    if (piece.demand.restored.length > 0) this.cuts(piece)
  }

  failure(piece: Piece, failure: Parameters<typeof explainFailure>[2]): void {
    this.#add(piece, explainFailure(this.#planner, piece, failure, this.#intentOf(piece)))
  }

  cuts(piece: Piece): void {
    const { index, memo } = this.#planner
    const cuts = memo.of(index, 'cuts', piece, () => cutsOf(this.#planner, piece))
    if (cuts.length === 0) return
    const message = `no path is left in the failure of ${cuts[0]}: every way passes ${cuts.join(', ')}`
    this.#add(piece, reportAt(this.#intentOf(piece), 'no-path', 'error', { message, hint: 'add a second way' }))
  }

  preferences(planned: GuidedPiece): void {
    for (const [{ intent }, what] of missedPreferences(this.#planner, planned)) {
      const message = `no path that keeps all that is asked passes ${what}`
      const text = { message, hint: 'take it out of `prefer`, or ask for less else' }
      this.#add(planned.piece, reportAt(this.#intents.get(intent), 'not-preferred', 'warning', text))
    }
  }

  queues({ piece, scenarios }: GuidedPiece): void {
    const slowest = Math.max(
      ...scenarios.map((scenario) => this.#planner.reservations.slowest(piece.demand, piece.unit, scenario)),
    )
    const time = slowest === Number.POSITIVE_INFINITY ? 'for ever' : `${Math.ceil(slowest)} µs`
    const message = `its packets take ${time} with what waits in queues at the loads that are reserved, of at most ${piece.demand.latency} µs`
    const hint = 'give it a higher priority, allow more latency, or reserve less on its links'
    this.#add(piece, reportAt(this.#intentOf(piece), 'latency-unreachable', 'error', { message, hint }))
  }

  tooManyOverlaps({ claim }: ClaimPart): void {
    const message = `more than ${pieceLimit} different overlaps of constrained classes between the same ends`
    this.found.push(
      reportAt(this.#intents.get(claim.intent), 'expansion-too-large', 'error', {
        message,
        hint: 'make the classes disjoint',
      }),
    )
  }

  #intentOf({ claims }: Piece): Intent | undefined {
    return this.#intents.get(claims[0]?.intent ?? '')
  }

  #add(piece: Piece, diagnostic: Diagnostic): void {
    const key = `${piece.claims[0]?.intent} ${diagnostic.message}`
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    this.found.push(diagnostic)
  }
}

const plainPiece = (part: ClaimPart): Piece => ({
  unit: part.unit,
  group: part.group,
  target: part.part.target,
  class: part.class,
  claims: [part.claim],
  demand: demandOf([part.claim]),
  isFromOutside: isOutsideGroup(part.group),
})
