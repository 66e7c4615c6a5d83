import { expect, test } from 'vitest'
import { checkResilience } from '../support/compare-resilience.js'
import { randomCase, samplePackets } from '../support/random-case.js'

const cases = [500, 501, 504, 507, 509, 510, 519].map((seed) => ({
  seed,
  origin: seed % 2 ? ('compiled' as const) : ('filtered' as const),
}))

test.each(cases)('what is survived is what packets see in all failures, on $origin states: seed $seed', (given) => {
  const its = randomCase(given.seed, given.origin)
  expect(checkResilience(its, samplePackets(its, 100)).disagreements).toEqual([])
})
