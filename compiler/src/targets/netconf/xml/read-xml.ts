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

interface Open {
  readonly element: XmlElement
  readonly children: XmlElement[]
  readonly text: string[]
}

/** Reads a document with namespaces. Comments and processing instructions count as nothing; no document type, hence no entities beyond XML's
 *  five. Throws ArtifactError with the line of the first thing that is wrong. Linear. */
export function readXml(file: string, text: string): XmlElement {
  if (text.length > xmlLimits.characters) refuseAt(file, 1, `it is longer than ${xmlLimits.characters} characters`)
  const parser = new SaxesParser({ xmlns: true, position: true })
  const open: Open[] = []
  let root: XmlElement | undefined
  let elements = 0
  let broken: string | undefined
  const refuse = (message: string): never => refuseAt(file, parser.line, message)
  parser.on('error', (error) => {
    broken ??= `it is no XML: ${error.message.replace(/^\d+:\d+: /, '')}`
    refuse(broken)
  })
  parser.on('doctype', () => refuse('a document type is not read'))
  parser.on('opentag', (tag) => {
    if (open.length >= xmlLimits.depth) refuse(`elements lie deeper than ${xmlLimits.depth}`)
    if (++elements > xmlLimits.elements) refuse(`there are more than ${xmlLimits.elements} elements`)
    const children: XmlElement[] = []
    const parts: string[] = []
    const parent = open.at(-1)?.element
    const element: XmlElement = {
      name: tag.local,
      namespace: tag.uri,
      attributes: attributesOf(tag.attributes),
      children,
      get text() {
        return parts.join('').trim()
      },
      line: parser.line,
      resolve: (prefix) => tag.ns[prefix] ?? parent?.resolve(prefix),
    }
    open.at(-1)?.children.push(element)
    root ??= element
    open.push({ element, children, text: parts })
  })
  const add = (part: string): void => {
    open.at(-1)?.text.push(part)
  }
  parser.on('text', add)
  parser.on('cdata', add)
  parser.on('closetag', () => {
    const closed = open.pop()
    if (closed && closed.children.length > 0 && closed.element.text !== '')
      refuseAt(file, closed.element.line, `<${closed.element.name}> has text beside its elements`)
  })
  parser.write(text).close()
  return root ?? refuseAt(file, 1, 'there is no element')
}

/** Attributes but for namespaces, by their local names. */
function attributesOf(
  given: Readonly<Record<string, { readonly prefix: string; readonly local: string; readonly value: string }>>,
): Record<string, string> {
  const own: Record<string, string> = {}
  for (const { prefix, local, value } of Object.values(given))
    if (prefix !== 'xmlns' && local !== 'xmlns') own[local] = value
  return own
}
