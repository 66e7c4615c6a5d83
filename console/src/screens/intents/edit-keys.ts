import { EditorSelection, type Extension, type SelectionRange, type StateCommand } from '@codemirror/state'
import { type Command, type EditorView, type KeyBinding, keymap } from '@codemirror/view'

const indent = '    '

/** A new line indented like this one, deeper after an opening brace; a closing brace behind the cursor gets its own line. */
export const newLine: StateCommand = ({ state, dispatch }) => {
  if (state.readOnly) return false
  const changes = state.changeByRange(({ from, to }) => {
    const line = state.doc.lineAt(from)
    const before = state.sliceDoc(line.from, from)
    const own = /^\s*/.exec(before)?.[0] ?? ''
    const isOpening = /[{([]\s*$/.test(before)
    const isClosing = /^\s*[})\]]/.test(state.sliceDoc(to, line.to))
    const inner = `\n${own}${isOpening ? indent : ''}`
    const insert = isOpening && isClosing ? `${inner}\n${own}` : inner
    return { changes: { from, to, insert }, range: EditorSelection.cursor(from + inner.length) }
  })
  dispatch(state.update(changes, { scrollIntoView: true, userEvent: 'input' }))
  return true
}

/** Puts `//` before the lines of the selection, or takes it away where all have it. */
export const toggleComment: StateCommand = ({ state, dispatch }) => {
  if (state.readOnly) return false
  const { from, to } = state.selection.main
  const first = state.doc.lineAt(from).number
  const last = state.doc.lineAt(to).number
  const lines = Array.from({ length: last - first + 1 }, (_, i) => state.doc.line(first + i)).filter(
    ({ text }) => text.trim() !== '',
  )
  const isOff = lines.every(({ text }) => text.trimStart().startsWith('//'))
  const changes = lines.map(({ from: start, text }) => {
    const at = start + text.length - text.trimStart().length
    if (!isOff) return { from: at, insert: '// ' }
    return { from: at, to: at + (text.trimStart().startsWith('// ') ? 3 : 2) }
  })
  dispatch(state.update({ changes, userEvent: 'input' }))
  return true
}

type Move = (view: EditorView, head: number) => SelectionRange

/** Moves the cursor, or with Shift the end of the selection. The editor draws only what is in sight, so that the browser's own far
 *  moves would end at the edge of it. */
const moving = (key: string, move: Move): KeyBinding => {
  const run =
    (isExtending: boolean): Command =>
    (view) => {
      const { main } = view.state.selection
      const to = move(view, main.head)
      const selection = isExtending ? EditorSelection.range(main.anchor, to.head, to.goalColumn) : to
      view.dispatch({ selection: EditorSelection.create([selection]), scrollIntoView: true, userEvent: 'select' })
      return true
    }
  return { key, run: run(false), shift: run(true), preventDefault: true }
}

const cursorAt = (position: number): SelectionRange => EditorSelection.cursor(position)

const vertically =
  (isForward: boolean, isPage: boolean): Move =>
  (view) => {
    const { main } = view.state.selection
    const start = EditorSelection.cursor(main.head, main.assoc, undefined, main.goalColumn)
    return view.moveVertically(start, isForward, isPage ? view.scrollDOM.clientHeight * 0.9 : undefined)
  }

const selectAll: StateCommand = ({ state, dispatch }) => {
  dispatch(state.update({ selection: { anchor: 0, head: state.doc.length }, userEvent: 'select' }))
  return true
}

/** Keys of the editor beyond what the browser does itself. */
export const editKeys: Extension = keymap.of([
  { key: 'Enter', run: newLine },
  { key: 'Mod-/', run: toggleComment },
  { key: 'Mod-a', run: selectAll, preventDefault: true },
  moving('Mod-Home', () => cursorAt(0)),
  moving('Mod-End', (view) => cursorAt(view.state.doc.length)),
  moving('ArrowUp', vertically(false, false)),
  moving('ArrowDown', vertically(true, false)),
  moving('PageUp', vertically(false, true)),
  moving('PageDown', vertically(true, true)),
])
