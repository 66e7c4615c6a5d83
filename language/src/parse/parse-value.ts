import { type Span, spanOf, spanThrough } from '../diagnostics/span.js'
import type { Token } from '../lex/token.js'
import type {
  CallValue,
  ComparisonOperator,
  DurationValue,
  LinkRefValue,
  Name,
  NumberValue,
  PlaceValue,
  Value,
} from './ast.js'
import { type Cursor, describeToken } from './cursor.js'
import { parseBlock } from './parse-block.js'
import { isScheduleAhead, parseSchedule } from './parse-schedule.js'
import { isTrafficAhead, parseTraffic } from './parse-traffic.js'
import { isDeclarationLine } from './parse-statement.js'
import { readLiteral } from './read-literal.js'

const joiners = new Set(['then', 'except', 'or'])
const operators = new Set(['<=', '>=', '<', '>', '==', '='])

/** Reads a whole value: steps joined by `then`, each a list or `one of` a list, and an `except` for all of it.
 *  `key` is the key it belongs to: `traffic` and `active` read a lone word in their own way. */
export function parseValue(cursor: Cursor, key = ''): Value {
  const of = parseSteps(cursor, key)
  if (!isAtJoiner(cursor, 'except')) return of
  cursor.next()
  const except = parseItems(cursor, key)
  if (isAtJoiner(cursor, 'except')) {
    cursor.reportUnexpected(
      'the end of the value',
      'one "except" holds for the whole list before it; use [brackets] for parts',
    )
    cursor.skipToNextEntry()
  }
  return { kind: 'except', of, except, span: spanThrough(of.span, except.span) }
}

function parseSteps(cursor: Cursor, key: string): Value {
  const first = parseChoice(cursor, key)
  if (!isAtJoiner(cursor, 'then')) return first
  const steps = [first]
  while (isAtJoiner(cursor, 'then')) {
    cursor.next()
    steps.push(parseChoice(cursor, key))
  }
  return { kind: 'then', steps, span: spanThrough(first.span, steps.at(-1)?.span ?? first.span) }
}

const isAtOneOf = (cursor: Cursor): boolean =>
  cursor.isAtWord('one') && cursor.peek(1).raw === 'of' && !cursor.isAtKey(1)

function parseChoice(cursor: Cursor, key: string): Value {
  if (!isAtOneOf(cursor)) return parseItems(cursor, key)
  const start = spanOf(cursor.next())
  cursor.next()
  const options = parseItems(cursor, key)
  const isPlainList = options.kind === 'list' && !options.isBracketed
  return { kind: 'one-of', options: isPlainList ? options.items : [options], span: spanThrough(start, options.span) }
}

function parseItems(cursor: Cursor, key: string): Value {
  const first = parseItem(cursor, key)
  const items = [first]
  while (isListGoingOn(cursor)) {
    cursor.next()
    items.push(parseItem(cursor, key))
  }
  if (items.length === 1) return first
  return { kind: 'list', items, isBracketed: false, span: spanThrough(first.span, items.at(-1)?.span ?? first.span) }
}

/** A comma ends a list exactly when `name :` follows, and before what closes the block. */
const isListGoingOn = (cursor: Cursor): boolean =>
  cursor.isAt(',') && !cursor.isAtKey(1) && !isCloser(cursor.peek(1)) && !cursor.isAt(',', 1)

const isCloser = ({ kind, raw }: Token): boolean =>
  kind === 'end' || (kind === 'sign' && (raw === '}' || raw === ']' || raw === ')' || raw === ';'))

/** Whether the joining word comes, and is no key. */
const isAtJoiner = (cursor: Cursor, word: string): boolean => cursor.isAtWord(word) && !cursor.isAtKey()

