import type { Clock, Ids } from '@paranet/network'
import type { Alert, AlertCause, AlertChange, AlertCode } from './alert.js'

export interface AlertBookOptions {
  readonly clock: Clock
  readonly ids: Ids
  /** Alerts of an earlier life of the controller, oldest first. */
  readonly known?: readonly Alert[]
  /** Resolved alerts that are kept in memory for each network. Default 500. */
  readonly keep?: number
}

/** The alerts of all networks: raised → acknowledged or resolved. There is one open alert for a (network, code, subject) at most; when
 *  the same comes back after it was resolved, it is a new alert. */
export class AlertBook {
  readonly #clock: Clock
  readonly #ids: Ids
  readonly #keep: number
  readonly #open = new Map<string, Alert>()
  readonly #resolved = new Map<string, Alert[]>()
  readonly #listeners = new Set<(change: AlertChange) => void>()

  constructor({ clock, ids, known = [], keep = 500 }: AlertBookOptions) {
    this.#clock = clock
    this.#ids = ids
    this.#keep = keep
    for (const alert of known) {
      if (alert.resolvedAt === undefined) this.#open.set(keyOf(alert.network, alert), alert)
      else this.#remember(alert)
    }
  }

  /** Raises an alert, or gives the open one of the same cause. */
  raise(network: string, cause: AlertCause): Alert {
    const key = keyOf(network, cause)
    const open = this.#open.get(key)
    if (open) return open
    const { code, subject, severity, message } = cause
    const raisedAt = this.#clock.now()
    const alert: Alert = { id: this.#ids.id('alert'), network, severity, code, subject, message, raisedAt }
    this.#open.set(key, alert)
    this.#tell({ type: 'raised', alert })
    return alert
  }

  /** Resolves the open alert of a cause, if there is one. */
  resolve(network: string, cause: Pick<AlertCause, 'code' | 'subject'>): void {
    const key = keyOf(network, cause)
    const open = this.#open.get(key)
    if (!open) return
    const alert = { ...open, resolvedAt: this.#clock.now() }
    this.#open.delete(key)
    this.#remember(alert)
    this.#tell({ type: 'resolved', alert })
  }

  /** Makes the open alerts of these codes exactly the causes: raises what is new, resolves what is over. */
  reconcile(network: string, codes: readonly AlertCode[], causes: readonly AlertCause[]): void {
    const wanted = new Set(causes.map((cause) => keyOf(network, cause)))
    for (const alert of this.open(network))
      if (codes.includes(alert.code) && !wanted.has(keyOf(network, alert))) this.resolve(network, alert)
    for (const cause of causes) this.raise(network, cause)
  }

  /** Someone has seen it. Twice is once; resolved alerts are history and stay as they are. */
  acknowledge(network: string, id: string, by: string): Alert | undefined {
    const alert = this.find(network, id)
    if (!alert || alert.acknowledgedAt !== undefined || alert.resolvedAt !== undefined) return alert
    const seen = { ...alert, acknowledgedAt: this.#clock.now(), acknowledgedBy: by }
    this.#open.set(keyOf(network, seen), seen)
    this.#tell({ type: 'acknowledged', alert: seen })
    return seen
  }

  find(network: string, id: string): Alert | undefined {
    return this.list(network).find((alert) => alert.id === id)
  }

  /** What is wrong now, in the order in which it was seen. */
  open(network: string): readonly Alert[] {
    return [...this.#open.values()].filter((alert) => alert.network === network)
  }

  /** Open alerts and then the resolved ones that are kept, latest first. */
  list(network: string): readonly Alert[] {
    return [...this.open(network), ...(this.#resolved.get(network)?.toReversed() ?? [])]
  }

  /** The network is gone: so are its alerts, without a word. */
  forget(network: string): void {
    for (const alert of this.open(network)) this.#open.delete(keyOf(network, alert))
    this.#resolved.delete(network)
  }

  /** Hears every change until the returned function is called. */
  subscribe(listener: (change: AlertChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #remember(alert: Alert): void {
    const kept = this.#resolved.get(alert.network) ?? []
    kept.push(alert)
    if (kept.length > this.#keep) kept.shift()
    this.#resolved.set(alert.network, kept)
  }

  #tell(change: AlertChange): void {
    for (const listener of this.#listeners) listener(change)
  }
}

const keyOf = (network: string, { code, subject }: Pick<AlertCause, 'code' | 'subject'>): string =>
  [network, code, subject].join('\u0000')
