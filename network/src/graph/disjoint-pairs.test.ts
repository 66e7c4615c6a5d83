import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allPathsOf, graphOfLinks, smallLinks } from '../testing/small-graphs.js'
import type { Disjointness } from './disjoint-pairs.js'
import { DisjointPairs } from './disjoint-pairs.js'
import { flatGraphOf } from './flat-graph.js'
import type { Graph } from './graph.js'
import { linkOfArc } from './graph.js'

const cases = fc.record({
  links: smallLinks,
  risks: fc.array(fc.uniqueArray(fc.nat(3), { maxLength: 2 }), { minLength: 14, maxLength: 14 }),
  closed: fc.array(fc.nat(27), { maxLength: 4 }),
  source: fc.nat(6),
  target: fc.nat(6),
  kind: fc.constantFrom<Disjointness>('links', 'nodes', 'risks'),
})

/** Whether two paths have nothing of that kind in common. */
function areApart(
  graph: Graph,
  kind: Disjointness,
  risks: readonly (readonly number[])[],
  one: readonly number[],
  other: readonly number[],
): boolean {
  const parts = (arcs: readonly number[]): string[] => [
    ...arcs.map((arc) => `link ${linkOfArc(arc)}`),
    ...(kind === 'nodes' ? arcs.slice(1).map((arc) => `node ${graph.tail[arc]}`) : []),
    ...(kind === 'risks' ? arcs.flatMap((arc) => (risks[linkOfArc(arc)] ?? []).map((risk) => `risk ${risk}`)) : []),
  ]
  const all = new Set(parts(one))
  return !parts(other).some((part) => all.has(part))
}

test('the pair of least sum among all pairs of loopless paths that share no link, node, or risk', () => {
  let found = 0
  fc.assert(
    fc.property(cases, ({ links, risks, closed: arcs, source, target, kind }) => {
      if (source === target) return
      const graph = graphOfLinks(links)
      const flat = flatGraphOf(graph)
      if (!flat) throw new Error('small costs fit')
      const closed = new Uint8Array(graph.arcCount)
      for (const arc of arcs) if (arc < closed.length) closed[arc] = 1
      const costOf = (path: readonly number[]) => path.reduce((sum, arc) => sum + (flat.cost[arc] as number), 0)
      const paths = allPathsOf(graph, source, [target], closed)
      const least = Math.min(
        ...paths.flatMap((one) =>
          paths.filter((other) => areApart(graph, kind, risks, one, other)).map((other) => costOf(one) + costOf(other)),
        ),
      )
      const pairs = new DisjointPairs(flat, risks)
      pairs.aim(target, closed)
      const pair = pairs.find(source, kind)
      if (least === Number.POSITIVE_INFINITY) {
        expect(pair).toEqual({ kind: 'none' })
        return
      }
      if (pair.kind !== 'found') throw new Error(`${pair.kind} where there is one`)
      found++
      expect([pair.cost, pair.isBest]).toEqual([least, true])
      expect(pair.paths.map(costOf).reduce((a, b) => a + b)).toBe(least)
      for (const path of pair.paths) expect(paths).toContainEqual([...path])
      expect(areApart(graph, kind, risks, ...pair.paths)).toBe(true)
    }),
    { numRuns: 2000, seed: 21 },
  )
  expect(found).toBeGreaterThan(250)
})

test('without a budget the answer is what is known, not a guess', () => {
  const line = (a: number, b: number) => ({ a, b, weight: 1, latency: 1 })
  const flat = flatGraphOf(graphOfLinks([line(0, 1), line(0, 2), line(1, 4), line(2, 4), line(0, 5), line(5, 4)]))
  if (!flat) throw new Error('small costs fit')
  const pairs = new DisjointPairs(flat, [[0], [1], [1], [0], [0], [1]])
  pairs.aim(4)
  expect(pairs.find(0, 'risks', -1)).toEqual({ kind: 'unknown', searches: 0 })
  expect(pairs.find(0, 'risks')).toEqual({ kind: 'none' })
})
