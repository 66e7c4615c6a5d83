import { refuseAt } from '../../linux/artifact-error.js'
import type { XmlElement } from './read-xml.js'

/** Which children an element may have. */
export interface Shape {
  readonly namespace: string
  /** At most once each. */
  readonly one?: readonly string[]
  readonly many?: readonly string[]
  /** What says nothing about packets. */
  readonly ignored?: readonly string[]
  /** Namespaces of children that other modules add. */
  readonly others?: Readonly<Record<string, string>>
}

/** The children of an element, read by a shape. */
export interface Fields {
  readonly element: XmlElement
  one(name: string): XmlElement | undefined
  many(name: string): readonly XmlElement[]
  text(name: string): string | undefined
  /** Refuses where it is absent. */
  need(name: string): string
}

const operations = new Set(['merge', 'create', 'replace'])

/** Reads of one file, with its name in each error. */
export class FieldReader {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  /** Throws ArtifactError with the line. */
  refuse(at: XmlElement, text: string): never {
    return refuseAt(this.#file, at.line, text)
  }

  /** The children of an element; one that its shape does not have is refused, since nobody knows what it does to packets. */
  fields(element: XmlElement, shape: Shape): Fields {
    const { one = [], many = [], ignored = [], others = {} } = shape
    const found = new Map<string, XmlElement[]>()
    this.#checkAttributes(element)
    if (element.children.length === 0 && element.text !== '')
      this.refuse(element, `<${element.name}> has text where elements belong`)
    for (const child of element.children) {
      const { name, namespace } = child
      const isOurs = namespace === (others[name] ?? shape.namespace)
      if (isOurs && ignored.includes(name)) continue
      if (!isOurs || !(one.includes(name) || many.includes(name)))
        this.refuse(child, `ParaNet does not judge <${name}> of ${namespace || 'no namespace'} in <${element.name}>`)
      const list = found.get(name) ?? []
      if (list.length > 0 && one.includes(name)) this.refuse(child, `<${name}> is there twice`)
      list.push(child)
      found.set(name, list)
    }
    return this.#fieldsOf(element, found)
  }

  #fieldsOf(element: XmlElement, found: ReadonlyMap<string, XmlElement[]>): Fields {
    const text = (name: string): string | undefined => {
      const [leaf] = found.get(name) ?? []
      return leaf && this.textOf(leaf)
    }
    return {
      element,
      one: (name) => found.get(name)?.[0],
      many: (name) => found.get(name) ?? [],
      text,
      need: (name) => text(name) ?? this.refuse(element, `<${element.name}> needs <${name}>`),
    }
  }

  #checkAttributes({ attributes, line, name }: XmlElement): void {
    const { operation } = attributes
    if (operation !== undefined && !operations.has(operation))
      refuseAt(this.#file, line, `<${name}> is not there: its operation is "${operation}"`)
  }

  /** The text of a leaf. */
  textOf(leaf: XmlElement): string {
    this.#checkAttributes(leaf)
    if (leaf.children.length > 0) this.refuse(leaf, `<${leaf.name}> has elements where text belongs`)
    return leaf.text
  }

  /** A whole number from first to last; undefined where the leaf is absent. */
  number(fields: Fields, name: string, first: number, last: number): number | undefined {
    const text = fields.text(name)
    if (text === undefined) return undefined
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    if (!(value >= first && value <= last))
      this.refuse(fields.one(name) ?? fields.element, `<${name}> is ${first} to ${last}, not "${text.slice(0, 40)}"`)
    return value
  }

  /** The local name of an identity of one of the namespaces, wherever its prefix comes from; undefined where the leaf is absent. */
  identity(fields: Fields, name: string, ...namespaces: readonly string[]): string | undefined {
    const leaf = fields.one(name)
    if (!leaf) return undefined
    const [, prefix = '', local = ''] = /^(?:([^:]*):)?([^:]*)$/.exec(this.textOf(leaf)) ?? []
    const namespace = leaf.resolve(prefix)
    // A value without prefix is of the leaf's own module, whichever prefix that has here.
    if (prefix === '' ? namespaces.includes(leaf.namespace) : namespaces.includes(namespace ?? '')) return local
    return this.refuse(leaf, `"${leaf.text.slice(0, 80)}" is no identity that ParaNet knows`)
  }
}
