import type { Span } from '../diagnostics/span.js'
import type { FileReporter } from './report.js'

/** An intent that says which name it had. */
export interface Rename {
  readonly id: string
  /** The id that it had. */
  readonly renamedFrom: string
  readonly written: string
  readonly span: Span
}

/** A rename, and who reports places of its file. */
export interface PlacedRename extends Rename {
  readonly reporter: FileReporter
}

/** Reports names that are still in use, and names that two intents say they had. `ids`: of all intents of the set. */
export function checkRenames(renames: readonly PlacedRename[], ids: ReadonlySet<string>): void {
  const heirs = new Map<string, PlacedRename>()
  for (const rename of renames) {
    const { id, renamedFrom, written, span, reporter } = rename
    const other = heirs.get(renamedFrom)
    if (ids.has(renamedFrom))
      reporter.report('duplicate-name', span, stillThere(rename), { hint: 'take out the other, or `renamed_from`' })
    else if (other && other.id !== id)
      reporter.report('duplicate-name', span, `two intents say that they were "${written}"`, {
        hint: 'one intent keeps the history of a name',
        related: [{ message: 'the first one', file: other.reporter.file, span: other.span }],
      })
    else heirs.set(renamedFrom, rename)
  }
}

const stillThere = ({ id, renamedFrom, written }: Rename): string =>
  id === renamedFrom
    ? `"${written}" is its own name`
    : `the intent "${written}" is still there, so this one was not renamed from it`
