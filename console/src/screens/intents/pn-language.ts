import { HighlightStyle, StreamLanguage, type StringStream, syntaxHighlighting } from '@codemirror/language'
import { tags } from '@lezer/highlight'

/** Words that begin a statement. */
export const statementWords = [
  'route',
  'isolate',
  'allow',
  'assert',
  'qos',
  'limit',
  'mirror',
  'mark',
  'balance',
  'protect',
  'multicast',
  'cache',
  'geocast',
  'flow',
  'policy',
  'nat',
  'peer',
  'drain',
  'baseline',
  'network',
  'node',
  'link',
  'interface',
  'group',
  'let',
  'include',
  'template',
  'use',
  'for',
] as const

/** Keys that intents take. */
export const keyWords = [
  'from',
  'to',
  'traffic',
  'via',
  'avoid',
  'prefer',
  'max_hops',
  'latency',
  'bandwidth',
  'loss',
  'availability',
  'survive',
  'paths',
  'protocol',
  'priority',
  'active',
  'owner',
  'reason',
  'reply',
  'yields',
  'symmetric',
  'at',
  'rate',
  'burst',
  'class',
  'min',
  'max',
  'match',
  'in_port',
  'action',
] as const

/** Words that values are made of. */
export const valueWords = [
  'any',
  'internet',
  'tcp',
  'udp',
  'icmp',
  'ip',
  'proto',
  'src-port',
  'dst-port',
  'dscp',
  'or',
  'except',
  'then',
  'one',
  'of',
  'each',
  'disjoint',
  'equal',
  'links',
  'nodes',
  'core',
  'risk',
  'region',
  'prefix',
  'true',
  'false',
  'auto',
  'none',
  'established',
  'stateless',
  'restored',
  'within',
  'all',
  'output',
  'drop',
  'queue',
  'in',
] as const

const statements: ReadonlySet<string> = new Set(statementWords)
const values: ReadonlySet<string> = new Set(valueWords)

export interface PnState {
  isInComment: boolean
  /** The next name is one that a statement gives. */
  isNaming: boolean
}

const name = /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_]|[.-](?=[\p{L}\p{N}_]))*/u
const number = /^(?:<=|>=|<|>)?\s*\d+(?:\.\d+)?(?:[kMGT]?bps|us|ms|s|h|min|[kMGT]?B|km|m|%)?(?![\p{L}\p{N}_.:/-])/u
const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-fA-F]*:[\da-fA-F:.]*:[\da-fA-F:.]*)(?:\/\d{1,3})?(?![\p{L}\p{N}_])/u

/** One token of the language, for colours only: the server's parser is the truth. */
export function pnToken(stream: StringStream, state: PnState): string | null {
  if (state.isInComment) return inComment(stream, state)
  if (stream.eatSpace()) return null
  if (stream.match('//')) {
    stream.skipToEnd()
    return 'comment'
  }
  if (stream.match('/*')) {
    state.isInComment = true
    return inComment(stream, state)
  }
  if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return 'string'
  if (stream.match(/^\/\^.*?\//)) return 'string'
  if (stream.match(address) || stream.match(number)) return 'number'
  if (stream.match(/^\d+-\d+(?![\p{L}_])/u)) return 'number'
  if (stream.match(name)) return wordToken(stream, state)
  stream.next()
  return null
}

function wordToken(stream: StringStream, state: PnState): string | null {
  const word = stream.current()
  if (stream.match(/^\s*:(?!:)/, false)) {
    state.isNaming = false
    return 'propertyName'
  }
  if (state.isNaming) {
    state.isNaming = false
    return 'definition'
  }
  if (statements.has(word) && /(?:^|[{};])\s*$/.test(stream.string.slice(0, stream.start))) {
    state.isNaming = word !== 'for'
    return 'keyword'
  }
  return values.has(word) ? 'atom' : 'variableName'
}

function inComment(stream: StringStream, state: PnState): string {
  if (stream.match(/^.*?\*\//)) state.isInComment = false
  else stream.skipToEnd()
  return 'comment'
}

const language = StreamLanguage.define<PnState>({
  name: 'pn',
  startState: () => ({ isInComment: false, isNaming: false }),
  token: pnToken,
  tokenTable: { definition: tags.definition(tags.variableName) },
  languageData: {
    commentTokens: { line: '//', block: { open: '/*', close: '*/' } },
    closeBrackets: { brackets: ['{', '(', '[', '"'] },
  },
})

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--code-kind)', fontWeight: '600' },
  { tag: tags.definition(tags.variableName), color: 'var(--text)', fontWeight: '600' },
  { tag: tags.propertyName, color: 'var(--code-keyword)' },
  { tag: tags.atom, color: 'var(--code-kind)' },
  { tag: tags.number, color: 'var(--code-value)' },
  { tag: tags.string, color: 'var(--code-string)' },
  { tag: tags.comment, color: 'var(--code-comment)', fontStyle: 'italic' },
])

/** Colours for the ParaNet language. */
export const pnLanguage = [language, syntaxHighlighting(colours)]
