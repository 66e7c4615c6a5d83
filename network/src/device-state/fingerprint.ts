import { contentHash } from '../port/canonical-json.js'
import type { DeviceState } from './device-state.js'

/** The content hash of a canonical device state. Worked out once for each object. */
export function stateFingerprint(state: DeviceState): string {
  let known = fingerprints.get(state)
  if (known === undefined) fingerprints.set(state, (known = contentHash(state)))
  return known
}

const fingerprints = new WeakMap<DeviceState, string>()
