import type { DiagnosticCode } from './diagnostic-codes.js'
import type { Span } from './span.js'

/** `error`: nothing can be made of it; `warning`: it means something, perhaps not what was meant; `info`: good to know. */
export type Severity = 'error' | 'warning' | 'info'

/** Another place that explains a diagnostic, such as the first of two equal names. */
export interface RelatedPlace {
  readonly message: string
  readonly file: string
  readonly span: Span
}

/** Something to tell the person who wrote the text: a stable code, the place, the words in question, and a fix. */
export interface Diagnostic {
  readonly code: DiagnosticCode
  readonly severity: Severity
  readonly message: string
  readonly file: string
  readonly span: Span
  /** The fix; follows the message after a semicolon, so it starts in lower case. */
  readonly hint?: string
  readonly related?: readonly RelatedPlace[]
}
