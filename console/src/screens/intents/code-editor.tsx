import { acceptCompletion, autocompletion } from '@codemirror/autocomplete'
import { indentUnit } from '@codemirror/language'
import { type Diagnostic as Mark, lintGutter, setDiagnostics } from '@codemirror/lint'
import { Annotation, Compartment, EditorState, Prec } from '@codemirror/state'
import { EditorView, keymap, tooltips } from '@codemirror/view'
import type { Diagnostic, Topology } from '@paranet/schemas'
import { useEffect, useRef } from 'react'
import { editorFeatures } from './editor-features.js'
import { editorTheme } from './editor-theme.js'
import { completePn } from './pn-completion.js'
import { pnLanguage } from './pn-language.js'

interface CodeEditorProps {
  readonly file: string
  readonly text: string
  readonly topology: Topology
  readonly diagnostics: readonly Diagnostic[]
  readonly isReadOnly: boolean
  readonly onChange: (text: string) => void
  /** A place to go to; a new object each time. */
  readonly goTo?: { readonly offset: number } | undefined
}

/** The text editor. It lives in a shadow root: there it can use constructed style sheets, which a strict content policy allows. */
export function CodeEditor({ file, text, topology, diagnostics, isReadOnly, onChange, goTo }: CodeEditorProps) {
  const holder = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const latest = useRef({ onChange, topology })
  // Texts that went out and have not come back as `text` yet: what comes back is older than what is typed by then.
  const echoes = useRef<string[]>([])
  latest.current = { onChange, topology }

  useEffect(() => {
    const element = holder.current
    if (!element) return
    const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' })
    const frame = document.createElement('div')
    frame.className = 'frame'
    root.append(frame)
    const made = new EditorView({
      root,
      parent: frame,
      state: EditorState.create({
        doc: text,
        extensions: [
          editorFeatures,
          pnLanguage,
          editorTheme,
          lintGutter(),
          indentUnit.of('    '),
          tooltips({ position: 'fixed', parent: frame }),
          autocompletion({ override: [(context) => completePn(context, latest.current.topology)], icons: false }),
          Prec.highest(keymap.of([{ key: 'Tab', run: acceptCompletion }])),
          writable.of(EditorState.readOnly.of(isReadOnly)),
          EditorView.contentAttributes.of({
            'aria-label': `Intents in ${file}`,
            'data-testid': 'intent-editor',
            spellcheck: 'false',
          }),
          EditorView.updateListener.of((update) => {
            if (!update.docChanged || update.transactions.some((transaction) => transaction.annotation(isFromOutside)))
              return
            const typed = update.state.doc.toString()
            echoes.current.push(typed)
            latest.current.onChange(typed)
          }),
        ],
      }),
    })
    view.current = made
    return () => {
      made.destroy()
      frame.remove()
    }
    // The view holds the text while its file is shown.
    // oxlint-disable-next-line
  }, [file])

  useEffect(() => {
    const editor = view.current
    const echo = echoes.current.lastIndexOf(text)
    echoes.current.splice(0, echo + 1)
    if (!editor || echo >= 0 || editor.state.doc.toString() === text) return
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: text },
      annotations: isFromOutside.of(true),
    })
  }, [text])
  useEffect(() => {
    view.current?.dispatch({ effects: writable.reconfigure(EditorState.readOnly.of(isReadOnly)) })
  }, [isReadOnly])
  useEffect(() => {
    const editor = view.current
    if (editor) editor.dispatch(setDiagnostics(editor.state, marksOf(diagnostics, editor.state.doc.length)))
  }, [diagnostics, file])
  useEffect(() => {
    const editor = view.current
    if (!editor || !goTo) return
    const anchor = Math.min(goTo.offset, editor.state.doc.length)
    editor.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) })
    editor.focus()
  }, [goTo])

  return <div ref={holder} className="code-editor" data-testid="code-editor" />
}

const writable = new Compartment()
/** The text was set from outside, as by formatting: nobody has to be told. */
const isFromOutside = Annotation.define<boolean>()

function marksOf(diagnostics: readonly Diagnostic[], length: number): Mark[] {
  return diagnostics
    .map(({ span, severity, message, hint, code }): Mark => {
      const from = Math.min(span.offset, length)
      const to = Math.min(Math.max(span.offset + span.length, from), length)
      return { from, to, severity, message: hint ? `${message}; ${hint}` : message, source: code }
    })
    .sort((a, b) => a.from - b.from)
}
