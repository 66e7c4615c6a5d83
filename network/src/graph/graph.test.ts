import fc from 'fast-check'
import { expect, test } from 'vitest'
import { link, node, topologyOf } from '../testing/small-networks.js'
import type { TopologyLink } from '../topology/topology.js'
import type { TopologyIndex } from '../topology/topology-index.js'
import { indexTopology } from '../topology/topology-index.js'
import { separatorsOf } from './cuts.js'
import { closeArcs, graphOf } from './graph.js'
import { kShortestPaths } from './k-shortest-paths.js'
import { pathFrom, shortestPathTree } from './shortest-paths.js'

const names = ['a', 'b', 'c', 'd', 'e']
const networkOf = (links: TopologyLink[], order = names): TopologyIndex =>
  indexTopology(
    topologyOf([...order.map((name) => node(name)), node('h', { type: 'host', address: '10.0.0.9' })], links),
  )

/** `a b d` */
const text = (index: TopologyIndex, from: string, arcs: readonly number[] | undefined): string =>
  arcs === undefined
    ? 'none'
    : [from, ...arcs.map((arc) => index.nodes[graphOf(index).head[arc] ?? -1]?.name)].join(' ')

const id = (index: TopologyIndex, name: string) => index.nodeId.get(name) ?? -1
const shortest = (index: TopologyIndex, from: string, to: string, metric: 'weight' | 'latency' = 'weight') =>
  text(
    index,
    from,
    pathFrom(graphOf(index), shortestPathTree(graphOf(index), [id(index, to)], { metric }), id(index, from)),
  )

const square = [link('a', 'b'), link('b', 'd'), link('a', 'c'), link('c', 'd')]

test('equal paths are decided by name, in whatever order nodes and links come', () => {
  expect(shortest(networkOf(square), 'a', 'd')).toBe('a b d')
  expect(shortest(networkOf([...square].reverse(), [...names].reverse()), 'a', 'd')).toBe('a b d')
})

test('weight comes before latency, latency before hops, unless latency is asked for', () => {
  const index = networkOf([link('a', 'd', { weight: 30, latency: 1 }), ...square])
  expect(shortest(index, 'a', 'd')).toBe('a b d')
  expect(shortest(index, 'a', 'd', 'latency')).toBe('a d')
})

test('no path leads through a host', () => {
  const index = networkOf([link('a', 'h'), link('h', 'b'), link('a', 'c'), link('c', 'b')])
  expect(shortest(index, 'a', 'b')).toBe('a c b')
  expect(shortest(index, 'a', 'h')).toBe('a h')
})

test('k shortest paths come in order and without loops', () => {
  const index = networkOf([...square, link('b', 'c', { weight: 5 })])
  const paths = kShortestPaths(graphOf(index), id(index, 'a'), [id(index, 'd')], 10)
  expect(paths.map(({ arcs, weight }) => `${text(index, 'a', arcs)} = ${weight}`)).toEqual([
    'a b d = 20',
    'a c d = 20',
    'a b c d = 25',
    'a c b d = 25',
  ])
})

test('what every path passes separates the ends', () => {
  const index = networkOf([...square, link('d', 'e')])
  const { links, nodes } = separatorsOf(graphOf(index), id(index, 'a'), [id(index, 'e')])
  expect([links.map((one) => index.links[one]?.id), nodes.map((one) => index.nodes[one]?.name)]).toEqual([
    ['d--e'],
    ['d'],
  ])
})

test('shortest paths agree with the least of all walks of a small network', () => {
  const pair = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 4 }))
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 9 }), (pairs) => {
      const seen = new Set<string>()
      const links = pairs.flatMap(([a, b, weight]) => {
        const key = [a, b].sort().join()
        if (a === b || seen.has(key)) return []
        seen.add(key)
        return [link(names[a] as string, names[b] as string, { weight })]
      })
      const index = networkOf(links)
      const graph = graphOf(index)
      const tree = shortestPathTree(graph, [0])
      const least = bellmanFord(index, 0)
      for (let at = 0; at < 5; at++) expect(tree.weight[at]).toBe(least[at])
      const path = pathFrom(graph, tree, 4)
      const second = kShortestPaths(graph, 4, [0], 2)
      expect(second[0]?.arcs).toEqual(path)
      if (path && path.length > 0) {
        const closed = closeArcs(graph, { arcs: [path[0] as number] })
        expect(pathFrom(graph, shortestPathTree(graph, [0], { closed }), 4)?.[0]).not.toBe(path[0])
      }
    }),
    { numRuns: 200 },
  )
})

function bellmanFord(index: TopologyIndex, target: number): number[] {
  const least = index.nodes.map((_, at) => (at === target ? 0 : Number.POSITIVE_INFINITY))
  for (let round = 0; round < least.length; round++)
    for (const { ends, weight } of index.links) {
      const [a, b] = ends.map((end) => id(index, end.node)) as [number, number]
      least[a] = Math.min(least[a] as number, (least[b] as number) + weight)
      least[b] = Math.min(least[b] as number, (least[a] as number) + weight)
    }
  return least
}
