/** The content of a quoted text. Escapes are those of JSON. `badEscape`: the first that is none, with its offset. */
export function readText(content: string): { value: string; badEscape?: { at: number; text: string } } {
  let badEscape: { at: number; text: string } | undefined
  const value = content.replace(
    /\\(?:u([0-9a-fA-F]{4})|([\s\S]?))/g,
    (all, hex: string | undefined, letter: string | undefined, at: number) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
      const meant = escapes[letter ?? '']
      if (meant === undefined) badEscape ??= { at, text: all }
      return meant ?? all
    },
  )
  if (!value.isWellFormed()) {
    const at = content.search(/\\u[dD][89a-fA-F]/)
    badEscape ??= { at: Math.max(0, at), text: content.slice(Math.max(0, at), Math.max(0, at) + 6) }
  }
  return badEscape ? { value: value.toWellFormed(), badEscape } : { value }
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}
