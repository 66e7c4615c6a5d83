import type { Diagnostic, DiagnosticCode, Witness } from '@paranet/language'
import type { Claim, Intent, SourceSpan } from '@paranet/network'

const nowhere: SourceSpan = { file: '', offset: 0, line: 1, column: 1, length: 0 }

const placeOf = (intent: Intent | undefined): Pick<Diagnostic, 'file' | 'span'> => {
  const { file, ...span } = intent?.source ?? nowhere
  return { file, span }
}

export interface ReportText {
  readonly message: string
  readonly hint?: string
  /** Other intents that explain it, each with its part in the matter. */
  readonly related?: readonly { readonly intent: Intent; readonly message: string }[]
  readonly witness?: Witness
}

/** A diagnostic at the place where the intent was written. */
export function reportAt(
  intent: Intent | undefined,
  code: DiagnosticCode,
  severity: Diagnostic['severity'],
  { message, hint, related, witness }: ReportText,
): Diagnostic {
  return {
    code,
    severity,
    message,
    ...placeOf(intent),
    ...(hint === undefined ? {} : { hint }),
    ...(related ? { related: related.map((other) => ({ message: other.message, ...placeOf(other.intent) })) } : {}),
    ...(witness ? { witness } : {}),
  }
}

/** Diagnostics in the order of the text: by file, place, code, message. */
export const sortDiagnostics = (diagnostics: readonly Diagnostic[]): Diagnostic[] =>
  [...diagnostics].sort(
    (a, b) =>
      compareText(a.file, b.file) ||
      a.span.offset - b.span.offset ||
      compareText(a.code, b.code) ||
      compareText(a.message, b.message),
  )

/** Order of strings by code unit. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The order in which intents are placed: higher priority first, then as admitted, then by id. */
export const compareClaims = (
  a: { readonly priority: number; readonly rank: number; readonly intent: string },
  b: { readonly priority: number; readonly rank: number; readonly intent: string },
): number => b.priority - a.priority || a.rank - b.rank || compareText(a.intent, b.intent)

/** As `compareClaims`, forward before reply. */
export const compareInOrder = (a: Claim, b: Claim): number =>
  compareClaims(a, b) || (a.side === b.side ? 0 : a.side === 'forward' ? -1 : 1)

/** Intents in the order in which they are placed. */
export const compareIntents = (a: Intent, b: Intent): number => compareClaims(orderOf(a), orderOf(b))

/** An intent as `compareClaims` takes it: an assertion by what it asserts. */
export const orderOf = (intent: Intent) => {
  const { priority, rank } = intent.kind === 'assert' ? intent.asserts : intent
  return { priority, rank, intent: intent.id }
}
