import type { Labels, MetricName } from '../telemetry/metric-names.js'
import { hasLabels, seriesText, valuesOf } from '../telemetry/metric-names.js'
import type { StepFunction } from '../telemetry/metric-functions.js'
import { valueOf } from '../telemetry/metric-functions.js'
import type { MetricRings } from '../telemetry/metric-rings.js'
import type { TelemetrySample } from '../telemetry/sample.js'
import type { Alert, AlertCause, AlertSeverity } from './alert.js'
import type { AlertBook } from './alert-book.js'

/** An alert that an operator asks for: when a series stays beyond a threshold for some time. */
export interface ThresholdRule {
  readonly id: string
  readonly name: string
  readonly metric: MetricName
  /** Only series with these labels. */
  readonly labels: Labels
  readonly comparison: 'above' | 'below'
  readonly threshold: number
  /** Hysteresis: a raised alert is resolved only when the value has come back to this. Default: the threshold. */
  readonly clear?: number
  /** How long the value has to be beyond the threshold, s. */
  readonly forSeconds: number
  /** What is compared: the latest value, or this function over so many seconds. */
  readonly over?: { readonly fn: StepFunction; readonly seconds: number }
  readonly severity: AlertSeverity
  readonly enabled: boolean
}

/** Judges every sample by the rules of its network, and raises and resolves `threshold` alerts. Time is that of the samples. */
export class ThresholdRules {
  readonly #alerts: AlertBook
  readonly #rings: MetricRings
  readonly #rules = new Map<string, readonly ThresholdRule[]>()
  /** Since when a series is beyond its threshold, ms; only while no alert is raised. */
  readonly #states = new Map<string, number>()

  constructor(alerts: AlertBook, rings: MetricRings) {
    this.#alerts = alerts
    this.#rings = rings
  }

  /** The rules of a network from now on. A rule that is gone, changed or not enabled takes its alerts with it. */
  set(network: string, rules: readonly ThresholdRule[]): void {
    const same = new Set(
      this.#rules
        .get(network)
        ?.filter((rule) => rules.includes(rule))
        .map(({ id }) => id),
    )
    const isFirst = !this.#rules.has(network)
    this.#rules.set(network, rules)
    for (const [key] of this.#states) {
      const [its, rule = ''] = key.split('\u0000')
      if (its === network && !same.has(rule)) this.#states.delete(key)
    }
    const kept = new Set(rules.filter(({ id, enabled }) => enabled && (isFirst || same.has(id))).map(({ id }) => id))
    for (const alert of this.#open(network)) if (!kept.has(ruleOf(alert.subject))) this.#alerts.resolve(network, alert)
  }

  /** Judges a sample that the rings have already. A series that is not measured any more is judged no more: its alert is resolved. */
  judge(sample: TelemetrySample): void {
    const { network, at } = sample
    const rules = this.#rules.get(network)?.filter(({ enabled }) => enabled) ?? []
    if (rules.length === 0) return
    const open = new Set(this.#open(network).map(({ subject }) => subject))
    const seen = new Set<string>()
    for (const { metric, labels, value } of valuesOf(sample))
      for (const rule of rules) {
        if (rule.metric !== metric || !hasLabels(labels, rule.labels)) continue
        const subject = `${rule.id} ${seriesText(metric, labels)}`
        seen.add(subject)
        const judged = this.#valueOf(network, rule, labels, at, value)
        if (open.has(subject)) this.#judgeRaised(network, rule, subject, judged)
        else this.#judgeQuiet(network, rule, subject, at, judged)
      }
    for (const alert of this.#open(network)) if (!seen.has(alert.subject)) this.#alerts.resolve(network, alert)
    for (const key of this.#states.keys()) {
      const [its, , subject = ''] = key.split('\u0000')
      if (its === network && !seen.has(subject)) this.#states.delete(key)
    }
  }

  forget(network: string): void {
    this.#rules.delete(network)
    for (const [key] of this.#states) if (key.startsWith(`${network}\u0000`)) this.#states.delete(key)
  }

  #open(network: string): Alert[] {
    return this.#alerts.open(network).filter(({ code }) => code === 'threshold')
  }

  #judgeRaised(network: string, rule: ThresholdRule, subject: string, value: number): void {
    this.#states.delete(keyOf(network, rule, subject))
    if (!isBeyond(rule, value, rule.clear ?? rule.threshold))
      this.#alerts.resolve(network, { code: 'threshold', subject })
  }

  #judgeQuiet(network: string, rule: ThresholdRule, subject: string, at: number, value: number): void {
    const key = keyOf(network, rule, subject)
    if (!isBeyond(rule, value, rule.threshold)) {
      this.#states.delete(key)
      return
    }
    const since = this.#states.get(key) ?? at
    this.#states.set(key, since)
    if (at - since < rule.forSeconds * 1000) return
    this.#states.delete(key)
    this.#alerts.raise(network, causeOf(rule, subject, value))
  }

  #valueOf(network: string, { metric, over }: ThresholdRule, labels: Labels, at: number, latest: number): number {
    if (!over) return latest
    const [series] = this.#rings.read(network, metric, labels, at - over.seconds * 1000, at)
    return (series && valueOf(over.fn, series.times, series.values, 0, series.values.length)) ?? latest
  }
}

const keyOf = (network: string, { id }: ThresholdRule, subject: string): string => [network, id, subject].join('\u0000')

const ruleOf = (subject: string): string => subject.split(' ')[0] ?? ''

const isBeyond = ({ comparison }: ThresholdRule, value: number, threshold: number): boolean =>
  comparison === 'above' ? value > threshold : value < threshold

function causeOf(
  { name, comparison, threshold, forSeconds, severity, over }: ThresholdRule,
  subject: string,
  value: number,
): AlertCause {
  const what = `${over ? `${over.fn} over ${over.seconds} s of ` : ''}${subject.slice(subject.indexOf(' ') + 1)}`
  const time = forSeconds === 0 ? '' : ` for ${forSeconds} s`
  const message = `${name}: ${what} is ${Number(value.toPrecision(6))}, ${comparison} ${threshold}${time}`
  return { code: 'threshold', subject, severity, message }
}