function parseItem(cursor: Cursor, key: string): Value {
  const token = cursor.peek()
  if (token.kind === 'word' && !cursor.isAtKey() && !isDeclarationLine(cursor)) return parseWordItem(cursor, key)
  if (token.kind === 'string' && !cursor.isAtKey())
    return cursor.isAt('--', 1) ? parseLinkRef(cursor) : parseTextItem(cursor)
  if (token.kind === 'path') return parsePath(cursor)
  if (token.kind === 'regex') return { kind: 'regex', source: cursor.next().text, span: spanOf(token) }
  if (token.kind === 'sign' && operators.has(token.raw)) return parseComparison(cursor, key)
  if (cursor.isAt('{')) return parseBlock(cursor, 'entries')
  if (cursor.isAt('[')) return parseBracketed(cursor, key)
  if (cursor.isAt('(')) return parsePlace(cursor)
  return reportNoValue(cursor, key)
}

function reportNoValue(cursor: Cursor, key: string): Value {
  const token = cursor.peek()
  const isMissing = cursor.isAtKey() || isCloser(token) || cursor.isAt(',') || token.startsLine
  if (isMissing && cursor.previous.raw === ',')
    cursor.report('missing-value', 'nothing follows the comma', 'leave the comma out', cursor.previous)
  else if (isMissing && key !== '') cursor.report('missing-value', `"${key}" has no value`, undefined, cursor.previous)
  else cursor.reportUnexpected('a value')
  if (!isMissing) cursor.next()
  return { kind: 'invalid', raw: '', span: spanOf(isMissing ? cursor.previous : token) }
}

function parseTextItem(cursor: Cursor): Value {
  const token = cursor.next()
  return { kind: 'text', text: token.text, span: spanOf(token) }
}

function parsePath(cursor: Cursor): Value {
  const token = cursor.next()
  const path = token.raw.length > 1 && token.raw.endsWith('/') ? token.raw.slice(0, -1) : token.raw
  return { kind: 'name-path', path, span: spanOf(token) }
}

function parseWordItem(cursor: Cursor, key: string): Value {
  if (isAtOneOf(cursor))
    cursor.report('unexpected-token', 'unexpected "one of" inside a list', '"one of" stands before the whole list')
  if (cursor.isAt('--', 1) || isWordedLinkAhead(cursor)) return parseLinkRef(cursor)
  if (cursor.isAt('(', 1) && !cursor.peek(1).isApart) return parseCall(cursor)
  if (isScheduleAhead(cursor, key)) return parseSchedule(cursor)
  if (isTrafficAhead(cursor, key)) return parseTraffic(cursor)
  const token = cursor.next()
  const value = readLiteral(token.raw, spanOf(token), cursor.sink)
  if (value.kind === 'number' && isAtFollowingWord(cursor)) return parseCount(cursor, value)
  if (value.kind === 'reference') return parseWords(cursor, value)
  return value
}

/** Whether one more word of the same phrase comes: on the same line, no key, no joining word. */
export function isAtFollowingWord(cursor: Cursor): boolean {
  const { kind, raw, startsLine } = cursor.peek()
  return kind === 'word' && !startsLine && !joiners.has(raw) && !cursor.isAtKey()
}

function parseCount(cursor: Cursor, count: NumberValue): Value {
  const words: Name[] = []
  let within: DurationValue | undefined
  while (isAtFollowingWord(cursor) && !within) {
    const token = cursor.next()
    if (token.raw === 'within') within = parseWithin(cursor)
    else words.push(readPlainWord(cursor, token))
  }
  return {
    kind: 'count',
    count,
    words,
    ...(within ? { within } : {}),
    span: spanThrough(count.span, spanOf(cursor.previous)),
  }
}

function parseWithin(cursor: Cursor): DurationValue | undefined {
  const token = cursor.peek()
  if (!isAtFollowingWord(cursor)) {
    cursor.reportUnexpected('a duration after "within"', 'for example "within 5s"')
    return undefined
  }
  const value = readLiteral(cursor.next().raw, spanOf(token), cursor.sink)
  if (value.kind === 'duration') return value
  if (value.kind !== 'invalid')
    cursor.report('wrong-unit', `"${token.raw}" after "within" is no duration`, 'for example "within 5s"', token)
  return undefined
}

