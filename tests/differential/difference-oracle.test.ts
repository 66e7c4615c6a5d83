import { expect, test } from 'vitest'
import { compareDifference } from '../support/compare-difference.js'
import { mutateState } from '../support/mutate-state.js'
import { origins, randomCase, samplePackets } from '../support/random-case.js'

/** `SEED=1000` looks at other networks. */
const first = Number(process.env['SEED'] ?? 1)
const cases = Array.from({ length: 9 }, (_, i) => ({ seed: first + i, origin: origins[i % 3] ?? 'noisy' }))

test.each(cases)('every packet is in the class that walking it says: seed $seed, $origin', ({ seed, origin }) => {
  const its = randomCase(seed, origin)
  const other = mutateState(its.random, its.index, its.states)
  const after = other && mutateState(its.random, its.index, other.states)
  if (!after) return
  const sample = [...samplePackets(its, 100), ...samplePackets({ ...its, states: after.states }, 60)]
  const { disagreements } = compareDifference(its.index, its.states, after.states, sample)
  expect(disagreements.slice(0, 3)).toEqual([])
})
