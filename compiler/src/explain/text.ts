import type { SourceFile, StatementChange } from '@paranet/language'
import { applyEdits, editStatement, intentAt, ParsedFiles, resolveIntents } from '@paranet/language'
import type { Intent, TopologyIndex } from '@paranet/network'

/** A text with its intents. */
export interface WrittenIntents {
  readonly index: TopologyIndex
  /** All, as they were read from the files, with their ranks. */
  readonly intents: readonly Intent[]
  /** What the intents were read from; the network may stand in them. */
  readonly files: readonly SourceFile[]
  /** Part of the ids of intents. */
  readonly network?: string
}

export interface ReadIntents {
  readonly intents: readonly Intent[]
  /** How many errors reading gave. */
  readonly diagnostics: number
}

/** Reads changed files; intents keep the ranks that they had. */
export function readIntents(
  files: readonly SourceFile[],
  { index, intents, network }: WrittenIntents,
  parsed = new ParsedFiles(),
): ReadIntents {
  const resolved = resolveIntents(files, index, { ...(network === undefined ? {} : { network }), parsed })
  const ranks = new Map(intents.map((intent) => [intent.id, rankOf(intent)]))
  return {
    intents: resolved.intents.map((intent) => withRank(intent, ranks.get(intent.id) ?? 0)),
    diagnostics: resolved.diagnostics.filter(({ severity }) => severity === 'error').length,
  }
}

/** The files with changes made to statements, one after the other; undefined where an intent or what is changed of it does not stand there. */
export function writeChanges(
  written: WrittenIntents,
  changes: readonly { readonly intent: string; readonly change: StatementChange }[],
  parsed = new ParsedFiles(),
): readonly SourceFile[] | undefined {
  let { files } = written
  for (const { intent, change } of changes) {
    const source = readIntents(files, written, parsed).intents.find(({ id }) => id === intent)?.source
    const file = parsed.parse(files).find(({ name }) => name === source?.file)
    const statement = file && source && intentAt(file, source.offset)
    const edit = statement && editStatement(file, statement, change)
    if (!edit) return undefined
    files = applyEdits(files, [edit])
  }
  return files
}

const rankOf = (intent: Intent): number => (intent.kind === 'assert' ? intent.asserts.rank : intent.rank)

const withRank = (intent: Intent, rank: number): Intent =>
  intent.kind === 'assert' ? { ...intent, asserts: { ...intent.asserts, rank } } : { ...intent, rank }
