import type { Packet } from '@paranet/network'
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

/** What shows that a diagnostic is right: a packet, where it enters, the link and the time that it is about. */
export interface Witness {
  readonly packet?: Packet
  readonly place?: { readonly node: string; readonly interface: string }
  readonly link?: string
  /** ISO 8601, UTC: a span in which all that is named is active. */
  readonly time?: { readonly from: string; readonly until: string }
}

/** Text in place of a part of a file. UTF-16 offsets; a length of 0 puts it in. */
export interface TextEdit {
  readonly file: string
  readonly offset: number
  readonly length: number
  readonly text: string
}

/** A way out of what a diagnostic says: all its edits together. */
export interface Fix {
  readonly title: string
  readonly edits: readonly TextEdit[]
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
  readonly witness?: Witness
  /** Ways out, the best first; each was seen to resolve it. */
  readonly fixes?: readonly Fix[]
}
