import {
  entriesOf,
  type IntentStatement,
  type Item,
  parse,
  readQuoted,
  statementsOf,
  type Value,
} from '@paranet/language'
import type { TopologyIndex } from '@paranet/network'

/** What intents mean, apart from their names and the order of keys and lists: one line each, sorted. Groups and definitions of the topology
 *  are opened, units are base units. Equal lines mean the same. Undefined where the text has errors. */
export function canonicalIntents(text: string, index: TopologyIndex): readonly string[] | undefined {
  const { document, diagnostics } = parse(text, 'intents.pn')
  if (diagnostics.some(({ severity }) => severity === 'error')) return undefined
  const definitions = new Map((index.topology.definitions ?? []).map(({ name, value }) => [name, readQuoted(value)]))
  const open = (name: string, depth = 0): string[] => {
    const members = index.nodeId.has(name) ? undefined : index.groups.get(name)
    if (members) return [...members]
    const defined = depth < 8 && !index.nodeId.has(name) ? definitions.get(name) : undefined
    return defined
      ? itemsOf(defined).flatMap((item) => (item.kind === 'reference' ? open(item.name, depth + 1) : [plain(item)]))
      : [name]
  }
  return document.items
    .filter((item): item is IntentStatement => item.kind === 'intent')
    .map((item) => lineOf(item, open))
    .sort()
}

type Open = (name: string) => string[]

function lineOf(statement: IntentStatement, open: Open): string {
  const inner = statementsOf(statement.body).filter((item: Item): item is IntentStatement => item.kind === 'intent')
  if (statement.intent === 'assert') return `assert ${inner.map((item) => lineOf(item, open)).join(' ')}`
  const entries = entriesOf(statement.body)
  const isOrdered = entries.some(({ key }) => key.text === 'weights')
  const keys = entries.map(({ key, value }) => [key.text, canonical(value, open, isOrdered)] as const)
  const defaults = new Set(['protocol ip', 'priority 100', 'traffic any', 'traffic ip'])
  const shown = keys
    .map(([key, value]) => `${key} ${value}`)
    .filter((line) => !defaults.has(line))
    .sort()
  const subject = statement.intent === 'drain' ? ` ${statement.name?.text}` : ''
  return `${statement.intent}${subject} { ${shown.join('; ')} }`
}

const itemsOf = (value: Value): readonly Value[] => (value.kind === 'list' ? value.items.flatMap(itemsOf) : [value])

function canonical(value: Value, open: Open, isOrdered: boolean): string {
  const all = (values: readonly Value[]): string[] =>
    values
      .flatMap(itemsOf)
      .flatMap((item) => (item.kind === 'reference' ? open(item.name) : [canonical(item, open, isOrdered)]))
  const set = (list: readonly string[]) => (isOrdered ? list : [...new Set(list)].sort()).join(', ')
  switch (value.kind) {
    case 'reference':
      return set(open(value.name))
    case 'list':
      return set(all(value.items))
    case 'one-of':
      return value.options.length > 1 || all(value.options).length > 1
        ? `one of ${set(all(value.options))}`
        : set(all(value.options))
    case 'then':
      return value.steps.map((step) => canonical(step, open, isOrdered)).join(' then ')
    case 'except':
      return `${canonical(value.of, open, isOrdered)} except ${canonical(value.except, open, isOrdered)}`
    case 'comparison':
      return `${value.operator === '<' ? '<=' : value.operator} ${canonical(value.value, open, isOrdered)}`
    case 'traffic':
      return value.terms
        .flatMap(({ parts }) =>
          termsOf(parts.map(({ word, values }) => [word.text, values.flatMap(itemsOf).map(plain)] as const)),
        )
        .sort()
        .join(' or ')
    case 'call':
      return value.name.text === 'prefix' && value.args.length === 1 && value.args[0]
        ? canonical(value.args[0], open, isOrdered)
        : `${value.name.text}(${value.args.map(plain).join(', ')})`
    default:
      return plain(value)
  }
}

/** One term for each port, so that lists and unions are the same. */
function termsOf(parts: readonly (readonly [string, readonly string[]])[]): string[] {
  return parts.reduce<string[]>(
    (terms, [word, values]) =>
      terms.flatMap((term) =>
        values.length === 0 ? [`${term} ${word}`] : values.map((value) => `${term} ${word} ${value}`),
      ),
    [''],
  )
}

/** A literal by what it measures, not by how it is written. */
function plain(value: Value): string {
  switch (value.kind) {
    case 'bandwidth':
      return `${value.bitsPerSecond}bps`
    case 'duration':
      return `${value.microseconds}us`
    case 'size':
      return `${value.bytes}B`
    case 'distance':
      return `${value.metres}m`
    case 'prefix':
      return `${value.address}/${value.length}`
    case 'address':
      return `${value.address}/${value.family === 4 ? 32 : 128}`
    case 'reference':
      return value.name
    case 'name-path':
      return value.path
    case 'link-ref':
      return `link ${value.ends
        .map(({ text }) => text)
        .sort()
        .join('--')}`
    case 'text': {
      const read = readQuoted(value.text)
      return read && read.kind !== 'text' ? plain(read) : value.text
    }
    case 'schedule': {
      const { first = 'Mon', last = 'Sun' } = value.days ?? {}
      return JSON.stringify([first, last, value.hours, value.zone, value.from?.raw, value.until?.raw])
    }
    default:
      return JSON.stringify(value, (key: string, inner: unknown) =>
        key === 'span' || key === 'raw' || key === 'isWorded' || key === 'isBracketed' ? undefined : inner,
      )
  }
}
