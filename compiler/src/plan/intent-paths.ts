import type { Intent, TopologyIndex } from '@paranet/network'
import { graphOf } from '@paranet/network'
import type { GuidedPiece } from './plan-piece.js'
import type { PlanMemo } from './plan-memo.js'
import type { Start } from './starts.js'
import type { TreeWay } from './tree-ways.js'

export interface IntentPaths {
  readonly intent: string
  /** Names of the nodes passed while everything is up, hosts included; of the forward side. Sorted, without repeats. */
  readonly paths: readonly (readonly string[])[]
}

/** The paths of every intent, by intent id. */
export function intentPaths(
  { index, memo }: { readonly index: TopologyIndex; readonly memo: PlanMemo },
  intents: readonly Intent[],
  ways: readonly TreeWay[],
  pieces: readonly GuidedPiece[],
): IntentPaths[] {
  const found = new Map<string, Map<string, readonly string[]>>(intents.map(({ id }) => [id, new Map()]))
  const add = (intent: string, way: Way) => {
    if (!way.start.isActive) return
    const { key, names } = memo.of(index, 'names', way, () => namedWay(index, way))
    found.get(intent)?.set(key, names)
  }
  for (const way of ways) if (way.claim.side === 'forward') add(way.claim.intent, way)
  for (const { piece, walks } of pieces)
    for (const { side, intent } of piece.claims) if (side === 'forward') for (const walk of walks) add(intent, walk)
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([intent, paths]) => ({
      intent,
      paths: [...paths].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, names]) => names),
    }))
}

interface Way {
  readonly start: Start
  readonly arcs: readonly number[]
}

function namedWay(index: TopologyIndex, { start, arcs }: Way) {
  const names = namesOf(index, start, arcs)
  return { key: names.join('\u0000'), names }
}

function namesOf(index: TopologyIndex, { end, device }: Start, arcs: readonly number[]): string[] {
  const { head } = graphOf(index)
  const nodes = [...(end === undefined ? [] : [end]), device, ...arcs.map((arc) => head[arc] as number)]
  return nodes.map((node) => index.nodes[node]?.name ?? '')
}
