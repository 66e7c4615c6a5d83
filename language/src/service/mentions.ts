import type { Span } from '../diagnostics/span.js'
import type { Block, Document, Item, Name, Statement, Value } from '../parse/ast.js'
import { readQuoted } from '../parse/read-quoted.js'
import { keyEntry, type ValueForm } from './vocabulary.js'

/** What a name is a name of. `end`: a node, a group, a definition or a parameter, by what exists; `port`: a node or a port of one. */
export type NameSpace = 'end' | 'port' | 'definition' | 'template' | 'intent' | 'file' | 'region' | 'risk'

export type SymbolKind = 'network' | 'node' | 'group' | 'let' | 'template' | 'intent' | 'parameter'

/** A body whose names are written out with others: a template or a loop, and the parameters that it has. */
export interface Scope {
  readonly statement: Statement
  readonly parameters: readonly Name[]
  readonly outer?: Scope
}

/** A place where a name is written. */
export interface Mention {
  readonly space: NameSpace
  readonly text: string
  /** With the quotes, where it has some. */
  readonly span: Span
  /** It stands inside a quoted text that says more than the name. */
  readonly isInsideText: boolean
  readonly scope?: Scope
}

/** A place that gives something its name. */
export interface Definition {
  readonly kind: SymbolKind
  readonly name: string
  readonly span: Span
  readonly statement: Statement
  readonly scope?: Scope
}

/** All names that a document gives and uses, in the order of the text. */
export interface Names {
  readonly definitions: readonly Definition[]
  readonly mentions: readonly Mention[]
}

const known = new WeakMap<Document, Names>()

/** The names of a document; worked out once. */
export function namesOf(document: Document): Names {
  let names = known.get(document)
  if (!names) {
    const reader = new NameReader()
    reader.items(document.items, '')
    names = { definitions: reader.definitions, mentions: reader.mentions }
    known.set(document, names)
  }
  return names
}

const spaceOf: Partial<Record<ValueForm, NameSpace>> = {
  ends: 'end',
  members: 'end',
  nodes: 'port',
  avoid: 'port',
  action: 'port',
  intents: 'intent',
  traffic: 'definition',
  bandwidth: 'definition',
  duration: 'definition',
  size: 'definition',
  percent: 'definition',
  number: 'definition',
  schedule: 'definition',
  region: 'region',
  risk: 'risk',
}

/** Words before a name that say what it names. */
const selectors: Readonly<Record<string, NameSpace>> = {
  link: 'port',
  node: 'port',
  to: 'port',
  region: 'region',
  risk: 'risk',
  mirror: 'intent',
}

/** Where inside a quoted text a value stands. */
interface Inside {
  readonly span: Span
}

class NameReader {
  readonly definitions: Definition[] = []
  readonly mentions: Mention[] = []
  #scope: Scope | undefined

  items(items: readonly Item[], opener: string): void {
    for (const item of items) {
      if (item.kind !== 'entry') this.#statement(item)
      else {
        const form = keyEntry(opener, item.key.text)?.form
        if (item.value.kind === 'block') this.items(item.value.items, item.key.text)
        else if (form) this.#value(item.value, spaceOf[form], undefined)
      }
    }
  }

