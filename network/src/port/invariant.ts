/** Our own mistake, never the user's: caught only at the edge of the process. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError'
}

/** States what must be true; throws where it is not. */
export function invariant(condition: unknown, text: string): asserts condition {
  if (!condition) throw new InvariantError(text)
}

/** Closes a `switch` over a union: a new member no longer compiles. */
export function assertNever(value: never): never {
  throw new InvariantError(`unexpected ${JSON.stringify(value)}`)
}
