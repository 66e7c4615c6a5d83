import type { TopologyIndex } from '@paranet/network'
import { OverlapIndex } from '../classes/overlap-index.js'
import { classText, headersOverlap } from '../classes/packet-class.js'
import { compareInOrder } from '../passes/report.js'
import { KeptList } from './kept-list.js'
import type { LaidClaim } from './laid-claims.js'
import { merged } from './merged.js'
import type { ClaimPart, Piece } from './pieces.js'
import { comparePieces, piecesOf } from './pieces.js'
import { isSameList } from './plan-memo.js'

/** What the constrained claims of one group of ports and one target come to. */
interface Unit {
  readonly parts: readonly ClaimPart[]
  /** Undefined where there are too many overlaps. */
  readonly pieces: readonly Piece[] | undefined
}

/** Pieces that came and went, and pieces that stay among others than before. */
export interface PieceChange {
  readonly gone: readonly Piece[]
  readonly come: readonly Piece[]
  readonly touched: ReadonlySet<Piece>
}

/** Classes with constraints, unit by unit; kept up as claims come and go. */
export class Units {
  readonly #list = new KeptList<LaidClaim, LaidClaim>()
  readonly #units = new Map<string, Unit>()
  readonly #refused = new Set<string>()
  readonly overlaps: OverlapIndex<Piece>
  #pieces: readonly Piece[] = []

  constructor(index: TopologyIndex) {
    this.overlaps = new OverlapIndex(index)
  }

  /** In the order in which they are placed. */
  get pieces(): readonly Piece[] {
    return this.#pieces
  }

  /** The first parts of units with too many overlaps. */
  get refused(): ClaimPart[] {
    const first = [...this.#refused].map((key) => this.#units.get(key)?.parts[0]).filter((part) => part !== undefined)
    return first.sort((a, b) => compareInOrder(a.claim, b.claim))
  }

  /** Parts whose claims hold a piece. */
  partsOf({ unit, claims }: Piece): ClaimPart[] {
    return (this.#units.get(unit)?.parts ?? []).filter(({ claim }) => claims.includes(claim))
  }

  turnTo(laid: readonly LaidClaim[]): PieceChange {
    const change = this.#list.turnTo(laid, (one) => one)
    const [leaving, arriving] = [byUnit(change.gone), byUnit(change.come)]
    const gone: Piece[] = []
    const come: Piece[] = []
    for (const key of new Set([...leaving.keys(), ...arriving.keys()])) {
      const before = this.#units.get(key)
      const left = new Set(leaving.get(key))
      const kept = before?.parts.filter((part) => !left.has(part)) ?? []
      const parts = [...kept, ...(arriving.get(key) ?? [])]
      if (kept.length > 0) parts.sort((a, b) => compareInOrder(a.claim, b.claim))
      const pieces = piecesOf(parts)?.map((piece) => sameAs(before?.pieces, piece))
      this.#put(key, { parts, pieces })
      const [old, now] = [new Set(before?.pieces), new Set(pieces)]
      for (const piece of old) if (!now.has(piece)) gone.push(piece)
      for (const piece of now) if (!old.has(piece)) come.push(piece)
    }
    return { gone, come, touched: this.#place(gone, come) }
  }

  #put(key: string, unit: Unit): void {
    if (unit.parts.length === 0) this.#units.delete(key)
    else this.#units.set(key, unit)
    if (unit.pieces) this.#refused.delete(key)
    else this.#refused.add(key)
  }

  #place(gone: readonly Piece[], come: readonly Piece[]): Set<Piece> {
    const touched = new Set<Piece>()
    if (gone.length + come.length === 0) return touched
    const isCold = this.#pieces.length === 0
    for (const piece of gone) this.overlaps.delete(piece)
    for (const piece of come) this.overlaps.add(piece)
    // As from outside: whoever may ask about the piece, wherever its sources lie.
    for (const piece of isCold ? [] : [...gone, ...come])
      for (const other of this.overlaps.near({ ...piece, isFromOutside: true }))
        if (headersOverlap(other.class, piece.class)) touched.add(other)
    const left = new Set(gone)
    const kept = gone.length > 0 ? this.#pieces.filter((piece) => !left.has(piece)) : this.#pieces
    this.#pieces = merged(kept, [...come].sort(comparePieces), comparePieces)
    return touched
  }
}

function byUnit(claims: readonly LaidClaim[]): Map<string, ClaimPart[]> {
  const units = new Map<string, ClaimPart[]>()
  for (const { isConstrained, parts } of claims)
    for (const part of isConstrained ? parts : []) {
      const list = units.get(part.unit)
      if (list) list.push(part)
      else units.set(part.unit, [part])
    }
  return units
}

/** The piece that was there before where it is the same. */
const sameAs = (before: readonly Piece[] | undefined, piece: Piece): Piece =>
  before?.find((one) => isSameList(one.claims, piece.claims) && classText(one.class) === classText(piece.class)) ??
  piece