  #statement(statement: Statement): void {
    switch (statement.kind) {
      case 'include':
        return this.#mention('file', statement.path)
      case 'let':
        this.#define('let', statement.name, statement)
        return this.#value(statement.value, 'end', undefined)
      case 'group':
        this.#define('group', statement.name, statement)
        return this.items(statement.body.items, 'group')
      case 'template':
        this.#define('template', statement.name, statement)
        return this.#body(statement, statement.parameters, statement.body)
      case 'use':
        this.#mention('template', statement.template)
        for (const value of statement.args) this.#value(value, 'end', undefined)
        return
      case 'for':
        this.#value(statement.range, 'end', undefined)
        return this.#body(statement, [statement.variable], statement.body)
      case 'network':
        this.#define('network', statement.name, statement)
        return this.items(statement.body.items, 'network')
      case 'node':
        this.#define('node', statement.name, statement)
        return this.items(statement.body?.items ?? [], 'node')
      case 'interface':
        this.#mention('port', statement.name)
        return this.items(statement.body?.items ?? [], 'interface')
      case 'link':
        for (const end of statement.ends ?? []) this.#mention('port', end)
        return this.items(statement.body?.items ?? [], 'link')
      case 'intent':
        if (statement.name) this.#define('intent', statement.name, statement)
        return this.items(statement.body.items, statement.intent)
    }
  }

  #body(statement: Statement, parameters: readonly Name[], body: Block): void {
    const outer = this.#scope
    this.#scope = { statement, parameters, ...(outer ? { outer } : {}) }
    for (const parameter of parameters) this.#define('parameter', parameter, statement)
    this.items(body.items, statement.kind)
    this.#scope = outer
  }

  #define(kind: SymbolKind, { text, span }: Name, statement: Statement): void {
    if (text === '') return
    const scope = this.#scope ? { scope: this.#scope } : {}
    this.definitions.push({ kind, name: text, span, statement, ...scope })
  }

  #mention(space: NameSpace, { text, span }: Name, inside?: Inside): void {
    if (text === '') return
    const scope = this.#scope ? { scope: this.#scope } : {}
    this.mentions.push({
      space,
      text,
      span: inside ? within(inside.span, span) : span,
      isInsideText: !!inside,
      ...scope,
    })
  }

  #value(value: Value, space: NameSpace | undefined, inside: Inside | undefined): void {
    const each = (values: readonly Value[]) => {
      for (const one of values) this.#value(one, space, inside)
    }
    switch (value.kind) {
      case 'reference':
        if (space) this.#mention(space, { text: value.name, span: value.span }, inside)
        return
      case 'number':
      case 'boolean':
        if (space) this.#mention(space, { text: value.raw, span: value.span }, inside)
        return
      case 'text':
        return this.#text(value.text, value.span, space, inside)
      case 'link-ref':
        for (const end of value.ends) this.#mention('port', end, inside)
        return
      case 'words':
        return this.#words(value.items, space, inside)
      case 'call':
        return this.#call(value.name.text, value.args, space, inside)
      case 'list':
        return each(value.items)
      case 'one-of':
        return each(value.options)
      case 'then':
        return each(value.steps)
      case 'except':
        return each([value.of, value.except])
      case 'comparison':
        return this.#value(value.value, space, inside)
      case 'traffic':
        for (const { parts } of value.terms)
          for (const { word, values } of parts) if (values.length === 0) this.#mention('definition', word, inside)
        return
      case 'block':
        return this.items(value.items, '')
      default:
        return
    }
  }

  /** A quoted text is a name, or a value as older files write it. */
  #text(text: string, span: Span, space: NameSpace | undefined, inside: Inside | undefined): void {
    if (inside || !space) return
    const value = text.length + 2 === span.length ? readQuoted(text) : undefined
    const isPlain = !value || value.kind === 'reference' || value.kind === 'text' || 'raw' in value
    if (isPlain) this.#mention(space, { text, span })
    else this.#value(value, space, { span })
  }

  #words(items: readonly Value[], space: NameSpace | undefined, inside: Inside | undefined): void {
    const [first, ...rest] = items
    const word = first?.kind === 'reference' ? first.name : ''
    const selected = space && Object.hasOwn(selectors, word) ? selectors[word] : undefined
    for (const item of selected ? rest : space === 'port' && word === 'output' ? [] : items)
      this.#value(item, selected ?? space, inside)
  }

  #call(name: string, args: readonly Value[], space: NameSpace | undefined, inside: Inside | undefined): void {
    const own = name === 'region' ? 'region' : space
    for (const arg of args) this.#value(arg, own, inside)
  }
}

/** A place in a quoted text as a place in the file: texts do not span lines, and this one has no escapes. */
const within = (text: Span, { offset, length }: Span): Span => ({
  offset: text.offset + 1 + offset,
  line: text.line,
  column: text.column + 1 + offset,
  length,
})
