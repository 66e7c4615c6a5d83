import type { Intent, SourceSpan, TopologyIndex } from '@paranet/network'
import { segmentOfIntent, segmentsOf, systemReasonOf, systemReasons } from '@paranet/network'
import type { ExplainedPath } from './explain-paths.js'
import { explainPaths } from './explain-paths.js'
import { partsOf } from './parts.js'

/** Someone who needs an entry: an intent with what it asks for and the ways that it takes, or the network itself. */
export interface ExplainedOwner {
  readonly id: string
  /** `system` for what no intent asks for. */
  readonly kind: string
  /** The line that it is written on, or what the network keeps by it. */
  readonly why: string
  readonly source?: SourceSpan
  /** As they are written: `latency: 5ms`, `avoid: r5`. */
  readonly constraints: readonly string[]
  /** Through the device that the entry lies on. */
  readonly paths: readonly ExplainedPath[]
}

export interface OwnersInput {
  readonly index: TopologyIndex
  readonly intents: readonly Intent[]
  /** What the intents were read from. */
  readonly files: readonly { readonly name: string; readonly text: string }[]
  /** Ids, in the order in which they are explained. */
  readonly owners: readonly string[]
  /** The ways of each intent, by id. */
  readonly paths: Readonly<Record<string, readonly (readonly string[])[]>>
  /** Only ways that pass this device; absent: all. */
  readonly device?: string
}

/** From the owners of an entry to what they ask for, the ways that they take and the lines where that is written. */
export const explainOwners = ({ owners, ...input }: OwnersInput): ExplainedOwner[] =>
  owners.map((id) => {
    const intent = input.intents.find((one) => one.id === id)
    if (!intent)
      return {
        id,
        kind: 'system',
        why: systemReasons[id] ?? 'the network needs it as a whole',
        constraints: [],
        paths: [],
      }
    const paths = (input.paths[id] ?? []).filter((nodes) => !input.device || nodes.includes(input.device))
    return {
      id,
      kind: intent.kind,
      why: lineOf(intent, input.files) ?? systemReasonOf(intent) ?? intent.name,
      ...(intent.source ? { source: intent.source } : {}),
      constraints: partsOf(intent)
        .slice(1)
        .map(({ text }) => text),
      paths: explainPaths(indexFor(input.index, intent), intent, paths),
    }
  })

/** The network that the ways of an intent are in. */
const indexFor = (index: TopologyIndex, intent: Intent): TopologyIndex =>
  segmentsOf(index)?.find(({ name }) => name === segmentOfIntent(intent))?.index ?? index

/** The line that holds the place of an intent, as it was written. */
function lineOf({ source }: Intent, files: OwnersInput['files']): string | undefined {
  const text = source && files.find(({ name }) => name === source.file)?.text
  if (text === undefined || !source) return undefined
  const end = text.indexOf('\n', source.offset)
  return text.slice(text.lastIndexOf('\n', source.offset) + 1, end < 0 ? undefined : end).trim()
}
