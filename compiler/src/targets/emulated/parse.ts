import { deviceStateFromJson } from '@paranet/network'
import type { ParsedArtifact } from '../target.js'

/** Reads an artifact back; anything that is not exactly a device state is refused with the place and the reason. */
export function parseEmulated(artifact: string): ParsedArtifact {
  let value: unknown
  try {
    value = JSON.parse(artifact)
  } catch {
    return { ok: false, message: 'not JSON' }
  }
  const read = deviceStateFromJson(value)
  if (read.ok) return { ok: true, state: read.value }
  const [first] = read.errors
  return { ok: false, message: `${first?.pointer || 'device state'} ${first?.message ?? 'is wrong'}` }
}
