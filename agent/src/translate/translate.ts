import type { TopologyIndex } from '@paranet/network'
import { type Diagnostic, type DiagnosticCode, format, resolveIntents, type Span } from '@paranet/language'
import type { Draft } from './grammar/frames/draft.js'
import { gatherNames, type Names } from './grammar/names.js'
import type { Doubt, Reading } from './grammar/phrases/reading.js'
import { finishDraft, splitException } from './grammar/finish-draft.js'
import { type IntentText, intentsOf, printIntents } from './grammar/print-intent.js'
import { isQuestion } from './grammar/is-question.js'
import { readSentence } from './grammar/sentence.js'
import { type Sentence, splitSentences } from './grammar/split-sentences.js'
import { Lattice } from './grammar/text/lattice.js'
import { fold, tokenize } from './grammar/text/tokenize.js'
import { readBack } from './read-back.js'
import { say } from './say/catalogue.js'
import { type Tongue, tongueOf } from './say/tongue.js'

/** What words came to. `ok`: every sentence became intents, with nothing to ask. */
export interface Translation {
  readonly ok: boolean
  /** Intents in the ParaNet language, formatted; only of sentences that are clear. */
  readonly intents: string
  /** The same in plain words, one line an intent, in the language of the request. */
  readonly readBack: string
  /** 0 to 1; what had to be supposed lowers it, a question or unread words make it 0.5 or less. */
  readonly confidence: number
  readonly questions: readonly string[]
  /** Other readings, as text in the language. */
  readonly alternatives: readonly string[]
  readonly translator: 'grammar'
  /** What could not be read and why, with places in the words. */
  readonly diagnostics: readonly Diagnostic[]
}

export type Translator = (text: string) => Translation

/** Longest text in UTF-16 units, and longest sentence in tokens. */
export const translateLimits = { text: 200_000, sentence: 500 } as const

const file = 'words'
const mostAlternatives = 10

/** A translator for one topology: gathers its names once, so that texts are read in time linear in their length. Deterministic. */
export function makeTranslator(index: TopologyIndex): Translator {
  const names = gatherNames(index)
  return (text) => translateText(text, names)
}

/** Reads plain words as intents for a topology. Never throws; what is not clear is asked, what is not read is named. */
export const translate = (text: string, index: TopologyIndex): Translation => makeTranslator(index)(text)

/** A draft and whether all of its sentence was read. */
interface Kept {
  readonly draft: Draft
  readonly isWhole: boolean
}

function translateText(text: string, names: Names): Translation {
  if (text.length > translateLimits.text) return tooLong(text)
  const folded = fold(text)
  const tokens = tokenize(folded)
  const reading: Reading = { lattice: new Lattice(folded, tokens), names, ends: new Map() }
  const sentences = splitSentences(tokens, text)
  const report = new Report(text, reading)
  let kept: Kept[] = []
  for (const sentence of sentences) kept = readOne(reading, sentence, kept, report)
  if (report.isRefused) kept = []
  if (sentences.length === 0)
    report.add('not-an-intent', 0, 0, 'there are no words here', 'for example "connect oslo to bergen via fw1"')
  return assemble(kept, report, names)
}

function readOne(reading: Reading, sentence: Sentence, kept: Kept[], report: Report): Kept[] {
  const { from, to } = sentence
  if (to - from > translateLimits.sentence) {
    report.unread(from, to, `the sentence has more than ${translateLimits.sentence} words`)
    return kept
  }
  if (isQuestion(reading.lattice, sentence)) {
    report.refuse('question', from, to)
    return kept
  }
  const result = readSentence(
    reading,
    from,
    to,
    kept.map(({ draft }) => draft),
  )
  if (result.refused) {
    report.refuse(result.refused, from, to)
    return kept
  }
  for (const { from: start, to: end } of result.unread) report.unread(start, end)
  for (const doubt of result.doubts) report.doubt(doubt)
  const isWhole = result.unread.length === 0 && result.doubts.length === 0
  const before = result.changed
    ? result.changed.map((draft, index) => ({
        draft,
        isWhole: (kept[index]?.isWhole ?? true) && (isWhole || draft === kept[index]?.draft),
      }))
    : kept
  return [...before, ...result.drafts.map((draft) => ({ draft, isWhole }))]
}

