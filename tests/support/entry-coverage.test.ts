import { indexTopology, seededRandom } from '@paranet/network'
import { expect, test } from 'vitest'
import { decide } from '../oracle/index.js'
import { arrivalsByEntry, keyOfUsed, keysOf } from './entry-coverage.js'
import { randomIntents } from './random-intents.js'
import { randomNetwork } from './random-network.js'
import { randomState } from './random-state.js'

test('every entry that can decide is hit by a packet of its own', () => {
  let entries = 0
  let hit = 0
  for (let seed = 1; seed <= 30; seed++) {
    const random = seededRandom(seed)
    const topology = randomNetwork(random)
    const index = indexTopology(topology)
    const intents = randomIntents(random, topology, { count: 4, distinct: false })
    for (const state of randomState(random, index, intents, 1).values()) {
      entries += keysOf(state).length
      for (const [key, { packet, interface: by }] of arrivalsByEntry(index, state)) {
        const { used } = decide(state, packet, by, () => true)
        expect(used.map(keyOfUsed), `${state.device} seed ${seed}`).toContain(key)
        hit++
      }
    }
  }
  expect(hit / entries).toBeGreaterThan(0.9)
})
