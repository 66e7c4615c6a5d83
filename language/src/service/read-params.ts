import type { Position, Range } from 'vscode-languageserver-types'

/** Numbers of errors, as JSON-RPC 2.0 and the editors' protocol have them. */
export const errorCodes = {
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  notInitialized: -32002,
  requestFailed: -32803,
} as const

/** A request that cannot be answered; the message is for the person who edits. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const wrong = (what: string): RequestError => new RequestError(errorCodes.invalidParams, `no ${what} in the parameters`)

export function readString(value: unknown, what: string): string {
  if (typeof value !== 'string') throw wrong(what)
  return value
}

/** The uri of the document that the parameters speak of. */
export function readUri({ textDocument }: Readonly<Record<string, unknown>>): string {
  if (!isRecord(textDocument)) throw wrong('textDocument')
  return readString(textDocument['uri'], 'uri')
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0

/** A position; one behind the end of the text is its end. */
export function readPosition(value: unknown): Position {
  if (!isRecord(value) || !isCount(value['line']) || !isCount(value['character'])) throw wrong('position')
  return { line: Math.floor(value['line']), character: Math.floor(value['character']) }
}

export function readRange(value: unknown): Range {
  if (!isRecord(value)) throw wrong('range')
  return { start: readPosition(value['start']), end: readPosition(value['end']) }
}

/** Changes of a document, in the order in which they are made. */
export function readChanges(value: unknown): readonly ({ range: Range; text: string } | { text: string })[] {
  if (!Array.isArray(value)) throw wrong('contentChanges')
  return value.map((change: unknown) => {
    if (!isRecord(change)) throw wrong('contentChanges')
    const text = readString(change['text'], 'text')
    return change['range'] === undefined ? { text } : { range: readRange(change['range']), text }
  })
}
