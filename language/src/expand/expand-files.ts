import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { didYouMean } from '../diagnostics/suggest.js'
import type { Block, Document, ForStatement, Statement, TemplateStatement, UseStatement, Value } from '../parse/ast.js'
import { namePattern } from '../lex/name-pattern.js'
import { findEntry, statementsOf } from '../parse/ast.js'
import { parse } from '../parse/parse.js'
import { itemsOf, nameOf } from '../resolve/read-value.js'
import { type FileReporter, Reporter } from '../resolve/report.js'
import type { ParsedFile } from '../resolve/source-file.js'
import { checkIncludes } from './check-includes.js'
import type { Substitution } from './substitute.js'
import { BodyText } from './substitute.js'
import type { Piece } from './virtual-text.js'
import { VirtualText } from './virtual-text.js'

/** Templates and loops inside each other. */
const deepest = 16
/** What all of it may grow to, in UTF-16 units, and uses and turns of loops altogether. */
const longest = 4 * 1024 * 1024
const mostTurns = 20_000
/** Items of all lists, definitions and groups that loops look through. */
const mostMembers = 100_000

/** What loops can run over that no file says: nodes and groups of the topology. */
export interface KnownNames {
  readonly nodes: readonly string[]
  readonly groups: ReadonlyMap<string, readonly string[]>
}

export interface ExpandedFiles {
  /** The files with what their templates and loops stand for in the place of each `use` and `for`. */
  readonly files: readonly ParsedFile[]
  /** What is wrong with templates, loops and includes; at the places where people wrote them. */
  readonly diagnostics: readonly Diagnostic[]
  /** Turns places in the expanded files into places where people wrote. */
  written<Placed extends Pick<Diagnostic, 'file' | 'span'> & Partial<Pick<Diagnostic, 'related'>>>(
    placed: Placed,
  ): Placed
}

/** Writes out the templates and loops of files that are read together. A template may stand in any of them. A name that a template or a
 *  loop defines is qualified by its arguments or member (`use guest-net(oslo)` makes `oslo.web` of `web`), unless a parameter is a part
 *  of it already. Files without such statements are given back as they are. */
export function expandFiles(files: readonly ParsedFile[], known: KnownNames): ExpandedFiles {
  const reporter = new Reporter()
  checkIncludes(files, reporter)
  const expander = new Expander(files, known, reporter)
  const texts = new Map<string, VirtualText>()
  const diagnostics: Diagnostic[] = []
  const expanded = files.map((file) => {
    const text = expander.expandFile(file)
    if (!text) return file
    texts.set(file.name, text)
    const { document, diagnostics: found } = parse(text.text, file.name)
    diagnostics.push(...found.map((diagnostic) => writtenIn(texts, diagnostic)))
    return { name: file.name, text: text.text, document, diagnostics: file.diagnostics }
  })
  return {
    files: expanded,
    diagnostics: [...reporter.found, ...diagnostics],
    written: (placed) => writtenIn(texts, placed),
  }
}

function writtenIn<Placed extends Pick<Diagnostic, 'file' | 'span'> & Partial<Pick<Diagnostic, 'related'>>>(
  texts: ReadonlyMap<string, VirtualText>,
  placed: Placed,
): Placed {
  const text = texts.get(placed.file)
  if (!text) return placed
  const { file, span, used } = text.placeOf(placed.span)
  const others = placed.related?.map((one) => ({ ...one, ...spanAndFile(texts, one) })) ?? []
  const related = used ? [...others, { message: 'used here', ...used }] : others
  return { ...placed, file, span, ...('code' in placed && related.length > 0 ? { related } : {}) }
}

function spanAndFile(texts: ReadonlyMap<string, VirtualText>, placed: Pick<Diagnostic, 'file' | 'span'>) {
  const place = texts.get(placed.file)?.placeOf(placed.span)
  return place ? { file: place.file, span: place.span } : {}
}

interface Template {
  readonly file: ParsedFile
  readonly statement: TemplateStatement
}

/** Where an expansion is: what its names stand for, and the templates that it is inside of. */
interface Surroundings {
  readonly substitution: Substitution
  readonly chain: readonly TemplateStatement[]
  readonly depth: number
  readonly used?: Piece['used']
}

