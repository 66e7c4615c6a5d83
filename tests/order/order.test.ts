import { expect, test } from 'vitest'
import { checkOrder } from './check-order.js'
import { randomChange } from './random-change.js'

test('of random changes every state in between is clean, or no order is: by walking packets through every state', () => {
  const kinds = { found: 0, none: 0, unknown: 0 }
  for (let seed = 1; seed <= 120; seed++) {
    const { kind, against } = checkOrder(randomChange(seed))
    kinds[kind]++
    expect(against, `seed ${seed}`).toEqual([])
  }
  expect(kinds.unknown).toBe(0)
  expect(Math.min(kinds.found, kinds.none)).toBeGreaterThan(10)
})
