import type { Claim, Packet, Port, TopologyIndex } from '@paranet/network'
import { claimsOf, foreignSources, indexTopology, ownerOf, portKey, prefixHolds, seededRandom } from '@paranet/network'
import { expect, test } from 'vitest'
import { matches } from '../oracle/decide.js'
import type { Entering } from '../oracle/index.js'
import { allSides, surroundingsOf } from '../oracle/index.js'
import { cornerPackets } from '../support/corner-packets.js'
import { randomIntents } from '../support/random-intents.js'
import { randomNetwork } from '../support/random-network.js'

/** Whether the packet belongs to the claim, by the words of `Claim`. */
function belongs(index: TopologyIndex, claim: Claim, port: Port, packet: Packet): boolean {
  const { destinations, established } = claim
  const isToOwner = ownerOf(index, packet.dst) !== undefined
  return (
    claim.sources.some(
      (one) => one.port === port.id && one.prefixes.some((prefix) => prefixHolds(prefix, packet.src)),
    ) &&
    (claim.kind === 'must-not' || !foreignSources(index, port).some((prefix) => prefixHolds(prefix, packet.src))) &&
    destinations.prefixes.some((prefix) => prefixHolds(prefix, packet.dst)) &&
    (claim.kind === 'must-not' || isToOwner || destinations.toInternet) &&
    claim.traffic.some((box) => matches(box, packet)) &&
    (established === undefined || established === packet.established)
  )
}

function disagreements(seed: number): string[] {
  const random = seededRandom(seed)
  const topology = randomNetwork(random)
  const index = indexTopology(topology)
  const intents = randomIntents(random, topology, { count: 6, distinct: false })
  const { claims, problems } = claimsOf(index, intents)
  const bad = new Set(problems.filter(({ severity }) => severity === 'error').map(({ intent }) => intent.id))
  const sides = allSides(topology, intents).filter(({ intent }) => !bad.has(intent.id))
  const name = ({ at, packet }: Entering) => `${at.node}.${at.interface} ${packet.src} → ${packet.dst}`
  const found: string[] = []
  for (const entering of cornerPackets(random, topology, intents, new Map(), 800)) {
    const { at, packet } = entering
    const port = index.portAt.get(portKey(at.node, at.interface))
    const place = surroundingsOf(topology).placeAt.get(`${at.node} ${at.interface}`)
    if (!port || !place) throw new Error(`no port at ${name(entering)}`)
    const byClaims = claims.filter((claim) => claim.priority >= 0 && belongs(index, claim, port, packet))
    const says = (id: string, side: string) => byClaims.some((claim) => claim.intent === id && claim.side === side)
    for (const side of sides) {
      const [claimed, oracle] = [says(side.intent.id, side.direction), side.covers(place, packet)]
      if (claimed !== oracle)
        found.push(
          `${name(entering)}: ${side.direction} of ${JSON.stringify(side.spoken)}: claims ${claimed}, oracle ${oracle}`,
        )
    }
  }
  return found
}

const seeds = Array.from({ length: 60 }, (_, i) => i + 1)

test.each(seeds)('claims and the oracle speak of the same packets: seed %i', (seed) => {
  expect(disagreements(seed).slice(0, 3)).toEqual([])
})
