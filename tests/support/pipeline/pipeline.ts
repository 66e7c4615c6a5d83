import { FrameState } from './frame-state.js'
import type { ActionJson, ConditionalJson, Operand, Operation, PipelineJson, TableJson } from './pipeline-json.js'

/** A table entry as a controller writes it: matches `0x…`, `0x…&&&0x…`, `0x…/LENGTH` or `FIRST..LAST` by key; an action, or a group. */
export interface InstalledEntry {
  readonly table: string
  readonly match: Readonly<Record<string, string>>
  readonly priority?: number
  readonly action?: string
  readonly params?: Readonly<Record<string, string>>
  readonly group?: number
}

/** A port where a copy goes out. */
export interface Replica {
  readonly egressPort: number
}

/** What is written into a pipeline. */
export interface Installed {
  readonly entries: readonly InstalledEntry[]
  readonly defaults: readonly {
    readonly table: string
    readonly action: string
    readonly params: Readonly<Record<string, string>>
  }[]
  readonly members: readonly {
    readonly id: number
    readonly action: string
    readonly params: Readonly<Record<string, string>>
  }[]
  readonly cloneSessions?: readonly { readonly session: number; readonly replicas: readonly Replica[] }[]
  readonly multicastGroups?: readonly { readonly group: number; readonly replicas: readonly Replica[] }[]
  readonly groups: readonly {
    readonly id: number
    readonly members: readonly { readonly member: number; readonly watchPort: number }[]
  }[]
}

/** What became of a frame: dropped where `port` is absent. `meters`: indices in the order in which they were asked. */
export interface Outcome {
  readonly port?: number
  readonly bytes: Buffer
  readonly meters: readonly number[]
  /** For mirrors. */
  readonly copies: readonly Copy[]
  /** Of a packet to a group, those that the egress let out. */
  readonly replicas: readonly Copy[]
}

export interface Copy {
  readonly port: number
  readonly bytes: Buffer
  readonly meters: readonly number[]
}

/** What a switch is like while a frame passes. */
export interface Conditions {
  readonly livePorts: ReadonlySet<number>
  /** Which of a group's members that are up. */
  choose(count: number): number
}

const dropPort = 511n

/** The name of a table or an action as a controller says it: without its control. */
const aliasOf = (name: string): string => name.slice(name.indexOf('.') + 1)

/** Executes the JSON of a BMv2 pipeline: parser, ingress, replication, egress, checksums, deparser. It knows no table, header or action of any program; of primitives those
 *  that our program uses. Meters are always green. */
export class Pipeline {
  readonly #json: PipelineJson
  readonly #tables: ReadonlyMap<string, TableJson>
  readonly #conditionals: ReadonlyMap<string, ConditionalJson>
  readonly #actions: ReadonlyMap<string, ActionJson>
  readonly #entries = new Map<string, InstalledEntry[]>()
  readonly #installed: Installed

