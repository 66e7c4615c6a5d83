import { parse, type Span, statementsOf } from '@paranet/language'
import type { Intent } from '@paranet/network'
import type { IntentFile } from '@paranet/planner'
import { notFound, ProblemError } from '../http/problem.js'

/** Files with the intents that are in them. */
export interface ReadFiles {
  readonly files: readonly IntentFile[]
  readonly intents: readonly Intent[]
}

/** The present files with one intent as it was before: its old text in the place of the present one, none where it was not there, and its old
 *  text at the end of its file where it is there no more. Throws where the intent is in neither, or the same in both. */
export function takeBack(name: string, now: ReadFiles, before: ReadFiles): IntentFile[] {
  const present = statementOf(name, now)
  const old = statementOf(name, before)
  if (!present && !old) throw notFound(`intent ${name}, now or before that deployment`)
  if (present?.text === old?.text)
    throw new ProblemError('wrong-status', `the intent ${name} is as it was before that deployment`)
  const file = (present ?? old)?.file ?? ''
  const text = now.files.find((one) => one.name === file)?.text ?? ''
  const changed = { name: file, text: present ? replaced(text, present.span, old?.text) : appended(text, old?.text) }
  const others = now.files.filter((one) => one.name !== file)
  return changed.text.trim() === '' ? others : [...others, changed]
}

interface Found {
  readonly file: string
  readonly text: string
  readonly span: Span
}

/** The statement of an intent, by id or name. */
function statementOf(name: string, { files, intents }: ReadFiles): Found | undefined {
  const intent = intents.find(({ id }) => id === name) ?? intents.find((one) => one.name === name)
  const source = intent?.source
  const file = source && files.find((one) => one.name === source.file)
  if (!source || !file) return undefined
  const span = statementsOf(parse(file.text, file.name).document)
    .flatMap((statement) => (statement.kind === 'network' ? statementsOf(statement.body) : [statement]))
    .map((statement) => statement.span)
    .find(({ offset, length }) => offset <= source.offset && source.offset < offset + length)
  return span && { file: file.name, text: file.text.slice(span.offset, span.offset + span.length), span }
}

/** Without the statement its line goes too, where nothing else is on it. */
function replaced(text: string, { offset, length }: Span, old: string | undefined): string {
  const head = text.slice(0, offset)
  const tail = text.slice(offset + length)
  if (old !== undefined) return head + old + tail
  return /(^|\n)[ \t]*$/.test(head) ? head.replace(/[ \t]*$/, '') + tail.replace(/^[ \t]*\n/, '') : head + tail
}

const appended = (text: string, old = ''): string => `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${old}\n`
