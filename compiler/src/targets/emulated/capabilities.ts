import { entryKindNames, tracksConnections } from '@paranet/network'
import type { TargetCapabilities } from '../target.js'

/** The emulator's devices do all that device state can say; only those with a table of connections match `established`. */
export const emulatedCapabilities: TargetCapabilities = {
  kinds: new Set(entryKindNames),
  failoverGroups: true,
  inInterface: true,
  ownPrefixes: true,
  groups: Number.MAX_SAFE_INTEGER,
  segments: true,
  watchesMembers: true,
  tracksConnections,
}
