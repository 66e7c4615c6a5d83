import type { EntryKey } from '@paranet/network'
import { contentHash } from '@paranet/network'

/** The cookie of what an entry becomes on a switch: the first 64 bits of the entry's id. */
export const cookieOf = (key: EntryKey): string =>
  `0x${contentHash(key)
    .slice(0, 16)
    .replace(/^0+(?=.)/, '')}`
