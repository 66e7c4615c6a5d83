import { EditorSelection, type StateCommand } from '@codemirror/state'

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
