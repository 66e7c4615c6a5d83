import { type Span, spanOf, spanThrough } from '../diagnostics/span.js'
import { didYouMean } from '../diagnostics/suggest.js'
import type { Token } from '../lex/token.js'
import { type Block, type IntentKeyword, intentKinds, type Name } from './ast.js'
import { type Cursor, describeToken } from './cursor.js'
import { type BareItem, parseBlock } from './parse-block.js'
import { parseName, parseUntil, parseValue } from './parse-value.js'
import { isPlacedWell, type Place } from './place.js'

interface Reading {
  readonly cursor: Cursor
  readonly keyword: Name
  readonly place: Place
}

type Unspanned<T> = T extends BareItem ? Omit<T, 'span' | 'keyword'> : never
type StatementBody = Unspanned<BareItem>

const statements: Readonly<Record<string, (reading: Reading) => StatementBody | undefined>> = {
  include: parseInclude,
  let: parseLet,
  group: ({ cursor }) => ({
    kind: 'group',
    name: parseName(cursor, 'the name of the group'),
    body: expectBlock(cursor, 'entries'),
  }),
  template: parseTemplate,
  use: parseUse,
  for: parseFor,
  network: ({ cursor }) => ({
    kind: 'network',
    name: parseName(cursor, 'the name of the network'),
    body: expectBlock(cursor, 'network'),
  }),
  node: parseNode,
  interface: ({ cursor }) => ({
    kind: 'interface',
    name: parseName(cursor, 'the name of the interface'),
    ...optionalBlock(cursor),
  }),
  link: parseLink,
}

const intents: ReadonlySet<string> = new Set(intentKinds)

/** The words that begin a declaration, for suggestions. */
export const statementWords: readonly string[] = [...Object.keys(statements), ...intentKinds]

/** Whether a declaration comes, known or not: a word that is no key, with a name, a type, a link sign or a block after it. */
export function isStatementAhead(cursor: Cursor): boolean {
  const { kind, raw } = cursor.peek()
  if (kind !== 'word' || cursor.isAt(':', 1)) return false
  if (isKnown(raw)) return true
  if (cursor.isAt('{', 1)) return true
  const next = cursor.peek(1)
  return (
    (next.kind === 'word' || next.kind === 'string') &&
    !next.startsLine &&
    (cursor.isAt('{', 2) || (cursor.isAt(':', 2) && didYouMean(raw, statementWords) !== undefined))
  )
}

/** Whether a line begins that can only be a declaration, even where a value or a key is awaited. */
export const isDeclarationLine = (cursor: Cursor): boolean =>
  cursor.peek().startsLine &&
  isStatementAhead(cursor) &&
  (cursor.isAt('{', 1) || (cursor.peek(1).kind !== 'sign' && (cursor.isAt('{', 2) || cursor.isAt(':', 2))))

const isKnown = (word: string): boolean => Object.hasOwn(statements, word) || intents.has(word)

/** Reads one declaration. Reports what is unknown or misplaced; gives nothing if it could not be read at all. */
export function parseStatement(cursor: Cursor, place: Place): BareItem | undefined {
  const token = cursor.next()
  const keyword: Name = { text: token.raw, span: spanOf(token) }
  if (!isKnown(token.raw)) return skipUnknown(cursor, token)
  const read = Object.hasOwn(statements, token.raw) ? statements[token.raw] : parseIntent
  const kind = intents.has(token.raw) ? 'intent' : token.raw
  if (!isPlacedWell(kind, place))
    cursor.report('misplaced', `"${token.raw}" cannot stand here`, placeHint(kind, place), keyword.span)
  const body = read?.({ cursor, keyword, place })
  return body ? ({ ...body, keyword, span: spanThrough(token, spanOf(cursor.previous)) } as BareItem) : undefined
}

function placeHint(kind: string, place: Place): string {
  if (place === 'entries') return 'this block holds keys only; close it first, or write the colon if this is a key'
  if (place === 'assert') return 'an assertion holds intents only'
  return kind === 'network' || kind === 'include' || kind === 'template'
    ? `"${kind}" stands at the top of a file`
    : `"${kind}" stands inside "network"`
}

function skipUnknown(cursor: Cursor, token: Token): undefined {
  cursor.report(
    'unknown-kind',
    `${describeToken(token)} is no kind of declaration`,
    didYouMean(token.raw, statementWords),
    spanOf(token),
  )
  while (!cursor.isAtEnd() && !cursor.isAt('{') && !cursor.isAt('}') && !cursor.isAt(';') && !cursor.peek().startsLine)
    cursor.next()
  if (cursor.isAt('{')) parseBlock(cursor, 'unknown')
  return undefined
}

function expectBlock(cursor: Cursor, place: Place): Block {
  refuseType(cursor)
  if (cursor.isAt('{')) return parseBlock(cursor, place)
  cursor.reportUnexpected('"{"')
  if (!cursor.peek().startsLine && !cursor.isAt('}')) cursor.skipToNextEntry()
  if (cursor.isAt('{') && !cursor.peek().startsLine) return parseBlock(cursor, place)
  return emptyBlock(spanOf(cursor.previous))
}

