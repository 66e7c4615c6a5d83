import { compile } from '@paranet/compiler'
import type { Packet } from '@paranet/network'
import { compileDevice, healthy, indexTopology, seededRandom, walk } from '@paranet/network'
import type { SweptPacket } from '@paranet/verifier'
import { lostScenarios, sweepInstalled } from '@paranet/verifier'
import { expect, test } from 'vitest'
import { randomIntents, randomTopology } from './random-networks.js'

/** Sets of `k` links as the sweep counts them. */
const scenarios = (links: number, k: 1 | 2): number[][] =>
  Array.from({ length: links }, (_, a) => a).flatMap((a) =>
    k === 1 ? [[a]] : Array.from({ length: links - a - 1 }, (_, i) => [a, a + 1 + i]),
  )

function caseOf(seed: number) {
  const random = seededRandom(seed)
  const topology = randomTopology(random)
  const index = indexTopology(topology)
  const { state } = compile({ index, intents: randomIntents(random, topology) })
  const ports = index.ports.filter(({ sources }) => sources.some((prefix) => !prefix.includes(':')))
  const address = (i: number) => {
    const prefix = ports[i]?.sources.find((one) => !one.includes(':')) ?? '10.0.0.1/32'
    return prefix.slice(0, prefix.indexOf('/')) as Packet['src']
  }
  const packets = ports.flatMap((port, from): SweptPacket[] =>
    ports.flatMap((_, to) =>
      from === to
        ? []
        : [
            {
              port,
              packet: {
                src: address(from),
                dst: address(to),
                protocol: 6,
                srcPort: 40_000,
                dstPort: random.pick([22, 80, 443]),
                dscp: 0,
                established: false,
              },
            },
          ],
    ),
  )
  return { index, state, packets: packets.filter(() => random.below(packets.length) < 12) }
}

test.each([1, 2] as const)('what packets lose under %i failed links is what walking every scenario shows', (k) => {
  let lostSomewhere = 0
  for (let seed = 1; seed <= 12; seed++) {
    const { index, state, packets } = caseOf(seed)
    const devices = new Map([...state].map(([name, device]) => [name, compileDevice(device)]))
    const links = index.links.length
    for (const one of packets) {
      const lost = lostScenarios(links, k, sweepInstalled({ index, state }, [one], k).losses)
      for (const down of scenarios(links, k)) {
        const scenario = { ...healthy, downLinks: new Set(down) }
        const { end } = walk({ index, devices, scenario }, one.port, one.packet)
        const [a, b] = [down[0] as number, down[down.length - 1] as number]
        expect([seed, down, lost[a * links + b] === 1]).toEqual([seed, down, end.kind !== 'delivered'])
        lostSomewhere += lost[a * links + b] ?? 0
      }
    }
  }
  expect(lostSomewhere).toBeGreaterThan(10)
})
