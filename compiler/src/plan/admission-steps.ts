import type { Claim } from '@paranet/network'
import { compareInOrder } from '../passes/report.js'
import { demandOf } from './demand.js'
import { merged } from './merged.js'
import type { Piece } from './pieces.js'
import { comparePieces } from './pieces.js'

/** Whether a piece waits for its last claim, since that one may not take room before others that were admitted before it. Answers that go back as they
 *  are asked to are placed after what they answer: there, everything stays in its place. */
export const waits = ({ claims, demand }: Piece): boolean =>
  claims.length > 1 && demand.bandwidth.length > 0 && !claims.some(({ symmetric }) => symmetric)

/** What the claims of a piece that waits reserve, each in its turn, before the last one comes. */
export const piecesAhead = (piece: Piece): Piece[] =>
  !waits(piece)
    ? []
    : piece.claims.slice(1).flatMap((_, i) => {
        const claims = piece.claims.slice(0, i + 1)
        const demand = demandOf(claims)
        return demand.bandwidth.length === 0 ? [] : [{ ...piece, claims, demand }]
      })

/** Steps in the order in which they are taken: those of pieces that wait when their last claim comes, all others, which are sorted, in their place. */
export const inTurn = <Step extends { readonly piece: Piece }>(
  inPlace: readonly Step[],
  late: readonly Step[],
): readonly Step[] => merged(inPlace, [...late].sort(compareTurns), compareTurns)

function compareTurns({ piece: a }: { readonly piece: Piece }, { piece: b }: { readonly piece: Piece }): number {
  const [x, y] = [turnOf(a), turnOf(b)]
  return (x && y ? compareInOrder(x, y) : 0) || comparePieces(a, b)
}

/** The claim in whose turn it is placed. */
const turnOf = (piece: Piece): Claim | undefined => (waits(piece) ? piece.claims.at(-1) : piece.claims[0])
