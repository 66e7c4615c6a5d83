/** Whether two plain values (objects, lists, texts, numbers, truth values, null) say the same; members that are undefined count as absent,
 *  and the order of members does not matter. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => isSameJson(item, b[i]))
  if (Array.isArray(b)) return false
  return isSameObject(a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>)
}

function isSameObject(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  let members = 0
  for (const name in a) {
    if (a[name] === undefined) continue
    if (!isSameJson(a[name], b[name])) return false
    members++
  }
  for (const name in b) if (b[name] !== undefined) members--
  return members === 0
}
