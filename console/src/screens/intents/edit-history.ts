import { Annotation, type ChangeSet, EditorSelection, type Extension, StateField, Transaction } from '@codemirror/state'
import { type Command, keymap } from '@codemirror/view'

/** A step back: the changes that undo it, and the cursor before it. */
interface Step {
  readonly changes: ChangeSet
  readonly selection: EditorSelection
  readonly at: number
  readonly isTyping: boolean
}

interface History {
  readonly done: readonly Step[]
  readonly undone: readonly Step[]
}

/** Typing within this time is one step, ms. */
const joinWithin = 600
const kept = 300

const walksHistory = Annotation.define<'undo' | 'redo'>()

const history = StateField.define<History>({
  create: () => ({ done: [], undone: [] }),
  update(value, transaction) {
    if (!transaction.docChanged) return value
    const step = stepOf(transaction)
    const walk = transaction.annotation(walksHistory)
    if (walk === 'undo') return { done: value.done.slice(0, -1), undone: [...value.undone, step] }
    if (walk === 'redo') return { done: [...value.done, step], undone: value.undone.slice(0, -1) }
    return { done: joined(value.done, step).slice(-kept), undone: [] }
  },
})

const stepOf = (transaction: Transaction): Step => ({
  changes: transaction.changes.invert(transaction.startState.doc),
  selection: transaction.startState.selection,
  at: transaction.annotation(Transaction.time) ?? 0,
  isTyping: transaction.isUserEvent('input.type') || transaction.isUserEvent('delete'),
})

function joined(done: readonly Step[], step: Step): readonly Step[] {
  const last = done.at(-1)
  if (!last || !last.isTyping || !step.isTyping || step.at - last.at > joinWithin) return [...done, step]
  return [...done.slice(0, -1), { ...last, changes: step.changes.compose(last.changes), at: step.at }]
}

const walk =
  (direction: 'undo' | 'redo'): Command =>
  ({ state, dispatch }) => {
    const { done, undone } = state.field(history)
    const step = (direction === 'undo' ? done : undone).at(-1)
    if (!step || state.readOnly) return false
    const { changes, selection } = step
    const length = changes.newLength
    const range = selection.main
    const safe = EditorSelection.single(Math.min(range.anchor, length), Math.min(range.head, length))
    dispatch(state.update({ changes, selection: safe, annotations: walksHistory.of(direction), scrollIntoView: true }))
    return true
  }

/** Takes the last step back. */
export const undo: Command = walk('undo')
/** Takes an undone step again. */
export const redo: Command = walk('redo')

/** Undo and redo with their keys. */
export const editHistory: Extension = [
  history,
  keymap.of([
    { key: 'Mod-z', run: undo, preventDefault: true },
    { key: 'Mod-y', mac: 'Mod-Shift-z', run: redo, preventDefault: true },
    { linux: 'Ctrl-Shift-z', run: redo, preventDefault: true },
  ]),
]
