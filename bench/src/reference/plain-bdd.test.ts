import { judgeFilters, readClassbench, readTernary, ternaryEngine } from '@paranet/verifier'
import { expect, it } from 'vitest'
import { GaveUp, PlainBdd } from './plain-bdd.js'
import { plainFilters } from './plain-filters.js'
import { plainTernary } from './plain-ternary.js'

it('ranges and bits hold what they say', () => {
  const bdd = new PlainBdd()
  for (let from = 0; from < 16; from++)
    for (let to = from; to < 16; to++) {
      const range = bdd.range(2, 4, from, to, 1)
      for (let value = 0; value < 16; value++)
        expect(bdd.and(range, bdd.bits(2, 4, value, 15, 1)) !== 0).toBe(from <= value && value <= to)
    }
})

it('gives up at its limits', () => {
  const bdd = new PlainBdd({ seconds: 100, nodes: 50 })
  expect(() => Array.from({ length: 100 }, (_, value) => bdd.bits(0, 32, value, 2 ** 32 - 1, 1))).toThrow(GaveUp)
})

it('agrees with the engine of filters', () => {
  const line = (i: number) =>
    `@10.${i % 3}.0.0/${i % 5 === 0 ? 8 : 16} 10.${i % 7}.0.0/16 0 : 65535 ${i % 4} : ${(i % 4) + (i % 6) * 10} 0x06/0x${i % 3 ? 'FF' : '00'} ${i % 2 ? 'permit' : 'deny'}`
  const { list } = readClassbench(Array.from({ length: 120 }, (_, i) => line(i)).join('\n'))
  const [plain, report] = [plainFilters(list), judgeFilters(list)]
  expect(plain).toMatchObject({ rules: 120, shadowed: report.shadowed.length, redundant: report.redundant.length })
})

it('agrees with the engine of open bits on which ports reach which', () => {
  const { network } = readTernary(`header vlan 4 dst 8 proto 4
box a 4
box b 4
link a 2 b 2
link a 3 b 3
rule a 0 dst=0b1xxx0000 -> drop
rule a * vlan=3 dst=0b1xxxxxxx -> 2 vlan=5
rule a * proto=6 -> 3,1
rule a 2 dst=0b0xxxxxx1 -> 0 vlan=0b1xxx
rule b 3 proto=0bxx1x -> 2
rule b 2 vlan=5 dst=0bxxxxxx01 -> 0
rule b * dst=0bxxxx1xxx -> 1,3 vlan=3
rule b 0 vlan=1 -> 2`)
  const outcome = ternaryEngine(network)
  if (outcome.kind !== 'ready') throw new Error(outcome.kind)
  const some = outcome.engine.entrances
  const plain = plainTernary(network, some)
  const pairs = some.map((port) => {
    const reached = outcome.engine.reach(port)
    return reached.kind === 'reached' ? reached.leaving.size : 0
  })
  expect(plain.portMs).toHaveLength(some.length)
  expect(plain.pairs).toBeGreaterThan(4)
  expect(plain.pairs).toBe(pairs.reduce((sum, one) => sum + one, 0))
})
