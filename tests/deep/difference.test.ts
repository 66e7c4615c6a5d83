import { expect, test } from 'vitest'
import { compareDifference } from '../support/compare-difference.js'
import { mutateState } from '../support/mutate-state.js'
import { origins, randomCase, samplePackets } from '../support/random-case.js'

const first = Number(process.env['SEED'] ?? 40_000)
const networks = 24

test(`${networks} networks before and after mutations, from seed ${first}`, { timeout: 300_000 }, () => {
  const disagreements: string[] = []
  const seen: Record<string, number> = {}
  const counts = { whole: 0, walks: 0 }
  for (let i = 0; i < networks; i++) {
    const its = randomCase(first + i, origins[i % 3] ?? 'noisy')
    let { states } = its
    for (let left = 1 + (i % 4); left > 0; left--) states = mutateState(its.random, its.index, states)?.states ?? states
    const sample = [...samplePackets(its, 150), ...samplePackets({ ...its, states }, 80)]
    const compared = compareDifference(its.index, its.states, states, sample)
    disagreements.push(...compared.disagreements.map((text) => `seed ${first + i}: ${text}`))
    for (const [change, count] of compared.seen) seen[change] = (seen[change] ?? 0) + count
    if (compared.difference.isWhole) counts.whole++
    counts.walks += compared.walks
  }
  console.log(`SEED=${first}: ${JSON.stringify({ ...counts, ...seen })}`)
  expect(disagreements.slice(0, 5)).toEqual([])
  expect(Object.keys(seen).sort()).toEqual(['gained', 'lost', 'misdelivered', 'moved'])
  expect(counts.whole).toBeGreaterThan(networks / 2)
})
