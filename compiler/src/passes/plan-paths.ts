import type { Diagnostic } from '@paranet/language'
import type { Claim, Intent } from '@paranet/network'
import { graphOf } from '@paranet/network'
import { OverlapIndex } from '../classes/overlap-index.js'
import { Answers } from '../plan/answers.js'
import { claimParts } from '../plan/claim-parts.js'
import { demandOf, isConstrained } from '../plan/demand.js'
import { cutsOf, explainFailure, missedPreferences } from '../plan/explain.js'
import type { IntentPaths } from '../plan/intent-paths.js'
import { intentPaths } from '../plan/intent-paths.js'
import type { ClaimPart, Piece } from '../plan/pieces.js'
import { comparePieces, pieceLimit, piecesOf, unitOf } from '../plan/pieces.js'
import type { Places } from '../plan/places.js'
import { isOutsideGroup, placesOf } from '../plan/places.js'
import { isSameList } from '../plan/plan-memo.js'
import type { GuidedPiece, PiecePlan, PiecePlanner } from '../plan/plan-piece.js'
import { isInTime, planPiece } from '../plan/plan-piece.js'
import { Reservations } from '../plan/reservations.js'
import type { TreeWay } from '../plan/tree-ways.js'
import { ridesTree, treeWays } from '../plan/tree-ways.js'
import type { Composed } from './compose.js'
import type { PassContext, PassResult } from './pass.js'
import { reportAt } from './report.js'

/** Where everything goes. */
export interface Planned {
  readonly stage: 'planned'
  readonly claims: readonly Claim[]
  readonly places: Places
  /** Claims by group of ports and target. */
  readonly parts: readonly ClaimPart[]
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
export function planPaths({ claims, intents }: Composed, { index, memo, course }: PassContext): PassResult<Planned> {
  const graph = graphOf(index)
  const planner: PiecePlanner = { index, graph, memo, reservations: new Reservations(index, graph) }
  const places = memo.remember(index, 'places', () => placesOf(index))
  const parts = claimParts({ index, memo }, places, claims)
  const report = new Reports(planner, intents)
  const ways: TreeWay[] = []
  for (const part of parts) {
    if (isConstrained(part.claim)) continue
    const laid = treeWays(planner, part)
    ways.push(...laid.ways)
    if (laid.lost[0] && part.claim.kind === 'must')
      report.failure(plainPiece(part), { kind: 'no-walk', start: laid.lost[0] })
  }
  const pieces = constrainedPieces({ index, memo }, parts, report)
  const partsOfUnit = new Map<string, ClaimPart[]>()
  for (const part of parts) addTo(partsOfUnit, unitOf(part), part)
  const guided: GuidedPiece[] = []
  const overlaps = new OverlapIndex<Piece>(index)
  for (const piece of pieces) overlaps.add(piece)
  const answers = new Answers(graph)
  course?.begin('plan', pieces.length)
  for (const asked of pieces) {
    course?.step()
    const piece = answers.held(asked)
    if (ridesTree(planner, piece, overlaps)) {
      const riding = (partsOfUnit.get(piece.unit) ?? []).filter(({ claim }) => piece.claims.includes(claim))
      const laid = riding.flatMap((part) => treeWays(planner, part).ways)
      ways.push(...laid)
      answers.note(piece, laid)
    } else {
      const plan = planPiece(planner, piece)
      if ('kind' in plan) report.failure(piece, plan)
      else {
        const one = guidedPiece(planner, piece, plan)
        guided.push(one)
        answers.note(piece, one.walks)
        if (piece.demand.prefer && !piece.demand.paths) report.preferences(one)
      }
    }
    if (piece.demand.restored.length > 0) report.cuts(piece)
  }
  // What was placed later may have filled queues of what was placed before.
  for (const one of guided)
    if (one.scenarios.some((scenario) => !isInTime(planner, one.piece, scenario))) report.queues(one)
  const plans = intentPaths({ index, memo }, intents, ways, guided)
  const reservedOn = (arc: number) =>
    planner.reservations.usersOf({ arc: arc, scenario: '' }).reduce((sum, { bitsPerSecond }) => sum + bitsPerSecond, 0)
  return {
    output: { stage: 'planned', claims, places, parts, ways, pieces: guided, plans, reservedOn },
    diagnostics: report.found,
  }
}

/** What was found, at most once per intent and text. */
class Reports {
  readonly found: Diagnostic[] = []
  readonly #seen = new Set<string>()
  readonly #planner: PiecePlanner
  readonly #intents: ReadonlyMap<string, Intent>

  constructor(planner: PiecePlanner, intents: readonly Intent[]) {
    this.#planner = planner
    this.#intents = new Map(intents.map((intent) => [intent.id, intent]))
  }

  failure(piece: Piece, failure: Parameters<typeof explainFailure>[2]): void {
    this.#add(piece, explainFailure(this.#planner, piece, failure, this.#intentOf(piece)))
  }

  cuts(piece: Piece): void {
    const cuts = cutsOf(this.#planner, piece)
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
  unit: unitOf(part),
  group: part.group,
  target: part.part.target,
  class: part.class,
  claims: [part.claim],
  demand: demandOf([part.claim]),
  isFromOutside: isOutsideGroup(part.group),
})

/** The same object for the same piece and plan. */
const guidedPiece = ({ index, memo }: PassContext, piece: Piece, plan: PiecePlan): GuidedPiece =>
  memo.of(index, 'guided', plan, () => new Map<Piece, GuidedPiece>()).get(piece) ??
  rememberGuided(memo, index, piece, plan)

function rememberGuided(
  memo: PassContext['memo'],
  index: PassContext['index'],
  piece: Piece,
  plan: PiecePlan,
): GuidedPiece {
  const guided = { piece, ...plan }
  memo.of(index, 'guided', plan, () => new Map<Piece, GuidedPiece>()).set(piece, guided)
  return guided
}

function addTo<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key)
  if (list) list.push(item)
  else lists.set(key, [item])
}

function constrainedPieces({ index, memo }: PassContext, parts: readonly ClaimPart[], report: Reports): Piece[] {
  const units = new Map<string, ClaimPart[]>()
  for (const part of parts) {
    if (!isConstrained(part.claim)) continue
    addTo(units, unitOf(part), part)
  }
  const found: Piece[] = []
  for (const [key, unit] of units) {
    const { pieces } = memo.keep(
      index,
      `unit ${key}`,
      (last: { readonly unit: readonly ClaimPart[] }) => isSameList(last.unit, unit),
      () => ({ unit, pieces: piecesOf(unit) }),
    ) as { readonly pieces: Piece[] | undefined }
    if (pieces) found.push(...pieces)
    else if (unit[0]) report.tooManyOverlaps(unit[0])
  }
  return found.sort(comparePieces)
}
