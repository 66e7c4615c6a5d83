import { indexTopology, seededRandom } from '@paranet/network'
import { expect, test } from 'vitest'
import { compareVerdicts } from '../support/compare-verdicts.js'
import { cornerPackets } from '../support/corner-packets.js'
import { randomIntents } from '../support/random-intents.js'
import { randomNetwork } from '../support/random-network.js'
import { randomState } from '../support/random-state.js'

const seeds = Array.from({ length: Number(process.env['N'] ?? 60) }, (_, i) => i + 1 + Number(process.env['S'] ?? 0))

test.each(seeds)('on states that no compiler made, verifier and oracle agree: seed %i', (seed) => {
  const random = seededRandom(seed)
  const topology = randomNetwork(random)
  const intents = randomIntents(random, topology, { count: 1 + random.below(7), distinct: false })
  const states = randomState(random, indexTopology(topology), intents, random.pick([0, 0.5, 1]))
  const sample = cornerPackets(random, topology, intents, states, 400)
  const { disagreements } = compareVerdicts(topology, intents, states, sample)
  expect(disagreements.map((one) => one.slice(0, 900))).toEqual([])
})
