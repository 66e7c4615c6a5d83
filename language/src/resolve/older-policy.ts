import { didYouMean } from '../diagnostics/suggest.js'
import type { Span } from '../diagnostics/span.js'
import type { Entry, IntentKeyword, IntentStatement, TrafficPart, TrafficValue, Value } from '../parse/ast.js'
import { entriesOf, findEntry } from '../parse/ast.js'
import { itemsOf, kindName, nameOf, readLiteralOf, unquoted } from './read-value.js'
import type { FileReporter } from './report.js'

/** What an action does: the intent that says it today, and the key that its value belongs to; without one it is said with `true`. */
interface Effect {
  readonly intent: 'limit' | 'qos' | 'mark' | 'mirror' | 'isolate' | 'allow'
  readonly key?: string
}

const limit: Effect = { intent: 'limit', key: 'rate' }
const qos: Effect = { intent: 'qos', key: 'class' }
const mark: Effect = { intent: 'mark', key: 'dscp' }
const mirror: Effect = { intent: 'mirror', key: 'copy_to' }
const isolate: Effect = { intent: 'isolate' }
const allow: Effect = { intent: 'allow' }

const effects: Readonly<Record<string, Effect>> = {
  limit,
  rate: limit,
  rate_limit: limit,
  police: limit,
  qos,
  queue: qos,
  class: qos,
  mark,
  dscp: mark,
  mirror,
  copy_to: mirror,
  deny: isolate,
  drop: isolate,
  block: isolate,
  isolate,
  allow,
  permit: allow,
  accept: allow,
}

/** Keys of an action that say more of what it does, and of which intents. */
const details: Readonly<Record<string, readonly Effect['intent'][]>> = {
  burst: ['limit'],
  min: ['qos'],
  max: ['qos'],
  reply: ['isolate', 'allow'],
}

/** Keys of a match, and what they are in an intent of today. */
const fields: Readonly<Record<string, 'from' | 'to' | 'traffic' | 'protocol' | 'src-port' | 'dst-port' | 'dscp'>> = {
  from: 'from',
  src: 'from',
  source: 'from',
  to: 'to',
  dst: 'to',
  destination: 'to',
  prefix: 'to',
  traffic: 'traffic',
  protocol: 'protocol',
  proto: 'protocol',
  src_port: 'src-port',
  src_ports: 'src-port',
  'src-port': 'src-port',
  dst_port: 'dst-port',
  dst_ports: 'dst-port',
  'dst-port': 'dst-port',
  port: 'dst-port',
  ports: 'dst-port',
  dscp: 'dscp',
}
const fieldNames = ['from', 'to', 'prefix', 'src', 'dst', 'protocol', 'src_port', 'dst_port', 'dscp', 'traffic']
const effectNames = ['limit', 'queue', 'dscp', 'copy_to', 'deny', 'allow']

/** What other intents do. */
const elsewhere: Readonly<Record<string, string>> = {
  cache: 'content is matched by its name: `match: { prefix: /ndn/video }`',
  mode: 'packets to places are matched by `match: { protocol: geo }`',
  fallback: 'packets to places are matched by `match: { protocol: geo }`',
  via: 'the way of packets is said by a `route`: `via: fw1`',
  path: 'the way of packets is said by a `route`: `via: fw1`',
  forward: 'the way of packets is said by a `route`: `via: fw1`; of one device by a `flow`',
  output: 'an interface of one device is said by a `flow`: `action: output eth2`',
  bandwidth: 'bandwidth is reserved by a `route`; a rate is cut by `limit: 50Mbps`',
}

/** The intent of today that a `policy` of an older file is about packets: `limit`, `qos`, `mark`, `mirror`, `isolate` or `allow`. Values keep their
 *  places in the text. Undefined where something was reported: a key that means nothing here, no action, or two. */
export function modernPolicy(statement: IntentStatement, reporter: FileReporter): IntentStatement | undefined {
  const reader = new PolicyReader(statement, reporter)
  const its = reader.class()
  const does = reader.effect()
  const rest = reader.rest()
  if (!its || !does || !rest) return undefined
  const intent: IntentKeyword = does.intent
  return { ...statement, intent, body: { ...statement.body, items: [...its, ...does.entries, ...rest] } }
}

class PolicyReader {
  readonly #statement: IntentStatement
  readonly #reporter: FileReporter

  constructor(statement: IntentStatement, reporter: FileReporter) {
    this.#statement = statement
    this.#reporter = reporter
  }

