import type { Topology } from '@paranet/network'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { SourceFile } from '../resolve/source-file.js'

/** What a planner says of one intent. */
export interface PlannedIntent {
  /** network / file / name */
  readonly id: string
  readonly paths: readonly (readonly string[])[]
  readonly verdicts: readonly {
    readonly property: string
    readonly verdict: 'holds' | 'violated' | 'unknown'
    readonly reason?: string
  }[]
  /** bit/s that flow now, where someone measures. */
  readonly bitsPerSecond?: number
}

/** What a planner finds in files: more than the language alone can. */
export interface PlannedFiles {
  readonly diagnostics: readonly Diagnostic[]
  readonly intents: readonly PlannedIntent[]
}

/** Compiles and proves files somewhere else, so that the service never waits for it. Rejects where it cannot, or is told to stop. */
export interface Planner {
  check(
    input: { readonly network: string; readonly topology: Topology; readonly files: readonly SourceFile[] },
    signal: AbortSignal,
  ): Promise<PlannedFiles>
}

/** A file of a folder. */
export interface FolderFile {
  readonly uri: string
  readonly text: string
}

/** Where the files of a project lie. */
export interface ProjectFolder {
  /** The `*.pn` files beside a document, and those that they include; not those that are too long or too many. */
  filesBeside(uri: string): Promise<readonly FolderFile[]>
  /** A topology that no file holds. */
  topologyOf?(uri: string): Promise<{ readonly network: string; readonly topology: Topology } | undefined>
}

/** Waits; for debouncing. */
export interface Timer {
  /** Runs `action` once after `ms`, unless the function given back is called before. */
  after(ms: number, action: () => void): () => void
}
