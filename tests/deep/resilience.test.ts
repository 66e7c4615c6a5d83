import { expect, test } from 'vitest'
import { checkResilience } from '../support/compare-resilience.js'
import { randomCase, samplePackets } from '../support/random-case.js'

const first = Number(process.env['SEED'] ?? 20_000)
const networks = 12

test(`${networks} random networks from seed ${first}: what is survived is what packets see`, {
  timeout: 60_000,
}, () => {
  const counts = { counted: 0, points: 0 }
  const disagreements: string[] = []
  for (let seed = first; seed < first + networks; seed++) {
    const its = randomCase(seed, seed % 3 === 0 ? 'filtered' : 'compiled')
    const { counted, points, disagreements: own } = checkResilience(its, samplePackets(its, 60))
    disagreements.push(...own.map((text) => `seed ${seed}: ${text}`))
    counts.counted += counted
    counts.points += points
  }
  console.log(`SEED=${first}: ${JSON.stringify(counts)}`)
  expect(disagreements).toEqual([])
  expect(counts.points).toBeGreaterThan(networks)
})
