/** Says on standard error that something went wrong which no client can be told: constant text, then fields. */
export function logProblem(text: string, fields: Readonly<Record<string, string>>): void {
  process.stderr.write(`paranet emulator: ${text} ${JSON.stringify(fields)}\n`)
}

export const textOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)
