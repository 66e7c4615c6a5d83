import { contentHash } from '@paranet/network'
import type { Action, Program, Table } from './program.js'
import { actionOf, scopedName, widthOf } from './program.js'

/** The first byte of ids, as P4Runtime says for each kind of object. */
const prefixes = {
  action: 0x01,
  table: 0x02,
  actionProfile: 0x11,
  directCounter: 0x13,
  meter: 0x14,
  register: 0x16,
} as const

/** The id of an object: the byte of its kind, then 24 bits of a hash of its name, so that it stays while the name does. */
export const p4Id = (kind: keyof typeof prefixes, name: string): number =>
  prefixes[kind] * 0x100_0000 + Number.parseInt(contentHash(`${kind} ${name}`).slice(0, 6), 16)

const kindNames = { exact: 'EXACT', lpm: 'LPM', ternary: 'TERNARY', range: 'RANGE' } as const

/** The program's P4Info as text of protocol buffers. */
export function writeP4Info(program: Program): string {
  const lines = [
    '# SPDX-License-Identifier: MIT',
    'pkg_info {',
    `  name: "${program.name}"`,
    '  arch: "v1model"',
    '}',
    ...program.tables.flatMap((table) => tableLines(program, table)),
    ...program.actions.flatMap(actionLines),
    ...program.selectors.flatMap(({ name, size }) => [
      'action_profiles {',
      ...preamble('actionProfile', name),
      ...program.tables
        .filter(({ selector }) => selector === name)
        .map((table) => `  table_ids: ${p4Id('table', table.name)}`),
      '  with_selector: true',
      `  size: ${size}`,
      `  max_group_size: 0`,
      '}',
    ]),
    ...program.tables.flatMap(({ name, control }) => [
      'direct_counters {',
      ...preamble('directCounter', `${name}_counter`, control),
      '  spec {',
      '    unit: BOTH',
      '  }',
      `  direct_table_id: ${p4Id('table', name)}`,
      '}',
    ]),
    ...program.meters.flatMap(({ name, size, control }) => [
      'meters {',
      ...preamble('meter', name, control),
      '  spec {',
      '    unit: BYTES',
      '  }',
      `  size: ${size}`,
      '}',
    ]),
    ...program.registers.flatMap(({ name, width, size }) => [
      'registers {',
      ...preamble('register', name),
      '  type_spec {',
      '    bitstring {',
      '      bit {',
      `        bitwidth: ${width}`,
      '      }',
      '    }',
      '  }',
      `  size: ${size}`,
      '}',
    ]),
    '',
  ]
  return lines.join('\n')
}

const preamble = (kind: keyof typeof prefixes, name: string, control?: Action['control']): string[] => [
  '  preamble {',
  `    id: ${p4Id(kind, name)}`,
  `    name: "${scopedName({ name, ...(control ? { control } : {}) })}"`,
  `    alias: "${name}"`,
  '  }',
]

function tableLines(
  program: Program,
  { name, keys, actions, defaultAction, size, selector, control }: Table,
): string[] {
  return [
    'tables {',
    ...preamble('table', name, control),
    ...keys.flatMap((key, i) => [
      '  match_fields {',
      `    id: ${i + 1}`,
      `    name: "${key.name}"`,
      `    bitwidth: ${widthOf(program, key.field)}`,
      `    match_type: ${kindNames[key.kind]}`,
      '  }',
    ]),
    ...[...new Set([...actions, ...(defaultAction === undefined ? [] : [defaultAction])])].flatMap((action) => [
      '  action_refs {',
      `    id: ${p4Id('action', actionOf(program, action).name)}`,
      '  }',
    ]),
    ...(selector === undefined ? [] : [`  implementation_id: ${p4Id('actionProfile', selector)}`]),
    `  direct_resource_ids: ${p4Id('directCounter', `${name}_counter`)}`,
    `  size: ${size}`,
    '}',
  ]
}

const actionLines = ({ name, parameters, control }: Action): string[] => [
  'actions {',
  ...preamble('action', name, control),
  ...parameters.flatMap((one, i) => [
    '  params {',
    `    id: ${i + 1}`,
    `    name: "${one.name}"`,
    `    bitwidth: ${one.width}`,
    '  }',
  ]),
  '}',
]
