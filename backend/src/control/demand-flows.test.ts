import { resolveNetwork } from '@paranet/language'
import { type Demand, indexTopology } from '@paranet/network'
import { expect, test } from 'vitest'
import { demandFlows, profileFactor, unroutableDemands } from './demand-flows.js'

const indexOf = (text: string) => {
  const { topology } = resolveNetwork([{ name: 'n.pn', text }])
  if (!topology) throw new Error('no topology')
  return indexTopology(topology)
}
const small = indexOf(`network n {
  node a : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
  node b : router { prefixes: 2001:db8:2::/48 }
  node c : router { address: 10.0.0.3, 2001:db8::3 }
  node h : host { address: 10.1.0.7, gateway: a }
  link a -- b
  link b -- c
  link a -- h
}`)
const demand = (from: string, to: string, its: object = {}): Demand => ({ from, to, bitsPerSecond: 100, ...its })

test('a demand becomes a flow between addresses of one family', () => {
  const flows = demandFlows(small, { demands: [demand('h', 'c'), demand('c', 'b'), demand('a', 'b')], scale: 2 }, 0)
  expect(flows.map(({ at, packet, bitsPerSecond }) => [at, packet.src, packet.dst, bitsPerSecond])).toEqual([
    [{ node: 'h' }, '10.1.0.7', '10.0.0.3', 200],
    [{ node: 'c', interface: 'local' }, '2001:db8::3', '2001:db8:2::a', 200],
  ])
  expect(unroutableDemands(small, [demand('h', 'c'), demand('a', 'b')])).toEqual([1])
})

test('a class decides on the header', () => {
  const its = { class: { protocol: 17, dstPort: 5060, dscp: 46 } }
  const [flow] = demandFlows(small, { demands: [demand('h', 'c', its)], scale: 1 }, 0)
  expect(flow?.packet).toMatchObject({ protocol: 17, dstPort: 5060, dscp: 46 })
})

test('a day swings between low and full, and comes back the same', () => {
  const profile = { kind: 'diurnal', periodMs: 86_400_000, low: 0.2, seed: 5 } as const
  const factors = Array.from({ length: 96 }, (_, i) => profileFactor(profile, (i * 86_400_000) / 96, 0))
  expect(Math.min(...factors)).toBeCloseTo(0.2)
  expect(Math.max(...factors)).toBeCloseTo(1)
  const at = (time: number) => demandFlows(small, { demands: [demand('h', 'c')], scale: 1e6, profile }, time)
  expect(at(1e9)).toEqual(at(1e9 + 86_400_000))
  expect(at(1e9)).not.toEqual(at(1e9 + 3_600_000))
})

test('all pairs of fifty nodes are quick', () => {
  const names = Array.from({ length: 50 }, (_, i) => `n${i}`)
  const nodes = names.map(
    (name, i) => `node ${name} : router { address: 10.0.0.${i + 1}, prefixes: 10.${i + 1}.0.0/16 }`,
  )
  const links = names.flatMap((name, i) => (i < 49 ? [`link ${name} -- n${i + 1}`] : []))
  const index = indexOf(`network ring {\n${[...nodes, ...links].join('\n')}\n}`)
  const demands = names.flatMap((from) => names.filter((to) => to !== from).map((to) => demand(from, to)))
  const start = performance.now()
  expect(demandFlows(index, { demands, scale: 1 }, 0)).toHaveLength(2450)
  expect(performance.now() - start).toBeLessThan(500)
})
