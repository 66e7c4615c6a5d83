import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete'
import type { Topology } from '@paranet/schemas'
import { keyWords, statementWords, valueWords } from './pn-language.js'

const options = (type: string, words: readonly string[], detail?: string, suffix = ''): Completion[] =>
  words.map((label) => ({
    label,
    type,
    ...(suffix ? { apply: `${label}${suffix}` } : {}),
    ...(detail ? { detail } : {}),
  }))

/** Names that the topology gives to things. */
export const topologyWords = ({ nodes, groups, links, definitions }: Topology): Completion[] => [
  ...nodes.map(({ name, type }): Completion => ({ label: name, type: 'variable', detail: type })),
  ...options(
    'type',
    groups.map((group) => group.name),
    'group',
  ),
  ...options(
    'constant',
    (definitions ?? []).map((definition) => definition.name),
    'let',
  ),
  ...options('constant', [...new Set(nodes.flatMap(({ region }) => region ?? []))], 'region'),
  ...options(
    'property',
    links.map((link) => link.id),
    'link',
  ),
]

/** Names that the text itself gives: `let x = …`, `group x { … }`. */
const textWords = (text: string): Completion[] => [
  ...[...text.matchAll(/^\s*let\s+([\w.-]+)\s*=/gm)].map(([, label = '']) => ({
    label,
    type: 'constant',
    detail: 'let',
  })),
  ...[...text.matchAll(/^\s*group\s+([\w.-]+)/gm)].map(([, label = '']) => ({ label, type: 'type', detail: 'group' })),
]

/** What can stand at the cursor: statements outside blocks, keys at the start of a line within one, values after a key. */
export function completePn(context: CompletionContext, topology: Topology): CompletionResult | null {
  const word = context.matchBefore(/[\p{L}\p{N}_.-]*/u)
  if (!word || (word.from === word.to && !context.explicit)) return null
  const text = context.state.doc.toString()
  const before = text.slice(0, word.from)
  const line = before.slice(before.lastIndexOf('\n') + 1)
  if (line.includes('//')) return null
  const depth = (before.match(/\{/g)?.length ?? 0) - (before.match(/\}/g)?.length ?? 0)
  const isAfterKey = /[\w-]\s*[:=][^{};]*$/.test(line)
  const found = isAfterKey
    ? [...topologyWords(topology), ...textWords(text), ...options('keyword', valueWords)]
    : depth > 0
      ? options('property', keyWords, 'key', ': ')
      : options('keyword', statementWords)
  return { from: word.from, options: found, validFor: /^[\p{L}\p{N}_.-]*$/u }
}