function readPlainWord(cursor: Cursor, token: Token): Name {
  const span = spanOf(token)
  const value = readLiteral(token.raw, span, cursor.sink)
  if (value.kind !== 'reference' && value.kind !== 'invalid')
    cursor.report(
      'unexpected-token',
      `unexpected "${token.raw}" among the words after a number`,
      'put a comma between values',
      span,
    )
  return { text: token.raw, span }
}

/** `output eth2`, `risk conduit-7`: a word, and what follows it without a comma. */
function parseWords(cursor: Cursor, first: Value): Value {
  const items = [first]
  while (isAtFollowingWord(cursor) || isAtFollowingAtom(cursor)) {
    if (cursor.isAt('--', 1)) items.push(parseLinkRef(cursor))
    else if (cursor.isAt('(', 1) && !cursor.peek(1).isApart) items.push(parseCall(cursor))
    else items.push(parseFollowing(cursor))
  }
  if (items.length === 1) return first
  return { kind: 'words', items, span: spanThrough(first.span, items.at(-1)?.span ?? first.span) }
}

function isAtFollowingAtom(cursor: Cursor): boolean {
  const { kind, startsLine } = cursor.peek()
  return !startsLine && (kind === 'string' || kind === 'path') && !cursor.isAtKey()
}

function parseFollowing(cursor: Cursor): Value {
  const { kind } = cursor.peek()
  if (kind === 'string') return parseTextItem(cursor)
  if (kind === 'path') return parsePath(cursor)
  const token = cursor.next()
  return readLiteral(token.raw, spanOf(token), cursor.sink)
}

function isWordedLinkAhead(cursor: Cursor): boolean {
  const { kind, startsLine } = cursor.peek(1)
  return cursor.isAtWord('link') && (kind === 'word' || kind === 'string') && !startsLine && cursor.isAt('--', 2)
}

function parseLinkRef(cursor: Cursor): LinkRefValue {
  const start = spanOf(cursor.peek())
  const isWorded = !cursor.isAt('--', 1)
  if (isWorded) cursor.next()
  const left = parseName(cursor, 'a node')
  cursor.next()
  const right = parseName(cursor, 'the other end of the link')
  return { kind: 'link-ref', ends: [left, right], isWorded, span: spanThrough(start, right.span) }
}

/** Reads a name, quoted or bare; reports if there is none, or if it needs quotes. */
export function parseName(cursor: Cursor, expected: string): Name {
  const token = cursor.peek()
  if ((token.kind !== 'word' && token.kind !== 'string') || cursor.isAtEnd()) {
    cursor.reportUnexpected(expected)
    return { text: '', span: { ...spanOf(token), length: 0 } }
  }
  cursor.next()
  if (token.kind === 'word' && /[/:%]|^-/.test(token.raw))
    cursor.report(
      'bad-name',
      `${describeToken(token)} is no name`,
      `put it in quotes: "${token.raw.slice(0, 40)}"`,
      token,
    )
  return { text: token.text, span: spanOf(token) }
}

function parseComparison(cursor: Cursor, key: string): Value {
  const token = cursor.next()
  const operator = (token.raw === '==' ? '=' : token.raw) as ComparisonOperator
  const next = cursor.peek()
  const isNested = next.kind === 'sign' && operators.has(next.raw)
  if (isNested) cursor.reportUnexpected('a value to compare with')
  if (isNested) cursor.next()
  const value = isNested ? { kind: 'invalid' as const, raw: '', span: spanOf(next) } : parseItem(cursor, key)
  return { kind: 'comparison', operator, value, span: spanThrough(token, value.span) }
}

