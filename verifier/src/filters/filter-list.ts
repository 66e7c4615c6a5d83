/** A list of filters in columns, first match wins. Addresses are shifted to signed integers (`address ^ 2³¹`) so that they order as such. */
export interface FilterList {
  readonly count: number
  /** Per dimension (source, destination, source port, destination port) and rule: the first and the last value. */
  readonly low: readonly Int32Array[]
  readonly high: readonly Int32Array[]
  /** Per rule: protocol (bits 16–23) and flags (bits 0–15): where a bit of the mask is 1, the packet has the bit of the value. */
  readonly value: Int32Array
  readonly mask: Int32Array
  /** Per rule: its action; absent where the list names none. */
  readonly actions?: readonly string[]
  /** Per rule: the line of the file, from 1. */
  readonly lines: Int32Array
}

/** One rule as it is read. */
export interface FilterRule {
  /** `[first, last]` of source, destination, source port, destination port; addresses shifted as in the list. */
  readonly ranges: readonly (readonly [number, number])[]
  readonly value: number
  readonly mask: number
  readonly action?: string
  readonly line: number
}

/** Lays rules in columns. */
export function filterList(rules: readonly FilterRule[]): FilterList {
  const column = (read: (rule: FilterRule) => number) => Int32Array.from(rules, read)
  const dimensions = [0, 1, 2, 3]
  return {
    count: rules.length,
    low: dimensions.map((d) => column(({ ranges }) => ranges[d]?.[0] ?? 0)),
    high: dimensions.map((d) => column(({ ranges }) => ranges[d]?.[1] ?? 0)),
    value: column(({ value, mask }) => value & mask),
    mask: column(({ mask }) => mask),
    ...(rules.some(({ action }) => action !== undefined)
      ? { actions: rules.map(({ action }) => action ?? 'permit') }
      : {}),
    lines: column(({ line }) => line),
  }
}
