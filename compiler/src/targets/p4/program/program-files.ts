import type { Program } from './program.js'
import { writeBmv2 } from './write-bmv2.js'
import { writeP4 } from './write-p4.js'
import { writeP4Info } from './write-p4info.js'

/** The three forms of a program, by the names of their files. */
export const programFiles = (program: Program): ReadonlyMap<string, string> =>
  new Map([
    [`${program.name}.p4`, writeP4(program)],
    [`${program.name}.p4info.txt`, writeP4Info(program)],
    [`${program.name}.json`, writeBmv2(program)],
  ])
