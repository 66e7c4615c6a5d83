import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allPathsOf, graphOfLinks, smallLinks } from '../testing/small-graphs.js'
import { flatGraphOf } from './flat-graph.js'
import { closeArcs } from './graph.js'
import { planProtection } from './shared-protection.js'

const demands = fc.array(fc.record({ from: fc.nat(6), to: fc.nat(6), amount: fc.integer({ min: 1, max: 4 }) }), {
  minLength: 1,
  maxLength: 8,
})
const failures = fc.array(fc.uniqueArray(fc.nat(13), { minLength: 1, maxLength: 2 }), { maxLength: 8 })

test('in every failure each demand goes around it, and no arc carries more than it can; what is reserved is the most that is carried', () => {
  const seen = { backups: 0, 'no-path': 0, 'no-room': 0, saved: 0 }
  fc.assert(
    fc.property(smallLinks, demands, failures, fc.integer({ min: 3, max: 9 }), (links, asked, sets, room) => {
      const graph = graphOfLinks(links)
      const flat = flatGraphOf(graph)
      if (!flat) throw new Error('small costs fit')
      const plan = planProtection(flat, new Float64Array(graph.arcCount).fill(room), asked, sets)
      const most = new Float64Array(graph.arcCount)
      for (const [failure, down] of [[], ...sets].entries()) {
        const load = new Float64Array(graph.arcCount)
        const closed = closeArcs(graph, { links: down.filter((link) => link < links.length) })
        for (const [i, { path, backups, unprotected }] of plan.demands.entries()) {
          const { from, to, amount } = asked[i] as (typeof asked)[number]
          if (typeof path === 'string') {
            expect(path === 'no-path').toBe(allPathsOf(graph, from, [to]).length === 0)
            continue
          }
          const isHit = path.some((arc) => closed[arc] === 1)
          const backup = backups.find((one) => one.failure === failure - 1)?.arcs
          const lost = unprotected.find((one) => one.failure === failure - 1)?.reason
          expect([backup !== undefined, lost !== undefined].filter(Boolean).length).toBe(isHit ? 1 : 0)
          const open = allPathsOf(graph, from, [to], closed)
          if (lost) expect(lost === 'no-path').toBe(open.length === 0)
          if (lost) seen[lost]++
          if (backup) seen.backups++
          const way = isHit ? backup : path
          if (way) expect(open).toContainEqual([...way])
          for (const arc of way ?? []) load[arc] = (load[arc] as number) + amount
        }
        for (const [arc, one] of load.entries()) most[arc] = Math.max(most[arc] as number, one)
        if (failure === 0) expect([...plan.carried]).toEqual([...load])
      }
      expect([...plan.reserved]).toEqual([...most])
      expect(Math.max(0, ...most)).toBeLessThanOrEqual(room)
      const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0)
      if (sum(plan.unshared) > sum(plan.reserved)) seen.saved++
    }),
    { numRuns: 800, seed: 71 },
  )
  expect(Math.min(...Object.values(seen)), JSON.stringify(seen)).toBeGreaterThan(10)
})

test('two demands whose failures exclude each other share what they keep', () => {
  const line = (a: number, b: number, weight: number) => ({ a, b, weight, latency: 1 })
  const graph = graphOfLinks([line(0, 1, 1), line(2, 1, 1), line(0, 4, 10), line(2, 4, 10), line(4, 1, 5)])
  const flat = flatGraphOf(graph)
  if (!flat) throw new Error('small costs fit')
  const capacity = new Float64Array(10).fill(10)
  const asked = [0, 2].map((from) => ({ from, to: 1, amount: 10 }))
  const plan = planProtection(flat, capacity, asked, [[0], [1]])
  expect(plan.demands.map(({ path, backups }) => [path, backups])).toEqual([
    [[0], [{ failure: 0, arcs: [4, 8] }]],
    [[2], [{ failure: 1, arcs: [6, 8] }]],
  ])
  expect([plan.reserved[8], plan.unshared[8]]).toEqual([10, 20])
})
