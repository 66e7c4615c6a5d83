import type { Diagnostic, RelatedPlace, Severity } from './diagnostic.js'
import type { DiagnosticCode } from './diagnostic-codes.js'
import { type Span, spanOf } from './span.js'

/** What a report may add to code, place and message. */
export interface ReportDetails {
  readonly severity?: Severity
  readonly hint?: string | undefined
  readonly related?: readonly RelatedPlace[]
}

/** Collects the diagnostics of one file up to a limit; the one after the limit says that reading stopped. */
export class DiagnosticSink {
  readonly #found: Diagnostic[] = []
  readonly #file: string
  readonly #limit: number
  #isFull = false

  constructor(file: string, limit: number) {
    this.#file = file
    this.#limit = limit
  }

  /** True once the limit is passed: the reader should stop. */
  get isFull(): boolean {
    return this.#isFull
  }

  get file(): string {
    return this.#file
  }

  report(
    code: DiagnosticCode,
    span: Span,
    message: string,
    { severity = 'error', hint, related }: ReportDetails = {},
  ): void {
    const last = this.#found.at(-1)
    if (this.#isFull || (last?.code === code && last.span.offset === span.offset)) return
    if (this.#found.length >= this.#limit) {
      this.#isFull = true
      const text = `more than ${this.#limit} errors; the rest of the file was not read`
      this.#found.push({
        code: 'too-many-errors',
        severity: 'error',
        message: text,
        file: this.#file,
        span: spanOf(span),
      })
      return
    }
    this.#found.push({
      code,
      severity,
      message,
      file: this.#file,
      span: spanOf(span),
      ...(hint === undefined ? {} : { hint }),
      ...(related === undefined ? {} : { related }),
    })
  }

  /** In the order of the text. */
  diagnostics(): Diagnostic[] {
    return [...this.#found].sort((a, b) => a.span.offset - b.span.offset)
  }
}
