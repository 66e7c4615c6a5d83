import { contentHash } from '@paranet/network'

/** A number from `first` on, below `first + count`, for each of these names: a hash, so that a number stays while its name does, whatever else
 *  comes and goes; names that meet move on to the next that is free. Throws TooManyError for more than `count` names. */
export function stableNumbers(
  names: Iterable<string>,
  first: number,
  count: number,
  what = 'names',
): Map<string, number> {
  const numbers = new Map<string, number>()
  const taken = new Set<number>()
  for (const name of [...new Set(names)].sort()) {
    if (taken.size >= count) throw new TooManyError(`hold more than ${count} ${what}`)
    let number = Number.parseInt(contentHash(name).slice(0, 12), 16) % count
    while (taken.has(number)) number = (number + 1) % count
    taken.add(number)
    numbers.set(name, first + number)
  }
  return numbers
}

/** More of something than a switch has numbers for, as the rest of "it cannot …". Never leaves the target. */
export class TooManyError extends Error {
  override readonly name = 'TooManyError'
}
