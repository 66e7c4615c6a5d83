import { expect, test } from 'vitest'
import { faultsOf, infeasibleCase } from '../support/infeasible-case.js'

const first = Number(process.env['SEED'] ?? 1)
const wanted = 12

test(`${wanted} random wishes that cannot be, from seed ${first}: a minimal conflict, and something smaller that compiles`, () => {
  let tried = 0
  for (let seed = first; tried < wanted; seed++) {
    const one = infeasibleCase(seed)
    if (!one) continue
    tried++
    expect({ seed, faults: faultsOf(one) }).toEqual({ seed, faults: [] })
  }
})
