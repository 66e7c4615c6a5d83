import type { Action, Control, Expression, FieldName, Program, Step, Table } from './program.js'
import { actionOf, meterOf, scopedName, standardMetadata, widthOf } from './program.js'

type Json = unknown

/** The program as the JSON that BMv2's simple_switch loads (its format 2.23). */
export function writeBmv2(program: Program): string {
  const flow = new ControlFlow(program, program.control)
  const egress = new ControlFlow(program, program.egress, flow)
  const json = {
    header_types: headerTypes(program),
    headers: headers(program),
    header_stacks: [],
    header_union_types: [],
    header_unions: [],
    header_union_stacks: [],
    field_lists: [{ id: 1, name: 'preserved', elements: program.preserved.map((name) => fieldJson(['meta', name])) }],
    errors: [],
    enums: [],
    parsers: [parser(program)],
    parse_vsets: [],
    deparsers: [{ name: 'deparser', id: 0, order: program.headers.map(({ name }) => name) }],
    meter_arrays: program.meters.map(({ size, ...meter }, id) => ({
      name: scopedName(meter),
      id,
      is_direct: false,
      size,
      rate_count: 2,
      type: 'bytes',
    })),
    counter_arrays: program.tables.map((table, id) => ({
      name: `${scopedName(table)}_counter`,
      id,
      is_direct: true,
      binding: scopedName(table),
    })),
    register_arrays: program.registers.map(({ name, size, width }, id) => ({
      name: `ingress.${name}`,
      id,
      size,
      bitwidth: width,
    })),
    calculations: program.checksums.map((one, id) => calculation(program, one, id)),
    checksums: program.checksums.map(({ header, field }, id) => ({
      name: `checksum_${id}`,
      id,
      target: [header, field],
      type: 'generic',
      calculation: `calculation_${id}`,
      verify: false,
      update: true,
      if_cond: { type: 'expression', value: validity(header) },
    })),
    learn_lists: [],
    actions: program.actions.map((action, id) => actionJson(program, action, id)),
    pipelines: [
      {
        name: 'ingress',
        id: 0,
        init_table: flow.first,
        tables: flow.tables,
        action_profiles: program.selectors.map(({ name, size, fields }, id) => ({
          name: `ingress.${name}`,
          id,
          max_size: size,
          selector: { algo: 'crc16', input: fields.map((field) => fieldJson(field)) },
        })),
        conditionals: flow.conditionals,
      },
      {
        name: 'egress',
        id: 1,
        init_table: egress.first,
        tables: egress.tables,
        action_profiles: [],
        conditionals: egress.conditionals,
      },
    ],
    extern_instances: [],
    field_aliases: [],
    program: `${program.name}.p4`,
    __meta__: { version: [2, 23], compiler: 'ParaNet write-program' },
  }
  return `${JSON.stringify(json, null, 1)}\n`
}

function headerTypes(program: Program): Json[] {
  const named = [
    {
      name: 'scalars_0',
      fields: program.metadata.fields.map(([name, width]) => [`userMetadata.${name}`, width] as const),
    },
    { name: 'standard_metadata', fields: standardMetadata.fields },
    ...program.headers.map(({ name, fields }) => ({ name: `${name}_t`, fields })),
  ]
  return named.map(({ name, fields }, id) => {
    const bits = fields.reduce((sum, [, width]) => sum + width, 0)
    const padding = name === 'scalars_0' && bits % 8 !== 0 ? [['_padding_0', 8 - (bits % 8), false]] : []
    return { name, id, fields: [...fields.map(([field, width]) => [field, width, false]), ...padding] }
  })
}

const headers = (program: Program): Json[] =>
  [
    { name: 'scalars', type: 'scalars_0', metadata: true },
    { name: 'standard_metadata', type: 'standard_metadata', metadata: true },
    ...program.headers.map(({ name }) => ({ name, type: `${name}_t`, metadata: false })),
  ].map(({ name, type, metadata }, id) => ({ name, id, header_type: type, metadata, pi_omit: true }))

