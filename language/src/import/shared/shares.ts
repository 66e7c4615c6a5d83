/** A share as a number, or the text of one. `from-none`: 0 and up, below 1; `to-all`: above 0, up to 1. Undefined where it is none. */
export function shareOf(value: unknown, range: 'from-none' | 'to-all'): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number') return undefined
  const isWithin = range === 'from-none' ? number >= 0 && number < 1 : number > 0 && number <= 1
  return isWithin ? number : undefined
}
