import type { SaxesTagNS } from 'saxes'
import { SaxesParser } from 'saxes'
import { refuseAt } from '../../linux/artifact-error.js'

/** An element as it was read. `text`: without the blanks around it, empty where there are children. `line`: from 1. */
export interface XmlElement {
  readonly name: string
  readonly namespace: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  readonly text: string
  readonly line: number
  /** The namespace of a prefix here, as values of identities need it; undefined where it is not declared. */
  resolve(prefix: string): string | undefined
}

/** What a document may have at most: configurations of devices are far below. */
export const xmlLimits = { characters: 64 * 1024 * 1024, depth: 64, elements: 4_000_000 } as const

const none: never[] = []
const noAttributes: XmlElement['attributes'] = {}

/** While it is read. Documents have millions of these: what most of them lack is shared. */
class OpenElement implements XmlElement {
  readonly name: string
  readonly namespace: string
  readonly attributes: XmlElement['attributes']
  readonly line: number
  children: OpenElement[] = none
  text = ''
  readonly #parent: OpenElement | undefined
  readonly #declared: Readonly<Record<string, string>> | undefined

  constructor(tag: SaxesTagNS, line: number, parent: OpenElement | undefined) {
    this.name = tag.local
    this.namespace = tag.uri
    this.attributes = attributesOf(tag)
    this.line = line
    this.#parent = parent
    this.#declared = hasKeys(tag.ns) ? tag.ns : undefined
  }

  resolve(prefix: string): string | undefined {
    return this.#declared?.[prefix] ?? this.#parent?.resolve(prefix)
  }

  add(child: OpenElement): void {
    if (this.children === none) this.children = []
    this.children.push(child)
  }
}

/** Reads a document with namespaces. Comments and processing instructions count as nothing; no document type, hence no entities beyond XML's
 *  five. Throws ArtifactError with the line of the first thing that is wrong. Linear. */
export function readXml(file: string, text: string): XmlElement {
  if (text.length > xmlLimits.characters) refuseAt(file, 1, `it is longer than ${xmlLimits.characters} characters`)
  const parser = new SaxesParser({ xmlns: true, position: true })
  const open: OpenElement[] = []
  let root: XmlElement | undefined
  let elements = 0
  const refuse = (message: string): never => refuseAt(file, parser.line, message)
  parser.on('error', (error) => refuse(`it is no XML: ${error.message.replace(/^\d+:\d+: /, '')}`))
  parser.on('doctype', () => refuse('a document type is not read'))
  parser.on('opentag', (tag) => {
    if (open.length >= xmlLimits.depth) refuse(`elements lie deeper than ${xmlLimits.depth}`)
    if (++elements > xmlLimits.elements) refuse(`there are more than ${xmlLimits.elements} elements`)
    const parent = open.at(-1)
    const element = new OpenElement(tag, parser.line, parent)
    parent?.add(element)
    root ??= element
    open.push(element)
  })
  const add = (part: string): void => {
    const element = open.at(-1)
    if (element && /\S/.test(part)) element.text += part
  }
  parser.on('text', add)
  parser.on('cdata', add)
  parser.on('closetag', () => {
    const closed = open.pop()
    if (!closed) return
    closed.text = closed.text.trim()
    if (closed.children.length > 0 && closed.text !== '')
      refuseAt(file, closed.line, `<${closed.name}> has text beside its elements`)
  })
  parser.write(text).close()
  return root ?? refuseAt(file, 1, 'there is no element')
}

/** Attributes but for namespaces, by their local names. */
function attributesOf({ attributes }: SaxesTagNS): XmlElement['attributes'] {
  if (!hasKeys(attributes)) return noAttributes
  const own: Record<string, string> = {}
  for (const { prefix, local, value } of Object.values(attributes))
    if (prefix !== 'xmlns' && local !== 'xmlns') own[local] = value
  return own
}

function hasKeys(record: object): boolean {
  for (const _ in record) return true
  return false
}
