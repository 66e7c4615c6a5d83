/** How far a compilation is: units of work of one pass. */
export interface Progress {
  readonly pass: string
  readonly done: number
  readonly total: number
}

/** What stands outside of a compilation. */
export interface Watch {
  /** Between units of work the compilation throws what `throwIfAborted` throws, and leaves the memo as good as it was. */
  readonly signal?: Pick<AbortSignal, 'throwIfAborted'>
  /** Hears how far each pass is, some twenty times at most. */
  readonly progress?: (progress: Progress) => void
}

/** Units between two looks at the signal. */
const stride = 16
/** Reports of one pass. */
const mostReports = 20

/** Counts the units of work of a pass, so that somebody outside can follow and end it. Costs next to nothing per unit. */
export class Course {
  readonly #watch: Watch
  #pass = ''
  #total = 0
  #done = 0
  #next = 0

  constructor(watch: Watch = {}) {
    this.#watch = watch
  }

  begin(pass: string, total: number): void {
    this.#watch.signal?.throwIfAborted()
    this.#pass = pass
    this.#total = total
    this.#done = 0
    this.#next = 0
    this.#report()
  }

  /** One unit is about to be done. */
  step(): void {
    if (this.#done++ % stride === 0) this.#watch.signal?.throwIfAborted()
    if (this.#done >= this.#next) this.#report()
  }

  #report(): void {
    this.#next = this.#done + Math.max(1, Math.ceil(this.#total / mostReports))
    this.#watch.progress?.({ pass: this.#pass, done: this.#done, total: this.#total })
  }
}
