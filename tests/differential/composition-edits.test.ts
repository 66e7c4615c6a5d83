import { Composition } from '@paranet/compiler'
import type { Claim, Intent, Prefix, Random, TopologyIndex } from '@paranet/network'
import { claimsOf, indexTopology, seededRandom } from '@paranet/network'
import { expect, test } from 'vitest'
import { smallIntent, smallTopology } from '../support/composition-case.js'

const first = Number(process.env['SEED'] ?? 1)
const cases = 40

const told = (index: TopologyIndex, claims: readonly Claim[], intents: readonly Intent[]) => {
  const composition = new Composition(index)
  composition.turnTo(claims)
  return composition.diagnostics(new Map(intents.map((one) => [one.id, one])))
}

const some = <T>(random: Random, list: readonly T[], share: number): T[] => list.filter(() => random.next() < share)

test(`claims that come and go one by one and together, in ${cases} cases from seed ${first}, leave what the rest say alone`, () => {
  let found = 0
  for (let seed = first; seed < first + cases; seed++) {
    const random = seededRandom(seed)
    const topology = smallTopology(random)
    const index = indexTopology(topology)
    const intents = Array.from({ length: 14 }, (_, i) => smallIntent(random, topology, i))
    const all = claimsOf(index, intents).claims.filter(({ priority }) => priority >= 0)
    const byId = new Map(intents.map((one) => [one.id, one]))
    const composition = new Composition(index)
    let held = some(random, all, 0.5)
    composition.turnTo(held)
    for (let step = 0; step < 12; step++) {
      const next = random.next() < 0.3 ? some(random, all, 0.6) : flipped(held, random.pick(all))
      composition.turnTo(next)
      held = next
      const diagnostics = composition.diagnostics(byId)
      expect({ seed, step, diagnostics }).toEqual({ seed, step, diagnostics: told(index, held, intents) })
      found += diagnostics.length
    }
  }
  expect(found).toBeGreaterThan(cases)
})

const flipped = (held: readonly Claim[], one: Claim): Claim[] =>
  held.includes(one) ? held.filter((other) => other !== one) : [...held, one]

test('after very many others have come and gone the rest say the same', () => {
  const random = seededRandom(first)
  const topology = smallTopology(random)
  const index = indexTopology(topology)
  const intents = Array.from({ length: 14 }, (_, i) => smallIntent(random, topology, i))
  const { claims } = claimsOf(index, intents)
  const composition = new Composition(index)
  composition.turnTo(claims)
  const expected = told(index, claims, intents)
  expect(expected.length).toBeGreaterThan(2)
  const others = Array.from({ length: 9000 }, (_, i): Claim => {
    const prefix = `10.9.${i >> 8}.${i & 255}/32` as Prefix
    return { ...(claims[0] as Claim), intent: `other${i}`, destinations: { prefixes: [prefix], toInternet: true } }
  })
  for (const some of [others.slice(0, 4500), others.slice(4500), []]) composition.turnTo([...claims, ...some])
  expect(composition.diagnostics(new Map(intents.map((one) => [one.id, one])))).toEqual(expected)
})
