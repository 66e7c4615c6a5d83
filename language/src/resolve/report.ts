import type { Diagnostic, RelatedPlace, Severity } from '../diagnostics/diagnostic.js'
import type { DiagnosticCode } from '../diagnostics/diagnostic-codes.js'
import { type Span, spanOf } from '../diagnostics/span.js'

/** Collects the diagnostics of a resolution, each with its file. */
export class Reporter {
  readonly found: Diagnostic[] = []

  /** For the places of one file. */
  of(file: string): FileReporter {
    return new FileReporter(this.found, file)
  }
}

export interface ReportMore {
  readonly severity?: Severity
  readonly hint?: string | undefined
  readonly related?: readonly RelatedPlace[]
}

/** Reports places of one file. */
export class FileReporter {
  readonly #found: Diagnostic[]
  readonly file: string

  constructor(found: Diagnostic[], file: string) {
    this.#found = found
    this.file = file
  }

  /** Returns undefined, so that a reader can end with it. */
  report(
    code: DiagnosticCode,
    span: Span,
    message: string,
    { severity = 'error', hint, related }: ReportMore = {},
  ): undefined {
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
