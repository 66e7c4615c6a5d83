/** Candidates that one search looks at; the rest is never hinted at. */
const mostLookedAt = 8_000
const longestCompared = 64

/** The candidate nearest to `name`, if one is near enough to be a slip of the finger: at most a third of its letters are
 *  wrong, missing, added or swapped. Letters that differ in case alone count less. Ties go to the first in code order.
 *  Cost: candidates × length², of which 8,000 are looked at; names longer than 64 are not compared. */
export function suggest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 0.5
  if (name.length > longestCompared) return undefined
  let looked = 0
  for (const candidate of candidates) {
    if (++looked > mostLookedAt) break
    if (candidate === name || Math.abs(candidate.length - name.length) > bestDistance) continue
    const distance = editDistance(name, candidate, bestDistance)
    if (distance < bestDistance || (distance === bestDistance && best !== undefined && candidate < best)) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** The hint that names a near candidate, or nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const near = suggest(name, candidates)
  return near === undefined ? undefined : `did you mean "${near}"?`
}

/** The candidate that a hint of `didYouMean` names. */
export const suggestedIn = (hint: string | undefined): string | undefined =>
  hint === undefined ? undefined : /^did you mean "(.*)"\?$/s.exec(hint)?.[1]

/** Rows of the table below: reused, since a hint compares thousands of names. No name that is compared is longer. */
let [beforeLast, last, row] = [0, 1, 2].map(() => new Float64Array(2 * longestCompared)) as [
  Float64Array,
  Float64Array,
  Float64Array,
]

/** Optimal string alignment distance; a change of case costs a quarter. Above `most` it may be anything above it: once every beginning costs more, no end
 *  brings it back. */
function editDistance(a: string, b: string, most: number): number {
  for (let j = 0; j <= b.length; j++) last[j] = j
  for (let i = 1; i <= a.length; i++) {
    row[0] = i
    let leastOfRow = i
    for (let j = 1; j <= b.length; j++) {
      let least = Math.min(
        (last[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (last[j - 1] as number) + costOfChange(a.charCodeAt(i - 1), b.charCodeAt(j - 1)),
      )
      if (i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1))
        least = Math.min(least, (beforeLast[j - 2] as number) + 1)
      row[j] = least
      if (least < leastOfRow) leastOfRow = least
    }
    if (leastOfRow > most + 1) return leastOfRow
    const free = beforeLast
    beforeLast = last
    last = row
    row = free
  }
  return last[b.length] as number
}

function costOfChange(a: number, b: number): number {
  if (a === b) return 0
  if (a < 128 && b < 128) return (a ^ b) === 32 && isLetter(a | 32) ? 0.25 : 1
  return String.fromCharCode(a).toLowerCase() === String.fromCharCode(b).toLowerCase() ? 0.25 : 1
}

const isLetter = (code: number): boolean => code >= 97 && code <= 122
