/** What a request to the API gave. */
export interface StageAnswer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: each step looks at members of whatever came
  readonly body: any
}

/** Where a story is played: a server, and time that passes as it does there. */
export interface ScenarioStage {
  /** `path` below `/api/v1`, with its query. */
  ask(method: string, path: string, body?: unknown): Promise<StageAnswer>
  /** Lets so many ms pass. */
  wait(ms: number): Promise<void>
  /** ms; only differences count. */
  now(): number
}

/** What one step came to. */
export interface StepResult {
  readonly index: number
  readonly kind: string
  /** The step in words. */
  readonly title: string
  readonly status: 'passed' | 'failed' | 'skipped'
  /** ms of the story when it began, and how long it took. */
  readonly at: number
  readonly ms: number
  /** Why it failed, or what it found. */
  readonly message?: string
}

export interface ScenarioReport {
  readonly name: string
  readonly title: string
  readonly ok: boolean
  readonly ms: number
  readonly steps: readonly StepResult[]
}

/** A step that found the network otherwise than it should be. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed'
}
