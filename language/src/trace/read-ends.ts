import type { Ends, EndTerm, Scenario, TopologyIndex } from '@paranet/network'
import { parsePrefix } from '@paranet/network'
import { didYouMean } from '../diagnostics/suggest.js'

/** Something that is asked of a trace, and cannot be meant. `field` is the key of the question. */
export class TraceProblem extends Error {
  override readonly name = 'TraceProblem'
  readonly field: string
  readonly hint: string | undefined

  constructor(field: string, message: string, hint?: string) {
    super(message)
    this.field = field
    this.hint = hint
  }
}

/** A name as an end: node, group, `internet`, `any`, prefix or address. Throws `TraceProblem` with a near name. */
export function readEnds(index: TopologyIndex, text: string, field: string): Ends {
  const terms = termsOf(index, text)
  if (terms.length > 0) return { terms, except: [], text }
  const names = [...index.nodeId.keys(), ...index.groups.keys(), 'internet', 'any']
  throw new TraceProblem(field, `is no node, group, prefix or address: ${text}`, didYouMean(text, names))
}

function termsOf(index: TopologyIndex, text: string): EndTerm[] {
  if (index.nodeId.has(text)) return [{ kind: 'node', node: text }]
  const group = index.groups.get(text)
  if (group) return group.map((node) => ({ kind: 'node', node }))
  if (text === 'internet' || text === 'any') return [{ kind: text }]
  const prefix = parsePrefix(text)
  return prefix === undefined ? [] : [{ kind: 'prefix', prefix }]
}

/** Link ids and node names as what is down. Throws `TraceProblem` with a near name. */
export function readDown(index: TopologyIndex, names: readonly string[], field: string): Scenario {
  const downLinks = new Set<number>()
  const downNodes = new Set<number>()
  for (const name of names) {
    const link = index.linkId.get(name) ?? index.linkId.get(name.split('--').toReversed().join('--'))
    const node = index.nodeId.get(name)
    if (link !== undefined) downLinks.add(link)
    else if (node !== undefined) downNodes.add(node)
    else {
      const known = name.includes('--') ? index.linkId.keys() : index.nodeId.keys()
      throw new TraceProblem(field, `is no link or node: ${name}`, didYouMean(name, known))
    }
  }
  return { downLinks, downNodes }
}
