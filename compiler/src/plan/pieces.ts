import type { Claim } from '@paranet/network'
import type { PacketClass } from '../classes/packet-class.js'
import { classText, intersectClasses } from '../classes/packet-class.js'
import { compareClaims } from '../passes/report.js'
import type { Demand } from './demand.js'
import { demandOf } from './demand.js'
import type { DestinationPart, Target } from './places.js'
import { isOutsideGroup } from './places.js'

/** The part of a claim between one group of ports and one target. */
export interface ClaimPart {
  readonly claim: Claim
  readonly group: string
  /** Group and target. */
  readonly unit: string
  readonly part: DestinationPart
  readonly class: PacketClass
}

/** A class of packets with one way through the network. Pieces of one unit (group of ports and target) are closed under intersection:
 *  where two overlap, the overlap is a piece too, with the constraints of both, and goes first. */
export interface Piece {
  /** Group and target. */
  readonly unit: string
  readonly group: string
  readonly target: Target
  readonly class: PacketClass
  /** All claims that hold the whole class and ask something of its path, first placed first. */
  readonly claims: readonly Claim[]
  readonly demand: Demand
  readonly isFromOutside: boolean
}

/** Overlaps that one unit may have before it is refused. */
export const pieceLimit = 300

/** The pieces of one unit; undefined where there are too many overlaps. Sorted by claims, then class. */
export function piecesOf(parts: readonly ClaimPart[]): Piece[] | undefined {
  const found = new Map<string, { class: PacketClass; claims: Set<Claim> }>()
  const add = (shared: PacketClass, claims: Iterable<Claim>) => {
    const key = classText(shared)
    const known = found.get(key)
    if (known) for (const claim of claims) known.claims.add(claim)
    else found.set(key, { class: shared, claims: new Set(claims) })
  }
  for (const { claim, class: whole } of parts) {
    for (const piece of Array.from(found.values())) {
      const shared = intersectClasses(piece.class, whole)
      if (shared) add(shared, [...piece.claims, claim])
    }
    add(whole, [claim])
    if (found.size > pieceLimit) return undefined
  }
  const [first] = parts
  if (!first) return []
  return [...found.values()]
    .map((piece): Piece => {
      const claims = [...piece.claims].sort(compareClaims)
      return {
        unit: first.unit,
        group: first.group,
        target: first.part.target,
        class: piece.class,
        claims,
        demand: demandOf(claims),
        isFromOutside: isOutsideGroup(first.group),
      }
    })
    .sort(comparePieces)
}

export const unitOf = (group: string, { target }: DestinationPart): string => `${group}\u0000\u0000${target.key}`

/** The order in which pieces are placed. */
export function comparePieces(a: Piece, b: Piece): number {
  const [x, y] = [a.claims[0], b.claims[0]]
  if (x && y) {
    const order = compareClaims(x, y) || (x.side < y.side ? -1 : x.side > y.side ? 1 : 0)
    if (order !== 0) return order
  }
  const [s, t] = [`${a.unit} ${classText(a.class)}`, `${b.unit} ${classText(b.class)}`]
  return s < t ? -1 : s > t ? 1 : 0
}
