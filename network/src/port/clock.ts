/** Time comes in from outside. `now` is milliseconds since 1970 (UTC); `sleep` ends early, without an error, when the signal aborts. */
export interface Clock {
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** Identifiers come in from outside too: `id('dep')` gives a fresh `dep-…`. */
export interface Ids {
  id(prefix: string): string
}

/** Runs tasks elsewhere than on this thread, where the host provides it. */
export interface Pool {
  run<Input, Output>(task: string, input: Input, signal?: AbortSignal): Promise<Output>
}
