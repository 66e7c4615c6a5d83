import fc from 'fast-check'
import { expect, test } from 'vitest'
import { graphOfLinks, smallLinks } from '../testing/small-graphs.js'
import { DistanceTree } from './distance-tree.js'
import { flatGraphOf } from './flat-graph.js'
import { shortestPathTree } from './shortest-paths.js'

const cases = fc.record({
  links: smallLinks,
  targets: fc.array(fc.nat(6), { minLength: 1, maxLength: 3 }),
  closed: fc.array(fc.nat(27), { maxLength: 4 }),
  metric: fc.constantFrom('weight' as const, 'latency' as const),
  far: fc.constantFrom(1, 7, 100_000),
})

test('trees by buckets and by a heap are those of costs compared one after another, names included', () => {
  fc.assert(
    fc.property(cases, ({ links, targets, closed: arcs, metric, far }) => {
      const graph = graphOfLinks(links.map((link, i) => (i === 0 ? { ...link, weight: link.weight * far } : link)))
      const flat = flatGraphOf(graph, metric)
      if (!flat) throw new Error('small costs fit')
      const closed = new Uint8Array(graph.arcCount)
      for (const arc of arcs) if (arc < closed.length) closed[arc] = 1
      const tree = new DistanceTree(flat)
      tree.aim([0, 1])
      tree.aim(targets, closed)
      const expected = shortestPathTree(graph, targets, { closed, metric })
      expect([...tree.nextArc]).toEqual([...expected.nextArc])
      for (let node = 0; node < graph.nodeCount; node++) {
        let sum = expected.hops[node] === Number.POSITIVE_INFINITY ? Number.POSITIVE_INFINITY : 0
        for (let at = node; expected.nextArc[at] !== -1; at = graph.head[expected.nextArc[at] as number] as number)
          sum += flat.cost[expected.nextArc[at] as number] as number
        expect(tree.distance[node]).toBe(sum)
      }
    }),
    { numRuns: 1500, seed: 5 },
  )
})
