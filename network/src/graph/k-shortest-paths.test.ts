import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { link, node, topologyOf } from '../testing/small-networks.js'
import { indexTopology } from '../topology/topology-index.js'
import type { Graph } from './graph.js'
import { graphOf } from './graph.js'
import type { GraphPath } from './k-shortest-paths.js'
import { comparePaths, kShortestByTuples, kShortestPaths, pathOfArcs } from './k-shortest-paths.js'

const size = 7
const names = ['d', 'b', 'a', 'g', 'f', 'c', 'e']

/** Up to seven nodes, one of them a host; parallel links and equal costs are common. */
const networks = fc
  .record({
    links: fc.array(
      fc.tuple(fc.nat(size - 1), fc.nat(size - 1), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 2 })),
      { minLength: 3, maxLength: 14 },
    ),
    closed: fc.array(fc.nat(27), { maxLength: 4 }),
    source: fc.nat(size - 1),
    targets: fc.uniqueArray(fc.nat(size - 1), { minLength: 1, maxLength: 2 }),
    k: fc.integer({ min: 0, max: 12 }),
    metric: fc.constantFrom('weight' as const, 'latency' as const),
    unit: fc.constantFrom(1, 0.5, 1e9),
  })
  .map(({ links, unit, closed, ...rest }) => {
    const given = links.filter(([a, b]) => a !== b)
    const index = indexTopology(
      topologyOf(
        names.map((name, i) => node(name, i === 3 ? { type: 'host', address: '10.0.0.9' } : {})),
        given.map(([a, b, weight, latency], i) => ({
          ...link(names[a] ?? '', names[b] ?? '', { weight: weight * unit, latency: latency * unit }),
          id: `l${i}`,
          ends: [
            { node: names[a] ?? '', interface: `l${i}` },
            { node: names[b] ?? '', interface: `l${i}` },
          ] as const,
        })),
      ),
    )
    const shut = new Uint8Array(given.length * 2)
    for (const arc of closed) if (arc < shut.length) shut[arc] = 1
    return { graph: graphOf(index), closed: shut, ...rest }
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