const emptyBlock = (span: Span): Block => ({
  kind: 'block',
  items: [],
  isOneLine: true,
  opening: [],
  closing: [],
  span,
})

const optionalBlock = (cursor: Cursor): { body?: Block } =>
  cursor.isAt('{') ? { body: parseBlock(cursor, 'entries') } : {}

function refuseType(cursor: Cursor): void {
  if (!cursor.isAt(':')) return
  cursor.reportUnexpected('"{"', 'only nodes have a type')
  cursor.next()
  if (!cursor.isAt('{') && !cursor.peek().startsLine) cursor.next()
}

function parseInclude({ cursor }: Reading): StatementBody | undefined {
  const token = cursor.peek()
  if (token.kind !== 'string') {
    cursor.reportUnexpected('a file name in quotes', 'for example include "sites.pn"')
    cursor.skipToNextEntry()
    return undefined
  }
  cursor.next()
  return { kind: 'include', path: { text: token.text, span: spanOf(token) } }
}

function parseLet({ cursor }: Reading): StatementBody {
  const name = parseName(cursor, 'a name to define')
  if (cursor.isAt(':')) cursor.reportUnexpected('"="', 'a definition is written with "="')
  else if (!cursor.isAt('=')) cursor.reportUnexpected('"="')
  if (cursor.isAt(':') || cursor.isAt('=')) cursor.next()
  return { kind: 'let', name, value: parseValue(cursor, 'let') }
}

function parseTemplate({ cursor }: Reading): StatementBody {
  const name = parseName(cursor, 'the name of the template')
  const parameters = cursor.isAt('(') ? parseParameters(cursor) : []
  return { kind: 'template', name, parameters, body: expectBlock(cursor, 'template') }
}

function parseParameters(cursor: Cursor): Name[] {
  const open = spanOf(cursor.next())
  const names: Name[] = []
  while (!cursor.isAtEnd() && !cursor.isAt(')') && !cursor.isAt('{')) {
    const { kind } = cursor.peek()
    if (kind !== 'word' && kind !== 'string') break
    names.push(parseName(cursor, 'a parameter'))
    if (!cursor.accept(',')) break
  }
  if (cursor.accept(')')) return names
  if (cursor.isAt('{') || cursor.isAtEnd())
    cursor.report('unclosed-bracket', '"(" is not closed', 'close it with ")"', open)
  else {
    cursor.reportUnexpected('a parameter or ")"')
    while (!cursor.isAtEnd() && !cursor.isAt('{') && !cursor.peek().startsLine) cursor.next()
  }
  return names
}

function parseUse({ cursor }: Reading): StatementBody {
  const template = parseName(cursor, 'the name of a template')
  const open = cursor.peek()
  const hasArgs = cursor.accept('(')
  return { kind: 'use', template, args: hasArgs ? parseUntil(cursor, ')', open) : [] }
}

function parseFor({ cursor }: Reading): StatementBody {
  const variable = parseName(cursor, 'a name for each member')
  if (cursor.isAtWord('in')) cursor.next()
  else cursor.reportUnexpected('"in"', 'for example for x in edge { … }')
  const range = cursor.isAt('{') ? reportNoRange(cursor) : parseValue(cursor, 'in')
  return { kind: 'for', variable, range, body: expectBlock(cursor, 'for') }
}

function reportNoRange(cursor: Cursor) {
  cursor.reportUnexpected('a group or a list')
  return { kind: 'invalid' as const, raw: '', span: spanOf(cursor.previous) }
}

function parseNode({ cursor }: Reading): StatementBody {
  const name = parseName(cursor, 'the name of the node')
  if (cursor.accept(':'))
    return { kind: 'node', name, type: parseName(cursor, 'the type of the node'), ...optionalBlock(cursor) }
  cursor.reportUnexpected('":" and the type of the node', `for example node ${name.text || 'r1'} : router`)
  return { kind: 'node', name, type: { text: '', span: spanOf(cursor.previous) }, ...optionalBlock(cursor) }
}

function parseLink({ cursor }: Reading): StatementBody {
  if (cursor.isAt('{')) return { kind: 'link', ...optionalBlock(cursor) }
  const first = parseName(cursor, 'a node or "{"')
  if (cursor.accept('--')) {
    const second = parseName(cursor, 'the other end of the link')
    refuseType(cursor)
    return { kind: 'link', ends: [first, second], ...optionalBlock(cursor) }
  }
  if (!cursor.isAt('{')) cursor.reportUnexpected('"--" and the other end', 'a link is written a -- b')
  return { kind: 'link', name: first, ...optionalBlock(cursor) }
}

function parseIntent({ cursor, keyword }: Reading): StatementBody {
  const intent = keyword.text as IntentKeyword
  const { kind, startsLine } = cursor.peek()
  const hasName = (kind === 'word' || kind === 'string') && !startsLine
  const name = hasName ? { name: parseName(cursor, 'a name') } : {}
  return { kind: 'intent', intent, ...name, body: expectBlock(cursor, intent === 'assert' ? 'assert' : 'entries') }
}
