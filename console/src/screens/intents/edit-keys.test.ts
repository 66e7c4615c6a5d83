import { EditorState, type StateCommand, type Transaction } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { expect, test } from 'vitest'
import { editHistory, redo, undo } from './edit-history.js'
import { newLine, toggleComment } from './edit-keys.js'

/** Runs a command on a text whose cursor is `|`, and shows the result the same way. */
function run(command: StateCommand, text: string): string {
  const at = text.indexOf('|')
  let state = EditorState.create({ doc: text.replace('|', ''), selection: { anchor: at } })
  command({ state, dispatch: (transaction: Transaction) => (state = transaction.state) })
  const result = state.doc.toString()
  const head = state.selection.main.head
  return `${result.slice(0, head)}|${result.slice(head)}`
}

test.each<[string, string, string]>([
  ['keeps the indentation', '    a: b|', '    a: b\n    |'],
  ['goes deeper after a brace', 'route x {|', 'route x {\n    |'],
  ['opens a block', 'route x {|}', 'route x {\n    |\n}'],
])('a new line %s', (_, before, after) => {
  expect(run(newLine, before)).toBe(after)
})

test('comments come and go', () => {
  expect(run(toggleComment, '    a|')).toBe('    // a|')
  expect(run(toggleComment, '    // a|')).toBe('    a|')
})

test('steps are taken back and again, typing in one go is one step', () => {
  const view = {
    state: EditorState.create({ doc: 'a', extensions: editHistory }),
    dispatch: (transaction: Transaction) => (view.state = transaction.state),
  }
  const editor = view as unknown as EditorView
  const type = (text: string) =>
    view.dispatch(
      view.state.update({ changes: { from: view.state.doc.length, insert: text }, userEvent: 'input.type' }),
    )
  type('b')
  type('c')
  view.dispatch(view.state.update({ changes: { from: 0, insert: 'pasted ' }, userEvent: 'input.paste' }))
  expect(view.state.doc.toString()).toBe('pasted abc')
  expect(undo(editor)).toBe(true)
  expect(view.state.doc.toString()).toBe('abc')
  undo(editor)
  expect(view.state.doc.toString()).toBe('a')
  expect(undo(editor)).toBe(false)
  redo(editor)
  redo(editor)
  expect(view.state.doc.toString()).toBe('pasted abc')
  expect(redo(editor)).toBe(false)
})
