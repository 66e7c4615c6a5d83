import type { Demand, Topology } from '@paranet/network'
import type { Diagnostic, Severity } from '../../diagnostics/diagnostic.js'
import type { DiagnosticCode } from '../../diagnostics/diagnostic-codes.js'
import type { Span } from '../../diagnostics/span.js'
import { defaultLimits } from '../../lex/limits.js'
import type { ImportResult, TopologyFormat } from '../import-result.js'
import { LossList } from '../lost.js'
import type { Spot } from './draft.js'
import { jsonPlaces } from './json-places.js'

interface Report {
  readonly severity: Severity
  readonly code: DiagnosticCode
  readonly message: string
  readonly spot: Spot
  readonly hint: string | undefined
}

/** The beginning of a file: the place of what has no other. */
export const fileStart: Span = { offset: 0, line: 1, column: 1, length: 1 }

/** The span of one letter at an offset of a text. */
export function spanAt(text: string, offset: number): Span {
  const before = text.slice(0, offset)
  return { offset, line: before.split('\n').length, column: offset - before.lastIndexOf('\n'), length: 1 }
}

/** Offsets at which lines begin. */
function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/** The places of the beginnings of lines, by their number from 1. */
export function lineSpans(text: string): (line: number) => Span {
  const starts = lineStarts(text)
  return (line) => ({ offset: starts[line - 1] ?? text.length, line, column: 1, length: 1 })
}

function spanInLines(starts: readonly number[], offset: number): Span {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return { offset, line: low + 1, column: offset - (starts[low] ?? 0) + 1, length: 1 }
}

/** Collects what an importer has to say of one file: diagnostics (200 at most) and what is lost. Pointers become places at the end. */
export class ImportReport {
  readonly file: string
  readonly format: TopologyFormat
  readonly #text: string
  readonly #reports: Report[] = []
  readonly #lost = new LossList()
  #hasErrors = false

  constructor(format: TopologyFormat, text: string, file: string) {
    this.format = format
    this.file = file
    this.#text = text
  }

  get hasErrors(): boolean {
    return this.#hasErrors
  }

  /** Whether so much is wrong that reading on tells nobody anything. */
  get isFull(): boolean {
    return this.#reports.length > defaultLimits.diagnostics
  }

  error(code: DiagnosticCode, message: string, spot: Spot, hint?: string): void {
    this.#hasErrors = true
    this.#add({ severity: 'error', code, message, spot, hint })
  }

  warn(code: DiagnosticCode, message: string, spot: Spot, hint?: string): void {
    this.#add({ severity: 'warning', code, message, spot, hint })
  }

  lose(what: string, where: string, why: string): void {
    this.#lost.add(what, where, why)
  }

  /** The result, without a topology where an error was reported. */
  result(topology?: Topology, demands: readonly Demand[] = []): ImportResult {
    return {
      topology: this.#hasErrors ? undefined : topology,
      format: this.format,
      ...(demands.length > 0 ? { demands } : {}),
      diagnostics: this.#diagnostics(),
      lost: this.#lost.entries,
    }
  }

  #add(report: Report): void {
    if (this.#reports.length < defaultLimits.diagnostics) this.#reports.push(report)
    else if (this.#reports.length === defaultLimits.diagnostics)
      this.#reports.push({
        severity: report.severity,
        code: 'too-many-errors',
        message: `more than ${defaultLimits.diagnostics} things to report; the rest is left out`,
        spot: report.spot,
        hint: undefined,
      })
    else if (report.severity === 'error')
      this.#reports[defaultLimits.diagnostics] = { ...report, code: 'too-many-errors' }
  }

  #diagnostics(): Diagnostic[] {
    const pointers = this.#reports.flatMap(({ spot }) => (typeof spot === 'string' ? [spot] : []))
    const lines = pointers.length > 0 ? lineStarts(this.#text) : []
    const places = pointers.length > 0 ? jsonPlaces(this.#text, pointers) : new Map<string, number>()
    return this.#reports.map(({ severity, code, message, spot, hint }) => ({
      code,
      severity,
      message: typeof spot === 'string' && spot !== '' ? `${spot}: ${message}` : message,
      file: this.file,
      span: typeof spot === 'string' ? spanInLines(lines, places.get(spot) ?? 0) : spot,
      ...(hint === undefined ? {} : { hint }),
    }))
  }
}
