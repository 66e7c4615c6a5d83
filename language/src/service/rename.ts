import { entriesOf, type Block, type Document, type Item, type Value } from '../parse/ast.js'
import { isBareName, quoteName } from '../lex/words.js'
import type { SourceFile } from '../resolve/source-file.js'
import type { TextEdit } from '../diagnostics/diagnostic.js'
import { namePattern } from '../lex/name-pattern.js'
import { namesOf } from './mentions.js'
import { type Occurrence, Project, type ProjectSymbol } from './project.js'

/** The edits of a rename, or why it cannot be. */
export type Renamed = { readonly edits: readonly TextEdit[] } | { readonly refused: string }

/** What can be renamed at an offset: its place, or why nothing can. */
export function renameable(project: Project, file: string, offset: number): Occurrence | { readonly refused: string } {
  const occurrence = project.at(file, offset)
  if (!occurrence) return { refused: 'no name stands here' }
  const { symbol } = occurrence
  if (symbol.kind === 'file') return { refused: 'files are renamed in the file system' }
  if (symbol.kind === 'region' || symbol.kind === 'risk')
    return { refused: `a ${symbol.kind} has no declaration of its own` }
  if (!symbol.definition) return { refused: `"${symbol.name}" is part of the network's topology, not of these files` }
  if (symbol.definition.name !== symbol.name)
    return { refused: `a template makes "${symbol.name}" of "${symbol.definition.name}": rename that one` }
  return occurrence
}

/** Every place of the name at an offset, in all files, with the new name; with quotes where it needs them. Refused where the name is taken, or where
 *  the files would mean something else after it. */
export function rename(
  project: Project,
  file: string,
  offset: number,
  name: string,
  topology?: Project['topology'],
): Renamed {
  const found = renameable(project, file, offset)
  if ('refused' in found) return found
  const { symbol } = found
  if (name.trim() === '' || /[\n\r]/.test(name) || name.length > 200)
    return { refused: 'a name is one to 200 characters on one line' }
  if (name === symbol.name) return { edits: [] }
  const taken = takenBy(project, symbol, name)
  if (taken !== undefined) return { refused: taken }
  const pattern = patternBetween(project, symbol, name)
  if (pattern !== undefined) return { refused: pattern }
  const changes = project.occurrences(symbol).map((occurrence) => changeOf(occurrence, name))
  const refused = changes.find((change) => 'refused' in change)
  if (refused && 'refused' in refused) return refused
  const edits = changes.filter((change) => !('refused' in change)) as TextEdit[]
  return changedMeaning(project, edits, symbol, topology) ?? { edits }
}

function takenBy(project: Project, { kind, name: old, file }: ProjectSymbol, name: string): string | undefined {
  const shared = ['node', 'group', 'let', 'parameter'] as const
  if (kind === 'intent') {
    const other = project.symbols('intent').find((one) => one.name === name && one.file === file)
    return other && `an intent of this file is called "${name}" already`
  }
  if (kind === 'template')
    return project.names('template').includes(name) ? `a template is called "${name}" already` : undefined
  if (kind === 'network') return undefined
  if (name === 'any' || name === 'internet') return `"${name}" has a meaning of its own`
  const other = shared.find((one) => project.names(one).includes(name))
  if (other)
    return `a ${other === 'let' ? 'definition' : other} is called "${name}" already, which "${old}" would be taken for`
  return undefined
}

/** A regular expression that would pick a node before the rename and not after it, or the other way. */
function patternBetween(project: Project, { kind, name: old }: ProjectSymbol, name: string): string | undefined {
  if (kind !== 'node') return undefined
  for (const { document } of project.files)
    for (const source of patternsOf(document)) {
      const pattern = namePattern(source)
      if (pattern && pattern.test(old) !== pattern.test(name))
        return `/${source}/ picks ${pattern.test(old) ? `"${old}" and not "${name}"` : `"${name}" and not "${old}"`}: change the group first`
    }
  return undefined
}

function patternsOf({ items }: Document | Block): string[] {
  return items.flatMap((item: Item) => {
    if (item.kind === 'entry' || !('body' in item) || !item.body) return []
    if (item.kind !== 'group') return patternsOf(item.body)
    return entriesOf(item.body).flatMap(({ value }) =>
      (value.kind === 'list' ? value.items : [value]).flatMap(sourceOf),
    )
  })
}

function sourceOf(value: Value): string[] {
  return value.kind === 'regex' ? [value.source] : []
}

function changeOf(
  { file, span, before, rest, isInsideText }: Occurrence,
  name: string,
): TextEdit | { refused: string } {
  const whole = `${before}${name}${rest}`
  if (isInsideText && !isBareName(whole))
    return { refused: `line ${span.line} of ${file} names it inside a quoted value, where "${name}" cannot stand` }
  return { file, offset: span.offset, length: span.length, text: quoteName(whole) }
}

/** Reads the files as they would be: what had no error must have none, and what named it must name it still. */
function changedMeaning(
  project: Project,
  edits: readonly TextEdit[],
  symbol: ProjectSymbol,
  topology: Project['topology'],
): Renamed | undefined {
  const files = project.files.map((file) => ({ name: file.name, text: edited(file, edits) }))
  const after = new Project(files, { topology })
  const errors = (its: Project) => its.resolve().diagnostics.filter(({ severity }) => severity === 'error')
  const known = new Project(
    project.files.map(({ name, text }) => ({ name, text })),
    { topology },
  )
  const before = errors(known)
  const now = errors(after)
  const first = now.find(
    ({ code, file }) =>
      now.filter((one) => one.code === code && one.file === file).length >
      before.filter((one) => one.code === code && one.file === file).length,
  )
  if (first) return { refused: `after it ${first.file}:${first.span.line} would say: ${first.message}` }
  const left = project.files.find(({ document }) =>
    namesOf(document).mentions.some(
      ({ text, space }) =>
        (space === 'end' || space === 'port' || space === 'intent') &&
        text.endsWith(`.${symbol.name}`) &&
        symbol.definition?.scope,
    ),
  )
  return left && { refused: `${left.name} names what templates make of "${symbol.name}"` }
}

/** The text of a file with the edits that are of it. */
export function edited({ name, text }: SourceFile, edits: readonly TextEdit[]): string {
  const own = edits.filter(({ file }) => file === name).sort((a, b) => b.offset - a.offset)
  return own.reduce(
    (its, { offset, length, text: put }) => its.slice(0, offset) + put + its.slice(offset + length),
    text,
  )
}
