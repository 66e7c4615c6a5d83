import fc from 'fast-check'
import { expect, test } from 'vitest'
import { graphOfLinks, smallLinks } from '../testing/small-graphs.js'
import { reachableFrom } from './cuts.js'
import type { Graph } from './graph.js'
import { shortestPathTree } from './shortest-paths.js'
import { steinerTree } from './steiner-tree.js'

/** Dreyfus and Wagner, Networks 1 (1971): what the cheapest tree from a node to each set of receivers costs. */
function exactly(graph: Graph, source: number, receivers: readonly number[], closed: Uint8Array): number {
  const trees = Array.from({ length: graph.nodeCount }, (_, node) => shortestPathTree(graph, [node], { closed }).weight)
  const sets = 1 << receivers.length
  const cost = Array.from({ length: sets }, () => new Float64Array(graph.nodeCount).fill(Number.POSITIVE_INFINITY))
  for (let set = 1; set < sets; set++) {
    const own = cost[set] as Float64Array
    for (let at = 0; at < graph.nodeCount; at++) {
      if (set === (set & -set)) own[at] = at === receivers[Math.log2(set)] ? 0 : Number.POSITIVE_INFINITY
      else if (!graph.isEnd[at] || at === source)
        for (let part = (set - 1) & set; part > 0; part = (part - 1) & set)
          own[at] = Math.min(own[at] as number, (cost[part]?.[at] as number) + (cost[set ^ part]?.[at] as number))
    }
    const joined = own.slice()
    for (let at = 0; at < graph.nodeCount; at++)
      for (let from = 0; from < graph.nodeCount; from++)
        own[from] = Math.min(own[from] as number, (joined[at] as number) + (trees[at]?.[from] as number))
  }
  return cost[sets - 1]?.[source] as number
}

const cases = fc.record({
  links: smallLinks,
  shut: fc.array(fc.nat(13), { maxLength: 2 }),
  source: fc.nat(6),
  receivers: fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 5 }),
})

test('a tree to all that can be reached, at most twice the cheapest', () => {
  const ratios: number[] = []
  fc.assert(
    fc.property(cases, ({ links, shut, source, receivers }) => {
      const graph = graphOfLinks(links)
      const closed = new Uint8Array(graph.arcCount)
      for (const link of shut) if (link < links.length) closed[2 * link] = closed[2 * link + 1] = 1
      const { arcs, cost, unreached } = steinerTree(graph, source, receivers, closed)
      const isReached = reachableFrom(graph, source, closed)
      expect(unreached.toSorted()).toEqual(receivers.filter((node) => !isReached[node]).toSorted())
      const inTree = new Set([source])
      for (const arc of arcs) {
        const [tail, head] = [graph.tail[arc] as number, graph.head[arc] as number]
        expect(closed[arc]).toBe(0)
        expect([inTree.has(tail), inTree.has(head), graph.isEnd[tail] === 1 && tail !== source]).toEqual([
          true,
          false,
          false,
        ])
        inTree.add(head)
      }
      const wanted = receivers.filter((node) => isReached[node])
      for (const node of wanted) expect(inTree.has(node)).toBe(true)
      for (const arc of arcs)
        expect(
          wanted.includes(graph.head[arc] as number) || arcs.some((one) => graph.tail[one] === graph.head[arc]),
        ).toBe(true)
      expect(arcs.reduce((sum, arc) => sum + (graph.weight[arc] as number), 0)).toBe(cost)
      const least = exactly(
        graph,
        source,
        wanted.filter((node) => node !== source),
        closed,
      )
      if (cost === 0) return
      expect(cost).toBeGreaterThanOrEqual(least)
      expect(cost / least).toBeLessThanOrEqual(2)
      ratios.push(cost / least)
    }),
    { numRuns: 1500, seed: 41 },
  )
  const mean = ratios.reduce((a, b) => a + b, 0) / ratios.length
  console.log(
    `mean over the cheapest tree: ${mean.toFixed(4)}, of ${ratios.length}; most ${Math.max(...ratios).toFixed(3)}`,
  )
  expect(mean).toBeLessThan(1.02)
})
