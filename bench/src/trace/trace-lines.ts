import { closeSync, openSync, readSync } from 'node:fs'

/** What is wrong in a trace, with its place. */
export class TraceError extends Error {
  readonly file: string
  readonly line: number
  readonly hint: string | undefined

  constructor(file: string, line: number, message: string, hint?: string) {
    super(`${file}:${line}: ${message}`)
    this.file = file
    this.line = line
    this.hint = hint
  }
}

/** The fields of one line, as places in a buffer that is used again for the next lines. */
export interface Fields {
  bytes: Uint8Array
  readonly from: Int32Array
  readonly to: Int32Array
  count: number
  line: number
}

const chunkSize = 1 << 20
const mostFields = 16

/** Calls `take` for each line that has fields. Reads 1 MiB at a time; a line must fit into that. */
export function readLines(file: string, take: (fields: Fields) => void): void {
  const descriptor = openSync(file, 'r')
  try {
    const bytes = new Uint8Array(chunkSize * 2)
    const fields: Fields = {
      bytes,
      from: new Int32Array(mostFields),
      to: new Int32Array(mostFields),
      count: 0,
      line: 0,
    }
    let held = 0
    for (;;) {
      const read = readSync(descriptor, bytes, held, chunkSize, null)
      const end = held + read
      const done = takeLines(file, fields, end, take)
      if (read === 0) {
        if (done < end) takeLine(file, fields, done, end, take)
        return
      }
      held = end - done
      if (held > chunkSize) throw new TraceError(file, fields.line + 1, 'this line is longer than 1 MiB')
      bytes.copyWithin(0, done, end)
    }
  } finally {
    closeSync(descriptor)
  }
}

/** Takes all whole lines; answers where the rest begins. */
function takeLines(file: string, fields: Fields, end: number, take: (fields: Fields) => void): number {
  let start = 0
  for (;;) {
    const stop = fields.bytes.indexOf(newline, start)
    if (stop < 0 || stop >= end) return start
    takeLine(file, fields, start, stop, take)
    start = stop + 1
  }
}

function takeLine(file: string, fields: Fields, start: number, stop: number, take: (fields: Fields) => void): void {
  const { bytes, from, to } = fields
  fields.line += 1
  let count = 0
  let at = start
  while (at < stop) {
    while (at < stop && isBlank(bytes[at]!)) at += 1
    if (at === stop || bytes[at]! === hash) break
    if (count === mostFields) throw new TraceError(file, fields.line, `more than ${mostFields} fields in one line`)
    from[count] = at
    while (at < stop && !isBlank(bytes[at]!)) at += 1
    to[count++] = at
  }
  fields.count = count
  if (count > 0) take(fields)
}

const newline = 10
const hash = 35
const isBlank = (byte: number): boolean => byte === 32 || byte === 9 || byte === 13

/** A field as text; for names at the edges and for errors only. */
export function textOf(fields: Fields, index: number): string {
  return new TextDecoder().decode(fields.bytes.subarray(fields.from[index]!, fields.to[index]!))
}
