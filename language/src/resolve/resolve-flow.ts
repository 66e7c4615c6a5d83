import type { FlowAction, FlowIntent, FlowMatch, PortRange, TopologyIndex } from '@paranet/network'
import { hasPorts, localInterface, protocolNumbers, stubInterface } from '@paranet/network'
import { didYouMean } from '../diagnostics/suggest.js'
import type { Block, IntentStatement, Value } from '../parse/ast.js'
import { entriesOf, findEntry } from '../parse/ast.js'
import { itemsOf, kindName, nameOf, prefixOfValue, unquoted } from './read-value.js'
import type { FileReporter } from './report.js'
import { readDscp, readQueue, resolveDevices } from './resolve-treatment.js'
import type { Scope } from './scope.js'

export type FlowKeys = Pick<FlowIntent, 'at' | 'match' | 'action'>

/** The keys of `flow` beside those of every intent. */
export const flowKeys: readonly string[] = ['at', 'match', 'action']

/** Reads a flow: devices, match and action. Undefined where something was reported: a value of another kind, a missing key, an interface that a
 *  device does not have. */
export function resolveFlow(statement: IntentStatement, scope: Scope, reporter: FileReporter): FlowKeys | undefined {
  const values = flowKeys.map((key) => asked(statement, key, reporter))
  const [where, what, how] = values
  const at = where && resolveDevices(where, scope, reporter)
  const reader = new FlowReader(scope.index, at ?? [], reporter)
  const match = what && reader.match(what)
  const action = how && reader.action(how)
  return at && match && action ? { at, match, action } : undefined
}

const examples: Readonly<Record<string, string>> = {
  at: 'at: s1',
  match: 'match: { in_port: eth1, dst: 10.2.0.0/16 }',
  action: 'action: output eth2',
}

function asked(statement: IntentStatement, key: string, reporter: FileReporter): Value | undefined {
  const value = findEntry(statement.body, key)?.value
  if (value) return value
  const place = (statement.name ?? statement.keyword).span
  return reporter.report('missing-key', place, `flow has no "${key}"`, { hint: `for example \`${examples[key]}\`` })
}

/** Other spellings of the fields of a match. */
const fields: Readonly<Record<string, string>> = {
  in_port: 'in_port',
  src: 'src',
  dst: 'dst',
  proto: 'proto',
  protocol: 'proto',
  src_port: 'src_port',
  'src-port': 'src_port',
  dst_port: 'dst_port',
  'dst-port': 'dst_port',
  dscp: 'dscp',
}
const fieldNames = ['in_port', 'src', 'dst', 'proto', 'src_port', 'dst_port', 'dscp']

class FlowReader {
  readonly #index: TopologyIndex
  readonly #devices: readonly string[]
  readonly #reporter: FileReporter

  constructor(index: TopologyIndex, devices: readonly string[], reporter: FileReporter) {
    this.#index = index
    this.#devices = devices
    this.#reporter = reporter
  }

  match(value: Value): FlowMatch | undefined {
    if (value.kind === 'reference' && value.name === 'any') return {}
    if (value.kind !== 'block')
      return this.#wrong(value, 'match', 'for example `match: { in_port: eth1, dst: 10.2.0.0/16 }`, or `match: any`')
    const match = this.#fieldsOf(value)
    return match && this.#checked(match, value)
  }

