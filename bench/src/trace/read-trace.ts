import { type PortFilterRule, portOf } from '@paranet/verifier'
import { ByteNames } from './byte-names.js'
import { FilterEvents } from './filter-events.js'
import { parsed, parsePrefix } from './parse-prefix.js'
import { type Fields, readLines, textOf, TraceError } from './trace-lines.js'

/** Changes of rules as they follow each other, in arrays that are used again. Of filters, `action` is the filter (of `unacl` the sequence
 *  number, and `device` the filter), `address` the port, and `length` 1 for `out`; `rules` has the rule of an `acl` at its place. */
export interface RuleBatch {
  readonly kind: Uint8Array
  readonly device: Int32Array
  readonly address: Int32Array
  readonly length: Uint8Array
  readonly action: Int32Array
  readonly rules: (PortFilterRule | undefined)[]
  count: number
}

/** What a trace says, in its order; devices and ports (per device) are numbered in the order in which they are named. */
export interface TraceSink {
  node(): void
  link(from: number, fromPort: number, to: number, toPort: number): void
  own(device: number, address: number, length: number): void
  /** The number that the batch has for rules that send to these ports; asked once per device and text. */
  action(device: number, ports: readonly number[]): number
  /** A filter on ports, the next in number. */
  filter(): void
  rules(batch: RuleBatch): void
  mark(name: string): void
}

export const ruleKinds = { add: 0, mod: 1, del: 2, acl: 3, unacl: 4, bind: 5, unbind: 6 } as const

const batchSize = 1 << 16

/** Reads a `.trace` without holding its text; makes no string of a rule. Throws `TraceError` at the first line that is wrong. */
export function readTrace(file: string, sink: TraceSink): void {
  const reader = new TraceReader(file, sink)
  readLines(file, (fields) => reader.take(fields))
  reader.flush()
}