/** Expands the files one after the other, within one budget. */
class Expander {
  readonly #templates = new Map<string, Template>()
  readonly #definitions = new Map<string, { readonly file: ParsedFile; readonly value: Value }>()
  readonly #groups = new Map<string, { readonly file: ParsedFile; readonly body: Block }>()
  readonly #bodies = new Map<ParsedFile, BodyText>()
  readonly #known: KnownNames
  readonly #reporter: Reporter
  #turns = 0
  #members = 0
  #length = 0
  #isFull = false

  constructor(files: readonly ParsedFile[], known: KnownNames, reporter: Reporter) {
    this.#known = known
    this.#reporter = reporter
    for (const file of files) for (const statement of outlineOf(file.document).shaping) this.#define(file, statement)
  }

  /** Undefined where there is nothing to expand, or the file has errors that were reported already. */
  expandFile(file: ParsedFile): VirtualText | undefined {
    const { statements, shaping } = outlineOf(file.document)
    if (!shaping.some(isExpanded) || file.diagnostics.some(({ severity }) => severity === 'error')) return undefined
    const pieces: Piece[] = []
    this.#range(pieces, file, [0, file.text.length], statements, { substitution: empty, chain: [], depth: 0 })
    return this.#isFull ? undefined : new VirtualText(pieces)
  }

