import { SaxesParser } from 'saxes'

/** Where something stands in the file: offset in UTF-16 units, line and column from 1. */
export interface XmlPlace {
  readonly offset: number
  readonly line: number
  readonly column: number
}

export interface GraphmlElement {
  readonly id: string | undefined
  readonly source?: string
  readonly target?: string
  /** Values by the names of their keys (`attr.name`), as text. */
  readonly data: ReadonlyMap<string, string>
  readonly place: XmlPlace
}

export interface GraphmlGraph {
  readonly nodes: readonly GraphmlElement[]
  readonly edges: readonly GraphmlElement[]
  readonly data: ReadonlyMap<string, string>
  readonly isDirected: boolean
}

export type GraphmlRead =
  | { readonly ok: true; readonly graph: GraphmlGraph }
  | { readonly ok: false; readonly message: string; readonly place: XmlPlace }

interface OpenElement {
  readonly kind: 'graph' | 'node' | 'edge'
  readonly attributes: Readonly<Record<string, string>>
  readonly data: Map<string, string>
  readonly place: XmlPlace
}

/** Reads the first graph of a GraphML file (http://graphml.graphdrawing.org, Brandes et al. 2001): nodes, edges and their data by key
 *  name. Nested graphs, ports and hyperedges are passed over. Linear; entities are not expanded beyond XML's five. */
export function readGraphml(text: string): GraphmlRead {
  const parser = new SaxesParser({ position: true })
  const keyNames = new Map<string, string>()
  const open: OpenElement[] = []
  const nodes: GraphmlElement[] = []
  const edges: GraphmlElement[] = []
  let graphData: ReadonlyMap<string, string> = new Map()
  let isDirected = false
  let graphs = 0
  let key: string | undefined
  let value = ''
  const here = (): XmlPlace => ({
    offset: Math.max(0, parser.position),
    line: parser.line,
    column: parser.columnIndex + 1,
  })
  let failure: { message: string; place: XmlPlace } | undefined

  parser.on('error', (error) => {
    failure ??= { message: error.message.replace(/^\d+:\d+: /, ''), place: here() }
  })
  parser.on('opentag', ({ name, attributes: given, isSelfClosing }) => {
    // Without namespace processing every attribute is plain text.
    const attributes = given as Readonly<Record<string, string>>
    const local = localName(name)
    if (local === 'key') keyNames.set(attributes['id'] ?? '', attributes['attr.name'] ?? attributes['id'] ?? '')
    else if (local === 'graph') {
      graphs++
      if (graphs === 1) isDirected = attributes['edgedefault'] === 'directed'
      open.push({ kind: 'graph', attributes, data: new Map(), place: here() })
    } else if (local === 'node' || local === 'edge')
      open.push({ kind: local, attributes, data: new Map(), place: here() })
    else if (local === 'data' && !isSelfClosing) {
      key = attributes['key'] ?? ''
      value = ''
    }
  })
  parser.on('text', (part) => {
    if (key !== undefined) value += part
  })
  parser.on('cdata', (part) => {
    if (key !== undefined) value += part
  })
  parser.on('closetag', ({ name }) => {
    const local = localName(name)
    if (local === 'data' && key !== undefined) {
      const its = value.trim()
      if (its !== '') open.at(-1)?.data.set(keyNames.get(key) ?? key, its)
      key = undefined
      return
    }
    if (local !== 'graph' && local !== 'node' && local !== 'edge') return
    const element = open.pop()
    if (!element || graphs > 1) return
    if (element.kind === 'graph') graphData = element.data
    else (element.kind === 'node' ? nodes : edges).push(elementOf(element))
  })
  try {
    parser.write(text).close()
  } catch (error) {
    failure ??= { message: error instanceof Error ? error.message : String(error), place: here() }
  }
  if (failure) return { ok: false, ...failure }
  if (graphs === 0) return { ok: false, message: 'no <graph> in the file', place: { offset: 0, line: 1, column: 1 } }
  return { ok: true, graph: { nodes, edges, data: graphData, isDirected } }
}

const elementOf = ({ attributes, data, place }: OpenElement): GraphmlElement => ({
  id: attributes['id'],
  ...(attributes['source'] === undefined ? {} : { source: attributes['source'] }),
  ...(attributes['target'] === undefined ? {} : { target: attributes['target'] }),
  data,
  place,
})

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)
