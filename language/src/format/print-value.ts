import { assertNever } from '../assert-never.js'
import { quoteName } from '../lex/words.js'
import type { Block, ListValue, ScheduleValue, TrafficValue, Value } from '../parse/ast.js'

/** How blocks inside a value are printed; it depends on the room that is left. */
export type PrintBlock = (block: Block) => string

/** A value in its canonical form, lists on one line. */
export function printValue(value: Value, printBlock: PrintBlock): string {
  const print = (inner: Value): string => printValue(inner, printBlock)
  const printAll = (inner: readonly Value[], glue = ', '): string => inner.map(print).join(glue)
  switch (value.kind) {
    case 'number':
    case 'bandwidth':
    case 'duration':
    case 'size':
    case 'percent':
    case 'distance':
    case 'address':
    case 'prefix':
    case 'asn':
    case 'port-range':
    case 'boolean':
    case 'date':
    case 'invalid':
      return value.raw
    case 'name-path':
      return value.path
    case 'place':
      return `(${value.latitude.raw}, ${value.longitude.raw})`
    case 'text':
      return JSON.stringify(value.text)
    case 'reference':
      return value.name
    case 'schedule':
      return printSchedule(value)
    case 'comparison':
      return `${value.operator} ${print(value.value)}`
    case 'traffic':
      return printTraffic(value, print)
    case 'count':
      return [
        value.count.raw,
        ...value.words.map(({ text }) => text),
        ...(value.within ? ['within', value.within.raw] : []),
      ].join(' ')
    case 'words':
      return printAll(value.items, ' ')
    case 'call':
      return `${quoteName(value.name.text)}(${printAll(value.args)})`
    case 'link-ref':
      return `${value.isWorded ? 'link ' : ''}${value.ends.map(({ text }) => quoteName(text)).join('--')}`
    case 'regex':
      return `/${value.source}/`
    case 'list':
      return value.isBracketed ? `[${printAll(value.items)}]` : printAll(value.items)
    case 'except':
      return `${print(value.of)} except ${print(value.except)}`
    case 'one-of':
      return `one of ${printAll(value.options)}`
    case 'then':
      return printAll(value.steps, ' then ')
    case 'block':
      return printBlock(value)
    default:
      return assertNever(value)
  }
}

/** A list over several lines, as many items on each as the width holds. `column`: where the first line begins. */
export function printLongList(
  { items, isBracketed }: ListValue,
  indent: string,
  column: number,
  width: number,
  printBlock: PrintBlock,
): string {
  const lines: string[] = []
  let line = isBracketed ? '[' : ''
  let room = width - column
  for (const [index, item] of items.entries()) {
    const word = printValue(item, printBlock) + (index < items.length - 1 ? ',' : isBracketed ? ']' : '')
    const isNewLine = line === '' || line === '['
    if (!isNewLine && line.length + 1 + word.length > room) {
      lines.push(line)
      line = word
      room = width - indent.length
    } else line += isNewLine ? word : ` ${word}`
  }
  return [...lines, isBracketed && items.length === 0 ? '[]' : line].join(`\n${indent}`)
}

function printTraffic({ terms }: TrafficValue, print: (value: Value) => string): string {
  return terms
    .map(({ parts }) =>
      parts
        .map(({ word, values }) =>
          [quoteName(word.text), ...(values.length > 0 ? [values.map(print).join(', ')] : [])].join(' '),
        )
        .join(' '),
    )
    .join(' or ')
}

function printSchedule({ days, hours, zone, from, until }: ScheduleValue): string {
  const words: string[] = []
  if (days) words.push(days.first === days.last ? days.first : `${days.first}-${days.last}`)
  if (hours) words.push(`${printMinute(hours.startMinute)}-${printMinute(hours.endMinute)}`)
  if (zone !== undefined) words.push(zone)
  if (from) words.push(`from ${from.raw}`)
  if (until) words.push(`until ${until.raw}`)
  return words.join(' ')
}

const printMinute = (minute: number): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':')