  constructor(json: PipelineJson, installed: Installed) {
    this.#json = json
    this.#installed = installed
    this.#tables = new Map(json.pipelines.flatMap(({ tables }) => tables).map((one) => [one.name, one]))
    this.#conditionals = new Map(json.pipelines.flatMap((one) => one.conditionals).map((one) => [one.name, one]))
    this.#actions = new Map(json.actions.map((one) => [aliasOf(one.name), one]))
    const tables = new Set([...this.#tables.keys()].map(aliasOf))
    for (const entry of installed.entries) {
      if (!tables.has(entry.table)) throw new Error(`the pipeline has no table ${entry.table}`)
      this.#entries.set(entry.table, [...(this.#entries.get(entry.table) ?? []), entry])
    }
  }

  process(bytes: Buffer, inPort: number, conditions: Conditions): Outcome {
    const run = new Run(this.#json, conditions)
    run.state.set(['standard_metadata', 'ingress_port'], BigInt(inPort))
    const rest = this.#parse(run.state, bytes)
    this.#apply(run, 0)
    const out = run.state.get(['standard_metadata', 'egress_spec'])
    const group = Number(run.state.get(['standard_metadata', 'mcast_grp']))
    const copies = run.clone ? this.#copies(run, run.clone, bytes) : []
    const replicas = out !== dropPort && group !== 0 ? this.#replicas(run, group, rest) : []
    const left = out !== dropPort && group === 0 ? this.#leave(run, Number(out), 0n, rest) : undefined
    return {
      ...(left?.isOut ? { port: left.port } : {}),
      bytes: left?.bytes ?? bytes,
      meters: left?.meters ?? run.meters,
      copies,
      replicas,
    }
  }

  /** A packet through the egress, to a port. */
  #leave(run: Run, port: number, instance: bigint, rest: Buffer): Copy & { readonly isOut: boolean } {
    run.isOver = false
    run.state.set(['standard_metadata', 'egress_port'], BigInt(port))
    run.state.set(['standard_metadata', 'egress_spec'], 0n)
    run.state.set(['standard_metadata', 'instance_type'], instance)
    this.#apply(run, 1)
    const isOut = run.state.get(['standard_metadata', 'egress_spec']) !== dropPort
    return { port, bytes: this.#emit(run, rest), meters: run.meters, isOut }
  }

  /** Each with all that the ingress said of the packet. */
  #replicas(run: Run, group: number, rest: Buffer): Copy[] {
    const made = this.#installed.multicastGroups?.find((one) => one.group === group)
    if (!made) throw new Error(`nobody made the group ${group}`)
    return made.replicas
      .map(({ egressPort }) => this.#leave(run.copied(this.#json), egressPort, 5n, rest))
      .filter(({ isOut }) => isOut)
  }

  /** The frame as it came in, with the fields that the list keeps, through the egress. */
  #copies(from: Run, { session, list }: NonNullable<Run['clone']>, bytes: Buffer): Copy[] {
    const made = this.#installed.cloneSessions?.find((one) => one.session === session)
    if (!made) throw new Error(`nobody made the session ${session}`)
    return made.replicas.map(({ egressPort }) => {
      const run = new Run(this.#json, from.conditions)
      const rest = this.#parse(run.state, bytes)
      for (const kept of this.#json.field_lists.find(({ id }) => id === list)?.elements ?? [])
        if (kept.type === 'field') run.state.set(kept.value, from.state.get(kept.value))
      return this.#leave(run, egressPort, 1n, rest)
    })
  }

  #apply(run: Run, pipeline: number): void {
    let next = this.#json.pipelines[pipeline]?.init_table ?? null
    while (next !== null && !run.isOver) next = this.#step(run, next)
  }

  #emit(run: Run, rest: Buffer): Buffer {
    for (const { target, calculation, update, if_cond: condition } of this.#json.checksums)
      if (update && (condition === null || run.value(condition) !== 0n))
        run.state.set(target, this.#checksum(run, calculation))
    return Buffer.concat([run.state.emit(this.#json.deparsers[0]?.order ?? []), rest])
  }

  #parse(state: FrameState, bytes: Buffer): Buffer {
    const [parser] = this.#json.parsers
    let name: string | null = parser?.init_state ?? null
    let offset = 0
    while (name !== null) {
      const at = parser?.parse_states.find((one) => one.name === name)
      if (!at) throw new Error(`the parser has no state ${name}`)
      for (const { op, parameters } of at.parser_ops) {
        if (op !== 'extract') throw new Error(`the parser does ${op}`)
        const behind = state.extract(parameters[0]?.value ?? '', bytes, offset)
        if (behind === undefined) return bytes.subarray(offset >> 3)
        offset = behind
      }
      const key = at.transition_key
        .map(({ value }) =>
          state
            .get(value)
            .toString(16)
            .padStart(Math.ceil(state.width(value) / 8) * 2, '0'),
        )
        .join('')
      const taken = at.transitions.find(
        ({ type, value }) => type === 'default' || (key !== '' && BigInt(value ?? 0) === BigInt(`0x${key}`)),
      )
      name = taken?.next_state ?? null
    }
    return bytes.subarray(offset >> 3)
  }

  #step(run: Run, name: string): string | null {
    const conditional = this.#conditionals.get(name)
    if (conditional) return run.value(conditional.expression) === 0n ? conditional.false_next : conditional.true_next
    const table = this.#tables.get(name)
    if (!table) throw new Error(`the pipeline has nothing that is called ${name}`)
    const called = this.#lookUp(run, table)
    if (!called) return table.base_default_next
    run.perform(called.action, called.data)
    return table.next_tables[called.action.name] ?? null
  }

  #lookUp(run: Run, table: TableJson): { action: ActionJson; data: readonly bigint[] } | undefined {
    const alias = aliasOf(table.name)
    const hit = best((this.#entries.get(alias) ?? []).filter((entry) => meets(run.state, table, entry)))
    const given = this.#installed.defaults.find((one) => one.table === alias)
    if (hit?.group !== undefined) return this.#choose(run, hit.group)
    if (hit?.action !== undefined || given) {
      const called = hit ?? given
      if (!table.actions.map(aliasOf).includes(called?.action ?? ''))
        throw new Error(`${table.name} cannot do ${called?.action}`)
      return this.#call(called?.action ?? '', called?.params ?? {})
    }
    const { default_entry: own } = table
    const action = own && this.#json.actions[own.action_id]
    return action && { action, data: own.action_data.map(BigInt) }
  }

  #choose(run: Run, id: number): { action: ActionJson; data: readonly bigint[] } | undefined {
    const group = this.#installed.groups.find((one) => one.id === id)
    const live = (group?.members ?? []).filter(({ watchPort }) => run.conditions.livePorts.has(watchPort))
    const chosen = live[run.conditions.choose(live.length)]
    const member = this.#installed.members.find((one) => one.id === chosen?.member)
    return member && this.#call(member.action, member.params)
  }

  #call(name: string, params: Readonly<Record<string, string>>): { action: ActionJson; data: readonly bigint[] } {
    const action = this.#actions.get(name)
    if (!action) throw new Error(`the pipeline has no action ${name}`)
    const data = action.runtime_data.map(({ name: own, bitwidth }) => {
      const value = BigInt(params[own] ?? Number.NaN)
      if (value >> BigInt(bitwidth) !== 0n) throw new Error(`${own} has more than ${bitwidth} bits`)
      return value
    })
    return { action, data }
  }

  #checksum(run: Run, name: string): bigint {
    const { input = [] } = this.#json.calculations.find((one) => one.name === name) ?? {}
    let bits = ''
    for (const operand of input)
      if (operand.type === 'field')
        bits += run.state.get(operand.value).toString(2).padStart(run.state.width(operand.value), '0')
    let sum = 0
    for (const word of bits.match(/.{16}/g) ?? []) sum += Number.parseInt(word, 2)
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
    return BigInt(~sum & 0xffff)
  }
}

/** One frame on its way through a pipeline. */
class Run {
  readonly state: FrameState
  readonly conditions: Conditions
  readonly meters: number[] = []
  clone: { readonly session: number; readonly list: number } | undefined
  isOver = false
  #data: readonly bigint[] = []

  constructor(json: PipelineJson, conditions: Conditions, state = new FrameState(json)) {
    this.state = state
    this.conditions = conditions
  }

  /** The same so far. */
  copied(json: PipelineJson): Run {
    const copy = new Run(json, this.conditions, this.state.copied(json))
    copy.meters.push(...this.meters)
    return copy
  }

  perform(action: ActionJson, data: readonly bigint[]): void {
    this.#data = data
    for (const { op, parameters } of action.primitives) {
      if (this.isOver) return
      this.#primitive(op, parameters)
    }
  }

  #primitive(op: string, [first, second, third]: readonly Operand[]): void {
    if (op === 'assign' && first?.type === 'field' && second) this.state.set(first.value, this.value(second))
    else if (op === 'mark_to_drop') this.state.set(['standard_metadata', 'egress_spec'], dropPort)
    else if (op === 'exit') this.isOver = true
    else if (op === 'clone_ingress_pkt_to_egress' && first && second)
      this.clone = { session: Number(this.value(first)), list: Number(this.value(second)) }
    else if (op === 'execute_meter' && second && third?.type === 'field') {
      this.meters.push(Number(this.value(second)))
      this.state.set(third.value, 0n)
    } else if (op === 'register_read' && first?.type === 'field') {
      let live = 0n
      for (const port of this.conditions.livePorts) live |= 1n << BigInt(port)
      this.state.set(first.value, live)
    } else throw new Error(`the interpreter does not know ${op}`)
  }

  value(operand: Operand): bigint {
    switch (operand.type) {
      case 'field':
        return this.state.get(operand.value)
      case 'hexstr':
        return BigInt(operand.value)
      case 'runtime_data':
        return this.#data[operand.value] ?? 0n
      case 'expression':
        return 'op' in operand.value ? this.#operation(operand.value) : this.value(operand.value)
      default:
        throw new Error(`${operand.type} is no value`)
    }
  }

  #operation({ op, left, right }: Operation): bigint {
    const b = this.value(right)
    const a = left === null ? 0n : this.value(left)
    const truth = (is: boolean) => (is ? 1n : 0n)
    switch (op) {
      case 'd2b':
        return truth(b !== 0n)
      case '==':
        return truth(a === b)
      case '!=':
        return truth(a !== b)
      case '<=':
        return truth(a <= b)
      case 'and':
        return truth(a !== 0n && b !== 0n)
      case 'or':
        return truth(a !== 0n || b !== 0n)
      case '-':
        return a - b
      case '&':
        return a & b
      case '|':
        return a | b
      default:
        throw new Error(`the interpreter does not know the operator ${op}`)
    }
  }
}

/** The entry of the highest priority; among those of an LPM table that with the longest prefix. */
function best(entries: readonly InstalledEntry[]): InstalledEntry | undefined {
  const rankOf = (entry: InstalledEntry) =>
    entry.priority ?? Math.max(0, ...Object.values(entry.match).map((text) => Number(text.split('/')[1] ?? 0)))
  return entries.reduce<InstalledEntry | undefined>(
    (won, one) => (won && rankOf(won) >= rankOf(one) ? won : one),
    undefined,
  )
}

function meets(state: FrameState, { name, key }: TableJson, { match }: InstalledEntry): boolean {
  const foreign = Object.keys(match).find((field) => !key.some((one) => one.name === field))
  if (foreign !== undefined) throw new Error(`${name} has no key ${foreign}`)
  return key.every(({ name: field, match_type: kind, target }) => {
    const text = match[field]
    if (text === undefined) {
      if (kind === 'exact') throw new Error(`${name} wants the key ${field}`)
      return true
    }
    return meetsValue(state.get(target), state.width(target), kind, text)
  })
}

function meetsValue(value: bigint, width: number, kind: string, text: string): boolean {
  if (kind === 'exact') return value === BigInt(text)
  if (kind === 'range') {
    const [first = 0n, last = 0n] = text.split('..').map(BigInt)
    return first <= value && value <= last
  }
  if (kind === 'lpm') {
    const [prefix = '0', length = '0'] = text.split('/')
    const shift = BigInt(width - Number(length))
    return value >> shift === BigInt(prefix) >> shift
  }
  const [wanted = '0', mask = '0'] = text.split('&&&')
  return (value & BigInt(mask)) === BigInt(wanted)
}
