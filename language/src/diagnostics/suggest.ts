/** The candidate nearest to `name`, if one is near enough to be a slip of the finger: at most a third of its letters are
 *  wrong, missing, added or swapped. Letters that differ in case alone count less. Ties go to the first in code order.
 *  Cost: candidates × length²; names longer than 64 are not compared. */
export function suggest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 0.5
  if (name.length > 64) return undefined
  for (const candidate of candidates) {
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

/** Optimal string alignment distance; a change of case costs a quarter. Above `most` it may be anything above it: once every beginning costs more, no end
 *  brings it back. */
function editDistance(a: string, b: string, most: number): number {
  const [lowA, lowB] = [a.toLowerCase(), b.toLowerCase()]
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let leastOfRow = i
    for (let j = 1; j <= b.length; j++) {
      const change = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : lowA[i - 1] === lowB[j - 1] ? 0.25 : 1
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + change)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1)
      row.push(least)
      if (least < leastOfRow) leastOfRow = least
    }
    if (leastOfRow > most + 1) return leastOfRow
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}
