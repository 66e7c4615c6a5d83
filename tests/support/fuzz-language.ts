import { readdirSync, readFileSync } from 'node:fs'
import { compile } from '@paranet/compiler'
import { format, parse, resolveIntents, resolveNetwork, sameSyntax, tokenize } from '@paranet/language'
import type { Topology } from '@paranet/network'
import { indexTopology } from '@paranet/network'
import fc from 'fast-check'

const root = new URL('../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')
const campus = read('examples/campus/campus.pn')
const index = indexTopology(resolveNetwork([{ name: 'campus.pn', text: campus }]).topology as Topology)

const samples = ['accept', 'reject'].flatMap((folder) =>
  readdirSync(new URL(`docs/language/samples/${folder}`, root)).map((name) =>
    read(`docs/language/samples/${folder}/${name}`),
  ),
)
const manual = readdirSync(new URL('docs/language/', root))
  .filter((name) => name.endsWith('.md'))
  .flatMap((name) =>
    [...read(`docs/language/${name}`).matchAll(/^```pn[^\n]*\n([\s\S]*?)^```/gm)].map(([, text = '']) => text),
  )
const programs = [...samples, ...manual, campus, read('examples/campus/intents.pn')].filter(({ length }) => length > 0)

/** Words and signs of all programs, and what lies beside them. */
const tokens = [
  ...new Set(programs.flatMap((text) => tokenize(text).map(({ raw }) => raw))),
  '\n',
  ' ',
  '/*',
  '*/',
  '//',
  '"',
  '\\',
  '\u0000',
  '\u2028',
  '\uFEFF',
  '\ud800',
  'é',
  '名',
  '--',
  '999999999999999999999',
  '-1',
  '::',
  '1.2.3',
]

const token = fc.constantFrom(...tokens)
const soup = fc
  .array(fc.tuple(token, fc.constantFrom('', ' ', '\n')), { maxLength: 60 })
  .map((parts) => parts.flat().join(''))

interface Edit {
  readonly kind: 'delete' | 'duplicate' | 'swap' | 'insert' | 'splice' | 'truncate' | 'letter'
  readonly at: number
  readonly to: number
  readonly text: string
}

const share = fc.double({ min: 0, max: 0.999999, noNaN: true })
const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom<Edit['kind'][]>('delete', 'duplicate', 'swap', 'insert', 'splice', 'truncate', 'letter'),
  at: share,
  to: share,
  text: fc.oneof(token, fc.string({ unit: 'binary', maxLength: 3 })),
})

/** The pieces of a program: its words, and what stands between them. */
const piecesOf = (text: string): string[] => text.match(/[\p{L}\p{N}_.]+|\s+|[^\p{L}\p{N}_.\s]/gu) ?? []

function edited(pieces: readonly string[], { kind, at, to, text }: Edit): string[] {
  const [i, j] = [Math.floor(at * pieces.length), Math.floor(to * pieces.length)]
  const [first, last] = [Math.min(i, j), Math.max(i, j)]
  const span = pieces.slice(first, Math.min(last, first + 40))
  switch (kind) {
    case 'delete':
      return [...pieces.slice(0, first), ...pieces.slice(first + span.length)]
    case 'duplicate':
      return [...pieces.slice(0, first), ...span, ...pieces.slice(first)]
    case 'swap':
      return pieces.map((piece, k) => (k === i ? (pieces[j] ?? '') : k === j ? (pieces[i] ?? '') : piece))
    case 'insert':
      return [...pieces.slice(0, i), text, ...pieces.slice(i)]
    case 'splice':
      return [...pieces.slice(0, i), ...span, ...pieces.slice(i + 1)]
    case 'truncate':
      return pieces.slice(0, i)
    case 'letter':
      return pieces.map((piece, k) => (k === i ? piece.slice(1) + text : piece))
  }
}

const program = fc
  .tuple(fc.constantFrom(...programs), fc.array(edit, { minLength: 1, maxLength: 5 }))
  .map(([text, edits]) => edits.reduce(edited, piecesOf(text)).join(''))

/** Texts that are no programs, and programs with mistakes. */
export const anyText: fc.Arbitrary<string> = fc.oneof({ weight: 1, arbitrary: soup }, { weight: 3, arbitrary: program })

/** Reads a text in every way and throws where something does: where a place lies outside the text, where formatting loses something or is not stable, where it
 *  takes more than a second of the processor. `isCompiled`: its intents are compiled too. Gives whether the text has no errors of syntax. */
export function readEveryWay(text: string, isCompiled: boolean): boolean {
  const started = process.cpuUsage()
  const { document, diagnostics } = parse(text, 'a.pn')
  for (const { span, code } of diagnostics)
    if (span.offset < 0 || span.line < 1 || span.offset + span.length > text.length)
      throw new Error(`${code} lies outside: ${JSON.stringify(text)}`)
  const isRight = diagnostics.every(({ severity }) => severity !== 'error')
  const formatted = format(text, 'a.pn').text
  if (isRight) checkFormat(text, formatted, document)
  resolveNetwork([{ name: 'a.pn', text }])
  const { intents } = resolveIntents([{ name: 'a.pn', text }], index)
  if (isCompiled) compile({ index, intents })
  const { user, system } = process.cpuUsage(started)
  if (user + system > 1e6) throw new Error(`${(user + system) / 1e6} s for ${JSON.stringify(text)}`)
  return isRight
}

function checkFormat(text: string, formatted: string, document: ReturnType<typeof parse>['document']): void {
  const again = parse(formatted, 'a.pn')
  const isSame = again.diagnostics.length === 0 && sameSyntax(again.document, document)
  if (!isSame || format(formatted, 'a.pn').text !== formatted)
    throw new Error(`${JSON.stringify(text)} became ${JSON.stringify(formatted)}`)
}
