import { expect, test } from 'vitest'
import { compareDifference, compareUnderFailures } from '../support/compare-difference.js'
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

test('so it is while one link or node is down', () => {
  let listed = 0
  for (let seed = first; seed < first + 6; seed++) {
    const its = randomCase(seed, origins[seed % 3] ?? 'noisy')
    const after = mutateState(its.random, its.index, its.states)
    if (!after) continue
    const compared = compareUnderFailures(its.index, its.states, after.states, samplePackets(its, 20))
    expect(compared.disagreements.slice(0, 3), `seed ${seed}`).toEqual([])
    listed += compared.listed
  }
  expect(listed).toBeGreaterThan(0)
})
