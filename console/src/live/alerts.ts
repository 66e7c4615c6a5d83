import type { Alert } from '@paranet/schemas'

/** Alerts by id, newest first. A plain store for `useSyncExternalStore`. */
export class AlertStore {
  #alerts: readonly Alert[] | undefined
  readonly #listeners = new Set<() => void>()

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Undefined until they were read. */
  all = (): readonly Alert[] | undefined => this.#alerts

  replace(alerts: readonly Alert[] | undefined): void {
    this.#alerts = alerts && [...alerts].sort(newestFirst)
    for (const listener of this.#listeners) listener()
  }

  /** Adds the alert or what changed of it. */
  put(alert: Alert): void {
    this.replace([...(this.#alerts ?? []).filter((other) => other.id !== alert.id), alert])
  }
}

const newestFirst = (a: Alert, b: Alert): number => b.raisedAt - a.raisedAt || (a.id < b.id ? 1 : -1)

/** Neither over nor taken note of. */
export const isOpen = (alert: Alert): boolean => alert.resolvedAt === undefined && alert.acknowledgedAt === undefined
