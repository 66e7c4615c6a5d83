import type { DeviceState, Entry, EntryKey } from '@paranet/network'
import { parseAddressNumber, peerKey } from '@paranet/network'

/** What a session asks that FRR cannot be told; undefined where it can. */
export function lackingOfPeer(entry: Entry): string | undefined {
  if (entry.kind !== 'peer') return undefined
  const neighbour = parseAddressNumber(entry.neighbour)
  const isLinkLocal = neighbour?.family === 6 && neighbour.value >> 118n === 0x3fan
  return isLinkLocal ? 'hold a session with a link-local address' : undefined
}

/** FRR knows a session by its neighbour alone: those that have one neighbour with another before them, by key. */
export function repeatedPeers({ peers = [] }: Pick<DeviceState, 'peers'>): ReadonlyMap<EntryKey, string> {
  const known = new Set<string>()
  const repeated = new Map<EntryKey, string>()
  for (const peer of peers) {
    if (known.has(peer.neighbour)) repeated.set(peerKey(peer), 'hold two sessions with one neighbour')
    known.add(peer.neighbour)
  }
  return repeated
}
