import type { Failure } from '../engine/failures.js'
import type { Finding } from '../engine/finding.js'
import type { Look } from './scenario-book.js'

/** Failures that together break an intent, and packets that are lost then. */
export interface Breaking {
  readonly failed: readonly Failure[]
  readonly finding: Finding
}

/** A look at a scenario that is survived. */
export interface Held {
  readonly failed: readonly Failure[]
  readonly look: Look
}

/** What a search over failures of one kind found. */
export interface Counted {
  /** In every scenario of up to so many failures everything is kept. */
  readonly count: number
  /** `exact`: some scenario of one more breaks it. `any`: no number of failures does. */
  readonly bound: 'exact' | 'at-least' | 'any'
  /** The first failures whose loss alone breaks it. */
  readonly alone: readonly Breaking[]
  /** The first of the smallest scenarios that break it: without any member of it everything is kept. */
  readonly smallest?: Breaking
  /** Scenarios of up to `count` failures that were looked at, and the single ones that are survived. */
  readonly held: readonly Held[]
  readonly unclear?: string
}

/** How far a search goes. */
export interface Reach {
  /** Failures at once. */
  readonly most: number
  /** Scenarios that it may look at. */
  readonly budget: number
}

/** Counts failures that are survived: looks at scenarios, fewer failures first, and at all of one size before it ends. A failure that touches nothing that a
 *  look relied on changes nothing, so the scenario without it stands for the one with it. */
export function countSurvived(
  failures: readonly Failure[],
  reach: Reach,
  look: (failed: readonly Failure[]) => Look,
): Counted {
  const alone: Breaking[] = []
  const held: Held[] = []
  const seen = new Set<string>()
  let looked = 0
  let front: readonly (readonly number[])[] = [[]]
  for (let size = 0; size <= reach.most; size++) {
    const next: (readonly number[])[] = []
    const heldHere: Held[] = []
    let smallest: Breaking | undefined
    let unclear: string | undefined
    for (const members of front) {
      if (++looked > reach.budget) {
        unclear = 'too many failure scenarios to look at'
        break
      }
      const failed = members.map((member) => failures[member] as Failure)
      const seenThere = look(failed)
      unclear ??= seenThere.unclear
      if (seenThere.finding) {
        smallest ??= { failed, finding: seenThere.finding }
        if (size === 1) alone.push({ failed, finding: seenThere.finding })
        continue
      }
      heldHere.push({ failed, look: seenThere })
      if (size < reach.most) next.push(...grown(members, failures, seenThere.consulted, seen))
    }
    if (size <= 1 || !(smallest ?? unclear)) held.push(...heldHere)
    if (smallest) return { count: size - 1, bound: 'exact', alone, smallest, held }
    if (unclear !== undefined) return { count: size - 1, bound: 'at-least', alone, held, unclear }
    if (next.length === 0 && size < reach.most) return { count: reach.most, bound: 'any', alone, held }
    front = next
  }
  return { count: reach.most, bound: 'at-least', alone, held }
}

function grown(
  members: readonly number[],
  failures: readonly Failure[],
  consulted: ReadonlySet<number>,
  seen: Set<string>,
): (readonly number[])[] {
  const found: (readonly number[])[] = []
  for (const [member, { deadLinks }] of failures.entries()) {
    if (members.includes(member) || !deadLinks.some((link) => consulted.has(link))) continue
    const more = [...members, member].sort((a, b) => a - b)
    const key = more.join()
    if (seen.has(key)) continue
    seen.add(key)
    found.push(more)
  }
  return found
}
