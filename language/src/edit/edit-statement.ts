import type { TextEdit } from '../diagnostics/diagnostic.js'
import type { Block, IntentStatement, Item, LinkStatement, Statement } from '../parse/ast.js'
import { findEntry } from '../parse/ast.js'
import type { ParsedFile } from '../resolve/source-file.js'

/** A change of one statement: another value of a key, a key less, the statement less. */
export type StatementChange =
  | { readonly kind: 'set'; readonly key: string; readonly value: string }
  | { readonly kind: 'unset'; readonly key: string }
  | { readonly kind: 'remove' }

/** The intent whose name (or, without one, whose first word) stands at the place, in whatever block of the file. */
export function intentAt({ document }: ParsedFile, offset: number): IntentStatement | undefined {
  return findStatement(
    document.items,
    (statement): statement is IntentStatement =>
      statement.kind === 'intent' && (statement.name ?? statement.keyword).span.offset === offset,
  )
}

/** The first link between the two nodes. */
export const linkBetween = ({ document }: ParsedFile, a: string, b: string): LinkStatement | undefined =>
  findStatement(
    document.items,
    (statement): statement is LinkStatement =>
      statement.kind === 'link' && statement.span.length > 0 && joins(statement, a, b),
  )

const nodeOf = (text: string): string => text.split('.').slice(0, -1).join('.') || text

function joins({ ends }: LinkStatement, a: string, b: string): boolean {
  const [x, y] = ends?.map(({ text }) => text) ?? []
  const is = (written: string | undefined, node: string) =>
    written === node || (written !== undefined && nodeOf(written) === node)
  return (is(x, a) && is(y, b)) || (is(x, b) && is(y, a))
}

function findStatement<Its extends Statement>(
  items: readonly Item[],
  is: (statement: Statement) => statement is Its,
): Its | undefined {
  for (const item of items) {
    if (item.kind === 'entry') continue
    if (is(item)) return item
    const inner = 'body' in item && item.body ? findStatement((item.body as Block).items, is) : undefined
    if (inner) return inner
  }
  return undefined
}

/** The edit that makes a change; undefined where the statement has no block to change, or not that key. An assertion is changed in what it
 *  asserts. */
export function editStatement(
  { name: file, text }: Pick<ParsedFile, 'name' | 'text'>,
  statement: IntentStatement | LinkStatement,
  change: StatementChange,
): TextEdit | undefined {
  if (change.kind === 'remove') return { file, ...withLine(text, statement.span), text: '' }
  const inner = statement.kind === 'intent' && statement.intent === 'assert' ? innerOf(statement.body) : statement
  const { body } = inner
  if (!body) {
    if (change.kind === 'unset') return undefined
    const end = statement.span.offset + statement.span.length
    return { file, offset: end, length: 0, text: ` { ${change.key}: ${change.value} }` }
  }
  const entry = findEntry(body, change.key)
  if (change.kind === 'set') {
    if (entry) return { file, offset: entry.value.span.offset, length: entry.value.span.length, text: change.value }
    const empty = body.items.length === 0
    const at = text.indexOf('{', body.span.offset) + 1
    return { file, offset: at, length: 0, text: ` ${change.key}: ${change.value}${empty ? ' ' : ','}` }
  }
  return entry && { file, ...withSeparator(text, entry.span), text: '' }
}

const innerOf = (body: Block): IntentStatement | { body: Block } =>
  body.items.find((item): item is IntentStatement => item.kind === 'intent') ?? { body }

/** With the comma or semicolon that ends it, else the one before it. */
function withSeparator(text: string, { offset, length }: { offset: number; length: number }) {
  const after = /^[ \t]*[,;]?[ \t]*/.exec(text.slice(offset + length))?.[0] ?? ''
  if (/[,;]/.test(after)) return { offset, length: length + after.length }
  const before = /[ \t]*[,;][ \t]*\n?[ \t]*$/.exec(text.slice(0, offset))?.[0] ?? ''
  return { offset: offset - before.length, length: length + before.length }
}

/** With its line where nothing else stands on it. */
function withLine(text: string, { offset, length }: { offset: number; length: number }) {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const rest = /^[ \t]*\r?(\n|$)/.exec(text.slice(offset + length))?.[0]
  if (rest === undefined || text.slice(start, offset).trim() !== '') return { offset, length }
  return { offset: start, length: offset + length + rest.length - start }
}

/** The files with the edits made; edits of one file must not overlap. */
export function applyEdits<File extends { readonly name: string; readonly text: string }>(
  files: readonly File[],
  edits: readonly TextEdit[],
): File[] {
  return files.map((file) => {
    const own = edits.filter((edit) => edit.file === file.name).sort((a, b) => b.offset - a.offset)
    const text = own.reduce(
      (before, edit) => before.slice(0, edit.offset) + edit.text + before.slice(edit.offset + edit.length),
      file.text,
    )
    return own.length === 0 ? file : { ...file, text }
  })
}

/** One edit for each file that differs: what lies between its first and its last change. */
export function editsBetween(
  before: readonly { readonly name: string; readonly text: string }[],
  after: readonly { readonly name: string; readonly text: string }[],
): TextEdit[] {
  return before.flatMap(({ name, text }) => {
    const next = after.find((file) => file.name === name)?.text ?? text
    if (next === text) return []
    let first = 0
    while (first < text.length && text[first] === next[first]) first++
    let last = 0
    const most = Math.min(text.length, next.length) - first
    while (last < most && text[text.length - 1 - last] === next[next.length - 1 - last]) last++
    return [
      { file: name, offset: first, length: text.length - first - last, text: next.slice(first, next.length - last) },
    ]
  })
}
