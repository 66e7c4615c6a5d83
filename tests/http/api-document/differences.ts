/** What differs between two documents: another text outside of bodies, or another shape of a body. Empty: the first is still true. */
export function differences(kept: string, now: string): string[] {
  const before = blocksOf(kept)
  const after = blocksOf(now)
  const found: string[] = []
  for (let at = 0; at < Math.max(before.length, after.length) && found.length < 5; at++) {
    const [was, is] = [before[at], after[at]]
    if (was === undefined || is === undefined) found.push(`${was === undefined ? 'new' : 'gone'}: ${(was ?? is)?.head}`)
    else if (was.head !== is.head) found.push(`was: ${was.head}\nis: ${is.head}`)
    else found.push(...bodyDifferences(was, is))
  }
  return found
}

/** A piece of the document: text, or the head of a request or answer with its body. */
interface Block {
  readonly head: string
  readonly body?: string
}

const blocksOf = (document: string): Block[] =>
  document.split('```').map((part) => {
    if (!part.startsWith('http\n')) return { head: part.trim() }
    const gap = part.indexOf('\n\n')
    return gap < 0 ? { head: part.trim() } : { head: part.slice(0, gap), body: part.slice(gap + 2).trim() }
  })

function bodyDifferences({ head, body: was }: Block, { body: is }: Block): string[] {
  const [before, after] = [parsed(was), parsed(is)]
  if (fits(before, after)) return []
  return [`another shape: ${head}\nwas: ${was?.slice(0, 1500)}\nis: ${is?.slice(0, 1500)}`]
}

function parsed(body: string | undefined): unknown {
  try {
    return body === undefined ? undefined : JSON.parse(body)
  } catch {
    return body
  }
}

/** Whether two values have one shape. Lists fit where some item of each fits the other, or one is empty. */
function fits(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    const [first, second] = [a.filter(isShown), b.filter(isShown)]
    return first.length === 0 || second.length === 0 || first.some((one) => second.some((other) => fits(one, other)))
  }
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return typeof a === typeof b
  if (Array.isArray(a) || Array.isArray(b)) return false
  const names = Object.keys(a).filter((name) => name !== '…')
  const others = Object.keys(b).filter((name) => name !== '…')
  if (names.join(' ') !== others.join(' ')) return false
  return names.every((name) => fits(a[name as never], b[name as never]))
}

const isShown = (item: unknown): boolean => typeof item !== 'string' || !item.startsWith('… ')