function assemble(kept: readonly Kept[], report: Report, names: Names): Translation {
  const intents: IntentText[] = []
  const alternatives: string[] = []
  let supposed = 0
  for (const { draft, isWhole } of kept.flatMap(({ draft: one, isWhole: its }) =>
    splitException(one, names).map((draft) => ({ draft, isWhole: its })),
  )) {
    finishDraft(draft, names)
    for (const doubt of draft.doubts) report.doubt(doubt)
    if (draft.doubts.length > 0 || !isWhole) continue
    supposed += draft.supposed.length
    intents.push(...intentsOf(draft))
    if (draft.kind === 'isolate' && !draft.isMutual && alternatives.length < mostAlternatives)
      alternatives.push(textOf(intentsOf({ ...draft, isMutual: true })))
  }
  const text = textOf(intents)
  const problems = text === '' ? [] : resolveProblems(text, names)
  const hasDoubts = report.questions.length > 0 || report.diagnostics.some(({ severity }) => severity === 'error')
  const certain = Math.max(0.6, 1 - supposed * 0.05)
  return {
    ok: !hasDoubts && text !== '' && problems.every(({ severity }) => severity !== 'error'),
    intents: text,
    readBack: readBack(intents, report.tongue),
    confidence: text === '' ? 0 : hasDoubts ? 0.5 : certain,
    questions: report.questions,
    alternatives,
    translator: 'grammar',
    diagnostics: [...report.diagnostics, ...problems],
  }
}

const textOf = (intents: readonly IntentText[]): string => {
  const printed = printIntents(intents)
  return printed === '' ? '' : format(printed, 'words.pn').text
}

/** What the resolver says of the intents; what this version does not compile yet is no error of the words. */
function resolveProblems(text: string, names: Names): Diagnostic[] {
  const { diagnostics } = resolveIntents([{ name: 'words.pn', text }], names.index)
  return diagnostics.map((one) => (one.code === 'not-yet-compiled' ? { ...one, severity: 'warning' as const } : one))
}

const refusals = {
  question: [
    'this is a question and asks for nothing to be changed',
    'say what must hold, as in "oslo must reach bergen even if one link fails"',
  ],
  greeting: ['there is no intent in this', 'say what the network must do'],
  instruction: [
    'this speaks to the translator and not of the network; nothing of the text was translated',
    'say what the network must do',
  ],
  command: [
    'this is a command to the system and not something that the network must do',
    'intents say what must hold: who reaches whom, what is kept apart',
  ],
} as const

/** Questions and diagnostics of one text. */
class Report {
  readonly diagnostics: Diagnostic[] = []
  readonly questions: string[] = []
  isRefused = false
  readonly tongue: Tongue
  readonly #text: string
  readonly #reading: Reading
  readonly #lineStarts: number[]

  constructor(text: string, reading: Reading) {
    this.#text = text
    this.tongue = tongueOf(text)
    this.#reading = reading
    this.#lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)]
  }

  /** `from`, `to`: tokens. */
  add(code: DiagnosticCode, from: number, to: number, message: string, hint?: string): void {
    this.diagnostics.push({
      code,
      severity: 'error',
      message: say(message, this.tongue),
      file,
      span: this.#span(from, to),
      ...(hint === undefined ? {} : { hint: say(hint, this.tongue) }),
    })
  }

  unread(from: number, to: number, why?: string): void {
    const words = this.#text.slice(
      this.#span(from, to).offset,
      this.#span(from, to).offset + Math.min(80, this.#span(from, to).length),
    )
    this.add(
      'unread-words',
      from,
      to,
      why ?? `"${words}" was not understood`,
      'nothing was made of its sentence; say it in other words, or leave it out',
    )
  }

  doubt({ question: english, from, to }: Doubt): void {
    const question = say(english, this.tongue)
    if (this.questions.includes(question)) return
    this.questions.push(question)
    this.diagnostics.push({
      code: 'ambiguous-words',
      severity: 'warning',
      message: question,
      file,
      span: this.#span(from, to),
    })
  }

  refuse(why: keyof typeof refusals, from: number, to: number): void {
    this.isRefused ||= why === 'instruction'
    this.add('not-an-intent', from, to, refusals[why][0], refusals[why][1])
  }

  #span(from: number, to: number): Span {
    const { tokens } = this.#reading.lattice
    const offset = tokens[from]?.start ?? 0
    const end = Math.max(offset, tokens[Math.max(from, to - 1)]?.end ?? offset)
    let line = 0
    for (let high = this.#lineStarts.length; high - line > 1; ) {
      const middle = (line + high) >> 1
      if ((this.#lineStarts[middle] ?? 0) <= offset) line = middle
      else high = middle
    }
    return { offset, line: line + 1, column: offset - (this.#lineStarts[line] ?? 0) + 1, length: end - offset }
  }
}

function tooLong(text: string): Translation {
  const span = { offset: 0, line: 1, column: 1, length: 0 }
  const message = `the text has ${text.length} characters; up to ${translateLimits.text} are read`
  const diagnostics: Diagnostic[] = [
    { code: 'file-too-large', severity: 'error', message, file, span, hint: 'give it in parts' },
  ]
  return {
    ok: false,
    intents: '',
    readBack: '',
    confidence: 0,
    questions: [],
    alternatives: [],
    translator: 'grammar',
    diagnostics,
  }
}
