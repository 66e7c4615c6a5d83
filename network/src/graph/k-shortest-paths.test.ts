import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { graphOfLinks, smallLinks } from '../testing/small-graphs.js'
import type { Graph } from './graph.js'
import type { GraphPath } from './k-shortest-paths.js'
import { comparePaths, kShortestByTuples, kShortestPaths, pathOfArcs } from './k-shortest-paths.js'

const networks = fc
  .record({
    links: smallLinks,
    closed: fc.array(fc.nat(27), { maxLength: 4 }),
    source: fc.nat(6),
    targets: fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 2 }),
    k: fc.integer({ min: 0, max: 12 }),
    metric: fc.constantFrom('weight' as const, 'latency' as const),
    unit: fc.constantFrom(1, 0.5, 1e9),
  })
  .map(({ links, unit, closed, ...rest }) => {
    const shut = new Uint8Array(links.length * 2)
    for (const arc of closed) if (arc < shut.length) shut[arc] = 1
    return { graph: graphOfLinks(links, unit), closed: shut, ...rest }
  })

/** Every loopless path, by going everywhere. */
function allPaths(graph: Graph, source: number, targets: readonly number[], closed: Uint8Array): GraphPath[] {
  const paths: GraphPath[] = []
  const go = (at: number, seen: readonly number[], arcs: readonly number[]): void => {
    if (targets.includes(at)) {
      paths.push(pathOfArcs(graph, arcs))
      return
    }
    if (graph.isEnd[at] && at !== source) return
    for (let arc = 0; arc < graph.arcCount; arc++) {
      const to = graph.head[arc] as number
      if (graph.tail[arc] === at && !closed[arc] && !seen.includes(to)) go(to, [...seen, to], [...arcs, arc])
    }
  }
  go(source, [source], [])
  return paths
}

const ways = { 'with one cost per arc': kShortestPaths, 'with costs one after another': kShortestByTuples }

describe.each(Object.entries(ways))('k shortest paths %s', (_, find) => {
  test('are the first of all loopless paths, in order, ties decided by name', () => {
    fc.assert(
      fc.property(networks, ({ graph, source, targets, closed, k, metric }) => {
        const expected = allPaths(graph, source, targets, closed).sort(comparePaths(graph, metric)).slice(0, k)
        expect(find(graph, source, targets, k, { closed, metric })).toEqual(expected)
      }),
      { numRuns: 1500, seed: 7 },
    )
  })
})
