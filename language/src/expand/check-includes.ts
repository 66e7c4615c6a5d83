import { didYouMean } from '../diagnostics/suggest.js'
import type { Document, IncludeStatement } from '../parse/ast.js'
import { statementsOf } from '../parse/ast.js'
import { parse } from '../parse/parse.js'
import type { Reporter } from '../resolve/report.js'
import type { ParsedFile } from '../resolve/source-file.js'

/** Where an include of a file leads: names are paths with `/`, seen from the folder of the file. */
export function includedName(from: string, path: string): string {
  const parts = [...from.split(/[/\\]/).slice(0, -1), ...path.split(/[/\\]/)]
  const kept: string[] = []
  for (const part of parts) {
    if (part === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    else if (part !== '.' && (part !== '' || kept.length === 0)) kept.push(part)
  }
  return kept.join('/')
}

/** The files that a text includes, as it writes them, without repeats. */
export const includesOf = (text: string, file: string): string[] => [
  ...new Set(includesIn(parse(text, file).document).map(({ path }) => path.text)),
]

const includes = new WeakMap<Document, readonly IncludeStatement[]>()

/** Worked out once for each document. */
function includesIn(document: Document): readonly IncludeStatement[] {
  let known = includes.get(document)
  if (!known) {
    known = statementsOf(document).filter((statement) => statement.kind === 'include')
    includes.set(document, known)
  }
  return known
}

/** Whether an include leads out of the folder that all these files stand in: an absolute path, or one that goes up too far. */
function isOutside(from: string, path: string, files: readonly ParsedFile[]): boolean {
  if (/^([/\\~]|[a-z]+:)/i.test(path)) return true
  const folders = files.map(({ name }) => name.split(/[/\\]/).slice(0, -1))
  const [first = [], ...others] = folders
  const common = first.filter(
    (part, i) =>
      others.every((one) => one.slice(0, i + 1).join('/') === first.slice(0, i + 1).join('/')) && part !== undefined,
  )
  const target = includedName(from, path)
  return target.startsWith('..') || (common.length > 0 && !target.startsWith(`${common.join('/')}/`))
}

/** Files that are read together see each other's names, so an include says only that the other file has to be there. Reports those that
 *  are not, and those that lead back to themselves. */
export function checkIncludes(files: readonly ParsedFile[], reporter: Reporter): void {
  const byName = new Map(files.map((file) => [file.name, file]))
  const targetOf = (file: ParsedFile, { path }: IncludeStatement) =>
    byName.get(includedName(file.name, path.text)) ?? byName.get(path.text.replace(/^.*[/\\]/, ''))
  const leadsBack = (file: ParsedFile, to: ParsedFile, seen = new Set<ParsedFile>()): boolean => {
    if (file === to) return true
    if (seen.has(file)) return false
    seen.add(file)
    return includesIn(file.document).some((statement) => {
      const next = targetOf(file, statement)
      return next !== undefined && leadsBack(next, to, seen)
    })
  }
  for (const file of files)
    for (const statement of includesIn(file.document)) {
      const { text, span } = statement.path
      const target = targetOf(file, statement)
      if (!target && isOutside(file.name, text, files)) {
        const message = `"${text}" lies outside the folder of these files`
        const hint = 'an include stays inside; or give the file together with this one'
        reporter.of(file.name).report('include-outside', span, message, { hint })
      } else if (!target) {
        const hint = didYouMean(text, byName.keys()) ?? 'give it together with this file'
        reporter.of(file.name).report('include-not-found', span, `no file "${text}"`, { hint })
      } else if (leadsBack(target, file))
        reporter.of(file.name).report('circular-reference', span, `"${text}" includes this file again`)
    }
}
