import type { TernaryNetwork } from '@paranet/verifier'
import { randomTables as tables } from '../../verifier/src/ternary/testing/random-tables.js'

const fields = [
  { name: 'vlan', bits: 6 },
  { name: 'dst', bits: 12 },
  { name: 'src', bits: 10 },
  { name: 'port', bits: 8 },
]

/** Boxes with random rules over a header of 36 bits. */
export const randomTables = (below: (end: number) => number): TernaryNetwork =>
  tables(below, { fields, written: below(4), boxes: 5, fewest: 2, rules: 12 })
