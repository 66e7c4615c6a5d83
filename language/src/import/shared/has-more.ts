/** Whether a sign stands in a text more often than `most` times: a bound on its parts that costs a few milliseconds, before parsing. */
export function hasMore(text: string, sign: string, most: number): boolean {
  let count = 0
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) if (++count > most) return true
  return false
}
