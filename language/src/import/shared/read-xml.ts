import { SaxesParser } from 'saxes'
import type { Span } from '../../diagnostics/span.js'
import { defaultLimits } from '../../lex/limits.js'
import { hasMore } from './has-more.js'

export interface XmlElement {
  /** Without its namespace prefix. */
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** The text between its tags, trimmed; without that of its children. */
  readonly text: string
  readonly span: Span
}

/** Why a file is not read: it is no XML, or passes a limit. */
export type XmlFailure = 'malformed-xml' | 'too-deep' | 'expansion-too-large'

export type XmlRead =
  | { readonly ok: true; readonly root: XmlElement }
  | { readonly ok: false; readonly message: string; readonly span: Span; readonly code: XmlFailure }

/** Tags of a file, at most. */
const mostTags = 1_500_000

interface OpenElement extends Omit<XmlElement, 'children' | 'text'> {
  readonly children: XmlElement[]
  text: string
}

/** Thrown to stop the parser at the first thing that is wrong. */
class Stop extends Error {}

/** Reads XML into a tree. Stops at the first error, and where elements are nested deeper than 64. Linear; entities are not expanded beyond
 *  XML's five, and nothing is fetched. */
export function readXml(text: string): XmlRead {
  if (hasMore(text, '<', mostTags)) {
    const message = `more than ${mostTags.toLocaleString('en')} tags`
    return { ok: false, message, span: { offset: 0, line: 1, column: 1, length: 1 }, code: 'expansion-too-large' }
  }
  const parser = new SaxesParser({ position: true })
  const open: OpenElement[] = []
  let root: XmlElement | undefined
  let failure: { message: string; span: Span; code: XmlFailure } | undefined
  const here = (): Span => ({
    offset: Math.max(0, parser.position),
    line: parser.line,
    column: parser.columnIndex + 1,
    length: 1,
  })
  const fail = (message: string, code: XmlFailure = 'malformed-xml'): never => {
    failure ??= { message: message.replace(/^\d+:\d+: /, ''), span: here(), code }
    throw new Stop()
  }
  parser.on('error', (error) => fail(error.message))
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length >= defaultLimits.depth) fail(`elements are nested deeper than ${defaultLimits.depth}`, 'too-deep')
    // Without namespace processing every attribute is plain text.
    const plain = attributes as Readonly<Record<string, string>>
    open.push({ name: localName(name), attributes: plain, children: [], text: '', span: here() })
  })
  const onText = (part: string) => {
    const top = open.at(-1)
    if (top) top.text += part
  }
  parser.on('text', onText)
  parser.on('cdata', onText)
  parser.on('closetag', () => {
    const closed = open.pop()
    if (!closed) return
    const element = { ...closed, text: closed.text.trim() }
    const parent = open.at(-1)
    if (parent) parent.children.push(element)
    else root ??= element
  })
  try {
    parser.write(text).close()
  } catch (error) {
    failure ??= { message: error instanceof Error ? error.message : String(error), span: here(), code: 'malformed-xml' }
  }
  if (failure) return { ok: false, ...failure }
  if (!root) return { ok: false, message: 'no element in the file', span: here(), code: 'malformed-xml' }
  return { ok: true, root }
}

/** The first child of a name. */
export const childOf = (element: XmlElement | undefined, name: string): XmlElement | undefined =>
  element?.children.find((child) => child.name === name)

/** The children of a name, in their order. */
export const childrenOf = (element: XmlElement | undefined, name: string): readonly XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? []

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)
