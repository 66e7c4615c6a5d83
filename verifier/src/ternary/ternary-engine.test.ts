import { describe, expect, it } from 'vitest'
import { defaultTernaryBudget } from './exploded.js'
import { ternaryEngine } from './ternary-engine.js'
import type { TernaryNetwork, TernaryRule } from './ternary-network.js'
import { randomTables } from './testing/random-tables.js'
import { cornerPackets, ternaryWalk } from './testing/ternary-walk.js'
import { randomBelow } from '../atoms/testing/random-below.js'

const fields = [
  { name: 'vlan', bits: 4 },
  { name: 'dst', bits: 8 },
  { name: 'src', bits: 8 },
  { name: 'port', bits: 5 },
]

const randomNetwork = (seed: number, written: number): TernaryNetwork =>
  randomTables(randomBelow(seed), { fields, written, boxes: 4, fewest: 1, rules: 9 })

const key = ({ box, port }: { box: number; port: number }) => `${box}:${port}`

describe('rules with open bits: the engine agrees with packets walked one by one', () => {
  let packets = 0
  for (const [name, written] of [
    ['without rewriting', 0],
    ['a field that is rewritten', 1],
    ['two fields, with the one that rules speak of most', 2],
    ['three fields', 3],
  ] as const)
    it(name, () => {
      for (let seed = 1; seed <= 7; seed++) {
        const network = randomNetwork(seed * 17 + written, written)
        const outcome = ternaryEngine(network)
        if (outcome.kind !== 'ready') throw new Error(outcome.kind)
        const below = randomBelow(seed)
        for (const packet of cornerPackets(network, below))
          for (const { box, ports } of network.boxes.map((one, box) => ({ box, ports: one.ports }))) {
            const from = { box, port: below(ports) }
            const fate = outcome.engine.fateOf(from, packet)
            const walked = ternaryWalk(network, from, packet)
            if (fate.kind !== 'fate') throw new Error(fate.exploded)
            expect({ leaves: fate.leaves.map(key).sort(), goesRound: fate.goesRound }).toEqual(walked)
            packets++
          }
      }
    })
  it('thousands of packets', () => expect(packets).toBeGreaterThan(5000))

  it('every class that is told of has a packet that does what it says', () => {
    for (let seed = 1; seed <= 6; seed++) {
      const network = randomNetwork(seed, 1)
      const outcome = ternaryEngine(network)
      if (outcome.kind !== 'ready') throw new Error(outcome.kind)
      const { engine } = outcome
      for (const from of engine.entrances) {
        const reached = engine.reach(from)
        if (reached.kind !== 'reached') throw new Error(reached.exploded)
        for (const [port, places] of reached.leaving)
          for (const place of places) {
            const out = engine.boxPort(port)
            const packet = engine.example(reached, place, out)!
            expect(ternaryWalk(network, from, packet).leaves).toContain(key(out))
          }
        for (const place of reached.looping)
          expect(ternaryWalk(network, from, engine.example(reached, place)!).goesRound).toBe(true)
      }
    }
  })
})

describe('rules with open bits: too much, and wrong', () => {
  const rule = (value: number, mask: number): TernaryRule => ({ match: [{ value, mask }], ports: [1] })
  const one = (rules: readonly TernaryRule[], bits = 16): TernaryNetwork => ({
    fields: [{ name: 'x', bits }],
    boxes: [{ name: 'a', ports: 2, rules }],
    links: [],
  })

  it('a field with too many classes is unknown, and says which', () => {
    const bits = Array.from({ length: 16 }, (_, bit) => rule(2 ** bit, 2 ** bit))
    expect(ternaryEngine(one(bits), { ...defaultTernaryBudget, fieldClasses: 1000 })).toEqual({
      kind: 'unknown',
      reason: 'budget',
      exploded: 'field x: more than 1000 classes of values',
    })
  })

  it('tables that outgrow their nodes are unknown', () => {
    const outcome = ternaryEngine(randomNetwork(5, 1), { ...defaultTernaryBudget, entries: 50 })
    expect(outcome).toMatchObject({ kind: 'unknown', reason: 'budget' })
  })

  it('a question that is too much is unknown, and leaves the next one alone', () => {
    let unknown = 0
    for (let seed = 1; seed <= 12; seed++) {
      const network = randomNetwork(seed, 2)
      const outcome = ternaryEngine(network, { ...defaultTernaryBudget, steps: 3 })
      if (outcome.kind !== 'ready') throw new Error(outcome.kind)
      for (const packet of cornerPackets(network, randomBelow(seed))) {
        const fate = outcome.engine.fateOf({ box: 0, port: 0 }, packet)
        if (fate.kind === 'unknown') unknown++
        else expect(fate.goesRound).toBe(ternaryWalk(network, { box: 0, port: 0 }, packet).goesRound)
      }
    }
    expect(unknown).toBeGreaterThan(0)
  })

  it('names what is not there and what does not fit', () => {
    const wrong = one([{ match: [{ value: 70_000, mask: 70_000 }], ports: [2] }])
    expect(
      ternaryEngine({
        ...wrong,
        links: [
          [
            { box: 0, port: 0 },
            { box: 3, port: 0 },
          ],
        ],
      }),
    ).toEqual({
      kind: 'refused',
      problems: [
        'box a, rule 1: there is no port 2',
        'box a, rule 1: a value of x that does not fit 16 bits',
        'a link of box 3, which is not there',
      ],
    })
  })
})
