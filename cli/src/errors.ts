/** Exit codes that scripts rely on. */
export const exitCodes = { ok: 0, notHeld: 1, usage: 2, input: 3, refused: 4 } as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Ends a command with a message for people and an exit code for scripts. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitCode: ExitCode
  readonly hint: string | undefined
  /** The server's problem document, where one came. */
  readonly problem: unknown

  constructor(exitCode: ExitCode, message: string, options: { hint?: string; problem?: unknown } = {}) {
    super(message)
    this.exitCode = exitCode
    this.hint = options.hint
    this.problem = options.problem
  }
}
