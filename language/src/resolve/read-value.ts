import type { Prefix } from '@paranet/network'
import { parsePrefix } from '@paranet/network'
import { didYouMean } from '../diagnostics/suggest.js'
import type { Value } from '../parse/ast.js'
import { readQuoted } from '../parse/read-quoted.js'
import type { FileReporter } from './report.js'

/** The items of a list, or the one value. */
export const itemsOf = (value: Value): readonly Value[] => (value.kind === 'list' ? value.items : [value])

/** A quoted value as what its content says, where it says something; older files quote numbers, prefixes and rates. */
export const unquoted = (value: Value, key = ''): Value =>
  value.kind === 'text' ? (readQuoted(value.text, key) ?? value) : value

/** The name that a value gives, bare or quoted; undefined where it is none. */
export function nameOf(value: Value): string | undefined {
  if (value.kind === 'reference') return value.name
  if (value.kind === 'text') return value.text
  if (value.kind === 'number' || value.kind === 'boolean') return value.raw
  return undefined
}

/** What kind of value this is, for people: `a bandwidth`, `a list`. */
export function kindName(value: Value): string {
  if (value.kind === 'reference') return `the name "${value.name}"`
  if (value.kind === 'text') return `the text "${value.text.slice(0, 40)}"`
  if ('raw' in value) return `"${value.raw.slice(0, 40)}"`
  if (value.kind === 'words') return `"${value.items.map(wordOf).join(' ').slice(0, 40)}"`
  return `a ${value.kind.replace('-', ' ')}`
}

function wordOf(value: Value): string {
  if (value.kind === 'link-ref') return value.ends.map(({ text }) => text).join('--')
  return nameOf(value) ?? ('raw' in value ? value.raw : '…')
}

/** The first word of `latency 2ms` in a list that should have ended before it. */
function keyWithoutColon(value: Value): (Value & { kind: 'reference' }) | undefined {
  for (const item of value.kind === 'list' ? value.items.slice(1) : []) {
    const [first] = item.kind === 'words' ? item.items : []
    if (first?.kind === 'reference') return first
  }
  return undefined
}

/** The word among several that is nearly one of these, with what was meant. */
export function slipAmong(value: Value, words: readonly string[]): { value: Value; hint: string } | undefined {
  for (const item of value.kind === 'words' ? value.items : []) {
    const hint = item.kind === 'reference' ? didYouMean(item.name, words) : undefined
    if (hint !== undefined) return { value: item, hint }
  }
  return undefined
}

/** The prefix that a prefix or address value stands for. */
export function prefixOfValue(value: Value): Prefix | undefined {
  if (value.kind === 'prefix') return parsePrefix(`${value.address}/${value.length}`)
  return value.kind === 'address' ? parsePrefix(value.address) : undefined
}

/** Reads a value of one literal kind, quoted or not; reports `wrong-kind` with an example where it is another. */
export function readLiteralOf<Kind extends Value['kind']>(
  value: Value,
  kind: Kind,
  key: string,
  example: string,
  reporter: FileReporter,
): Extract<Value, { kind: Kind }> | undefined {
  if (value.kind === 'invalid') return undefined
  const its = unquoted(value)
  if (its.kind === kind) return its as Extract<Value, { kind: Kind }>
  const lost = keyWithoutColon(its)
  if (lost)
    return reporter.report('missing-colon', lost.span, `no ":" after "${lost.name}"`, {
      hint: `write "${lost.name}: …"`,
    })
  const isMeasure = (one: string) =>
    one === 'duration' ||
    one === 'bandwidth' ||
    one === 'size' ||
    one === 'percent' ||
    one === 'distance' ||
    one === 'number'
  const code = isMeasure(its.kind) && isMeasure(kind) ? 'wrong-unit' : 'wrong-kind'
  return reporter.report(code, value.span, `"${key}" wants a ${kind.replace('-', ' ')}, not ${kindName(its)}`, {
    hint: `for example \`${key}: ${example}\``,
  })
}

/** Reads `<= 20ms` or `20ms`; other comparisons are refused. */
export function upperBound(value: Value, key: string, example: string, reporter: FileReporter): Value | undefined {
  const its = unquoted(value)
  if (its.kind !== 'comparison') return its
  if (its.operator === '<=' || its.operator === '<') return unquoted(its.value)
  return reporter.report(
    'wrong-kind',
    value.span,
    `"${key}" is an upper bound; "${its.operator}" has no meaning here`,
    { hint: `for example \`${key}: ${example}\`` },
  )
}
