/** What one file may be; what passes a limit is a diagnostic, never an exception. */
export interface Limits {
  /** Nesting of blocks, lists and arguments. */
  readonly depth: number
  /** Length of a file, in UTF-16 units. */
  readonly fileLength: number
  /** Words and signs of a file, comments aside. */
  readonly words: number
  /** Diagnostics of one file. */
  readonly diagnostics: number
}

/** Far above what people write, far below what hurts. */
export const defaultLimits: Limits = { depth: 64, fileLength: 4 * 1024 * 1024, words: 400_000, diagnostics: 200 }
