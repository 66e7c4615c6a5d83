import type { Entry, EntryKey } from '@paranet/network'
import { contentHash } from '@paranet/network'

/** The cookie of what an entry becomes on a switch: the first 64 bits of the entry's id. */
export const cookieOf = (key: EntryKey): string =>
  `0x${contentHash(key)
    .slice(0, 16)
    .replace(/^0+(?=.)/, '')}`

/** The cookie of an entry whose key is known; worked out once for each entry. */
export function cookieOfEntry(entry: Entry, key: EntryKey): string {
  let known = cookies.get(entry)
  if (known === undefined) cookies.set(entry, (known = cookieOf(key)))
  return known
}

const cookies = new WeakMap<Entry, string>()
