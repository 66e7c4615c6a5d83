import { didYouMean } from '../diagnostics/suggest.js'
import { spanOf, spanThrough } from '../diagnostics/span.js'
import type { Name, TrafficPart, TrafficTermSyntax, TrafficValue, Value } from './ast.js'
import { type Cursor, describeToken } from './cursor.js'
import { isAtFollowingWord, parseName } from './parse-value.js'
import { readLiteral } from './read-literal.js'

const selectors = new Set(['dst-port', 'src-port', 'dscp', 'proto'])
const protocols = new Set(['tcp', 'udp', 'icmp', 'ip', 'any', 'sctp'])

/** Whether a traffic class comes: in the key `traffic` any word begins one; elsewhere a protocol or selector with more
 *  words, or words joined by `or`. */
export function isTrafficAhead(cursor: Cursor, key: string): boolean {
  const { raw } = cursor.peek()
  const isName = !/^[-\d]|[/:%]/.test(raw)
  if (key === 'traffic') return isName
  const next = cursor.peek(1)
  if (next.kind !== 'word' || cursor.isAtKey(1)) return false
  if (next.raw === 'or') return isName
  return !next.startsLine && (selectors.has(raw) || (protocols.has(raw) && selectors.has(next.raw)))
}

/** Reads terms joined by `or`; each is a protocol, selector or given name, and selectors with their values. */
export function parseTraffic(cursor: Cursor): TrafficValue {
  const first = parseTerm(cursor)
  const terms = [first]
  while (cursor.isAtWord('or') && !cursor.isAtKey()) {
    cursor.next()
    terms.push(parseTerm(cursor))
  }
  return { kind: 'traffic', terms, span: spanThrough(first.span, terms.at(-1)?.span ?? first.span) }
}

function parseTerm(cursor: Cursor): TrafficTermSyntax {
  const token = cursor.peek()
  if (token.kind !== 'word' || /^[-\d]/.test(token.raw) || cursor.isAtKey()) {
    cursor.reportUnexpected(
      'a protocol, a selector or a name',
      'ports of one class are joined by commas: tcp dst-port 80, 443',
    )
    if (token.kind === 'word' && !cursor.isAtKey()) cursor.next()
    return { parts: [], span: spanOf(token) }
  }
  const parts = [parsePart(cursor)]
  while (isAtFollowingWord(cursor)) {
    if (selectors.has(cursor.peek().raw)) parts.push(parsePart(cursor))
    else skipStray(cursor)
  }
  return { parts, span: spanThrough(token, cursor.previous) }
}

function skipStray(cursor: Cursor): void {
  const { raw } = cursor.peek()
  cursor.reportUnexpected('"or", or one of dst-port, src-port, dscp, proto', didYouMean(raw, [...selectors, 'or']))
  cursor.next()
  if (isAtFollowingWord(cursor) && /^\d/.test(cursor.peek().raw)) cursor.next()
}

function parsePart(cursor: Cursor): TrafficPart {
  const word = parseName(cursor, 'a protocol, a selector or a name')
  return { word, values: selectors.has(word.text) ? parseSelected(cursor, word) : [] }
}

function parseSelected(cursor: Cursor, selector: Name): Value[] {
  if (!isAtFollowingWord(cursor)) {
    cursor.report('missing-value', `"${selector.text}" has no value`, undefined, selector.span)
    return []
  }
  const values = [parseOne(cursor, selector)]
  while (cursor.isAt(',') && isOneMore(cursor, selector)) {
    cursor.next()
    values.push(parseOne(cursor, selector))
  }
  return values
}

/** After a comma: one more value of this selector, and neither a key nor the next class of a list. */
function isOneMore(cursor: Cursor, selector: Name): boolean {
  const { kind, raw } = cursor.peek(1)
  if (kind !== 'word' || cursor.isAtKey(1)) return false
  return /^\d/.test(raw) || (selector.text === 'dscp' && !protocols.has(raw) && !selectors.has(raw))
}

function parseOne(cursor: Cursor, selector: Name): Value {
  const token = cursor.next()
  const span = spanOf(token)
  const value = readLiteral(token.raw, span, cursor.sink)
  const largest = selector.text.endsWith('-port') ? 65_535 : selector.text === 'dscp' ? 63 : 255
  if (value.kind === 'reference' || value.kind === 'invalid') return value
  const isRange = value.kind === 'port-range'
  if (!isRange && value.kind !== 'number')
    cursor.report('wrong-kind', `${describeToken(token)} is no number for "${selector.text}"`, undefined, span)
  else if (isRange ? value.last > largest : !isWholeUpTo(value.value, largest))
    cursor.report(
      'out-of-range',
      `${describeToken(token)} for "${selector.text}" is not between 0 and ${largest}`,
      undefined,
      span,
    )
  else return value
  return { kind: 'invalid', raw: token.raw, span }
}

const isWholeUpTo = (value: number, largest: number): boolean =>
  Number.isInteger(value) && value >= 0 && value <= largest
