/** Steps that the search of one graph may take. */
const stepBudget = 5000

/** Rings of a graph that pass no node twice, each once. */
export interface Cycles {
  readonly cycles: readonly (readonly number[])[]
  /** Whether these are all. */
  readonly isComplete: boolean
}

/** Finds rings; linear where there are none. */
export function cyclesOf(arcs: readonly (readonly number[])[]): Cycles {
  const left = onRings(arcs)
  const cycles: number[][] = []
  if (left.length === 0) return { cycles, isComplete: true }
  const isLeft = new Uint8Array(arcs.length)
  for (const node of left) isLeft[node] = 1
  let steps = 0
  const path: number[] = []
  const isOnPath = new Uint8Array(arcs.length)
  const walk = (start: number, node: number): void => {
    if (++steps > stepBudget) return
    path.push(node)
    isOnPath[node] = 1
    for (const to of arcs[node] ?? []) {
      if (to === start) cycles.push([...path])
      else if (to > start && isLeft[to] && !isOnPath[to]) walk(start, to)
    }
    path.pop()
    isOnPath[node] = 0
  }
  for (const node of left) walk(node, node)
  return { cycles, isComplete: steps <= stepBudget }
}

/** Nodes on rings, and between them: what is left when nodes without a way in, or without one out, are taken away again and again. */
function onRings(arcs: readonly (readonly number[])[]): number[] {
  const incoming = new Int32Array(arcs.length)
  for (const list of arcs) for (const to of list) incoming[to] = (incoming[to] ?? 0) + 1
  const gone = new Uint8Array(arcs.length)
  const queue: number[] = []
  for (const node of arcs.keys()) if (incoming[node] === 0) queue.push(node)
  for (const node of queue) {
    gone[node] = 1
    for (const to of arcs[node] ?? []) if (--(incoming[to] as number) === 0) queue.push(to)
  }
  if (queue.length === arcs.length) return []
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false
    for (const [node, list] of arcs.entries())
      if (!gone[node] && list.every((to) => gone[to])) {
        gone[node] = 1
        isSmaller = true
      }
  }
  return [...arcs.keys()].filter((node) => !gone[node])
}
