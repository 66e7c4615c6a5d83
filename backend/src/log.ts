import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import pino, { type Logger } from 'pino'
import { LogRing } from './log-ring.js'

export interface LogOptions {
  /** What goes to the file or to standard error. Default `warn`. */
  readonly level?: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  /** A file to append to; absent: standard error. */
  readonly file?: string
}

/** The one log, the latest of its lines in memory, and how what is not yet written gets written. */
export interface Log {
  readonly log: Logger
  readonly ring: LogRing
  flush(): Promise<void>
}

/** JSON lines, constant texts with fields. The ring has everything from `info` on, whatever goes to the file. */
export function createLog({ level = 'warn', file }: LogOptions = {}): Log {
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true })
  const ring = new LogRing()
  const destination = pino.destination(file === undefined ? { dest: 2, sync: true } : { dest: file, sync: false })
  const streams = pino.multistream([
    { level: 'info', stream: ring },
    ...(level === 'silent' ? [] : [{ level, stream: destination }]),
  ])
  const redact = ['password', 'token', 'refreshToken', 'ticket', '*.password']
  const log = pino({ level: level === 'debug' ? 'debug' : 'info', base: null, redact }, streams)
  return { log, ring, flush: () => flushed(destination) }
}

const flushed = (destination: ReturnType<typeof pino.destination>): Promise<void> =>
  new Promise((resolve) => {
    destination.flush(() => resolve())
  })