  /** `from`, `to` and `traffic`; ends that the match leaves open are `any`. */
  class(): Entry[] | undefined {
    const match = this.#asked('match', 'match: { from: guests, protocol: tcp, dst_port: 80 }')
    const fields = match && this.#fieldsOf(match)
    if (!match || !fields) return undefined
    const open = (key: string) => named(key, match, { kind: 'reference', name: 'any', span: match.key.span })
    const from = fields.get('from')
    const to = fields.get('to')
    const traffic = this.#traffic(fields)
    if (traffic === 'reported') return undefined
    return [
      from ? named('from', from, from.value) : open('from'),
      to ? named('to', to, to.value) : open('to'),
      ...(traffic ? [named('traffic', match, traffic)] : []),
    ]
  }

  #fieldsOf({ value, key }: Entry): ReadonlyMap<string, Entry> | undefined {
    const found = new Map<string, Entry>()
    if (nameOf(value) === 'any') return found
    if (value.kind !== 'block')
      return this.#wrong(value, 'match', 'for example `match: { from: guests, to: dc, protocol: tcp, dst_port: 80 }`')
    let isRead = true
    for (const entry of entriesOf(value)) {
      const field = Object.hasOwn(fields, entry.key.text) ? fields[entry.key.text] : undefined
      const other = field && found.get(field)
      if (!field) this.#unknown(entry, `a policy of packets cannot match "${entry.key.text}"`, fieldNames)
      else if (other)
        this.#reporter.report('duplicate-key', entry.key.span, `"${entry.key.text}" is "${other.key.text}" again`)
      else found.set(field, entry)
      isRead &&= field !== undefined && !other
    }
    if (isRead && found.size === 0)
      this.#reporter.report('missing-key', key.span, 'the policy matches nothing', anyHint)
    return isRead && found.size > 0 ? found : undefined
  }

  /** The class as `traffic` says it, a term for each protocol. */
  #traffic(fields: ReadonlyMap<string, Entry>): Value | 'reported' | undefined {
    const written = fields.get('traffic')
    const parts = (['src-port', 'dst-port', 'dscp'] as const).flatMap((word) => {
      const entry = fields.get(word)
      return entry ? [{ word: { text: word, span: entry.key.span }, values: itemsOf(entry.value) }] : []
    })
    const protocol = fields.get('protocol')
    if (!written) return this.#terms(protocol, parts)
    const second = protocol ?? [...fields.values()].find(({ key }) => key.span === parts[0]?.word.span)
    if (!second) return written.value
    this.#reporter.report('misplaced', second.key.span, `"${second.key.text}" stands beside "traffic"`, {
      hint: 'say the whole class with `traffic: tcp dst-port 443`, or without it',
    })
    return 'reported'
  }

  #terms(protocol: Entry | undefined, parts: readonly TrafficPart[]): TrafficValue | 'reported' | undefined {
    if (!protocol && parts.length === 0) return undefined
    const span = (protocol?.value ?? parts[0]?.word ?? this.#statement).span
    const words = protocol ? itemsOf(protocol.value).map((value) => this.#protocol(value)) : [[]]
    if (!words.every((word) => word !== undefined)) return 'reported'
    return { kind: 'traffic', span, terms: words.map((word) => ({ parts: [...word, ...parts], span })) }
  }

  #protocol(value: Value): TrafficPart[] | undefined {
    const its = unquoted(value)
    if (its.kind === 'number') return [{ word: { text: 'proto', span: value.span }, values: [its] }]
    const name = nameOf(value)
    if (name === undefined) return this.#wrong(value, 'protocol', 'for example `protocol: tcp`, or its number')
    if (name !== 'ndn') return [{ word: { text: name, span: value.span }, values: [] }]
    return this.#reporter.report('missing-key', value.span, 'the policy matches no names', {
      hint: 'say which: `match: { prefix: /ndn/video }`',
    })
  }

  /** The one thing that the action does, with what it says more of it. */
  effect(): { readonly intent: Effect['intent']; readonly entries: readonly Entry[] } | undefined {
    const action = this.#asked('action', 'action: { limit: 50Mbps }')
    const entries = action && this.#steps(action)
    if (!action || !entries) return undefined
    const doing = entries.filter(({ key }) => Object.hasOwn(effects, key.text))
    const more = entries.filter(({ key }) => !Object.hasOwn(effects, key.text))
    const [first, second] = doing
    const effect = first && effects[first.key.text]
    const isRead = more.map((entry) => this.#isDetail(entry, effect)).every(Boolean)
    if (!first || !effect) {
      if (isRead) this.#reporter.report('missing-key', action.key.span, 'the action does nothing', doesHint)
      return undefined
    }
    if (second)
      return this.#reporter.report(
        'misplaced',
        second.key.span,
        `this policy does "${first.key.text}" already, and "${second.key.text}" is another thing`,
        { hint: 'write a policy of its own with the same match' },
      )
    const own = isRead ? this.#own(first, effect) : undefined
    return own && { intent: effect.intent, entries: [...own, ...more] }
  }

  /** The entries of an action; `deny` alone, and `limit: { rate: 50Mbps }`, as entries too. */
  #steps({ value }: Entry): Entry[] | undefined {
    const word = nameOf(value)
    if (word !== undefined) return [flag(word, value)]
    if (value.kind !== 'block') return this.#wrong(value, 'action', doesHint.hint)
    return entriesOf(value).flatMap((entry) =>
      Object.hasOwn(effects, entry.key.text) && entry.value.kind === 'block' ? entriesOf(entry.value) : [entry],
    )
  }

  #own(entry: Entry, { key }: Effect): Entry[] | undefined {
    if (key !== undefined) return [named(key, entry, entry.value)]
    const isDone = readLiteralOf(entry.value, 'boolean', entry.key.text, 'true', this.#reporter)?.value
    if (isDone !== false) return isDone && []
    return this.#reporter.report('missing-key', entry.value.span, `"${entry.key.text}: false" does nothing`, doesHint)
  }

  #isDetail(entry: Entry, effect: Effect | undefined): boolean {
    const { text, span } = entry.key
    const of = Object.hasOwn(details, text) ? details[text] : undefined
    if (!of) {
      this.#unknown(entry, `a policy of packets does no "${text}"`, [...effectNames, ...Object.keys(details)])
      return false
    }
    if (!effect || of.includes(effect.intent)) return true
    this.#reporter.report('misplaced', span, `"${text}" belongs to ${of.join(' and ')}, not to ${effect.intent}`)
    return false
  }

  /** What stands beside match and action: devices, and the keys of every intent. */
  rest(): Entry[] | undefined {
    const others = entriesOf(this.#statement.body).filter(({ key }) => key.text !== 'match' && key.text !== 'action')
    const inside = (text: string) =>
      Object.hasOwn(fields, text)
        ? 'match'
        : Object.hasOwn(effects, text) || Object.hasOwn(details, text)
          ? 'action'
          : ''
    const strayed = others.filter(({ key }) => inside(key.text) !== '')
    for (const { key } of strayed)
      this.#reporter.report('misplaced', key.span, `"${key.text}" stands inside of "${inside(key.text)}"`, {
        hint: `write \`${inside(key.text)}: { ${key.text}: … }\``,
      })
    return strayed.length === 0 ? others : undefined
  }

  #asked(key: string, example: string): Entry | undefined {
    const entry = findEntry(this.#statement.body, key)
    if (entry) return entry
    const { name, keyword } = this.#statement
    return this.#reporter.report('missing-key', (name ?? keyword).span, `policy has no "${key}"`, {
      hint: `for example \`${example}\``,
    })
  }

  #unknown({ key }: Entry, message: string, known: readonly string[]): undefined {
    const hint = Object.hasOwn(elsewhere, key.text) ? elsewhere[key.text] : didYouMean(key.text, known)
    return this.#reporter.report('unknown-key', key.span, message, { hint: hint ?? `it takes ${known.join(', ')}` })
  }

  #wrong(value: Value, what: string, hint: string): undefined {
    if (value.kind === 'invalid') return undefined
    return this.#reporter.report('wrong-kind', value.span, `${kindName(value)} is no ${what}`, { hint })
  }
}

const doesHint = {
  hint: 'one of `limit: 50Mbps`, `queue: ef`, `dscp: af41`, `copy_to: ids1`, `deny: true`, `allow: true`',
}
const anyHint = { hint: 'say `match: any` for all packets' }

const named = (key: string, { key: written, ...entry }: Entry, value: Value): Entry => ({
  ...entry,
  key: { text: key, span: written.span },
  value,
})

const flag = (word: string, value: Value): Entry => ({
  kind: 'entry',
  key: { text: word, span: value.span },
  value: { kind: 'boolean', value: true, raw: 'true', span: value.span },
  span: value.span satisfies Span,
  leading: [],
  trailing: [],
  blankBefore: false,
})