function parseBracketed(cursor: Cursor, key: string): Value {
  const open = cursor.peek()
  const nothing = (): Value => ({ kind: 'invalid', raw: '', span: spanOf(open) })
  return cursor.deeper(() => {
    cursor.next()
    const items = parseUntil(cursor, ']', open, key)
    return { kind: 'list', items, isBracketed: true, span: spanThrough(open, cursor.previous) }
  }, nothing)
}

/** Reads values separated by commas up to `closer`; a comma may stand before it. */
export function parseUntil(cursor: Cursor, closer: ']' | ')', open: Span, key = ''): Value[] {
  const items: Value[] = []
  while (!cursor.isAt(closer) && !isAtForeignEnd(cursor)) {
    items.push(parseElement(cursor, key))
    if (!cursor.accept(',')) break
  }
  if (cursor.accept(closer)) return items
  const opener = closer === ']' ? '[' : '('
  if (isAtForeignEnd(cursor))
    cursor.report('unclosed-bracket', `"${opener}" is not closed`, `close it with "${closer}"`, open)
  else {
    cursor.reportUnexpected(`"," or "${closer}"`)
    skipToCloser(cursor, closer)
  }
  return items
}

const isAtForeignEnd = (cursor: Cursor): boolean =>
  cursor.isAtEnd() ||
  cursor.isAt('}') ||
  cursor.isAt(']') ||
  cursor.isAt(')') ||
  cursor.isAt(';') ||
  (cursor.isAtKey() && cursor.peek().startsLine)

function skipToCloser(cursor: Cursor, closer: string): void {
  while (!isAtForeignEnd(cursor)) {
    if (cursor.isAt('{') || cursor.isAt('[') || cursor.isAt('(')) cursor.skipEnclosed()
    else cursor.next()
  }
  cursor.accept(closer)
}

/** An element of a bracketed list: commas inside brackets belong to the brackets. */
function parseElement(cursor: Cursor, key: string): Value {
  const of = parseItem(cursor, key)
  if (!isAtJoiner(cursor, 'except')) return of
  cursor.next()
  const except = parseItem(cursor, key)
  return { kind: 'except', of, except, span: spanThrough(of.span, except.span) }
}

function parseCall(cursor: Cursor): CallValue | Value {
  const name = parseName(cursor, 'a name')
  const open = cursor.peek()
  return cursor.deeper<Value>(
    () => {
      cursor.next()
      const args = parseUntil(cursor, ')', open)
      return { kind: 'call', name, args, span: spanThrough(name.span, spanOf(cursor.previous)) }
    },
    () => ({ kind: 'invalid', raw: name.text, span: name.span }),
  )
}

function parsePlace(cursor: Cursor): Value {
  const open = cursor.peek()
  const args = cursor.deeper<Value[]>(
    () => {
      cursor.next()
      return parseUntil(cursor, ')', open)
    },
    () => [],
  )
  const span = spanThrough(open, cursor.previous)
  const [latitude, longitude] = args
  if (args.length !== 2 || latitude?.kind !== 'number' || longitude?.kind !== 'number') {
    if (!args.some(({ kind }) => kind === 'invalid'))
      cursor.report('malformed-place', 'a place is a latitude and a longitude', 'for example (59.91, 10.75)', span)
    return { kind: 'invalid', raw: '', span }
  }
  return checkPlace(cursor, { kind: 'place', latitude, longitude, span })
}

function checkPlace(cursor: Cursor, place: PlaceValue): Value {
  const { latitude, longitude, span } = place
  const isNorth = Math.abs(latitude.value) <= 90
  const isEast = Math.abs(longitude.value) <= 180
  if (!isNorth)
    cursor.report('out-of-range', `latitude ${latitude.raw} is not between -90 and 90`, undefined, latitude.span)
  if (!isEast)
    cursor.report('out-of-range', `longitude ${longitude.raw} is not between -180 and 180`, undefined, longitude.span)
  return isNorth && isEast ? place : { kind: 'invalid', raw: '', span }
}
