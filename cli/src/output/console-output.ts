import { stripVTControlCharacters } from 'node:util'
import pc from 'picocolors'

export interface Output {
  /** Exactly one JSON document goes to standard output; everything else is silent there. */
  readonly isJson: boolean
  readonly withStats: boolean
}

export const colour = pc

/** Prints lines for people; nothing under `--json`. */
export function print(output: Output, text = ''): void {
  if (!output.isJson) process.stdout.write(`${text}\n`)
}

/** Prints the one JSON document; `stats` only with `--stats`, so that equal work prints equal bytes. */
export function printJson(output: Output, document: Readonly<Record<string, unknown>>): void {
  if (!output.isJson) return
  const { stats, ...rest } = document
  process.stdout.write(
    `${JSON.stringify(output.withStats && stats !== undefined ? { ...rest, stats } : rest, null, 2)}\n`,
  )
}

/** Notes that are neither result nor error. */
export const note = (text: string): void => void process.stderr.write(`${text}\n`)

/** `1.25 Gbit/s` */
export function bitRate(bitsPerSecond: number): string {
  const units = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s', 'Tbit/s']
  let value = bitsPerSecond
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${Number(value.toPrecision(3))} ${units[unit]}`
}

/** `850 µs`, `12.3 ms` */
export const microseconds = (value: number): string =>
  value < 1000 ? `${value} µs` : `${Number((value / 1000).toPrecision(4))} ms`

/** Columns padded to their widest cell; colours do not count. */
export function table(rows: readonly (readonly string[])[]): string {
  const plain = (text: string) => stripVTControlCharacters(text)
  const widths: number[] = []
  for (const row of rows)
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, plain(cell).length)
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === row.length - 1 ? cell : cell + ' '.repeat((widths[i] ?? 0) - plain(cell).length)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
