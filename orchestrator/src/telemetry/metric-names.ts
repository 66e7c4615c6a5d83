import type { TelemetrySample } from './sample.js'

/** Every metric: what it measures, its labels, and whether it only grows until its device begins anew. */
export const metrics = {
  link_up: { labels: ['link'], isTotal: false },
  link_latency_us: { labels: ['link'], isTotal: false },
  link_bits_per_second: { labels: ['link', 'direction'], isTotal: false },
  link_utilisation: { labels: ['link', 'direction'], isTotal: false },
  link_loss: { labels: ['link', 'direction'], isTotal: false },
  link_packets_total: { labels: ['link', 'direction'], isTotal: true },
  link_bytes_total: { labels: ['link', 'direction'], isTotal: true },
  node_up: { labels: ['node'], isTotal: false },
  node_entries: { labels: ['node'], isTotal: false },
  flow_offered_bits_per_second: { labels: ['flow', 'intent'], isTotal: false },
  flow_delivered_bits_per_second: { labels: ['flow', 'intent'], isTotal: false },
  flow_latency_us: { labels: ['flow', 'intent'], isTotal: false },
  intent_bits_per_second: { labels: ['intent'], isTotal: false },
  intent_packets_total: { labels: ['intent'], isTotal: true },
  intent_bytes_total: { labels: ['intent'], isTotal: true },
} as const satisfies Record<string, { readonly labels: readonly LabelName[]; readonly isTotal: boolean }>

export type MetricName = keyof typeof metrics
/** `direction`: `forward` from the link's first end to its second, `back` the other way. */
export type LabelName = 'link' | 'direction' | 'node' | 'flow' | 'intent'
export type Labels = Readonly<Partial<Record<LabelName, string>>>

export const metricNames = Object.keys(metrics) as readonly MetricName[]

export interface MeasuredValue {
  readonly metric: MetricName
  readonly labels: Labels
  readonly value: number
}

const directions = ['forward', 'back'] as const

/** All values of a sample, always in the same order. */
export function* valuesOf({ links, nodes, flows, intents }: TelemetrySample): Generator<MeasuredValue> {
  for (const link of links) {
    const { id } = link
    yield { metric: 'link_up', labels: { link: id }, value: link.up ? 1 : 0 }
    yield { metric: 'link_latency_us', labels: { link: id }, value: link.latency }
    for (const [i, direction] of directions.entries()) {
      const labels = { link: id, direction }
      yield { metric: 'link_bits_per_second', labels, value: link.bitsPerSecond[i] ?? 0 }
      yield { metric: 'link_utilisation', labels, value: link.utilisation[i] ?? 0 }
      yield { metric: 'link_loss', labels, value: link.lossFraction[i] ?? 0 }
      yield { metric: 'link_packets_total', labels, value: link.packets[i] ?? 0 }
      yield { metric: 'link_bytes_total', labels, value: link.bytes[i] ?? 0 }
    }
  }
  for (const { name: node, up, entries } of nodes) {
    yield { metric: 'node_up', labels: { node }, value: up ? 1 : 0 }
    yield { metric: 'node_entries', labels: { node }, value: entries }
  }
  for (const { id: flow, intent, offered, delivered, latency } of flows) {
    const labels = { flow, ...(intent === undefined ? {} : { intent }) }
    yield { metric: 'flow_offered_bits_per_second', labels, value: offered }
    yield { metric: 'flow_delivered_bits_per_second', labels, value: delivered }
    yield { metric: 'flow_latency_us', labels, value: latency }
  }
  for (const { id: intent, bitsPerSecond, packets, bytes } of intents) {
    yield { metric: 'intent_bits_per_second', labels: { intent }, value: bitsPerSecond }
    yield { metric: 'intent_packets_total', labels: { intent }, value: packets }
    yield { metric: 'intent_bytes_total', labels: { intent }, value: bytes }
  }
}

/** `link_up{link="a--b"}`: one text for each series. */
export const seriesText = (metric: MetricName, labels: Labels): string =>
  `${metric}{${metrics[metric].labels
    .flatMap((name) => (labels[name] === undefined ? [] : [`${name}=${JSON.stringify(labels[name])}`]))
    .join(',')}}`

/** Whether a series has all labels that are asked for. */
export const hasLabels = (labels: Labels, asked: Labels): boolean =>
  Object.entries(asked).every(([name, value]) => labels[name as LabelName] === value)