function parser(program: Program): Json {
  return {
    name: 'parser',
    id: 0,
    init_state: 'start',
    parse_states: program.parser.map(({ name, header, select, next }, id) => ({
      name,
      id,
      parser_ops: [{ op: 'extract', parameters: [{ type: 'regular', value: header }] }],
      transitions: [
        ...next.map(({ values, state }) => ({
          type: 'hexstr',
          value: `0x${values.map((value, i) => hexOf(value, bytesOf(widthOf(program, [header, select[i] ?? ''])))).join('')}`,
          mask: null,
          next_state: state,
        })),
        { type: 'default', value: null, mask: null, next_state: null },
      ],
      transition_key: select.map((field) => ({ type: 'field', value: [header, field] })),
    })),
  }
}

/** Keys of the parser are whole bytes each. */
const bytesOf = (width: number): number => Math.ceil(width / 8)

const hexOf = (value: number, bytes: number): string => value.toString(16).padStart(bytes * 2, '0')

function calculation({ headers: all }: Program, { header, field }: Program['checksums'][number], id: number): Json {
  const fields = all.find(({ name }) => name === header)?.fields ?? []
  const input = fields.filter(([name]) => name !== field).map(([name]) => ({ type: 'field', value: [header, name] }))
  return { name: `calculation_${id}`, id, algo: 'csum16', input }
}

function place([owner, name]: FieldName): readonly [string, string] {
  if (owner === 'meta') return ['scalars', `userMetadata.${name}`]
  return [owner === 'sm' ? 'standard_metadata' : owner, name]
}

const fieldJson = (field: FieldName): Json => ({ type: 'field', value: place(field) })

const validity = (header: string): Json => ({
  op: 'd2b',
  left: null,
  right: { type: 'field', value: [header, '$valid$'] },
})

function expressionJson(expression: Expression): Json {
  switch (expression.kind) {
    case 'field':
      return fieldJson(expression.field)
    case 'value':
      return { type: 'hexstr', value: `0x${hexOf(expression.value, bytesOf(expression.width))}` }
    case 'valid':
      return { type: 'expression', value: validity(expression.header) }
    default:
      return {
        type: 'expression',
        value: { op: expression.op, left: expressionJson(expression.left), right: expressionJson(expression.right) },
      }
  }
}

const actionJson = (program: Program, action: Action, id: number): Json => ({
  name: scopedName(action),
  id,
  runtime_data: action.parameters.map(({ name, width }) => ({ name, bitwidth: width })),
  primitives: action.steps.flatMap((step) => primitives(program, action, step)),
})

function primitives(program: Program, { parameters }: Action, step: Step): Json[] {
  const parameter = (name: string) => ({
    type: 'runtime_data',
    value: parameters.findIndex((one) => one.name === name),
  })
  switch (step.kind) {
    case 'set': {
      const { value } = step
      const given = typeof value === 'string' ? parameter(value) : fitted(program, step.field, value)
      return [{ op: 'assign', parameters: [fieldJson(step.field), given] }]
    }
    case 'drop':
      return [
        { op: 'mark_to_drop', parameters: [{ type: 'header', value: 'standard_metadata' }] },
        { op: 'exit', parameters: [] },
      ]
    case 'clone':
      return [
        {
          op: 'clone_ingress_pkt_to_egress',
          parameters: [expressionJson(step.session), { type: 'hexstr', value: '0x1' }],
        },
      ]
    case 'meter':
      return [
        {
          op: 'execute_meter',
          parameters: [
            { type: 'meter_array', value: scopedName(meterOf(program, step.meter)) },
            parameter(step.index),
            fieldJson(step.result),
          ],
        },
      ]
    default:
      return [
        {
          op: 'register_read',
          parameters: [
            fieldJson(step.result),
            { type: 'register_array', value: `ingress.${step.register}` },
            { type: 'hexstr', value: '0x00000000' },
          ],
        },
      ]
  }
}

