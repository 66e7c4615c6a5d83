import { EditorState, type Transaction } from '@codemirror/state'
import { expect, test } from 'vitest'
import { newLine } from './new-line.js'

/** A new line in a text whose cursor is `|`; shows the result the same way. */
function afterNewLine(text: string): string {
  const at = text.indexOf('|')
  let state = EditorState.create({ doc: text.replace('|', ''), selection: { anchor: at } })
  newLine({ state, dispatch: (transaction: Transaction) => (state = transaction.state) })
  const { head } = state.selection.main
  return `${state.sliceDoc(0, head)}|${state.sliceDoc(head)}`
}

test.each<[string, string, string]>([
  ['keeps the indentation', '    a: b|', '    a: b\n    |'],
  ['goes deeper after a brace', 'route x {|', 'route x {\n    |'],
  ['opens a block', 'route x {|}', 'route x {\n    |\n}'],
])('a new line %s', (_, before, after) => expect(afterNewLine(before)).toBe(after))
