/** An element to write. Either text or children; attributes in the order given. */
export interface XmlNode {
  readonly name: string
  readonly attributes?: Readonly<Record<string, string>>
  readonly text?: string
  readonly children?: readonly XmlNode[]
}

/** A leaf with text. */
export const leaf = (name: string, text: string | number, attributes?: XmlNode['attributes']): XmlNode => ({
  name,
  text: `${text}`,
  ...(attributes ? { attributes } : {}),
})

/** An element with children; those that are absent are left out. */
export const node = (
  name: string,
  children: readonly (XmlNode | undefined)[],
  attributes?: XmlNode['attributes'],
): XmlNode => ({
  name,
  children: children.filter((child) => child !== undefined),
  ...(attributes ? { attributes } : {}),
})

/** The element where it has children, else nothing. */
export const nodeIfAny = (
  name: string,
  children: readonly (XmlNode | undefined)[],
  attributes?: XmlNode['attributes'],
): XmlNode | undefined => (children.some((child) => child !== undefined) ? node(name, children, attributes) : undefined)

/** A document, two blanks a level, with a line break at the end. */
export function writeXml(root: XmlNode): string {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>']
  writeElement(root, '', lines)
  return `${lines.join('\n')}\n`
}

function writeElement({ name, attributes = {}, text, children = [] }: XmlNode, indent: string, lines: string[]): void {
  const its = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
  const open = `${indent}<${name}${its.join('')}`
  if (text !== undefined) lines.push(`${open}>${escapeXml(text)}</${name}>`)
  else if (children.length === 0) lines.push(`${open}/>`)
  else {
    lines.push(`${open}>`)
    for (const child of children) writeElement(child, `${indent}  `, lines)
    lines.push(`${indent}</${name}>`)
  }
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign)
