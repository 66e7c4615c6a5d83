import { spanOf, spanThrough } from '../diagnostics/span.js'
import type { Block, Entry, Item, Name, Surroundings, Value } from './ast.js'
import type { Cursor } from './cursor.js'
import { isDeclarationLine, isStatementAhead, parseStatement } from './parse-statement.js'
import { parseName, parseValue } from './parse-value.js'
import type { Place } from './place.js'

type Bare<T> = T extends Item ? Omit<T, keyof Surroundings> : never
/** An item before its comments are known. */
export type BareItem = Bare<Item>

/** Reads `{ … }`; the token that comes is "{". What `place` cannot hold is reported and kept. */
export function parseBlock(cursor: Cursor, place: Place): Block {
  const open = cursor.peek()
  const statementLine = cursor.previous.line
  return cursor.deeper<Block>(
    () => {
      cursor.next()
      const opening = cursor.takeTrailing()
      const items = parseItems(cursor, place)
      const closing = cursor.takeComments()
      const isClosed = cursor.accept('}')
      if (!isClosed) cursor.report('unclosed-block', '"{" is not closed', 'close it with "}"', open)
      reportRepeatedKeys(cursor, items)
      const isOneLine = isClosed && statementLine === cursor.previous.line
      return { kind: 'block', items, isOneLine, opening, closing, span: spanThrough(open, cursor.previous) }
    },
    () => ({ kind: 'block', items: [], isOneLine: true, opening: [], closing: [], span: spanOf(open) }),
  )
}

/** Reads items up to "}", the end of the file, or what shows that "}" was forgotten. */
export function parseItems(cursor: Cursor, place: Place): Item[] {
  const items: Item[] = []
  while (!cursor.isAtEnd() && (place === 'file' || !cursor.isAt('}'))) {
    if (isForgottenEnd(cursor, place)) break
    const item = parseItem(cursor, place, items.length === 0)
    if (item) items.push(item)
  }
  return items
}

/** A declaration at the start of a line, where only keys can stand: the block before it was not closed. */
function isForgottenEnd(cursor: Cursor, place: Place): boolean {
  return (
    place === 'entries' &&
    (isDeclarationLine(cursor) || (cursor.isAtWord('link') && cursor.peek().startsLine && cursor.isAt('--', 2)))
  )
}

function parseItem(cursor: Cursor, place: Place, isFirst: boolean): Item | undefined {
  const { blankBefore } = cursor.peek()
  const before = cursor.takeComments()
  const endGathering = cursor.gatherInner()
  const item = isStatementAhead(cursor) ? parseStatement(cursor, place) : parseEntry(cursor, place)
  endItem(cursor, item)
  const leading = [...before, ...endGathering().map((comment) => ({ ...comment, blankBefore: false }))]
  const trailing = cursor.takeTrailing()
  if (!item) return undefined
  const [first, ...rest] = leading
  const isBlankFirst = isFirst && first?.blankBefore === true
  return {
    ...item,
    leading: first && isBlankFirst ? [{ ...first, blankBefore: false }, ...rest] : leading,
    trailing,
    blankBefore: blankBefore && !(isFirst && before.length === 0),
  } as Item
}

/** Takes the separator after an item; without one a new line or the end of the block must come. */
function endItem(cursor: Cursor, item: BareItem | undefined): void {
  const isBraced = cursor.previous.raw === '}' && cursor.previous.kind === 'sign' && item?.kind !== 'entry'
  if (cursor.accept(',') || cursor.accept(';')) {
    while (cursor.accept(';'));
    return
  }
  const next = cursor.peek()
  if (!item || isBraced || next.startsLine || cursor.isAt('}') || cursor.isAtEnd()) return
  if (cursor.isAtKey())
    cursor.report('missing-separator', `"${next.text}" begins a new key on the same line`, 'put a comma before it')
  else {
    cursor.reportUnexpected('a comma or a new line', fixFor(next.raw))
    if (cursor.isAt('{') || cursor.isAt('[') || cursor.isAt('(')) cursor.skipEnclosed()
    else cursor.next()
    cursor.skipToNextEntry()
    if (!cursor.accept(',')) cursor.accept(';')
  }
}

const fixFor = (raw: string): string | undefined =>
  raw === '/' ? 'a regular expression stands in "members" only' : undefined

/** Reads `key: value`. With the colon forgotten the value is read all the same. */
function parseEntry(cursor: Cursor, place: Place): BareItem | undefined {
  const token = cursor.peek()
  if (token.kind !== 'word' && token.kind !== 'string') return skipStray(cursor, place)
  const key = parseName(cursor, 'a key')
  if (place === 'file' || place === 'for')
    cursor.report('misplaced', `the key "${key.text}" stands outside a declaration`, undefined, key.span)
  if (cursor.accept(':')) return finishEntry(key, parseValue(cursor, key.text))
  if (cursor.accept('='))
    cursor.report(
      'missing-colon',
      `"=" after "${key.text}" where ":" is expected`,
      `write "${key.text}: …"`,
      cursor.previous,
    )
  else cursor.report('missing-colon', `no ":" after "${key.text}"`, `write "${key.text}: …"`, key.span)
  const isNothing =
    cursor.peek().startsLine || cursor.isAt('}') || cursor.isAt(',') || cursor.isAt(';') || cursor.isAtEnd()
  return isNothing ? undefined : finishEntry(key, parseValue(cursor, key.text))
}

const finishEntry = (key: Name, value: Value): BareItem => ({
  kind: 'entry',
  key,
  value,
  span: spanThrough(key.span, value.span),
})

function skipStray(cursor: Cursor, place: Place): undefined {
  const isStrayEnd = place === 'file' && cursor.isAt('}')
  if (isStrayEnd) cursor.report('unexpected-token', 'unexpected "}"; no block is open here')
  else cursor.reportUnexpected(place === 'entries' ? 'a key' : 'a key or a declaration')
  if (cursor.isAt('{') || cursor.isAt('[') || cursor.isAt('(')) cursor.skipEnclosed()
  else cursor.next()
  if (!isStrayEnd) cursor.skipToNextEntry()
  return undefined
}

function reportRepeatedKeys(cursor: Cursor, items: readonly Item[]): void {
  const firsts = new Map<string, Entry>()
  for (const item of items) {
    if (item.kind !== 'entry') continue
    const { text, span } = item.key
    const first = firsts.get(text)
    if (!first) firsts.set(text, item)
    else {
      const related = [{ message: 'the first is here', file: cursor.sink.file, span: first.key.span }]
      cursor.sink.report('duplicate-key', span, `"${text}" is given twice`, {
        hint: 'join the values with a comma or leave one out',
        related,
      })
    }
  }
}
