import { expect, test } from 'vitest'
import { checkOrder } from '../order/check-order.js'
import { randomChange } from '../order/random-change.js'

const first = Number(process.env['SEED'] ?? 1) * 1000

test('of hundreds of changes every state in between is clean, or no order is', { timeout: 120_000 }, () => {
  for (let seed = first; seed < first + 500; seed++) {
    const { kind, against } = checkOrder(randomChange(seed))
    expect([kind, ...against], `seed ${seed}`).not.toContain('unknown')
    expect(against, `seed ${seed}`).toEqual([])
  }
})
