import { assertNever } from '../assert-never.js'
import type { Comment } from '../lex/token.js'
import { quoteName } from '../lex/words.js'
import type { Block, Item, Value } from '../parse/ast.js'
import { printLongList, printValue } from './print-value.js'

const width = 120
const step = '    '

/** Items one below the other, with their comments and at most one empty line between; `closing` are the comments after
 *  the last. Every line but blank ones begins with `indent`. */
export function printItems(items: readonly Item[], closing: readonly Comment[], indent: string): string[] {
  const lines: string[] = []
  const add = (blankBefore: boolean, text: string) => {
    if (blankBefore && lines.length > 0) lines.push('')
    lines.push(indent + text)
  }
  for (const item of items) {
    for (const comment of item.leading) add(comment.blankBefore, comment.text)
    add(item.blankBefore, [printItem(item, indent), ...item.trailing.map(({ text }) => text)].join(' '))
  }
  for (const comment of closing) add(comment.blankBefore, comment.text)
  return lines
}

/** One item without its comments. Lines after the first carry their indent. */
function printItem(item: Item, indent: string): string {
  const withBlock = (head: string, body: Block | undefined) =>
    body ? `${head} ${printBlock(body, indent, indent.length + head.length + 1)}` : head
  switch (item.kind) {
    case 'entry':
      return withValue(`${quoteName(item.key.text)}: `, item.value, indent)
    case 'include':
      return `include ${JSON.stringify(item.path.text)}`
    case 'let':
      return withValue(`let ${quoteName(item.name.text)} = `, item.value, indent)
    case 'use':
      return `use ${quoteName(item.template.text)}${item.args.length > 0 ? `(${item.args.map((arg) => printInner(arg, indent)).join(', ')})` : ''}`
    case 'group':
    case 'network':
    case 'interface':
      return withBlock(`${item.kind} ${quoteName(item.name.text)}`, item.body)
    case 'template':
      return withBlock(`template ${quoteName(item.name.text)}${parametersText(item.parameters)}`, item.body)
    case 'for':
      return withBlock(`for ${quoteName(item.variable.text)} in ${printInner(item.range, indent)}`, item.body)
    case 'node':
      return withBlock(`node ${quoteName(item.name.text)} : ${quoteName(item.type.text)}`, item.body)
    case 'link':
      return withBlock(['link', ...linkWords(item)].join(' '), item.body)
    case 'intent':
      return withBlock([item.intent, ...(item.name ? [quoteName(item.name.text)] : [])].join(' '), item.body)
    default:
      return assertNever(item)
  }
}

const parametersText = (parameters: readonly { readonly text: string }[]): string =>
  parameters.length > 0 ? `(${parameters.map(({ text }) => quoteName(text)).join(', ')})` : ''

function linkWords({ name, ends }: Extract<Item, { kind: 'link' }>): string[] {
  if (ends) return [quoteName(ends[0].text), '--', quoteName(ends[1].text)]
  return name ? [quoteName(name.text)] : []
}

function withValue(head: string, value: Value, indent: string): string {
  const column = indent.length + head.length
  if (value.kind === 'block') return head + printBlock(value, indent, column)
  const { text, holdsBlock } = printWithBlocks(value, indent)
  if (value.kind !== 'list' || holdsBlock || column + text.length <= width) return head + text
  return head + printLongList(value, indent + step, column, width, (block) => printBlock(block, indent, column))
}

/** Blocks break their own lines, so a list that holds one is not broken again: what is too long would differ next time. */
function printWithBlocks(value: Value, indent: string): { text: string; holdsBlock: boolean } {
  let holdsBlock = false
  const text = printValue(value, (block) => {
    holdsBlock = true
    return printBlock(block, indent, indent.length)
  })
  return { text, holdsBlock }
}

const printInner = (value: Value, indent: string): string =>
  printValue(value, (block) => printBlock(block, indent, indent.length))

function printBlock(block: Block, indent: string, column: number): string {
  const inline = printInline(block)
  if (inline !== undefined && column + inline.length <= width) return inline
  const lines = printItems(block.items, block.closing, indent + step)
  return [['{', ...block.opening.map(({ text }) => text)].join(' '), ...lines, `${indent}}`].join('\n')
}

/** A block on one line: if it was on one, has no comments, and holds keys alone or one declaration. */
function printInline({ items, opening, closing, isOneLine }: Block): string | undefined {
  const hasComments =
    opening.length + closing.length > 0 || items.some(({ leading, trailing }) => leading.length + trailing.length > 0)
  if (hasComments) return undefined
  if (items.length === 0) return '{ }'
  const areKeys = items.every(({ kind }) => kind === 'entry')
  if (!isOneLine || (!areKeys && items.length > 1)) return undefined
  // A part that does not go on one line shows as a line break.
  const text = `{ ${items.map((item) => printItem(item, '')).join(', ')} }`
  return text.includes('\n') ? undefined : text
}
