import { indexTopology, type Topology, type TopologyIndex } from '@paranet/network'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { Span } from '../diagnostics/span.js'
import { resolveIntents } from '../resolve/resolve-intents.js'
import { resolveNetwork } from '../resolve/resolve-network.js'
import { type ParsedFile, ParsedFiles, type SourceFile } from '../resolve/source-file.js'
import { networksOf } from '../resolve/statements.js'
import { includedName } from '../expand/check-includes.js'
import { type Definition, type Mention, namesOf, type Scope, type SymbolKind } from './mentions.js'

/** Something with a name. Without a place it is part of a topology that no file of the project holds, or was written out by a template. */
export interface ProjectSymbol {
  readonly kind: SymbolKind | 'file' | 'region' | 'risk'
  readonly name: string
  readonly file?: string
  readonly definition?: Definition
}

/** A place of a symbol. `rest`: what follows its name there, such as `.eth1`. */
export interface Occurrence {
  readonly file: string
  readonly span: Span
  readonly symbol: ProjectSymbol
  readonly isDefinition: boolean
  readonly before: string
  readonly rest: string
  readonly isInsideText: boolean
}

/** Files that are read together, with a topology that none of them holds, if there is one. A value: other texts make another project. */
export class Project {
  readonly files: readonly ParsedFile[]
  readonly #given: Topology | undefined
  readonly #network: string | undefined
  readonly #tables = new Map<SymbolKind, Map<string, ProjectSymbol[]>>()
  readonly #byDefinition = new Map<Definition, ProjectSymbol>()
  #resolved: { readonly topology: Topology | undefined; readonly diagnostics: readonly Diagnostic[] } | undefined
  #index: TopologyIndex | undefined
  #lastTopology: Topology | undefined

  /** `before`: the project as it was; its topology is used while the files hold one with errors. */
  constructor(
    files: readonly (SourceFile | ParsedFile)[],
    more: { topology?: Topology | undefined; network?: string | undefined; before?: Project | undefined } = {},
  ) {
    const { before } = more
    this.files = new ParsedFiles().parse(files)
    this.#given = more.topology
    this.#network = more.network
    this.#lastTopology = before && (before.#resolved?.topology ?? before.#lastTopology)
    this.#gather()
  }

