import type { Action, Control, Expression, FieldName, Header, Program, Scope, Step, Table } from './program.js'
import { actionOf, widthOf } from './program.js'

/** The program as P4-16 for v1model. */
export function writeP4(program: Program): string {
  const lines = [
    '// SPDX-License-Identifier: MIT',
    '// A ParaNet router: one table for each stage of the lookup on device state. Written by write-program.ts.',
    '#include <core.p4>',
    '#include <v1model.p4>',
    '',
    ...program.headers.flatMap((header) => [...structLines('header', header, '_t'), '']),
    'struct headers_t {',
    ...program.headers.map(({ name }) => `  ${name}_t ${name};`),
    '}',
    '',
    ...metadataLines(program),
    '',
    ...parserLines(program),
    '',
    'control verify_checksums(inout headers_t hdr, inout metadata_t meta) { apply { } }',
    '',
    ...ingressLines(program),
    '',
    ...egressLines(program),
    '',
    ...checksumLines(program),
    '',
    'control deparser(packet_out packet, in headers_t hdr) {',
    '  apply {',
    ...program.headers.map(({ name }) => `    packet.emit(hdr.${name});`),
    '  }',
    '}',
    '',
    'V1Switch(packet_parser(), verify_checksums(), ingress(), egress(), compute_checksums(), deparser()) main;',
    '',
  ]
  return lines.join('\n')
}

const structLines = (kind: string, { name, fields }: Header, ending: string): string[] => [
  `${kind} ${name}${ending} {`,
  ...fields.map(([field, width]) => `  bit<${width}> ${field};`),
  '}',
]

/** Fields that copies keep are in a list of their own. */
const metadataLines = ({ metadata, preserved }: Program): string[] =>
  structLines('struct', { ...metadata, name: 'metadata' }, '_t').map((line) =>
    preserved.some((name) => line.endsWith(` ${name};`)) ? line.replace('bit<', '@field_list(1) bit<') : line,
  )

const egressLines = (program: Program): string[] => [
  'control egress(inout headers_t hdr, inout metadata_t meta, inout standard_metadata_t sm) {',
  ...ownLines(program, 'egress'),
  '  apply {',
  ...program.egress.flatMap((control) => controlLines(control, '    ')),
  '  }',
  '}',
]

function parserLines({ parser }: Program): string[] {
  return [
    'parser packet_parser(packet_in packet, out headers_t hdr, inout metadata_t meta, inout standard_metadata_t sm) {',
    ...parser.flatMap(({ name, header, select, next }) => [
      `  state ${name} {`,
      `    packet.extract(hdr.${header});`,
      ...(next.length === 0
        ? ['    transition accept;']
        : [
            `    transition select(${select.map((field) => `hdr.${header}.${field}`).join(', ')}) {`,
            ...next.map(({ values, state }) => `      ${valueSet(values)}: ${state};`),
            '      default: accept;',
            '    }',
          ]),
      '  }',
    ]),
    '}',
  ]
}

const valueSet = (values: readonly number[]): string =>
  values.length === 1 ? `${values[0]}` : `(${values.join(', ')})`

function ingressLines(program: Program): string[] {
  return [
    'control ingress(inout headers_t hdr, inout metadata_t meta, inout standard_metadata_t sm) {',
    ...program.registers.map(({ name, width, size }) => `  register<bit<${width}>>(${size}) ${name};`),
    ...program.selectors.map(({ name, size }) => `  action_selector(HashAlgorithm.crc16, ${size}, 16) ${name};`),
    ...ownLines(program, undefined),
    '  apply {',
    ...program.control.flatMap((control) => controlLines(control, '    ')),
    '  }',
    '}',
  ]
}

/** The meters, counters, actions and tables of a control. */
function ownLines(program: Program, of: Scope['control']): string[] {
  const isIts = ({ control }: Scope) => control === of
  return [
    ...program.meters.filter(isIts).map(({ name, size }) => `  meter(${size}, MeterType.bytes) ${name};`),
    ...program.tables
      .filter(isIts)
      .map(({ name }) => `  direct_counter(CounterType.packets_and_bytes) ${name}_counter;`),
    '',
    ...program.actions.filter(isIts).flatMap((action) => actionLines(program, action)),
    '',
    ...program.tables.filter(isIts).flatMap((table) => tableLines(program, table)),
  ]
}

