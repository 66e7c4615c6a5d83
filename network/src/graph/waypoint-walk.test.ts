import fc from 'fast-check'
import { expect, test } from 'vitest'
import { graphOfLinks, smallLinks } from '../testing/small-graphs.js'
import type { Graph } from './graph.js'
import { comparePaths, pathOfArcs } from './k-shortest-paths.js'
import type { WaypointRequest } from './waypoint-walk.js'
import { waypointWalk } from './waypoint-walk.js'

/** Every walk that is allowed, by going everywhere. */
function allWalks(graph: Graph, { source, targets, via, once }: WaypointRequest): number[][] {
  const walks: number[][] = []
  const go = (at: number, phase: number, nodes: readonly number[], arcs: readonly number[]): void => {
    let passed = phase
    while (via[passed]?.includes(at)) passed++
    if (passed === via.length && targets.includes(at)) {
      walks.push([...arcs])
      return
    }
    if (graph.isEnd[at] && arcs.length > 0) return
    for (const arc of graph.out[at] ?? []) {
      const to = graph.head[arc] as number
      if (graph.isEnd[to] && !(passed === via.length && targets.includes(to))) continue
      if (once === 'arc' ? !arcs.includes(arc) : !nodes.includes(to)) go(to, passed, [...nodes, to], [...arcs, arc])
    }
  }
  go(source, 0, [source], [])
  return walks
}

const waypoints = fc.array(fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 2 }), { maxLength: 3 })
const request = fc.record({
  source: fc.nat(6),
  targets: fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 2 }),
  via: waypoints,
})

test.each([
  ['node', 14],
  ['arc', 6],
] as const)('the first of all walks over the waypoints that take no %s twice', (once, mostLinks) => {
  const seen = { found: 0, loops: 0, 'no-way': 0 }
  fc.assert(
    fc.property(smallLinks, request, (links, asked) => {
      const graph = graphOfLinks(links.slice(0, mostLinks))
      const walks = allWalks(graph, { ...asked, once }).map((arcs) => pathOfArcs(graph, arcs))
      const [best] = walks.sort(comparePaths(graph, 'weight'))
      const walk = waypointWalk(graph, { ...asked, once })
      if (best) expect(walk).toMatchObject({ kind: 'found', arcs: best.arcs })
      else expect(walk.kind).toBe('none')
      if (walk.kind !== 'unknown') seen[walk.kind === 'found' ? 'found' : walk.reason]++
    }),
    { numRuns: 1000, seed: 61 },
  )
  expect(seen.found).toBeGreaterThan(100)
  expect(seen['no-way']).toBeGreaterThan(100)
  if (once === 'node') expect(seen.loops).toBeGreaterThan(50)
})

test('a spur to a waypoint and back takes its node twice, but no arc', () => {
  const line = (a: number, b: number) => ({ a, b, weight: 1, latency: 1 })
  const graph = graphOfLinks([line(0, 1), line(1, 2), line(1, 4)])
  const asked = { source: 0, targets: [4], via: [[2]] }
  expect(waypointWalk(graph, { ...asked, once: 'arc' })).toMatchObject({ kind: 'found', arcs: [0, 2, 3, 4] })
  expect(waypointWalk(graph, { ...asked, once: 'node' })).toEqual({ kind: 'none', reason: 'loops' })
  expect(waypointWalk(graph, { ...asked, once: 'node', budget: 0 })).toEqual({ kind: 'unknown', searches: 1 })
})
