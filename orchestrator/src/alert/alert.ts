export type AlertSeverity = 'critical' | 'warning' | 'info'

export type AlertCode =
  | 'link-down'
  | 'node-down'
  | 'drift'
  | 'verdict-violated'
  | 'device-reverted'
  | 'deployment-failed'
  | 'device-unreachable'
  | 'threshold'

/** Something that is not as it should be, from the moment it was seen until it is over. Times are ms since 1970. */
export interface Alert {
  readonly id: string
  readonly network: string
  readonly severity: AlertSeverity
  readonly code: AlertCode
  /** What it is about: a link id, a device, `intent property`, a deployment. */
  readonly subject: string
  readonly message: string
  readonly raisedAt: number
  readonly resolvedAt?: number
  readonly acknowledgedAt?: number
  readonly acknowledgedBy?: string
}

/** What is wrong, without identity and time. */
export interface AlertCause {
  readonly code: AlertCode
  readonly subject: string
  readonly severity: AlertSeverity
  readonly message: string
}

export interface AlertChange {
  readonly type: 'raised' | 'acknowledged' | 'resolved'
  readonly alert: Alert
}
