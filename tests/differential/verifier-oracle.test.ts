import { expect, test } from 'vitest'
import { compareVerdicts } from '../support/compare-verdicts.js'
import { origins, randomCase, samplePackets } from '../support/random-case.js'

const cases = Array.from({ length: 60 }, (_, i) => ({ seed: i + 1, origin: origins[i % 2] ?? 'noisy' }))

test.each(cases)('verifier and oracle agree on $origin states: seed $seed', ({ seed, origin }) => {
  const its = randomCase(seed, origin)
  const { disagreements } = compareVerdicts(its.topology, its.intents, its.states, samplePackets(its, 500))
  expect(disagreements).toEqual([])
})
