import { expect, test } from 'vitest'
import { checkOrder, checkRollout } from '../order/check-order.js'
import { randomChange } from '../order/random-change.js'

const first = Number(process.env['SEED'] ?? 1) * 1000

test('of a thousand changes every state in between is clean, or no order is', { timeout: 120_000 }, () => {
  const seen = { found: 0, none: 0, inParts: 0 }
  for (let seed = first; seed < first + 1000; seed++) {
    const change = randomChange(seed)
    const { kind, against } = checkOrder(change)
    expect([kind, ...against], `seed ${seed}`).not.toContain('unknown')
    expect(against, `seed ${seed}`).toEqual([])
    if (kind === 'unknown') continue
    seen[kind]++
    if (kind === 'found') continue
    const rollout = checkRollout(change)
    expect(rollout.against, `seed ${seed}: rollout`).toEqual([])
    if (rollout.isOrdered) seen.inParts++
  }
  console.log(`SEED=${first / 1000}: ${JSON.stringify(seen)}`)
  expect(seen.inParts).toBeGreaterThan(0)
})
