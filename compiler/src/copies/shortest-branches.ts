import type { ClosedArcs, Graph } from '@paranet/network'

/** The tree in which the way to each receiver is a shortest one, by latency or by links; ties by the other, then by name. Arcs in the direction of the
 *  traffic, each after the one that leads to it. Hosts are leaves. Every receiver can be reached. O(nodes²). */
export function shortestBranches(
  graph: Graph,
  source: number,
  receivers: readonly number[],
  closed: ClosedArcs,
  by: 'latency' | 'hops',
): number[] {
  const reached = new Map([[source, { latency: 0, hops: 0, arc: -1 }]])
  const done = new Set<number>()
  const order: number[] = []
  const isBefore = (a: { latency: number; hops: number }, b: { latency: number; hops: number }): boolean => {
    const [first, second] = by === 'latency' ? (['latency', 'hops'] as const) : (['hops', 'latency'] as const)
    return a[first] !== b[first] ? a[first] < b[first] : a[second] < b[second]
  }
  for (;;) {
    const next = nearest(graph, reached, done, isBefore)
    if (next === undefined) break
    done.add(next)
    order.push(next)
    const at = reached.get(next)
    if (!at || (graph.isEnd[next] && next !== source)) continue
    for (const arc of graph.out[next] ?? []) {
      const to = graph.head[arc] as number
      const sum = { latency: at.latency + (graph.latency[arc] as number), hops: at.hops + 1, arc }
      const known = reached.get(to)
      if (!closed[arc] && !done.has(to) && (!known || isBefore(sum, known))) reached.set(to, sum)
    }
  }
  const wanted = new Set<number>()
  for (const receiver of receivers)
    for (let node = receiver; node !== source && !wanted.has(node); ) {
      wanted.add(node)
      const arc = reached.get(node)?.arc ?? -1
      if (arc < 0) break
      node = graph.tail[arc] as number
    }
  return order.flatMap((node) => (wanted.has(node) ? [reached.get(node)?.arc ?? -1] : [])).filter((arc) => arc >= 0)
}

function nearest(
  graph: Graph,
  reached: ReadonlyMap<number, { readonly latency: number; readonly hops: number }>,
  done: ReadonlySet<number>,
  isBefore: (a: { latency: number; hops: number }, b: { latency: number; hops: number }) => boolean,
): number | undefined {
  let best: number | undefined
  for (const [node, its] of reached) {
    if (done.has(node)) continue
    const known = best === undefined ? undefined : reached.get(best)
    const isNearer = !known || isBefore(its, known)
    const isTied = known && !isNearer && !isBefore(known, its)
    if (isNearer || (isTied && (graph.rank[node] as number) < (graph.rank[best as number] as number))) best = node
  }
  return best
}
