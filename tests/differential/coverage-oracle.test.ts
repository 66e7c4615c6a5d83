import { expect, test } from 'vitest'
import { checkCoverage } from '../support/compare-coverage.js'
import { origins, randomCase, samplePackets } from '../support/random-case.js'

const cases = Array.from({ length: 12 }, (_, i) => ({ seed: 700 + i, origin: origins[i % 3] ?? 'compiled' }))

test.each(cases)('coverage is what walked packets meet, on $origin states: seed $seed', ({ seed, origin }) => {
  const its = randomCase(seed, origin)
  expect(checkCoverage(its, samplePackets(its, 150)).wrong).toEqual([])
})
