import type { NetworkState, Packet, Prefix, Random, TopologyIndex, TranslationEntry } from '@paranet/network'
import { canonicalState, healthy, indexTopology, PacketSpace, seededRandom } from '@paranet/network'
import { expect, test } from 'vitest'
import { explore } from '../../verifier/src/engine/explore.js'
import { ModelShelf } from '../../verifier/src/engine/model-shelf.js'
import { NetworkModel } from '../../verifier/src/engine/network-model.js'
import { outageOf } from '../../verifier/src/engine/outage.js'
import { randomIntents } from '../support/random-intents.js'
import { randomNetwork } from '../support/random-network.js'
import { randomState } from '../support/random-state.js'
import { outcomesOf } from './oracle.js'

const addresses = [
  '10.1.0.5',
  '10.2.0.5',
  '10.3.7.7',
  '10.0.0.1',
  '10.0.0.2',
  '198.51.100.17',
  '8.8.8.8',
  '203.0.113.9',
]
const prefixes = ['10.1.0.0/16', '10.2.0.0/16', '10.0.0.0/8', '198.51.100.16/30', '10.3.0.0/16', '10.1.0.0/30']

function randomTranslation(random: Random, index: TopologyIndex, device: string): TranslationEntry {
  const node = index.nodeId.get(device) ?? -1
  const names = [
    ...(index.adjacencyByInterface[node]?.keys() ?? []),
    ...index.ports.filter((port) => port.device === node).map((port) => port.interface),
  ]
  const isSource = random.next() < 0.5
  const prefix = (): Prefix => random.pick(prefixes) as Prefix
  const to = isSource
    ? [{ prefix: prefix(), weight: 1 }]
    : Array.from({ length: 1 + random.below(2) }, () => ({
        prefix: `${random.pick(addresses)}/32` as Prefix,
        weight: 1 + random.below(3),
      }))
  return {
    direction: isSource ? 'source' : 'destination',
    ...(random.next() < 0.6 && names.length > 0 ? { interface: random.pick(names) } : {}),
    priority: random.below(1000),
    match: {
      ...(random.next() < 0.6 ? { src: prefix() } : {}),
      ...(random.next() < 0.6 ? { dst: prefix() } : {}),
      ...(random.next() < 0.4 ? { protocol: 6, dstPort: [80, 443] as const } : {}),
    },
    to,
  }
}

/** A state with translations that nobody asked for. */
function translated(random: Random, index: TopologyIndex, state: NetworkState): NetworkState {
  return new Map(
    [...state].map(([device, own]) => {
      const count = random.next() < 0.5 ? 0 : 1 + random.below(3)
      const translations = Array.from({ length: count }, () => randomTranslation(random, index, device))
      return [device, canonicalState({ ...own, translations })]
    }),
  )
}

const randomPacket = (random: Random): Packet => ({
  src: random.pick(addresses) as Packet['src'],
  dst: random.pick(addresses) as Packet['dst'],
  protocol: random.pick([6, 6, 17]),
  srcPort: random.pick([80, 40_000]),
  dstPort: random.pick([80, 443, 22]),
  dscp: 0,
  established: random.next() < 0.4,
})

const matchOf = ({ src, dst, protocol, srcPort, dstPort, dscp, established }: Packet) => ({
  src: `${src}/32` as Prefix,
  dst: `${dst}/32` as Prefix,
  protocol,
  srcPort: [srcPort, srcPort] as const,
  dstPort: [dstPort, dstPort] as const,
  dscp,
  established,
})

test('what packet sets say of translated packets is what a walk of each choice says', () => {
  let compared = 0
  let rewritten = 0
  for (let seed = 1; seed <= 20; seed++) {
    const random = seededRandom(seed)
    const topology = randomNetwork(random)
    const index = indexTopology(topology)
    const intents = randomIntents(random, topology, { count: 4, distinct: true, plain: true })
    const state = translated(random, index, randomState(random, index, intents, seed % 2))
    const model = new NetworkModel(index, state, undefined, new ModelShelf(new PacketSpace(), index))
    for (const port of index.ports) {
      const packets = Array.from({ length: 6 }, () => randomPacket(random))
      const { space } = model
      const set = space.unionAll(packets.map((one) => space.fromMatch(matchOf(one))))
      const { leaves, unclear } = explore(model, port, set, outageOf(index, healthy))
      if (unclear !== undefined) continue
      for (const packet of packets) {
        const walked = outcomesOf(index, state, port, packet)
        if (!walked) continue
        const found = leaves.filter((leaf) => space.holds(leaf.set, packet))
        const said = found.map(({ end, node }) => (end === 'looped' ? end : `${end} ${index.nodes[node]?.name}`))
        const where = `seed ${seed}, port ${port.id}, ${JSON.stringify(packet)}`
        expect({ where, said: [...new Set(said)].sort() }).toEqual({ where, said: [...walked].sort() })
        compared++
        if (found.some(({ rewriting }) => rewriting?.dst ?? rewriting?.src)) rewritten++
      }
    }
  }
  expect(compared).toBeGreaterThan(500)
  expect(rewritten).toBeGreaterThan(100)
})