class TraceReader {
  readonly #file: string
  readonly #sink: TraceSink
  readonly #nodes = new ByteNames()
  readonly #ports = new ByteNames()
  /** Number of a port at its device, by its name's number. */
  readonly #portNumbers: number[] = []
  readonly #portsOfNode: number[] = []
  /** Texts of what rules send to, per device, and their actions. */
  readonly #targets = new ByteNames()
  readonly #actions: number[] = []
  readonly #filters = new FilterEvents((fields, message, hint) => this.#fail(fields, message, hint))
  readonly #batch: RuleBatch = {
    kind: new Uint8Array(batchSize),
    device: new Int32Array(batchSize),
    address: new Int32Array(batchSize),
    length: new Uint8Array(batchSize),
    action: new Int32Array(batchSize),
    rules: [],
    count: 0,
  }

  constructor(file: string, sink: TraceSink) {
    this.#file = file
    this.#sink = sink
  }

  take(fields: Fields): void {
    const from = fields.from[0]!
    const { bytes } = fields
    if (fields.to[0]! - from === 3) {
      const word = (bytes[from]! << 16) | (bytes[from + 1]! << 8) | bytes[from + 2]!
      if (word === addWord) return this.#rule(fields, ruleKinds.add)
      if (word === modWord) return this.#rule(fields, ruleKinds.mod)
      if (word === delWord) return this.#rule(fields, ruleKinds.del)
    }
    const word = textOf(fields, 0)
    if (word === 'node') this.#node(fields)
    else if (word === 'link') this.#link(fields)
    else if (word === 'own') this.#own(fields)
    else if (word === 'mark') this.#mark(fields)
    else if (word === 'acl') this.#acl(fields)
    else if (word === 'unacl') this.#unacl(fields)
    else if (word === 'bind') this.#bind(fields)
    else if (word === 'unbind') this.#unbind(fields)
    else
      this.#fail(
        fields,
        `no event "${clipped(word)}"`,
        'events are: node, link, own, add, del, mod, acl, unacl, bind, unbind, mark',
      )
  }

  flush(): void {
    if (this.#batch.count > 0) this.#sink.rules(this.#batch)
    this.#batch.count = 0
    this.#batch.rules.length = 0
  }

  #rule(fields: Fields, kind: number): void {
    this.#expect(
      fields,
      kind === ruleKinds.del ? 3 : 4,
      kind === ruleKinds.del ? 'del NODE PREFIX' : 'add|mod NODE PREFIX PORT',
    )
    const { bytes, from, to } = fields
    const device = this.#device(fields, 1)
    this.#prefix(fields, 2)
    let action = 0
    if (kind !== ruleKinds.del) {
      const target = this.#targets.find(bytes, from[3]!, to[3]!, device)
      action = target < 0 ? this.#newTarget(fields, device) : this.#actions[target]!
    }
    const batch = this.#batch
    const at = batch.count++
    batch.kind[at] = kind
    batch.device[at] = device
    batch.address[at] = parsed.address
    batch.length[at] = parsed.length
    batch.action[at] = action
    if (batch.count === batchSize) this.flush()
  }

  #newTarget(fields: Fields, device: number): number {
    const ports = textOf(fields, 3)
      .split(',')
      .map((name) => this.#portByName(fields, device, name))
    const action = this.#answerOf(fields, () => this.#sink.action(device, ports))
    this.#targets.add(fields.bytes, fields.from[3]!, fields.to[3]!, device)
    this.#actions.push(action)
    return action
  }

  #portByName(fields: Fields, device: number, name: string): number {
    if (name === '') return this.#fail(fields, 'a port has no name', 'ports are separated by one comma')
    if (name === 'drop') return portOf.drop
    if (name === 'local') return portOf.local
    const bytes = new TextEncoder().encode(name)
    const known = this.#ports.find(bytes, 0, bytes.length, device)
    if (known >= 0) return this.#portNumbers[known]!
    this.#ports.add(bytes, 0, bytes.length, device)
    const port = this.#portsOfNode[device]!
    this.#portsOfNode[device] = port + 1
    this.#portNumbers.push(port)
    return port
  }

  #node(fields: Fields): void {
    this.#expect(fields, 2, 'node NAME')
    const { bytes, from, to } = fields
    if (this.#nodes.find(bytes, from[1]!, to[1]!, 0) >= 0)
      this.#fail(fields, `node ${clipped(textOf(fields, 1))} stands twice`)
    this.flush()
    this.#nodes.add(bytes, from[1]!, to[1]!, 0)
    this.#portsOfNode.push(0)
    this.#sink.node()
  }

  #link(fields: Fields): void {
    this.#expect(fields, 5, 'link NODE PORT NODE PORT')
    this.flush()
    const [one, other] = [this.#device(fields, 1), this.#device(fields, 3)]
    const ports = [this.#linkPort(fields, one, 2), this.#linkPort(fields, other, 4)] as const
    this.#sink.link(one, ports[0], other, ports[1])
  }

  #linkPort(fields: Fields, device: number, index: number): number {
    const name = textOf(fields, index)
    if (name === 'drop' || name === 'local' || name.includes(','))
      this.#fail(fields, `a link's port cannot be called "${clipped(name)}"`)
    return this.#portByName(fields, device, name)
  }

  #own(fields: Fields): void {
    this.#expect(fields, 3, 'own NODE PREFIX')
    this.flush()
    const device = this.#device(fields, 1)
    this.#prefix(fields, 2)
    this.#sink.own(device, parsed.address, parsed.length)
  }

  #acl(fields: Fields): void {
    this.#expect(fields, 10, 'acl NODE NAME SEQ permit|deny PROTO SRC SPORTS DST DPORTS')
    const device = this.#device(fields, 1)
    const rule = this.#filters.rule(fields)
    const filter = this.#filters.named(fields, device, () => {
      this.flush()
      this.#sink.filter()
    })
    this.#filters.addSeq(fields, filter, rule.seq)
    this.#batch.rules[this.#batch.count] = rule
    this.#note(ruleKinds.acl, device, 0, 0, filter)
  }

  #unacl(fields: Fields): void {
    this.#expect(fields, 4, 'unacl NODE NAME SEQ')
    const filter = this.#filters.known(fields, 2, this.#device(fields, 1))
    this.#note(ruleKinds.unacl, filter, 0, 0, this.#filters.takenSeq(fields, filter))
  }

  #bind(fields: Fields): void {
    this.#expect(fields, 5, 'bind NODE PORT in|out NAME')
    const [device, port] = this.#knownPort(fields)
    const direction = this.#filters.direction(fields)
    const filter = this.#filters.known(fields, 4, device)
    this.#filters.bind(device, port, direction)
    this.#note(ruleKinds.bind, device, port, direction === 'out' ? 1 : 0, filter)
  }

  #unbind(fields: Fields): void {
    this.#expect(fields, 4, 'unbind NODE PORT in|out')
    const [device, port] = this.#knownPort(fields)
    const direction = this.#filters.direction(fields)
    this.#filters.unbind(fields, device, port, direction)
    this.#note(ruleKinds.unbind, device, port, direction === 'out' ? 1 : 0, 0)
  }

  /** A port that a link or a rule has named. */
  #knownPort(fields: Fields): [device: number, port: number] {
    const device = this.#device(fields, 1)
    const port = this.#ports.find(fields.bytes, fields.from[2]!, fields.to[2]!, device)
    if (port < 0)
      this.#fail(
        fields,
        `no port "${clipped(textOf(fields, 2))}" at this node`,
        'a link or a rule must name the port before',
      )
    return [device, this.#portNumbers[port]!]
  }

  #note(kind: number, device: number, address: number, length: number, action: number): void {
    const batch = this.#batch
    const at = batch.count++
    batch.kind[at] = kind
    batch.device[at] = device
    batch.address[at] = address
    batch.length[at] = length
    batch.action[at] = action
    if (batch.count === batchSize) this.flush()
  }

  #mark(fields: Fields): void {
    this.#expect(fields, 2, 'mark NAME')
    this.flush()
    this.#sink.mark(textOf(fields, 1))
  }

  #device(fields: Fields, index: number): number {
    const device = this.#nodes.find(fields.bytes, fields.from[index]!, fields.to[index]!, 0)
    if (device < 0)
      this.#fail(
        fields,
        `no node "${clipped(textOf(fields, index))}"`,
        'a `node` line must stand before the node is named',
      )
    return device
  }

  #prefix(fields: Fields, index: number): void {
    const problem = parsePrefix(fields, index)
    if (problem !== undefined)
      this.#fail(fields, `"${clipped(textOf(fields, index))}" ${problem}`, 'for example: 10.1.0.0/16')
  }

  #expect(fields: Fields, count: number, form: string): void {
    if (fields.count !== count) this.#fail(fields, `${fields.count} fields, not ${count}`, `the form is: ${form}`)
  }

  #answerOf<T>(fields: Fields, ask: () => T): T {
    try {
      return ask()
    } catch (error) {
      if (error instanceof RangeError) return this.#fail(fields, error.message)
      throw error
    }
  }

  #fail(fields: Fields, message: string, hint?: string): never {
    throw new TraceError(this.#file, fields.line, message, hint)
  }
}

const wordOf = (word: string): number => (word.charCodeAt(0) << 16) | (word.charCodeAt(1) << 8) | word.charCodeAt(2)
const addWord = wordOf('add')
const modWord = wordOf('mod')
const delWord = wordOf('del')

/** Text of a file as it may stand on a terminal: short, and nothing that is not seen. */
const clipped = (text: string): string =>
  (text.length > 60 ? `${text.slice(0, 60)}…` : text).replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?')
