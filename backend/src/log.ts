import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import pino, { type Logger } from 'pino'

export interface LogOptions {
  /** Default `warn`. */
  readonly level?: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  /** A file to append to; absent: standard error. */
  readonly file?: string
}

/** The one log: JSON lines, constant texts with fields. */
export function createLog({ level = 'warn', file }: LogOptions = {}): Logger {
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true })
  const options = { level, base: null, redact: ['password', 'token', 'refreshToken', 'ticket', '*.password'] }
  return pino(options, pino.destination(file === undefined ? { dest: 2, sync: true } : { dest: file, sync: false }))
}
