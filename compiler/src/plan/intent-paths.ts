import type { Intent, TopologyIndex } from '@paranet/network'
import { graphOf } from '@paranet/network'
import type { GuidedPiece } from './plan-piece.js'
import type { Start } from './starts.js'
import type { TreeWay } from './tree-ways.js'

export interface IntentPaths {
  readonly intent: string
  /** Names of the nodes passed while everything is up, hosts included; of the forward side. Sorted, without repeats. */
  readonly paths: readonly (readonly string[])[]
}

/** The paths of every intent, by intent id. */
export function intentPaths(
  index: TopologyIndex,
  intents: readonly Intent[],
  ways: readonly TreeWay[],
  pieces: readonly GuidedPiece[],
): IntentPaths[] {
  const found = new Map<string, Map<string, readonly string[]>>(intents.map(({ id }) => [id, new Map()]))
  const add = (intent: string, start: Start, arcs: readonly number[]) => {
    if (!start.isActive) return
    const names = namesOf(index, start, arcs)
    found.get(intent)?.set(names.join('\u0000'), names)
  }
  for (const { claim, start, arcs } of ways) if (claim.side === 'forward') add(claim.intent, start, arcs)
  for (const { piece, walks } of pieces)
    for (const { side, intent } of piece.claims)
      if (side === 'forward') for (const { start, arcs } of walks) add(intent, start, arcs)
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([intent, paths]) => ({
      intent,
      paths: [...paths].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, names]) => names),
    }))
}

function namesOf(index: TopologyIndex, { end, device }: Start, arcs: readonly number[]): string[] {
  const { head } = graphOf(index)
  const nodes = [...(end === undefined ? [] : [end]), device, ...arcs.map((arc) => head[arc] as number)]
  return nodes.map((node) => index.nodes[node]?.name ?? '')
}
