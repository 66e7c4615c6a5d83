import type { Intent, NetworkState, Random, Topology, TopologyIndex } from '@paranet/network'
import { indexTopology, seededRandom } from '@paranet/network'
import type { Entering } from '../oracle/index.js'
import { compileHolding } from './compile-holding.js'
import { cornerPackets } from './corner-packets.js'
import { entryPackets } from './entry-coverage.js'
import { randomIntents } from './random-intents.js'
import { randomNetwork } from './random-network.js'
import { filteredState, randomState } from './random-state.js'

/** A network that runs something, what was asked of it, and packets to ask about. */
export interface Case {
  readonly topology: Topology
  readonly index: TopologyIndex
  readonly intents: readonly Intent[]
  readonly states: NetworkState
  readonly random: Random
}

/** Where the states come from: `noisy`, anything that entries can say; `filtered`, nearly right; `compiled`, by the compiler, of those of
 *  the intents that it takes. */
export type Origin = 'noisy' | 'filtered' | 'compiled'

export const origins: readonly Origin[] = ['noisy', 'filtered', 'compiled']

/** The case of a seed. */
export function randomCase(seed: number, origin: Origin): Case {
  const random = seededRandom(seed)
  const topology = randomNetwork(random)
  const index = indexTopology(topology)
  const wished = randomIntents(random, topology, { count: 1 + random.below(7), distinct: origin !== 'noisy' })
  if (origin === 'compiled') return { topology, index, random, ...compileHolding(index, wished) }
  const noise = random.pick([0, 0.2, 0.5, 1])
  const states = (origin === 'noisy' ? randomState : filteredState)(random, index, wished, noise)
  return { topology, index, random, intents: wished, states }
}

/** A packet for every entry that can decide, then corners; at most `most`. */
export function samplePackets({ topology, index, intents, states, random }: Case, most: number): Entering[] {
  const own = entryPackets(index, states.values())
  return [...own, ...cornerPackets(random, topology, intents, states, most)].slice(0, most)
}
