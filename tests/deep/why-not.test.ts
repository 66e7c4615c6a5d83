import { expect, test } from 'vitest'
import { faultsOf, infeasibleCase } from '../support/infeasible-case.js'

const first = Number(process.env['SEED'] ?? 1000)
const wanted = 200

test(`${wanted} random wishes that cannot be, from seed ${first}: a minimal conflict, and something smaller that compiles`, () => {
  let tried = 0
  const sizes = new Map<number, number>()
  for (let seed = first; tried < wanted; seed++) {
    const one = infeasibleCase(seed)
    if (!one) continue
    tried++
    expect({ seed, faults: faultsOf(one) }).toEqual({ seed, faults: [] })
    sizes.set(one.found.conflict.length, (sizes.get(one.found.conflict.length) ?? 0) + 1)
  }
  console.log(`SEED=${first}: parts of a conflict ${JSON.stringify([...sizes].sort(([a], [b]) => a - b))}`)
})
