/** A line of the log, read. */
export interface LogLine {
  /** From 1, without holes. */
  readonly seq: number
  /** ms since 1970 */
  readonly at: number
  readonly level: LogLevel
  readonly message: string
  /** Id of the network that it is about. */
  readonly network?: string
  readonly requestId?: string
  /** All else that the line says. */
  readonly fields: Readonly<Record<string, unknown>>
}

export const logLevels = ['debug', 'info', 'warn', 'error', 'fatal'] as const
export type LogLevel = (typeof logLevels)[number]

/** pino's numbers of levels. */
const levelNumbers: Readonly<Record<LogLevel, number>> = { debug: 20, info: 30, warn: 40, error: 50, fatal: 60 }

/** Whether a line is at least this grave. */
export const isAtLeast = (level: LogLevel, least: LogLevel): boolean => levelNumbers[level] >= levelNumbers[least]

/** The latest lines of the log in memory, for those who look at it over the API. A stream for pino. */
export class LogRing {
  readonly #keep: number
  readonly #lines: LogLine[] = []
  readonly #listeners = new Set<(line: LogLine) => void>()
  #seq = 0

  constructor(keep = 2000) {
    this.#keep = keep
  }

  /** Takes one JSON line, as pino writes it. */
  write(text: string): void {
    const line = read(text, ++this.#seq)
    this.#lines.push(line)
    if (this.#lines.length > this.#keep) this.#lines.shift()
    for (const listener of this.#listeners) listener(line)
  }

  /** Oldest first. */
  lines(): readonly LogLine[] {
    return this.#lines
  }

  /** Hears every new line until the returned function is called. */
  subscribe(listener: (line: LogLine) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

function read(text: string, seq: number): LogLine {
  const { level, time, msg, network, requestId, ...fields } = JSON.parse(text) as Record<string, unknown>
  return {
    seq,
    at: typeof time === 'number' ? time : 0,
    level: logLevels.find((name) => levelNumbers[name] === level) ?? 'info',
    message: typeof msg === 'string' ? msg : '',
    ...(typeof network === 'string' ? { network } : {}),
    ...(typeof requestId === 'string' ? { requestId } : {}),
    fields,
  }
}
