import type { Claim, TopologyIndex } from '@paranet/network'
import { graphOf } from '@paranet/network'
import { OverlapIndex } from '../classes/overlap-index.js'
import type { PacketClass } from '../classes/packet-class.js'
import { headersOverlap } from '../classes/packet-class.js'
import type { Planned } from '../passes/plan-paths.js'
import { deliver } from '../plan/forwarding.js'
import { KeptList } from '../plan/kept-list.js'
import type { ClaimPart, Piece } from '../plan/pieces.js'
import type { PlanMemo } from '../plan/plan-memo.js'
import type { GuidedPiece } from '../plan/plan-piece.js'
import type { Bundle } from './device-states.js'
import { bundleOf } from './device-states.js'
import { nestingDepths } from './nesting.js'
import type { NextHops } from './next-hops.js'
import type { Placing } from './policy-routes.js'
import { isSamePlacing, isTaken, isTwofold, leavesWide, matchesOf, policyRoutesOf } from './policy-routes.js'
import { deliveryAt } from './routes.js'
import type { NeededEntry } from './state-builder.js'

/** A class that goes its own way, with the entries that it needs. */
interface Guided {
  readonly guided: GuidedPiece
  /** Where it ends: its own entries lead to the last device, the routes there do the rest. */
  deliveries: Bundle
  place: Placing | undefined
  policy: Bundle
}

const empty: readonly NeededEntry[] = []

/** Entries of all classes that go their own ways, kept up: one more changes those that it overlaps. */
export class GuidedRoutes {
  readonly #index: TopologyIndex
  readonly #memo: PlanMemo
  readonly #hops: NextHops
  readonly #list = new KeptList<GuidedPiece, Guided>()
  readonly #laid = new KeptList<Planned['laid'][number], Planned['laid'][number]>()
  readonly #ofPiece = new Map<Piece, Guided>()
  readonly #units = new Map<string, Set<Piece>>()
  readonly #overlaps: OverlapIndex<Piece>
  #leaving: ReadonlySet<PacketClass> = new Set()

  constructor({ index, memo }: { readonly index: TopologyIndex; readonly memo: PlanMemo }, hops: NextHops) {
    this.#index = index
    this.#memo = memo
    this.#hops = hops
    this.#overlaps = new OverlapIndex(index)
  }

  get deliveries(): readonly Bundle[] {
    return this.#list.made.map(({ deliveries }) => deliveries)
  }

  get policies(): readonly Bundle[] {
    return this.#list.made.map(({ policy }) => policy)
  }

