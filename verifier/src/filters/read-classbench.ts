import type { FilterList, FilterRule } from './filter-list.js'
import { filterList } from './filter-list.js'

/** What is wrong with a line. */
export interface FilterProblem {
  /** From 1. */
  readonly line: number
  readonly message: string
}

/** Reads a list in ClassBench's text format: `@SOURCE/LENGTH DESTINATION/LENGTH LOW : HIGH LOW : HIGH PROTOCOL/MASK [FLAGS/MASK] [ACTION]`,
 *  separated by white space; IPv4, ports in decimal, the rest in hexadecimal; ACTION is `permit` or `deny`. Empty lines and those that begin
 *  with `#` are passed over. Every bad line is reported, and left out. */
export function readClassbench(text: string): {
  readonly list: FilterList
  readonly problems: readonly FilterProblem[]
} {
  const rules: FilterRule[] = []
  const problems: FilterProblem[] = []
  for (const [at, line] of text.split('\n').entries()) {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    const rule = readRule(trimmed, at + 1)
    if (typeof rule === 'string') problems.push({ line: at + 1, message: rule })
    else rules.push(rule)
  }
  return { list: filterList(rules), problems }
}

const form =
  /^@([\d.]+)\/(\d{1,2})\s+([\d.]+)\/(\d{1,2})\s+(\d{1,6})\s*:\s*(\d{1,6})\s+(\d{1,6})\s*:\s*(\d{1,6})\s+0x([0-9a-fA-F]{1,2})\/0x([0-9a-fA-F]{1,2})(?:\s+0x([0-9a-fA-F]{1,4})\/0x([0-9a-fA-F]{1,4}))?(?:\s+(permit|deny))?$/

function readRule(text: string, line: number): FilterRule | string {
  const found = form.exec(text)
  if (!found)
    return `not a rule: ${JSON.stringify(text.slice(0, 60))}; a rule is "@10.0.0.0/8 0.0.0.0/0 0 : 65535 80 : 80 0x06/0xFF 0x0000/0x0000"`
  const part = (group: number) => found[group] ?? ''
  const source = prefix(part(1), Number(part(2)))
  const destination = prefix(part(3), Number(part(4)))
  if (!source || !destination) return `no IPv4 prefix: ${source ? `${part(3)}/${part(4)}` : `${part(1)}/${part(2)}`}`
  const ports = [5, 7].map((group) => [Number(part(group)), Number(part(group + 1))] as const)
  const bad = ports.find(([low, high]) => low > high || high > 65535)
  if (bad) return `no range of ports: ${bad[0]} : ${bad[1]}`
  const hex = (group: number) => Number.parseInt(part(group) || '0', 16)
  return {
    ranges: [source, destination, ...ports],
    value: (hex(9) << 16) | hex(11),
    mask: (hex(10) << 16) | hex(12),
    ...(found[13] === undefined ? {} : { action: found[13] }),
    line,
  }
}

function prefix(address: string, length: number): readonly [number, number] | undefined {
  const bytes = address.split('.').map(Number)
  if (bytes.length !== 4 || length > 32 || bytes.some((byte) => !(byte <= 255)) || /(^|\.)(\.|$)/.test(address))
    return undefined
  const bits = bytes.reduce((sum, byte) => (sum << 8) | byte, 0)
  const host = length === 0 ? -1 : length === 32 ? 0 : (1 << (32 - length)) - 1
  const low = bits & ~host
  return [low ^ 0x80000000, (low | host) ^ 0x80000000]
}
