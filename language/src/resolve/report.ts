import type { Diagnostic, RelatedPlace, Severity } from '../diagnostics/diagnostic.js'
import type { DiagnosticCode } from '../diagnostics/diagnostic-codes.js'
import { type Span, spanOf } from '../diagnostics/span.js'

/** Errors and warnings of one file. */
const mostDiagnostics = 200

/** Collects the diagnostics of a resolution, each with its file. */
export class Reporter {
  readonly found: Diagnostic[] = []
  readonly #files = new Map<string, FileReporter>()

  /** For the places of one file. */
  of(file: string): FileReporter {
    let reporter = this.#files.get(file)
    if (!reporter) this.#files.set(file, (reporter = new FileReporter(this.found, file)))
    return reporter
  }
}

export interface ReportMore {
  readonly severity?: Severity
  readonly hint?: string | undefined
  readonly related?: readonly RelatedPlace[]
}

/** Reports places of one file, up to the limit of errors; the one after it says that reading stopped. */
export class FileReporter {
  readonly #found: Diagnostic[]
  readonly file: string
  #count = 0

  constructor(found: Diagnostic[], file: string) {
    this.#found = found
    this.file = file
  }

  /** True once the limit is passed: whoever reads much should stop. */
  get isFull(): boolean {
    return this.#count > mostDiagnostics
  }

  /** Returns undefined, so that a reader can end with it. */
  report(
    code: DiagnosticCode,
    span: Span,
    message: string,
    { severity = 'error', hint, related }: ReportMore = {},
  ): undefined {
    if (this.isFull) return undefined
    if (severity !== 'info' && ++this.#count > mostDiagnostics) {
      const text = `more than ${mostDiagnostics} errors and warnings; what follows was not read`
      this.#found.push({
        code: 'too-many-errors',
        severity: 'error',
        message: text,
        file: this.file,
        span: spanOf(span),
      })
      return undefined
    }
    this.#found.push({
      code,
      severity,
      message,
      file: this.file,
      span: spanOf(span),
      ...(hint === undefined ? {} : { hint }),
      ...(related === undefined ? {} : { related }),
    })
    return undefined
  }
}
