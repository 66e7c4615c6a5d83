import { compile, PlanMemo } from '@paranet/compiler'
import type { Intent, Random, TopologyIndex } from '@paranet/network'
import { canonicalJson, indexTopology, linksDownIndex, seededRandom } from '@paranet/network'
import { expect, test } from 'vitest'
import { randomIntents, randomTopology } from './random-networks.js'

const seeds = 6
const stepsEach = 6

test('links that go down and come back in a session give what compiling from nothing gives', () => {
  let moved = 0
  for (let seed = 1; seed <= seeds; seed++) {
    const random = seededRandom(seed)
    const topology = randomTopology(random)
    const all = randomIntents(random, topology)
    const index = indexTopology(topology)
    const memo = new PlanMemo()
    let intents: readonly Intent[] = all
    for (let step = 0; step < stepsEach; step++) {
      if (random.below(3) === 0) intents = all.filter(() => random.below(4) > 0)
      const now = step % 2 === 0 && random.below(3) > 0 ? index : linksDownIndex(index, someLinks(random, index))
      const fresh = plain(compile({ index: now, intents }))
      if (now.up && fresh !== plain(compile({ index, intents }))) moved++
      expect(plain(compile({ index: now, intents }, { memo })), `seed ${seed}, step ${step}`).toBe(fresh)
    }
  }
  expect(moved).toBeGreaterThan(seeds)
})

test('links that are down are passed by nothing: the ways are those of the topology without them', () => {
  let compared = 0
  for (let seed = 1; seed <= 4 * seeds; seed++) {
    const random = seededRandom(seed)
    const topology = randomTopology(random)
    const index = indexTopology(topology)
    const all = randomIntents(random, topology)
    const down = linksDownIndex(index, someLinks(random, index))
    if (!down.up) continue
    const names = new Set([...(down.down ?? [])].map((link) => index.links[link]?.id))
    const intents = all.filter((intent) => !namesLink(intent, names))
    const links = topology.links.filter((_, id) => !down.down?.has(id))
    const without = indexTopology({ ...topology, links })
    expect(plain(compile({ index: down, intents })), `seed ${seed}`).toBe(plain(compile({ index: without, intents })))
    compared++
  }
  expect(compared).toBeGreaterThan(seeds)
})

/** What speaks of a link by name cannot be said without it. */
const namesLink = (intent: Intent, names: ReadonlySet<string | undefined>): boolean =>
  intent.kind === 'route' && intent.avoid.some((one) => one.kind === 'link' && names.has(one.link))

const someLinks = (random: Random, { links }: TopologyIndex): number[] =>
  Array.from({ length: 1 + random.below(2) }, () => random.below(links.length))

const plain = ({ state, ledger, plans, diagnostics }: ReturnType<typeof compile>): string =>
  canonicalJson([[...state.values()], [...ledger].map(([device, owners]) => [device, [...owners]]), plans, diagnostics])
