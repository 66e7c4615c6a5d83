import type { Intent, TopologyIndex } from '@paranet/network'
import type { Hover } from 'vscode-languageserver-types'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import { rangeOf } from './text-range.js'
import { describeIntent, rate, time } from './describe-intent.js'
import { placeInText } from './place-in-text.js'
import type { PlannedIntent } from './ports.js'
import type { Occurrence, Project, ProjectSymbol } from './project.js'
import { keyEntry, nodeTypes, wordEntry } from './vocabulary.js'

/** What is known of an intent. */
export interface IntentKnowledge {
  readonly intent: Intent | undefined
  readonly planned: PlannedIntent | undefined
}

/** What stands at an offset: a name and what it means, or a word of the language with the line that the manual says of it. */
export function hover(
  document: TextDocument,
  file: string,
  offset: number,
  project: Project,
  knowledge: (file: string, name: string) => IntentKnowledge,
): Hover | null {
  const occurrence = project.at(file, offset)
  if (occurrence) {
    const value = describeSymbol(occurrence, project, knowledge)
    if (value !== undefined) return { contents: { kind: 'markdown', value }, range: rangeOf(document, occurrence.span) }
  }
  return hoverWord(document, offset)
}

function describeSymbol(
  { symbol }: Occurrence,
  project: Project,
  knowledge: (file: string, name: string) => IntentKnowledge,
): string | undefined {
  const { kind, name } = symbol
  switch (kind) {
    case 'node':
      return describeNode(name, project.index)
    case 'group':
      return `**group ${name}**\n\n${membersText(project.index?.groups.get(name)) ?? sourceText(symbol, project)}`
    case 'intent':
      return symbol.file === undefined ? undefined : describeKnown(symbol, knowledge(symbol.file, name))
    case 'file':
      return symbol.file === undefined ? `no file \`${name}\`` : `the file \`${name}\``
    case 'region':
      return `**region ${name}**: ${(project.index?.nodes ?? []).flatMap((node) => (node.region === name ? [node.name] : [])).join(', ')}`
    case 'risk':
      return `**risk ${name}**: ${(project.index?.links ?? []).flatMap((link) => (link.risks.includes(name) ? [link.id] : [])).join(', ')}`
    default:
      return `**${kind} ${name}**\n\n${sourceText(symbol, project)}`
  }
}

function describeNode(name: string, index: TopologyIndex | undefined): string {
  const id = index?.nodeId.get(name)
  const node = id === undefined ? undefined : index?.nodes[id]
  if (!index || id === undefined || !node) return `**node ${name}**`
  const neighbours = (index.adjacency[id] ?? []).map(({ neighbour, link, interface: port }) => {
    const its = index.links[link]
    return `- \`${port}\` – ${index.nodes[neighbour]?.name ?? ''}${its ? ` (${rate(its.bandwidth)}, ${time(its.latency)})` : ''}`
  })
  const shown = neighbours.slice(0, 20)
  return [
    `**${name}** : ${node.type}${node.region === undefined ? '' : `, region ${node.region}`}`,
    ...(node.addresses.length > 0 ? [`address ${node.addresses.join(', ')}`] : []),
    ...(node.prefixes.length > 0 ? [`prefixes ${node.prefixes.join(', ')}`] : []),
    ...(node.produces.length > 0 ? [`producer ${node.produces.join(', ')}`] : []),
    ...(shown.length > 0 ? [`neighbours\n${shown.join('\n')}`] : []),
    ...(neighbours.length > shown.length ? [`and ${neighbours.length - shown.length} more`] : []),
  ].join('\n\n')
}

const membersText = (members: readonly string[] | undefined): string | undefined =>
  members && `${members.slice(0, 50).join(', ')}${members.length > 50 ? `, and ${members.length - 50} more` : ''}`

function describeKnown({ name, definition }: ProjectSymbol, { intent, planned }: IntentKnowledge): string {
  const kind = definition?.statement.kind === 'intent' ? definition.statement.intent : 'intent'
  const title = `**${kind} ${name}**`
  const paths = planned?.paths.slice(0, 8).map((path) => `- ${path.join(' – ')}`) ?? []
  const verdicts =
    planned?.verdicts.map(
      ({ property, verdict, reason }) => `- ${property}: ${verdict}${reason === undefined ? '' : ` (${reason})`}`,
    ) ?? []
  return [
    title,
    (intent && describeIntent(intent)) ?? wordEntry(kind)?.doc ?? '',
    ...(paths.length > 0 ? [`paths\n${paths.join('\n')}`] : []),
    ...(planned && planned.paths.length > 8 ? [`and ${planned.paths.length - 8} more paths`] : []),
    ...(verdicts.length > 0 ? [`verdicts\n${[...new Set(verdicts)].slice(0, 12).join('\n')}`] : []),
    ...(planned?.bitsPerSecond === undefined ? [] : [`load ${rate(planned.bitsPerSecond)}`]),
  ].join('\n\n')
}

/** The first line of the declaration. */
function sourceText({ file, definition }: ProjectSymbol, project: Project): string {
  const text = file === undefined ? undefined : project.file(file)?.text
  if (text === undefined || !definition) return ''
  const { offset, length } = definition.statement.span
  const line = text.slice(offset, offset + Math.min(length, 200)).split('\n')[0] ?? ''
  return `\`\`\`paranet\n${line}\n\`\`\``
}

function hoverWord(document: TextDocument, offset: number): Hover | null {
  const text = document.getText()
  let end = offset
  while (/[\p{L}\p{N}_-]/u.test(text.charAt(end))) end++
  const { frames, item, typed, next, isInComment } = placeInText(text, end)
  if (isInComment || typed.isQuoted || typed.length === 0) return null
  const range = { start: document.positionAt(typed.offset), end: document.positionAt(typed.offset + typed.length) }
  const said = (title: string, doc: string, example: string): Hover => ({
    contents: {
      kind: 'markdown',
      value: `**${title}**\n\n${doc}${example === '' ? '' : `\n\n\`\`\`paranet\n${example}\n\`\`\``}`,
    },
    range,
  })
  const opener = frames.at(-1)?.opener ?? ''
  const key = next?.raw === ':' ? keyEntry(opener, typed.text) : undefined
  if (key) return said(typed.text, key.doc, key.example)
  if (item[0]?.text === 'node' && item.at(-1)?.raw === ':' && Object.hasOwn(nodeTypes, typed.text)) {
    const type = nodeTypes[typed.text]
    return said(typed.text, type?.doc ?? '', type?.example ?? '')
  }
  const word = item.length === 0 ? wordEntry(typed.text) : undefined
  return word ? said(typed.text, word.doc, word.example) : null
}