  #define(file: ParsedFile, statement: Statement): void {
    if (statement.kind === 'let') this.#definitions.set(statement.name.text, { file, value: statement.value })
    if (statement.kind === 'group') this.#groups.set(statement.name.text, { file, body: statement.body })
    if (statement.kind !== 'template') return
    const { name } = statement
    const known = this.#templates.get(name.text)
    if (known) {
      const related = [{ message: 'the first one', file: known.file.name, span: known.statement.name.span }]
      const message = `a second template is called "${name.text}"`
      this.#reporter.of(file.name).report('duplicate-name', name.span, message, { related })
    } else this.#templates.set(name.text, { file, statement })
  }

  /** Adds the text between two offsets, with the `use` and `for` among these statements written out. */
  #range(
    out: Piece[],
    file: ParsedFile,
    [start, end]: readonly [number, number],
    statements: readonly Statement[],
    its: Surroundings,
  ): void {
    let at = start
    for (const statement of statements) {
      if (!isExpanded(statement) || this.#isFull) continue
      const { offset, length } = statement.span
      this.#verbatim(out, file, at, offset, its)
      if (statement.kind === 'use') this.#use(out, file, statement, its)
      else this.#loop(out, file, statement, its)
      at = offset + length
    }
    this.#verbatim(out, file, at, end, its)
  }

  #verbatim(out: Piece[], file: ParsedFile, start: number, end: number, { substitution, used }: Surroundings): void {
    if (start >= end || this.#isFull) return
    for (const piece of this.#bodyOf(file).pieces(start, end, substitution, used)) {
      this.#length += piece.text.length
      if (this.#length > longest) return
      if (piece.text !== '') out.push(piece)
    }
  }

  #use(out: Piece[], file: ParsedFile, statement: UseStatement, its: Surroundings): void {
    const reporter = this.#reporter.of(file.name)
    const { template: name, args } = statement
    const template = this.#templates.get(name.text)
    if (!template) {
      const hint = didYouMean(name.text, this.#templates.keys()) ?? 'write it: `template name(parameter) { … }`'
      reporter.report('unknown-template', name.span, `no template "${name.text}"`, { hint })
      return
    }
    const { parameters, body } = template.statement
    if (its.chain.includes(template.statement)) {
      const chain = [...its.chain.map((one) => one.name.text), name.text].join(' → ')
      reporter.report('circular-reference', name.span, `template "${name.text}" leads back to itself: ${chain}`)
      return
    }
    if (args.length !== parameters.length) {
      const wanted = parameters.length === 1 ? '1 argument' : `${parameters.length} arguments`
      const message = `template "${name.text}" takes ${wanted}, not ${args.length}`
      const hint = `for example \`use ${name.text}(${parameters.map(({ text }) => text).join(', ')})\``
      const related = [{ message: 'defined here', file: template.file.name, span: template.statement.name.span }]
      reporter.report('wrong-arguments', name.span, message, { hint, related })
      return
    }
    const texts = args.map((value) => this.#textOf(file, value, its.substitution))
    const bindings = new Map(parameters.map(({ text }, i) => [text, texts[i] ?? '']))
    const prefix = qualified(its.substitution.prefix, texts.length === 0 ? [name.text] : texts)
    this.#inside(out, template.file, body, reporter, statement, {
      substitution: { bindings, locals: localsOf(body, bindings), prefix },
      chain: [...its.chain, template.statement],
      depth: its.depth + 1,
      used: its.used ?? { file: file.name, span: statement.template.span },
    })
  }

  #loop(out: Piece[], file: ParsedFile, statement: ForStatement, its: Surroundings): void {
    const reporter = this.#reporter.of(file.name)
    const { variable, range, body } = statement
    for (const member of this.#membersOf(file, range, its.substitution, reporter)) {
      if (this.#isFull) return
      const bindings = new Map([...its.substitution.bindings, [variable.text, member]])
      const locals = localsOf(body, bindings)
      const prefix = qualified(its.substitution.prefix, [member])
      this.#inside(out, file, body, reporter, statement, {
        substitution: { bindings, locals, prefix, around: its.substitution },
        chain: its.chain,
        depth: its.depth + 1,
        used: its.used ?? { file: file.name, span: variable.span },
      })
    }
  }

  /** Adds what stands between the braces of a body. */
  #inside(
    out: Piece[],
    file: ParsedFile,
    body: Block,
    reporter: FileReporter,
    { keyword }: UseStatement | ForStatement,
    its: Surroundings,
  ): void {
    if (this.#isFull) return
    if (++this.#turns > mostTurns || this.#length > longest || its.depth > deepest) {
      this.#isFull = true
      const message =
        its.depth > deepest
          ? `templates and loops are nested more than ${deepest} deep`
          : `templates and loops come to more than ${mostTurns} parts or ${longest / 1024 / 1024} MB of text`
      reporter.report('expansion-too-large', keyword.span, message, { hint: 'split it into several networks' })
      return
    }
    const open = file.text.indexOf('{', body.span.offset) + 1
    const close = body.span.offset + body.span.length - 1
    this.#range(out, file, [open, close], statementsOf(body), its)
    out.push({ text: '\n', from: { file, offset: close }, written: 1 })
  }

  /** What a loop runs over: items of a list or definition, members of a group, in order. */
  #membersOf(file: ParsedFile, range: Value, within: Substitution, reporter: FileReporter, depth = 0): string[] {
    if (range.kind === 'invalid') return []
    if (this.#isFull) return []
    if (depth > deepest || this.#members > mostMembers) {
      this.#isFull = true
      if (depth > deepest)
        reporter.report('circular-reference', range.span, 'this definition or group leads back to itself')
      else reporter.report('expansion-too-large', range.span, `loops run over more than ${mostMembers} members`)
      return []
    }
    const items = itemsOf(range)
    this.#members += items.length
    return items.flatMap((value) => this.#memberTexts(file, value, within, reporter, depth))
  }

  #memberTexts(
    file: ParsedFile,
    value: Value,
    within: Substitution,
    reporter: FileReporter,
    depth: number,
  ): readonly string[] {
    if (value.kind === 'except') {
      const members = this.#membersOf(file, value.of, within, reporter, depth + 1)
      const left = new Set(this.#membersOf(file, value.except, within, reporter, depth + 1))
      // What is no member itself, as a part of a prefix, is left to the ends to take out.
      if ([...left].every((one) => members.includes(one))) return members.filter((one) => !left.has(one))
    }
    const name = nameOf(value)
    if (name === undefined || value.kind === 'number') return rangeOf(value) ?? [this.#textOf(file, value, within)]
    const bound = bindingOf(within, name)
    const wanted = bound ?? name
    const definition = this.#definitions.get(wanted)
    if (definition) return this.#membersOf(definition.file, definition.value, empty, reporter, depth + 1)
    const members = this.#membersOfGroup(wanted, reporter, depth) ?? this.#known.groups.get(wanted)
    return members ?? [bound ?? this.#textOf(file, value, within)]
  }

  #membersOfGroup(name: string, reporter: FileReporter, depth: number): readonly string[] | undefined {
    const group = this.#groups.get(name)
    const members = group && findEntry(group.body, 'members')?.value
    if (!members) return undefined
    return itemsOf(members).flatMap((value) => {
      if (value.kind === 'regex') return this.#matching(value.source)
      return this.#membersOf(group.file, value, empty, reporter, depth + 1)
    })
  }

  #matching(source: string): string[] {
    // One that cannot be read was reported by the parser.
    const pattern = namePattern(source)
    return pattern ? this.#known.nodes.filter((name) => pattern.test(name)) : []
  }

  /** What a parameter or member stands for, as text. Counts, so that what grows from use to use is stopped. */
  #textOf(file: ParsedFile, { span }: Value, within: Substitution): string {
    if (this.#length > longest) return ''
    const pieces = this.#bodyOf(file).pieces(span.offset, span.offset + span.length, within, undefined)
    let text = ''
    for (const piece of pieces) if (text.length <= longest) text += piece.text
    this.#length += text.length
    return text
  }

  #bodyOf(file: ParsedFile): BodyText {
    let body = this.#bodies.get(file)
    if (!body) this.#bodies.set(file, (body = new BodyText(file)))
    return body
  }
}

