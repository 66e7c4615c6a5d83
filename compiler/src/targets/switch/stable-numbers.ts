import { contentHash } from '@paranet/network'

/** A number from `first` on, below `first + count`, for each of these names: a hash, so that a number stays while its name does, whatever else
 *  comes and goes; names that meet move on to the next that is free. `moved` hears of those: all other numbers follow from the name alone. Throws
 *  TooManyError for more than `count` names. */
export function stableNumbers(
  names: Iterable<string>,
  first: number,
  count: number,
  what = 'names',
  moved: string[] = [],
): Map<string, number> {
  const numbers = new Map<string, number>()
  const taken = new Set<number>()
  for (const name of [...new Set(names)].sort()) {
    if (taken.size >= count) throw new TooManyError(`hold more than ${count} ${what}`)
    let number = hashOf(name) % count
    if (taken.has(number)) {
      while (taken.has(number)) number = (number + 1) % count
      moved.push(`${what} ${name} ${number}`)
    }
    taken.add(number)
    numbers.set(name, first + number)
  }
  return numbers
}

/** The first 48 bits of a hash. The same names come again and again. */
function hashOf(name: string): number {
  let known = hashes.get(name)
  if (known === undefined) {
    if (hashes.size >= mostHashes) hashes.clear()
    hashes.set(name, (known = Number.parseInt(contentHash(name).slice(0, 12), 16)))
  }
  return known
}

const hashes = new Map<string, number>()
const mostHashes = 50_000

/** More of something than a switch has numbers for, as the rest of "it cannot …". Never leaves the target. */
export class TooManyError extends Error {
  override readonly name = 'TooManyError'
}
