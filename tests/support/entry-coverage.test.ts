import { indexTopology, seededRandom } from '@paranet/network'
import { expect, test } from 'vitest'
import { decide } from '../oracle/index.js'
import { arrivalsByEntry, keyOfUsed, keysOf } from './entry-coverage.js'
import { randomIntents } from './random-intents.js'
import { randomNetwork } from './random-network.js'
import { compileHolding } from './compile-holding.js'
import { readIntents, readNetwork, readText } from './network-files.js'
import { randomState } from './random-state.js'

test('every route on the campus can decide, nearly every filter too, and each is hit', () => {
  const index = readNetwork('examples/campus/campus.pn')
  const intents = readIntents(index, readText('examples/campus/intents.pn'))
  const missed: string[] = []
  let entries = 0
  for (const state of compileHolding(index, intents).states.values()) {
    const arrivals = arrivalsByEntry(index, state)
    for (const [key, { packet, interface: by }] of arrivals)
      expect(decide(state, packet, by, () => true).used.map(keyOfUsed)).toContain(key)
    const keys = keysOf(state)
    missed.push(...keys.filter((key) => !arrivals.has(key)).map((key) => `${state.device} ${key}`))
    entries += keys.length
  }
  // Denials of sources that anti-spoofing drops before them, and permits of packets back to their own port.
  expect(missed.filter((name) => !name.includes(' filter in '))).toEqual([])
  expect(missed.length / entries).toBeLessThan(0.05)
})

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
