import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { graphOfLinks, smallLinks } from '../../testing/small-graphs.js'
import type { Graph } from '../graph.js'
import { minMaxUtilisation } from './min-max-utilisation.js'
import type { GraphDemand } from './traffic.js'

/** Every loopless path, as arcs. */
function allPaths(graph: Graph, { from, to }: GraphDemand): number[][] {
  const paths: number[][] = []
  const go = (at: number, seen: readonly number[], arcs: readonly number[]): void => {
    if (at === to) paths.push([...arcs])
    else if (!graph.isEnd[at] || at === from)
      for (const arc of graph.out[at] ?? []) {
        const next = graph.head[arc] as number
        if (!seen.includes(next)) go(next, [...seen, next], [...arcs, arc])
      }
  }
  go(from, [from], [])
  return paths
}

/** Maximises the last variable under `rows · x ≤ right`, x ≥ 0, right ≥ 0: a tableau, the first column that improves, the first row that
 *  limits (Bland). */
function maximiseLast(rows: readonly (readonly number[])[], right: readonly number[]): number {
  const width = rows[0]?.length ?? 0
  const table = rows.map((row, i) => [...row, ...rows.map((_, j) => (i === j ? 1 : 0)), right[i] as number])
  const goal = [...Array.from({ length: width }, (_, j) => (j === width - 1 ? -1 : 0)), ...rows.map(() => 0), 0]
  const basis = rows.map((_, i) => width + i)
  for (;;) {
    const column = goal.findIndex((one, j) => j < goal.length - 1 && one < -1e-9)
    if (column < 0) return goal.at(-1) as number
    let pivot = -1
    let least = Number.POSITIVE_INFINITY
    for (const [i, row] of table.entries()) {
      if ((row[column] as number) < 1e-9) continue
      const steps = (row.at(-1) as number) / (row[column] as number)
      if (steps < least - 1e-12 || (steps < least + 1e-12 && (basis[i] as number) < (basis[pivot] as number))) {
        least = Math.min(least, steps)
        pivot = i
      }
    }
    const row = table[pivot] as number[]
    const by = row[column] as number
    for (let j = 0; j < row.length; j++) row[j] = (row[j] as number) / by
    for (const other of [...table.filter((one) => one !== row), goal]) {
      const times = other[column] as number
      if (times !== 0) for (let j = 0; j < row.length; j++) other[j] = (other[j] as number) - times * (row[j] as number)
    }
    basis[pivot] = column
  }
}

/** 1 / the largest share of all demands that fits, by a program over all paths there are. */
function exactly(graph: Graph, capacity: Float64Array, demands: readonly GraphDemand[]): number {
  const paths = demands.flatMap((demand, at) => allPaths(graph, demand).map((arcs) => ({ at, arcs })))
  const arcRows = [...capacity].map((_, arc) => [...paths.map(({ arcs }) => (arcs.includes(arc) ? 1 : 0)), 0])
  const demandRows = demands.map(({ amount }, at) => [...paths.map((path) => (path.at === at ? -1 : 0)), amount])
  return 1 / maximiseLast([...arcRows, ...demandRows], [...capacity, ...demands.map(() => 0)])
}

const cases = fc
  .record({
    links: smallLinks,
    capacities: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 14, maxLength: 14 }),
    demands: fc.array(fc.record({ from: fc.nat(6), to: fc.nat(6), amount: fc.integer({ min: 1, max: 20 }) }), {
      minLength: 1,
      maxLength: 8,
    }),
  })
  .map(({ links, capacities, demands }) => ({
    graph: graphOfLinks(links),
    capacity: Float64Array.from({ length: links.length * 2 }, (_, arc) => capacities[arc >> 1] ?? 1),
    demands,
  }))

describe('least highest utilisation', () => {
  test('is that of the linear program over all paths; the bound is below it; the paths carry the demands', () => {
    fc.assert(
      fc.property(cases, ({ graph, capacity, demands }) => {
        const plan = minMaxUtilisation(graph, capacity, demands, { gap: 1e-9 })
        const possible = demands.filter((demand) => demand.from !== demand.to && allPaths(graph, demand).length > 0)
        expect(plan.unrouted).toEqual(
          [...demands.keys()].filter((at) => {
            const { from, to } = demands[at] as GraphDemand
            return from !== to && allPaths(graph, { from, to, amount: 1 }).length === 0
          }),
        )
        if (possible.length === 0) return
        const least = exactly(graph, capacity, possible)
        expect(plan.mlu / least).toBeCloseTo(1, 6)
        expect(plan.lowerBound).toBeLessThanOrEqual(least * (1 + 1e-9))
        expect(plan.lowerBound / least).toBeGreaterThan(0.999)
        isFeasible(graph, capacity, demands, plan)
      }),
      { numRuns: 400, seed: 11 },
    )
  })

  test('nothing to carry needs nothing', () => {
    const graph = graphOfLinks([{ a: 0, b: 1, weight: 1, latency: 1 }])
    expect(minMaxUtilisation(graph, new Float64Array([1, 1]), [])).toEqual({
      mlu: 0,
      lowerBound: 0,
      flows: [],
      unrouted: [],
      pivots: 0,
    })
  })
})

function isFeasible(
  graph: Graph,
  capacity: Float64Array,
  demands: readonly GraphDemand[],
  { flows, mlu, unrouted }: ReturnType<typeof minMaxUtilisation>,
): void {
  const carried = demands.map(() => 0)
  const load = new Float64Array(capacity.length)
  for (const { demand, arcs, amount } of flows) {
    const { from, to } = demands[demand] as GraphDemand
    let at = from
    for (const arc of arcs) {
      expect(graph.tail[arc]).toBe(at)
      expect(graph.isEnd[at] && at !== from).toBeFalsy()
      at = graph.head[arc] as number
      load[arc] = (load[arc] as number) + amount
    }
    expect(at).toBe(to)
    carried[demand] = (carried[demand] as number) + amount
  }
  for (const [at, { from, to, amount }] of demands.entries())
    if (from !== to && !unrouted.includes(at)) expect((carried[at] as number) / amount).toBeCloseTo(1, 9)
  for (const [arc, one] of load.entries()) expect(one).toBeLessThanOrEqual(mlu * (capacity[arc] as number) * (1 + 1e-9))
}