/** Arithmetic is cut to the width of where it goes. */
function fitted(program: Program, to: FieldName, value: Expression): Json {
  if (value.kind !== 'op') return expressionJson(value)
  const ones = `0x${((1n << BigInt(widthOf(program, to))) - 1n).toString(16)}`
  return {
    type: 'expression',
    value: {
      type: 'expression',
      value: { op: '&', left: expressionJson(value), right: { type: 'hexstr', value: ones } },
    },
  }
}

/** Lays the control out as BMv2 wants it: tables and conditionals that name who is next, from the last to the first. */
class ControlFlow {
  readonly #program: Program
  readonly first: string | null
  readonly tables: Json[] = []
  readonly conditionals: Json[] = []
  /** What another flow has numbered already. */
  readonly #before: { readonly tables: number; readonly conditionals: number }
  #runs = 0

  /** `before`: the flow of a pipeline before this one. */
  constructor(program: Program, controls: readonly Control[], before?: ControlFlow) {
    this.#program = program
    this.#before = { tables: before?.tables.length ?? 0, conditionals: before?.conditionals.length ?? 0 }
    this.#runs = before?.runs ?? 0
    this.first = this.#list(controls, null)
    this.tables.reverse()
    this.conditionals.reverse()
  }

  get runs(): number {
    return this.#runs
  }

  #list(controls: readonly Control[], next: string | null): string | null {
    return controls.reduceRight((after, control) => this.#one(control, after), next)
  }

  #one(control: Control, next: string | null): string {
    if (control.kind === 'apply') {
      const table = this.#program.tables.find(({ name }) => name === control.table) as Table
      this.tables.push(this.#table(scopedName(table), table, next))
      return scopedName(table)
    }
    if (control.kind === 'run') {
      const name = `run_${this.#runs++}_${control.action}`
      const table = { keys: [], actions: [control.action], defaultAction: control.action, size: 1 }
      this.tables.push(this.#table(name, table, next))
      return name
    }
    const whenTrue = this.#list(control.inside, next)
    const whenFalse = control.otherwise ? this.#list(control.otherwise, next) : next
    const id = this.#before.conditionals + this.conditionals.length
    const name = `node_${id}`
    this.conditionals.push({
      name,
      id,
      expression: conditionJson(control.condition),
      true_next: whenTrue,
      false_next: whenFalse,
    })
    return name
  }

  #table(
    name: string,
    {
      keys,
      actions,
      defaultAction,
      size,
      selector,
    }: Pick<Table, 'keys' | 'actions' | 'defaultAction' | 'size' | 'selector'>,
    next: string | null,
  ): Json {
    const all = [...new Set([...actions, ...(defaultAction === undefined ? [] : [defaultAction])])]
    const scoped = (action: string) => scopedName(actionOf(this.#program, action))
    const idOf = (action: string) => this.#program.actions.findIndex((one) => one.name === action)
    const width = (one: { width: number }) => `0x${hexOf(0, bytesOf(one.width))}`
    return {
      name,
      id: this.#before.tables + this.tables.length,
      key: keys.map((key) => ({ match_type: key.kind, name: key.name, target: place(key.field), mask: null })),
      match_type:
        (['range', 'ternary', 'lpm'] as const).find((kind) => keys.some((key) => key.kind === kind)) ?? 'exact',
      type: selector === undefined ? 'simple' : 'indirect_ws',
      ...(selector === undefined ? {} : { action_profile: `ingress.${selector}` }),
      max_size: size,
      with_counters: keys.length > 0,
      support_timeout: false,
      direct_meters: null,
      action_ids: all.map(idOf),
      actions: all.map(scoped),
      base_default_next: next,
      next_tables: Object.fromEntries(all.map((action) => [scoped(action), next])),
      ...(defaultAction === undefined
        ? {}
        : {
            default_entry: {
              action_id: idOf(defaultAction),
              action_const: keys.length === 0,
              action_data: actionOf(this.#program, defaultAction).parameters.map(width),
              action_entry_const: keys.length === 0,
            },
          }),
    }
  }
}

function conditionJson(expression: Expression): Json {
  const json = expressionJson(expression) as { type: string; value: Json }
  return json.type === 'expression' ? json : { type: 'expression', value: json }
}