function actionLines(program: Program, { name, says, parameters, steps }: Action): string[] {
  const list = parameters.map((one) => `bit<${one.width}> ${one.name}`).join(', ')
  return [
    `  // ${says}`,
    `  action ${name}(${list}) {${steps.length === 0 ? ' }' : ''}`,
    ...steps.map((step) => `    ${stepText(program, step)}`),
    ...(steps.length === 0 ? [] : ['  }']),
  ]
}

function stepText(program: Program, step: Step): string {
  switch (step.kind) {
    case 'set':
      return `${fieldText(step.field)} = ${castText(program, step.field, step.value)};`
    case 'drop':
      return 'mark_to_drop(sm); exit;'
    case 'meter':
      return `${step.meter}.execute_meter(${step.index}, ${fieldText(step.result)});`
    case 'clone':
      return `clone_preserving_field_list(CloneType.I2E, (bit<32>)${expressionText(step.session)}, 1);`
    default:
      return `${step.register}.read(${fieldText(step.result)}, 0);`
  }
}

function castText(program: Program, to: FieldName, value: string | Expression): string {
  if (typeof value === 'string') return value
  const isWider = value.kind === 'field' && widthOf(program, value.field) < widthOf(program, to)
  return isWider ? `(bit<${widthOf(program, to)}>)${expressionText(value)}` : expressionText(value)
}

const fieldText = ([owner, name]: FieldName): string =>
  `${owner === 'meta' || owner === 'sm' ? owner : `hdr.${owner}`}.${name}`

function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case 'field':
      return fieldText(expression.field)
    case 'value':
      return `${expression.width}w${expression.value}`
    case 'valid':
      return `hdr.${expression.header}.isValid()`
    default: {
      const op = { and: '&&', or: '||' }[expression.op as string] ?? expression.op
      return `${expressionText(expression.left)} ${op} ${expressionText(expression.right)}`
    }
  }
}

function tableLines(program: Program, { name, says, keys, actions, defaultAction, size, selector }: Table): string[] {
  const selected = program.selectors.find((one) => one.name === selector)
  const args = defaultAction === undefined ? [] : actionOf(program, defaultAction).parameters.map(() => '0')
  return [
    `  // ${says}`,
    `  table ${name} {`,
    '    key = {',
    ...keys.map((key) => `      ${fieldText(key.field)}: ${key.kind} @name("${key.name}");`),
    ...(selected?.fields ?? []).map((field) => `      ${fieldText(field)}: selector;`),
    '    }',
    `    actions = { ${actions.join('; ')}; }`,
    ...(defaultAction === undefined ? [] : [`    default_action = ${defaultAction}(${args.join(', ')});`]),
    ...(selector === undefined ? [] : [`    implementation = ${selector};`]),
    `    counters = ${name}_counter;`,
    `    size = ${size};`,
    '  }',
    '',
  ]
}

function controlLines(control: Control, indent: string): string[] {
  if (control.kind === 'apply') return [`${indent}${control.table}.apply();`]
  if (control.kind === 'run') return [`${indent}${control.action}();`]
  const inside = (list: readonly Control[]) => list.flatMap((one) => controlLines(one, `${indent}  `))
  return [
    `${indent}if (${expressionText(control.condition)}) {`,
    ...inside(control.inside),
    ...(control.otherwise ? [`${indent}} else {`, ...inside(control.otherwise)] : []),
    `${indent}}`,
  ]
}

function checksumLines({ checksums, headers }: Program): string[] {
  return [
    'control compute_checksums(inout headers_t hdr, inout metadata_t meta) {',
    '  apply {',
    ...checksums.map(({ header, field }) => {
      const fields = headers.find(({ name }) => name === header)?.fields ?? []
      const input = fields.filter(([name]) => name !== field).map(([name]) => `hdr.${header}.${name}`)
      return `    update_checksum(hdr.${header}.isValid(), { ${input.join(', ')} }, hdr.${header}.${field}, HashAlgorithm.csum16);`
    }),
    '  }',
    '}',
  ]
}
