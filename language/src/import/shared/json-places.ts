/** Offsets of values in a JSON text by their pointers (RFC 6901), found in one pass; a pointer that leads nowhere has none. The text must
 *  be JSON. Linear in the text; a stack of its own, so that nesting costs no calls. */
export function jsonPlaces(text: string, pointers: Iterable<string>): ReadonlyMap<string, number> {
  const wanted = new Set(pointers)
  const found = new Map<string, number>()
  const ahead = prefixesOf(wanted)
  // A value that no wanted pointer leads through has no pointer: making it would cost its depth.
  const stack: { readonly pointer: string | undefined; readonly isObject: boolean; index: number; key: string }[] = []
  const gap = /[\s:\uFEFF]*/y
  let awaitsKey = false
  for (let at = 0; at < text.length && found.size < wanted.size; ) {
    gap.lastIndex = at
    gap.exec(text)
    at = gap.lastIndex
    const end = endOfToken(text, at)
    const word = text.slice(at, end)
    if (word === '') break
    const top = stack.at(-1)
    if (word === ',') {
      if (top) top.index++
      awaitsKey = top?.isObject === true
    } else if (word === '}' || word === ']') {
      stack.pop()
      awaitsKey = false
    } else if (awaitsKey && top) {
      top.key = escaped(String(JSON.parse(word)))
      awaitsKey = false
    } else {
      const pointer = top ? below(top.pointer, top.isObject ? top.key : top.index, ahead) : ''
      if (pointer !== undefined && wanted.has(pointer) && !found.has(pointer)) found.set(pointer, at)
      if (word === '{' || word === '[') {
        stack.push({ pointer, isObject: word === '{', index: 0, key: '' })
        awaitsKey = word === '{'
      }
    }
    at = end
  }
  return found
}

/** All pointers that lead to or through a wanted one. */
function prefixesOf(wanted: ReadonlySet<string>): ReadonlySet<string> {
  const prefixes = new Set<string>()
  for (const pointer of wanted)
    for (let end = pointer.length; end >= 0; end = end === 0 ? -1 : pointer.lastIndexOf('/', end - 1))
      prefixes.add(pointer.slice(0, end))
  return prefixes
}

function below(pointer: string | undefined, key: string | number, ahead: ReadonlySet<string>): string | undefined {
  if (pointer === undefined || !ahead.has(pointer)) return undefined
  const its = `${pointer}/${key}`
  return ahead.has(its) ? its : undefined
}

/** Where the text, sign, number or word that begins at an offset ends. */
function endOfToken(text: string, at: number): number {
  if (text[at] === '"') {
    let end = text.indexOf('"', at + 1)
    while (end > 0 && backslashesBefore(text, end) % 2 === 1) end = text.indexOf('"', end + 1)
    return end < 0 ? text.length : end + 1
  }
  if ('{}[],'.includes(text[at] ?? '')) return Math.min(at + 1, text.length)
  plainWord.lastIndex = at
  plainWord.exec(text)
  return plainWord.lastIndex
}

const plainWord = /[^\s{}[\],":]*/y

function backslashesBefore(text: string, at: number): number {
  let count = 0
  while (text[at - 1 - count] === '\\') count++
  return count
}

/** A key as it stands in a pointer. */
export const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')
