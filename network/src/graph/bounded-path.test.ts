import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allPathsOf, graphOfLinks, smallLinks } from '../testing/small-graphs.js'
import { boundedPath, lossLengths } from './bounded-path.js'
import { comparePaths, pathOfArcs } from './k-shortest-paths.js'

const cases = fc.record({
  links: smallLinks,
  lost: fc.array(fc.constantFrom(0, 0.01, 0.02, 0.1), { minLength: 14, maxLength: 14 }),
  closed: fc.array(fc.nat(27), { maxLength: 3 }),
  source: fc.nat(6),
  target: fc.nat(6),
  latency: fc.nat(6),
  hops: fc.integer({ min: 1, max: 5 }),
  loss: fc.constantFrom(0, 0.015, 0.03, 0.15, 0.5),
})

test('the first by cost and names of all loopless paths that keep the bounds on latency, hops and loss', () => {
  const seen = { found: 0, none: 0 }
  fc.assert(
    fc.property(cases, ({ links, lost, closed: arcs, source, target, latency, hops, loss }) => {
      const graph = graphOfLinks(links)
      const closed = new Uint8Array(graph.arcCount)
      for (const arc of arcs) if (arc < closed.length) closed[arc] = 1
      const share = (arc: number) => lost[arc >> 1] ?? 0
      const bounds = [
        { lengths: graph.latency, most: latency },
        { lengths: new Float64Array(graph.arcCount).fill(1), most: hops },
        {
          lengths: lossLengths(Array.from({ length: graph.arcCount }, (_, arc) => share(arc))),
          most: -Math.log1p(-loss),
        },
      ]
      const [best] = allPathsOf(graph, source, [target], closed)
        .filter((path) => path.reduce((sum, arc) => sum + (graph.latency[arc] as number), 0) <= latency)
        .filter((path) => path.length <= hops)
        .filter((path) => 1 - path.reduce((kept, arc) => kept * (1 - share(arc)), 1) <= loss + 1e-12)
        .map((path) => pathOfArcs(graph, path))
        .sort(comparePaths(graph, 'weight'))
      const found = boundedPath(graph, source, target, bounds, { closed })
      if (best) expect(found).toMatchObject({ kind: 'found', arcs: best.arcs })
      else expect(found.kind).toBe('none')
      if (found.kind === 'none' || found.kind === 'found') seen[found.kind]++
    }),
    { numRuns: 2000, seed: 51 },
  )
  expect(Math.min(seen.found, seen.none)).toBeGreaterThan(300)
})

test('a bound that no path keeps is named with the least there is; a budget that ends is said', () => {
  const graph = graphOfLinks([{ a: 0, b: 1, weight: 1, latency: 5 }])
  const [slow, short] = [new Float64Array([5, 5]), new Float64Array([1, 1])]
  const bounds = [
    { lengths: short, most: 1 },
    { lengths: slow, most: 4 },
  ]
  expect(boundedPath(graph, 0, 1, bounds)).toEqual({ kind: 'none', alone: [{ bound: 1, least: 5 }] })
  expect(boundedPath(graph, 0, 1, bounds.slice(0, 1), { budget: 0 })).toEqual({ kind: 'unknown', labels: 1 })
})
