import type { Labels, MetricName } from './metric-names.js'
import { hasLabels, seriesText, valuesOf } from './metric-names.js'
import type { TelemetrySample } from './sample.js'

export interface MetricRingsOptions {
  /** Samples that are kept of a network at most. Default 3600: an hour of one a second. */
  readonly keep?: number
  /** Bytes of values that are kept of a network at most: large networks remember less. Default 32 MB. */
  readonly budget?: number
}

/** What series there are, as long as that stays the same: each row has a value for each of them. */
interface Columns {
  readonly series: readonly SeriesName[]
}

export interface SeriesName {
  readonly metric: MetricName
  readonly labels: Labels
}

interface Row {
  readonly at: number
  readonly columns: Columns
  readonly values: Float64Array
}

/** A series within some time: when it was measured, ms since 1970, and what. In the order of time. */
export interface Series extends SeriesName {
  readonly times: readonly number[]
  readonly values: readonly number[]
}

/** The latest samples of each network, value by value. A row costs eight bytes for each series. */
export class MetricRings {
  readonly #keep: number
  readonly #budget: number
  readonly #rows = new Map<string, Row[]>()

  constructor({ keep = 3600, budget = 32 * 1024 * 1024 }: MetricRingsOptions = {}) {
    this.#keep = keep
    this.#budget = budget
  }

  /** Takes a sample in; one that is not later than the last is passed over. */
  add(sample: TelemetrySample): void {
    const rows = this.#rowsOf(sample.network)
    const last = rows.at(-1)
    if (last && last.at >= sample.at) return
    const row = rowOf(sample, last?.columns)
    rows.push(row)
    const most = Math.min(this.#keep, Math.max(10, Math.floor(this.#budget / (8 * row.values.length))))
    if (rows.length > most) rows.splice(0, rows.length - most)
  }

  /** The series of a metric with these labels, from `from` up to and with `to`, by name. */
  read(network: string, metric: MetricName, labels: Labels, from: number, to: number): Series[] {
    const found = new Map<string, OpenSeries>()
    let columns: Columns | undefined
    let asked: readonly (readonly [column: number, OpenSeries])[] = []
    for (const row of this.#rows.get(network) ?? []) {
      if (row.at < from || row.at > to) continue
      // Rows in a row mostly have the same columns: which of them are asked for is worked out once.
      if (row.columns !== columns) asked = columnsOf((columns = row.columns), metric, labels, found)
      for (const [column, { times, values }] of asked) {
        times.push(row.at)
        values.push(row.values[column] as number)
      }
    }
    return [...found]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { name, times, values }]) => ({ ...name, times, values }))
  }

  /** When the oldest sample of a network was taken that is still there. */
  since(network: string): number | undefined {
    return this.#rows.get(network)?.[0]?.at
  }

  forget(network: string): void {
    this.#rows.delete(network)
  }

  #rowsOf(network: string): Row[] {
    let rows = this.#rows.get(network)
    if (!rows) this.#rows.set(network, (rows = []))
    return rows
  }
}

interface OpenSeries {
  readonly name: SeriesName
  readonly times: number[]
  readonly values: number[]
}

/** The columns of a metric with these labels, each with its series in `found`, where it is put if it is new. */
function columnsOf(
  { series }: Columns,
  metric: MetricName,
  labels: Labels,
  found: Map<string, OpenSeries>,
): (readonly [column: number, OpenSeries])[] {
  return series.flatMap((name, column) => {
    if (name.metric !== metric || !hasLabels(name.labels, labels)) return []
    const text = seriesText(metric, name.labels)
    const known = found.get(text) ?? { name, times: [], values: [] }
    found.set(text, known)
    return [[column, known] as const]
  })
}

/** The values in the order of the columns before, where the series are the same. */
function rowOf(sample: TelemetrySample, known: Columns | undefined): Row {
  const { at } = sample
  const measured = [...valuesOf(sample)]
  const values = Float64Array.from(measured, ({ value }) => value)
  if (known && isSame(known, measured)) return { at, columns: known, values }
  const series = measured.map(({ metric, labels }): SeriesName => ({ metric, labels }))
  return { at, columns: { series }, values }
}

const isSame = ({ series }: Columns, measured: readonly SeriesName[]): boolean =>
  series.length === measured.length &&
  series.every(({ metric, labels }, i) => {
    const other = measured[i]
    return (
      other?.metric === metric &&
      labels.link === other.labels.link &&
      labels.direction === other.labels.direction &&
      labels.node === other.labels.node &&
      labels.flow === other.labels.flow &&
      labels.intent === other.labels.intent
    )
  })