  #gather(): void {
    for (const file of this.files)
      for (const definition of namesOf(file.document).definitions) {
        const symbol: ProjectSymbol = { kind: definition.kind, name: definition.name, file: file.name, definition }
        this.#byDefinition.set(definition, symbol)
        const table = this.#tables.get(definition.kind) ?? new Map<string, ProjectSymbol[]>()
        this.#tables.set(definition.kind, table)
        const same = table.get(definition.name)
        if (same) same.push(symbol)
        else table.set(definition.name, [symbol])
      }
  }

  file(name: string): ParsedFile | undefined {
    return this.files.find((file) => file.name === name)
  }

  /** The topology that the names mean: the one given, that of the files, or the last that the files held. */
  get topology(): Topology | undefined {
    return this.#given ?? this.#ofFiles().topology ?? this.#lastTopology
  }

  get index(): TopologyIndex | undefined {
    const { topology } = this
    if (!topology) return undefined
    if (this.#index?.topology !== topology) this.#index = indexTopology(topology)
    return this.#index
  }

  #ofFiles() {
    this.#resolved ??= this.files.some(({ document }) => networksOf(document).length > 0)
      ? resolveNetwork(this.files)
      : { topology: undefined, diagnostics: [] }
    return this.#resolved
  }

  /** All that the language itself finds: text, names, values. Without a topology the text alone. */
  resolve(): ReturnType<typeof resolveIntents> {
    const network = this.#given ? { diagnostics: [] } : this.#ofFiles()
    const { index } = this
    if (!index)
      return {
        intents: [],
        diagnostics: withoutRepeats([...this.files.flatMap((file) => file.diagnostics), ...network.diagnostics]),
      }
    const options = this.#network === undefined ? {} : { network: this.#network }
    const { intents, diagnostics } = resolveIntents(this.files, index, options)
    return { intents, diagnostics: withoutRepeats([...network.diagnostics, ...diagnostics]) }
  }

  /** Names of one kind that the files define. */
  symbols(kind: SymbolKind): readonly ProjectSymbol[] {
    return [...(this.#tables.get(kind)?.values() ?? [])].flat()
  }

  /** Names of a kind, those of the topology among them, without repeats, in the order of the text. */
  names(kind: SymbolKind): readonly string[] {
    const own = this.#tables.get(kind)?.keys() ?? []
    const index = this.index
    const more = kind === 'node' ? (index?.nodeId.keys() ?? []) : kind === 'group' ? (index?.groups.keys() ?? []) : []
    const definitions = kind === 'let' ? (index?.topology.definitions ?? []).map(({ name }) => name) : []
    return [...new Set([...own, ...more, ...definitions])]
  }

  /** The symbol at an offset of a file, if a name stands there. */
  at(file: string, offset: number): Occurrence | undefined {
    const its = this.file(file)
    if (!its) return undefined
    const { definitions, mentions } = namesOf(its.document)
    const isAt = ({ span }: { readonly span: Span }) => span.offset <= offset && offset <= span.offset + span.length
    const definition = definitions.find(isAt)
    if (definition) return this.#defined(file, definition)
    const mention = mentions.filter(isAt).at(-1)
    return mention && this.#meant(file, mention, offset - mention.span.offset)
  }

  /** Every place of a symbol, in the order of files and text. */
  occurrences(symbol: ProjectSymbol): Occurrence[] {
    return this.files.flatMap((file) => {
      const { definitions, mentions } = namesOf(file.document)
      const found = definitions.flatMap((definition) => {
        const its = this.#defined(file.name, definition)
        return its && isSame(its.symbol, symbol) ? [its] : []
      })
      for (const mention of mentions) {
        if (!mention.text.includes(symbol.name) && symbol.kind !== 'file') continue
        const its = this.#meant(file.name, mention)
        if (its && isSame(its.symbol, symbol)) found.push(its)
      }
      return found.sort((a, b) => a.span.offset - b.span.offset)
    })
  }

  #defined(file: string, definition: Definition): Occurrence | undefined {
    const symbol = this.#byDefinition.get(definition)
    return (
      symbol && { file, span: definition.span, symbol, isDefinition: true, before: '', rest: '', isInsideText: false }
    )
  }

  /** What a mention means. In a dotted name the part that `at` (from its start) falls into decides between a parameter and others. */
  #meant(file: string, mention: Mention, at = 0): Occurrence | undefined {
    const { span, isInsideText } = mention
    const place = (symbol: ProjectSymbol | undefined, before = '', rest = ''): Occurrence | undefined =>
      symbol && { file, span, symbol, isDefinition: false, before, rest, isInsideText }
    switch (mention.space) {
      case 'template':
        return place(this.#first('template', mention.text))
      case 'intent':
        return place(this.#first('intent', mention.text, file) ?? this.#writtenOut('intent', mention.text))
      case 'definition':
        return place(
          this.#parameter(mention.text, mention.scope) ??
            this.#first('let', mention.text) ??
            this.#unplaced('let', mention.text),
        )
      case 'region':
      case 'risk':
        return place(this.#parameter(mention.text, mention.scope) ?? { kind: mention.space, name: mention.text })
      case 'file': {
        const target = this.file(includedName(file, mention.text)) ?? this.file(mention.text.replace(/^.*[/\\]/, ''))
        return place({ kind: 'file', name: target?.name ?? mention.text, ...(target ? { file: target.name } : {}) })
      }
      default:
        return place(this.#end(mention.text, mention.scope)) ?? this.#partly(mention, at, place)
    }
  }

  /** A port of a node, or a name that a parameter is a part of. */
  #partly(
    mention: Mention,
    at: number,
    place: (symbol: ProjectSymbol | undefined, before: string, rest: string) => Occurrence | undefined,
  ) {
    const parts = mention.text.split('.')
    for (let count = parts.length - 1; count > 0; count--) {
      const name = parts.slice(0, count).join('.')
      const node = this.#first('node', name) ?? this.#unplaced('node', name)
      if (node) return place(node, '', `.${parts.slice(count).join('.')}`)
    }
    let from = 0
    for (const part of parts) {
      const symbol = this.#parameter(part, mention.scope)
      if (symbol && at <= from + part.length + 1)
        return place(symbol, mention.text.slice(0, from), mention.text.slice(from + part.length))
      from += part.length + 1
    }
    return undefined
  }

  #end(name: string, scope: Scope | undefined): ProjectSymbol | undefined {
    return (
      this.#parameter(name, scope) ??
      this.#first('node', name) ??
      this.#unplaced('node', name) ??
      this.#first('group', name) ??
      this.#unplaced('group', name) ??
      this.#first('let', name) ??
      this.#unplaced('let', name) ??
      this.#writtenOut('node', name)
    )
  }

  #parameter(name: string, scope: Scope | undefined): ProjectSymbol | undefined {
    for (let at = scope; at; at = at.outer) {
      const its = at
      if (!its.parameters.some(({ text }) => text === name)) continue
      return this.#tables
        .get('parameter')
        ?.get(name)
        ?.find(({ definition }) => definition?.statement === its.statement)
    }
    return undefined
  }

  #first(kind: SymbolKind, name: string, file?: string): ProjectSymbol | undefined {
    const all = this.#tables.get(kind)?.get(name)
    return all?.find((symbol) => symbol.file === file) ?? all?.[0]
  }

  #unplaced(kind: 'node' | 'group' | 'let', name: string): ProjectSymbol | undefined {
    const { index } = this
    if (!index) return undefined
    const isThere =
      kind === 'node'
        ? index.nodeId.has(name)
        : kind === 'group'
          ? index.groups.has(name)
          : index.topology.definitions?.some((one) => one.name === name)
    return isThere ? (this.#writtenOut(kind, name) ?? { kind, name }) : undefined
  }

  /** `oslo.web`, which a template made of `web`. The place is that in the template; the name is its own. */
  #writtenOut(kind: SymbolKind, name: string): ProjectSymbol | undefined {
    const parts = name.split('.')
    for (let from = 1; from < parts.length; from++) {
      const made = this.#first(kind, parts.slice(from).join('.'))
      if (made?.definition?.scope && made.file !== undefined) return { ...made, name }
    }
    return undefined
  }
}

const isSame = (a: ProjectSymbol, b: ProjectSymbol): boolean =>
  a.kind === b.kind &&
  a.name === b.name &&
  (a.kind !== 'parameter' && a.kind !== 'intent' ? true : a.file === b.file && a.definition === b.definition)

function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>()
  return diagnostics.filter(({ file, code, span }) => {
    const id = `${file} ${code} ${span.offset}`
    return seen.has(id) ? false : seen.add(id) !== undefined
  })
}
