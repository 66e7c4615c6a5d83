const layout: ReadonlySet<string> = new Set(['span', 'endLine', 'isOneLine', 'blankBefore', 'file'])

/** Whether two pieces of syntax say the same with the same comments; places and layout apart. */
export function sameSyntax(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b)
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameSyntax(item, b[index]))
  const left = keysOf(a)
  return (
    left.length === keysOf(b).length &&
    left.every((key) => sameSyntax((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  )
}

const keysOf = (value: object): string[] => Object.keys(value).filter((key) => !layout.has(key))