  turnTo({ pieces, laid, partsOf, ways }: Planned): { readonly gone: Bundle[]; readonly come: Bundle[] } {
    const change = this.#list.turnTo(pieces, (guided) => ({
      guided,
      deliveries: bundleOf(this.#deliveriesOf(guided, partsOf)),
      place: undefined,
      policy: bundleOf(empty),
    }))
    for (const one of change.gone) this.#forget(one.guided.piece)
    for (const one of change.come) this.#hold(one)
    const gone = change.gone.flatMap(({ deliveries, policy }) => [deliveries, policy])
    const come: Bundle[] = []
    if (this.#areCutAnew(laid)) this.#redeliver(partsOf, new Set(change.come), gone, come)
    for (const { deliveries } of change.come) come.push(deliveries)
    const leaving = this.#leavingAmong(pieces, ways)
    const isSameLeaving = leaving.size === this.#leaving.size && [...leaving].every((one) => this.#leaving.has(one))
    this.#leaving = leaving
    for (const one of isSameLeaving ? this.#touchedBy(change) : this.#list.made) this.#replace(one, gone, come)
    return { gone, come }
  }

  /** Whether a claim that stays has other parts than before: something above it came or went. */
  #areCutAnew(laid: Planned['laid']): boolean {
    const { gone, come } = this.#laid.turnTo(laid, (one) => one)
    const before = new Map<Claim, readonly ClaimPart[]>(gone.map(({ claim, parts }) => [claim, parts]))
    return come.some(({ claim, parts }) => before.has(claim) && before.get(claim) !== parts)
  }

  #redeliver(partsOf: Planned['partsOf'], fresh: ReadonlySet<Guided>, gone: Bundle[], come: Bundle[]): void {
    for (const one of this.#list.made) {
      if (fresh.has(one)) continue
      gone.push(one.deliveries)
      one.deliveries = bundleOf(this.#deliveriesOf(one.guided, partsOf))
      come.push(one.deliveries)
    }
  }

  #deliveriesOf({ forwarding, piece: { claims, target } }: GuidedPiece, partsOf: Planned['partsOf']): NeededEntry[] {
    const { arcCount, head } = graphOf(this.#index)
    const last = new Set<number>()
    for (const [state, { primary }] of forwarding)
      if (primary === deliver)
        last.add(state < arcCount ? (head[state] as number) : (this.#index.ports[state - arcCount]?.device ?? -1))
    const isIts = ({ part }: ClaimPart) => part.target.key === target.key
    return claims.flatMap((claim) =>
      partsOf(claim)
        .filter(isIts)
        .flatMap(({ part }) =>
          part.owned.flatMap((owned) =>
            [...last].flatMap((device) => deliveryAt(this.#index, this.#hops, device, owned, claim.intent)),
          ),
        ),
    )
  }

  #hold(one: Guided): void {
    const { piece } = one.guided
    this.#ofPiece.set(piece, one)
    const unit = this.#units.get(piece.unit)
    if (unit) unit.add(piece)
    else this.#units.set(piece.unit, new Set([piece]))
    this.#overlaps.add(piece)
  }

  #forget(piece: Piece): void {
    this.#ofPiece.delete(piece)
    const unit = this.#units.get(piece.unit)
    if (unit?.delete(piece) && unit.size === 0) this.#units.delete(piece.unit)
    this.#overlaps.delete(piece)
  }

  /** Those that came, and those that what came and went lies among. */
  #touchedBy({ gone, come }: { readonly gone: readonly Guided[]; readonly come: readonly Guided[] }): Set<Guided> {
    const touched = new Set<Guided>()
    const touch = (piece: Piece) => {
      const one = this.#ofPiece.get(piece)
      if (one) touched.add(one)
    }
    const isCold = come.length === this.#list.made.length
    for (const { guided } of isCold ? [] : [...gone, ...come]) {
      for (const other of this.#units.get(guided.piece.unit) ?? []) touch(other)
      // As from outside: whoever may ask about the piece, wherever its sources lie.
      for (const other of this.#overlaps.near({ ...guided.piece, isFromOutside: true }))
        if (headersOverlap(other.class, guided.piece.class)) touch(other)
    }
    for (const one of come) touched.add(one)
    return touched
  }

  #leavingAmong(pieces: readonly GuidedPiece[], ways: Planned['ways']): Set<PacketClass> {
    const leaving = new Set<PacketClass>()
    for (const { piece } of pieces)
      if (piece.target.isOutside && leavesWide(this.#index, piece, ways)) leaving.add(piece.class)
    return leaving
  }

  #replace(one: Guided, gone: Bundle[], come: Bundle[]): void {
    const { guided } = one
    const place = this.#placingOf(guided.piece)
    if (one.place && isSamePlacing(one.place, place)) return
    const depthOf = this.#memo.remember(this.#index, 'nesting depths', () => nestingDepths(this.#index))
    if (one.place) gone.push(one.policy)
    one.place = place
    one.policy = bundleOf(policyRoutesOf(this.#index, this.#hops, depthOf, guided, place))
    come.push(one.policy)
  }

  #placingOf(piece: Piece): Placing {
    const leaving = this.#leaving
    const covering = [...(this.#units.get(piece.unit) ?? [])].filter(
      (other) => other.claims.length > piece.claims.length,
    )
    return {
      isWide: leaving.has(piece.class),
      isAlone: !isTwofold(piece, this.#overlaps),
      isCaught: isTaken(piece, this.#overlaps, leaving),
      covered: covering.flatMap((other) =>
        this.#memo.of(this.#index, `terms ${leaving.has(other.class)}`, other, () =>
          matchesOf(other, leaving.has(other.class)),
        ),
      ),
    }
  }
}
