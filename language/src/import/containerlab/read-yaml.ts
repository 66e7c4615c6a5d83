import { type Alias, isAlias, isMap, isScalar, LineCounter, parseDocument, type Document, visit } from 'yaml'
import type { Span } from '../../diagnostics/span.js'
import { fileStart, type ImportReport, spanAt } from '../shared/import-report.js'

/** Letters of a YAML file, and what its aliases may expand to. A lab of 10,000 nodes has half of this. */
const limits = { length: 2 * 1024 * 1024, aliases: 100, depth: 64 } as const

export interface YamlFile {
  readonly value: unknown
  /** The place of the value at a path, or of the nearest one around it. */
  /** The keys of the map at a path in the order of the file: an object would put those that are numbers first. */
  readonly keysOf: (path: readonly string[]) => readonly string[]
  readonly spanOf: (path: readonly (string | number)[]) => Span
}

/** Reads YAML 1.2 with anchors, aliases and merge keys: nothing is fetched or made by tags, and aliases expand to 100 copies at most.
 *  Reports what is wrong with its line, column and a hint. */
export function readYaml(text: string, report: ImportReport): YamlFile | undefined {
  if (text.length > limits.length) {
    report.error('file-too-large', `the file has more than ${limits.length.toLocaleString('en')} letters`, fileStart)
    return undefined
  }
  const deep = deepestPlace(text)
  if (deep !== undefined) {
    report.error('too-deep', `lists or maps are nested deeper than ${limits.depth}`, spanAt(text, deep))
    return undefined
  }
  try {
    return parsed(text, report)
  } catch (error) {
    const isBomb = error instanceof ReferenceError
    report.error(
      isBomb ? 'expansion-too-large' : 'malformed-yaml',
      isBomb ? 'aliases expand to more than 100 copies' : 'it cannot be read as YAML',
      fileStart,
      isBomb ? 'write the values out' : undefined,
    )
    return undefined
  }
}

function parsed(text: string, report: ImportReport): YamlFile | undefined {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, customTags: [] })
  const spanFrom = (offset: number): Span => {
    const { line, col } = lines.linePos(offset)
    return { offset, line: Math.max(1, line), column: Math.max(1, col), length: 1 }
  }
  for (const { message, pos, code } of document.errors)
    report.error('malformed-yaml', message, spanFrom(pos[0]), hints[code] ?? 'indent with spaces, a space after ":"')
  if (document.errors.length > 0) return undefined
  for (const { source, range } of danglingAliases(document))
    report.error(
      'malformed-yaml',
      `no anchor "&${source}" before its alias`,
      spanFrom(range?.[0] ?? 0),
      hints['BAD_ALIAS'],
    )
  if (report.hasErrors) return undefined
  const value: unknown = document.toJS({ maxAliasCount: limits.aliases })
  const keysOf = (path: readonly string[]): readonly string[] => {
    const node: unknown = document.getIn(path)
    return isMap(node) ? node.items.map(({ key }) => (isScalar(key) ? String(key.value) : '')) : []
  }
  return { value, keysOf, spanOf: (path) => spanFrom(offsetOf(document, path)) }
}

/** Aliases whose anchor does not stand before them. */
function danglingAliases(document: Document.Parsed): Alias[] {
  const anchors = new Set<string>()
  const dangling: Alias[] = []
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) {
        if (!anchors.has(node.source)) dangling.push(node)
      } else if (node.anchor !== undefined) anchors.add(node.anchor)
    },
  })
  return dangling
}

const hints: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces',
  DUPLICATE_KEY: 'a key stands once in a map',
  BAD_ALIAS: 'an anchor "&name" must stand before its alias',
  MULTIPLE_DOCS: 'one document in a file',
}

function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true)
    if (isMap(node) || isAlias(node) || (typeof node === 'object' && node !== null && 'range' in node)) {
      const { range } = node as { range?: readonly number[] | null }
      if (range?.[0] !== undefined) return range[0]
    }
  }
  return 0
}

/** Where brackets or dashes open more levels than the limit, found without parsing: a parser that calls itself would not come so far. */
function deepestPlace(text: string): number | undefined {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]
    if (sign === '[' || sign === '{') depth++
    else if (sign === ']' || sign === '}') depth = Math.max(0, depth - 1)
    else if (sign === '\n' && /^[^\s\]}]/.test(text.slice(i + 1, i + 2))) depth = 0
    if (depth > limits.depth) return i
  }
  const dashes = new RegExp(`(?:^|\\n)[ ]*(?:[-?:] +){${limits.depth + 1}}`).exec(text)
  return dashes ? dashes.index : deepestLine(text)
}

/** Where lines are indented in more steps than the limit. */
function deepestLine(text: string): number | undefined {
  const indents: number[] = []
  for (const { 1: spaces = '', index } of text.matchAll(/^( *)[^\s#]/gm)) {
    while ((indents.at(-1) ?? -1) >= spaces.length) indents.pop()
    if (indents.push(spaces.length) > limits.depth) return index
  }
  return undefined
}
