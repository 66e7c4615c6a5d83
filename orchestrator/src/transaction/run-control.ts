/** Who asks, and why. */
export interface Asked {
  readonly actor: string
  readonly reason?: string
}

/** What people ask of a deployment while it runs; heard at the next safe point, that is between two journal entries. */
export class RunControl {
  pauseAsked: Asked | undefined
  resumeAsked: Asked | undefined
  abortAsked: Asked | undefined
  #wake: (() => void)[] = []

  pause(asked: Asked): void {
    this.pauseAsked = asked
    this.resumeAsked = undefined
    this.#changed()
  }

  resume(asked: Asked): void {
    this.pauseAsked = undefined
    this.resumeAsked = asked
    this.#changed()
  }

  abort(asked: Asked): void {
    this.abortAsked = asked
    this.#changed()
  }

  /** Resolves when something new is asked or the signal aborts. */
  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#wake.push(resolve)
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }

  #changed(): void {
    for (const wake of this.#wake.splice(0)) wake()
  }
}
