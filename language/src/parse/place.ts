/** What kind of body an item stands in. `entries`: keys only; `unknown`: anything, since what it belongs to was not understood. */
export type Place = 'file' | 'network' | 'template' | 'for' | 'assert' | 'entries' | 'unknown'

const everywhere: ReadonlySet<string> = new Set(['let', 'group', 'use', 'for', 'intent'])
const topological: ReadonlySet<string> = new Set(['node', 'interface', 'link'])

/** Whether a statement of this kind may stand there. */
export function isPlacedWell(kind: string, place: Place): boolean {
  if (place === 'unknown') return true
  if (place === 'entries') return false
  if (place === 'assert') return kind === 'intent'
  if (everywhere.has(kind)) return true
  if (topological.has(kind)) return place !== 'file'
  if (kind === 'template') return place === 'file' || place === 'network'
  return place === 'file'
}