const empty: Substitution = { bindings: new Map(), locals: new Set(), prefix: '' }

const bindingOf = ({ bindings, around }: Substitution, name: string): string | undefined =>
  bindings.get(name) ?? (around && bindingOf(around, name))

const isExpanded = (statement: Statement): statement is UseStatement | ForStatement =>
  statement.kind === 'use' || statement.kind === 'for'

/** Statements of a file and of its networks, outside of templates and loops, in order. */
interface Outline {
  readonly statements: readonly Statement[]
  /** Those that define something, or that are expanded. */
  readonly shaping: readonly Statement[]
}

const outlines = new WeakMap<Document, Outline>()

/** Worked out once for each document: a file mostly stays while others change. */
function outlineOf(document: Document): Outline {
  let known = outlines.get(document)
  if (!known) {
    const statements = statementsOf(document).flatMap((statement) =>
      statement.kind === 'network' ? statementsOf(statement.body) : [statement],
    )
    known = { statements, shaping: statements.filter(isShaping) }
    outlines.set(document, known)
  }
  return known
}

const isShaping = (statement: Statement): boolean =>
  isExpanded(statement) || statement.kind === 'let' || statement.kind === 'group' || statement.kind === 'template'

/** The numbers of `1-4`. */
function rangeOf(value: Value): string[] | undefined {
  if (value.kind !== 'port-range') return undefined
  return Array.from({ length: Math.min(mostTurns + 1, value.last - value.first + 1) }, (_, i) => `${value.first + i}`)
}

/** `oslo.web`: the names around, then those of the parts. Addresses and other values that are no names count only where there is no name. */
function qualified(around: string, parts: readonly string[]): string {
  const names = parts.filter((part) => /^[\p{L}\p{N}_.-]+$/u.test(part))
  const own = (names.length > 0 ? names : parts.map(asName)).filter((part) => part !== '')
  const last = around.split('.').at(-1)
  return [around, ...(own[0] === last ? own.slice(1) : own)].filter((part) => part !== '').join('.')
}

const asName = (part: string): string => part.replaceAll(/[^\p{L}\p{N}_.]+/gu, '-').replaceAll(/^[-.]+|[-.]+$/g, '')

/** Names that a body defines, but for those that a parameter is a part of. */
function localsOf(body: Block, bindings: ReadonlyMap<string, string>): ReadonlySet<string> {
  const names = statementsOf(body).flatMap((statement) =>
    'name' in statement && statement.name && statement.kind !== 'link' ? [statement.name.text] : [],
  )
  return new Set(names.filter((name) => !name.split('.').some((part) => bindings.has(part))))
}