  #fieldsOf(block: Block): FlowMatch | undefined {
    let match: FlowMatch | undefined = {}
    const seen = new Map<string, string>()
    for (const { key, value } of entriesOf(block)) {
      const field = Object.hasOwn(fields, key.text) ? fields[key.text] : undefined
      const part = field === undefined ? this.#unknownField(key) : this.#field(field, value)
      const other = field === undefined ? undefined : seen.get(field)
      if (other !== undefined) this.#reporter.report('duplicate-key', key.span, `"${key.text}" is "${other}" again`)
      if (field !== undefined) seen.set(field, key.text)
      match = match && part && other === undefined ? { ...match, ...part } : undefined
    }
    return match
  }

  #unknownField({ text, span }: { readonly text: string; readonly span: Value['span'] }): undefined {
    return this.#reporter.report('unknown-key', span, `a flow cannot match "${text}"`, {
      hint: didYouMean(text, fieldNames) ?? `it matches ${fieldNames.join(', ')}`,
    })
  }

  #field(field: string, value: Value): FlowMatch | undefined {
    if (value.kind === 'invalid') return undefined
    if (field === 'in_port') {
      const inInterface = this.#interface(value)
      return inInterface === undefined ? undefined : { inInterface }
    }
    if (field === 'src' || field === 'dst') {
      const prefix = prefixOfValue(unquoted(value))
      return prefix ? { [field]: prefix } : this.#wrong(value, field, `for example \`${field}: 10.2.0.0/16\``)
    }
    if (field === 'proto') return this.#protocol(value)
    if (field === 'dscp') {
      const dscp = readDscp(value, this.#reporter)
      return dscp === undefined ? undefined : { dscp }
    }
    const range = this.#ports(value)
    return range && (field === 'src_port' ? { srcPort: range } : { dstPort: range })
  }

  #protocol(value: Value): FlowMatch | undefined {
    const its = unquoted(value)
    const known: Readonly<Record<string, number>> = protocolNumbers
    const name = nameOf(its)
    if (name !== undefined && Object.hasOwn(known, name)) return { protocol: known[name] as number }
    if (its.kind === 'number' && Number.isInteger(its.value) && its.value >= 0 && its.value <= 255)
      return { protocol: its.value }
    return this.#reporter.report(
      its.kind === 'number' ? 'out-of-range' : its.kind === 'reference' ? 'unknown-name' : 'wrong-kind',
      value.span,
      `${kindName(its)} is no IP protocol`,
      { hint: didYouMean(name ?? '', Object.keys(known)) ?? 'a number 0–255, or a name such as tcp, udp, icmp' },
    )
  }

  #ports(value: Value): PortRange | undefined {
    const its = unquoted(value)
    if (its.kind === 'port-range') return [its.first, its.last]
    if (its.kind === 'number' && Number.isInteger(its.value) && its.value >= 0 && its.value <= 65_535)
      return [its.value, its.value]
    const code = its.kind === 'number' ? 'out-of-range' : 'wrong-kind'
    return this.#reporter.report(code, value.span, `${kindName(its)} is no port or range of ports`, {
      hint: 'ports are 0–65535: `443`, or a range `8000-8080`; several need a flow each',
    })
  }

  #checked(match: FlowMatch, { span }: Value): FlowMatch | undefined {
    const { src, dst, protocol, srcPort, dstPort } = match
    if (src !== undefined && dst !== undefined && src.includes(':') !== dst.includes(':'))
      return this.#reporter.report('empty-class', span, 'no packet has a source and a destination of two families')
    if (protocol !== undefined && !hasPorts(protocol) && (srcPort ?? dstPort))
      return this.#reporter.report('empty-class', span, `packets of the protocol ${protocol} have no ports`)
    return match
  }

  action(value: Value): FlowAction | undefined {
    if (value.kind === 'invalid') return undefined
    const parts = itemsOf(value)
    const [first, second, third] = parts.map((part) => this.#step(part))
    if (parts.length > 2 || third || (parts.length === 2 && !second) || !first) {
      if (parts.length > 2) this.#wrong(value, 'action', actionHint)
      return undefined
    }
    if (!second) return first
    const [way, queue] = first.kind === 'queue' ? [second, first] : [first, second]
    if (queue.kind === 'queue' && (way.kind === 'output' || way.kind === 'via')) return { ...way, queue: queue.queue }
    return this.#wrong(value, 'action', actionHint)
  }

  #step(value: Value): FlowAction | undefined {
    const [verb, object, rest] = wordsOf(value)
    const name = verb && nameOf(verb)
    if (name === 'drop' && !object) return { kind: 'drop' }
    if (!object || rest || (name !== 'output' && name !== 'to' && name !== 'queue'))
      return this.#wrong(value, 'action', didYouMean(name ?? '', ['output', 'to', 'queue', 'drop']) ?? actionHint)
    if (name === 'queue') {
      const queue = readQueue(object, 'queue', this.#reporter)
      return queue === undefined ? undefined : { kind: 'queue', queue }
    }
    return name === 'output' ? this.#output(object) : this.#neighbour(object)
  }

  #output(value: Value): FlowAction | undefined {
    const name = this.#interface(value)
    return name === undefined ? undefined : { kind: 'output', interface: name }
  }

  #neighbour(value: Value): FlowAction | undefined {
    const node = nameOf(value) ?? ''
    const id = this.#index.nodeId.get(node)
    if (id === undefined)
      return this.#reporter.report('unknown-node', value.span, `no node "${node}" to send to`, {
        hint: didYouMean(node, this.#index.nodeId.keys()),
      })
    const far = this.#devices.find(
      (device) => !this.#index.adjacency[this.#index.nodeId.get(device) ?? -1]?.some((one) => one.neighbour === id),
    )
    if (far === undefined) return { kind: 'via', node }
    return this.#reporter.report('unknown-link', value.span, `no link joins "${far}" and "${node}"`, {
      hint: 'a flow sends to a neighbour; for a way through the network write a `route` with `via`',
    })
  }

  /** An interface that every device named has. */
  #interface(value: Value): string | undefined {
    const name = nameOf(value)
    if (name === undefined) return this.#wrong(value, 'interface', 'for example `eth1`')
    const without = this.#devices.find((device) => !interfacesOf(this.#index, device).has(name))
    if (without === undefined) return name
    return this.#reporter.report('unknown-interface', value.span, `"${without}" has no interface "${name}"`, {
      hint:
        didYouMean(name, interfacesOf(this.#index, without)) ??
        `it has ${[...interfacesOf(this.#index, without)].join(', ')}`,
    })
  }

  #wrong(value: Value, what: string, hint: string): undefined {
    if (value.kind === 'invalid') return undefined
    return this.#reporter.report('wrong-kind', value.span, `${kindName(value)} is no ${what}`, { hint })
  }
}

const actionHint = '`output eth2`, `to r2`, `drop`, `queue 3`, or `output eth2, queue 3`'

/** `output eth2` as its words; also `output(eth2)`. */
function wordsOf(value: Value): readonly Value[] {
  if (value.kind === 'words') return value.items
  if (value.kind === 'call') return [{ kind: 'reference', name: value.name.text, span: value.name.span }, ...value.args]
  const its = unquoted(value)
  return its.kind === 'words' ? its.items : [its]
}

function interfacesOf(index: TopologyIndex, device: string): Set<string> {
  const id = index.nodeId.get(device) ?? -1
  const stated = index.topology.interfaces.filter(({ node }) => node === device).map(({ name }) => name)
  const linked = index.adjacencyByInterface[id]?.keys() ?? []
  const own = index.ports.filter((port) => port.device === id).map((port) => port.interface)
  return new Set([...[...linked, ...stated].sort(), ...own.filter((name) => isReserved(name))])
}

const isReserved = (name: string): boolean => name === stubInterface || name === localInterface
