import fc from 'fast-check'
import { expect, test } from 'vitest'
import { graphOfLinks, smallLinks } from '../testing/small-graphs.js'
import { combinations, countCutScenarios, FailureSweep, holdsCut } from './failure-sweep.js'
import { flatGraphOf } from './flat-graph.js'
import type { Graph } from './graph.js'
import { closeArcs } from './graph.js'
import { shortestPathTree } from './shortest-paths.js'

interface Seen {
  readonly distance: Float64Array
  readonly nextArc: Int32Array
}

/** Every set of `k` links. */
const scenarios = (linkCount: number, k: number, from = 0): number[][] =>
  k === 0
    ? [[]]
    : Array.from({ length: Math.max(0, linkCount - from) }, (_, i) => from + i).flatMap((link) =>
        scenarios(linkCount, k - 1, link + 1).map((rest) => [link, ...rest]),
      )

/** The tree that the sweep means for a scenario: its links fall in the order of the nodes that take them; those not in use have no effect. */
function meant(seen: ReadonlyMap<string, Seen>, down: readonly number[]): Seen {
  const failed: number[] = []
  for (;;) {
    const tree = seen.get([...failed].sort((a, b) => a - b).join())
    if (!tree) throw new Error(`the sweep has passed over ${failed.join()}`)
    const arc = tree.nextArc.find((one) => one >= 0 && down.includes(one >> 1))
    if (arc === undefined) return tree
    failed.push(arc >> 1)
  }
}

function isViolated(graph: Graph, down: readonly number[]): boolean {
  const closed = closeArcs(graph, { links: down })
  for (let target = 0; target < graph.nodeCount; target++) {
    const before = shortestPathTree(graph, [target])
    const after = shortestPathTree(graph, [target], { closed })
    if (
      before.hops.some((hops, node) => hops < Number.POSITIVE_INFINITY && after.hops[node] === Number.POSITIVE_INFINITY)
    )
      return true
  }
  return false
}

test('repaired trees are those made from nothing, in every scenario, and the cuts are those that cut', () => {
  fc.assert(
    fc.property(smallLinks, fc.integer({ min: 1, max: 3 }), (links, k) => {
      const graph = graphOfLinks(links)
      const flat = flatGraphOf(graph)
      if (!flat) throw new Error('small costs fit')
      const sweep = new FailureSweep(flat, k)
      const all = scenarios(links.length, k)
      for (let target = 0; target < graph.nodeCount; target++) {
        const seen = new Map<string, Seen>()
        sweep.sweep(target, ({ failed, distance, nextArc }) => {
          const key = [...failed].sort((a, b) => a - b).join()
          expect(seen.has(key)).toBe(false)
          seen.set(key, { distance: distance.slice(), nextArc: nextArc.slice() })
        })
        for (const down of all) {
          const tree = shortestPathTree(graph, [target], { closed: closeArcs(graph, { links: down }) })
          expect(meant(seen, down).nextArc).toEqual(tree.nextArc)
        }
      }
      const violated = all.filter((down) => isViolated(graph, down))
      expect(all.filter((down) => holdsCut(down, sweep.cuts))).toEqual(violated)
      expect(countCutScenarios(links.length, k, sweep.cuts)).toBe(violated.length)
      expect(combinations(links.length, k)).toBe(all.length)
    }),
    { numRuns: 250, seed: 3 },
  )
})
