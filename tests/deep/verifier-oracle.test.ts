import { expect, test } from 'vitest'
import { compareVerdicts } from '../support/compare-verdicts.js'
import { origins, randomCase, samplePackets } from '../support/random-case.js'

const first = Number(process.env['SEED'] ?? 10_000)
const networks = 500

test(`${networks} random networks from seed ${first}: verifier and oracle agree`, { timeout: 900_000 }, () => {
  const counts = { broken: 0, held: 0, unknown: 0, walks: 0 }
  const disagreements: string[] = []
  for (let i = 0; i < networks; i++) {
    const origin = origins[i % origins.length] ?? 'noisy'
    const its = randomCase(first + i, origin)
    const compared = compareVerdicts(its.topology, its.intents, its.states, samplePackets(its, 700))
    disagreements.push(...compared.disagreements.map((text) => `seed ${first + i} ${origin}: ${text}`))
    counts.broken += compared.broken.length
    counts.unknown += compared.unknown
    counts.held += compared.verdicts.length - compared.broken.length - compared.unknown
    counts.walks += compared.walks
  }
  console.log(`SEED=${first}: ${JSON.stringify(counts)}`)
  expect(disagreements.slice(0, 5)).toEqual([])
  expect(counts.broken).toBeGreaterThan(networks)
  expect(counts.held).toBeGreaterThan(networks)
})
