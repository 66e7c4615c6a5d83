import type { EntryKey } from '../device-state/device-state.js'
import type { CopiedWalk, Walk } from '../device-state/walk.js'
import { keyOfSegment } from './split-state.js'

/** A walk in one segment, with the keys that its entries have on the devices. */
export const walkOfSegment = (walk: Walk, segment: string): Walk => ({
  ...walk,
  hops: walk.hops.map((hop) => ({ ...hop, entries: keysOfSegment(hop.entries, segment) })),
  ...(walk.copies ? { copies: walk.copies.map((copy) => copyOfSegment(copy, segment)) } : {}),
})

const copyOfSegment = (copy: CopiedWalk, segment: string): CopiedWalk => ({
  ...copy,
  entries: keysOfSegment(copy.entries, segment),
  walk: walkOfSegment(copy.walk, segment),
})

const keysOfSegment = (keys: readonly EntryKey[], segment: string): EntryKey[] =>
  keys.map((key) => keyOfSegment(key, segment))
