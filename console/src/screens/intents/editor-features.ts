import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete'
import { bracketMatching, indentOnInput } from '@codemirror/language'
import { lintKeymap } from '@codemirror/lint'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import { editHistory } from './edit-history.js'
import { editKeys } from './edit-keys.js'

/** What the editor does apart from the language. Tab leaves the editor, as keyboard users expect, unless a completion is open. */
export const editorFeatures = [
  lineNumbers(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  bracketMatching(),
  closeBrackets(),
  indentOnInput(),
  EditorView.lineWrapping,
  drawSelection(),
  editHistory,
  editKeys,
  keymap.of([...closeBracketsKeymap, ...lintKeymap]),
]
