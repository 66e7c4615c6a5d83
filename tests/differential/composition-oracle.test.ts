import { expect, test } from 'vitest'
import { composeBothWays } from '../support/composition-case.js'

const first = Number(process.env['SEED'] ?? 1)
const cases = 120

test(`conflicts, shadows and repetitions of ${cases} small cases, from seed ${first}, are those that packet by packet shows`, () => {
  let told = 0
  for (let seed = first; seed < first + cases; seed++) {
    const { expected, found, wrong } = composeBothWays(seed)
    expect({ seed, found, wrong }).toEqual({ seed, found: expected, wrong: [] })
    told += found.length
  }
  expect(told).toBeGreaterThan(cases / 5)
})
