import type { Intent, TopologyIndex } from '@paranet/network'
import { graphOf } from '@paranet/network'
import { KeptList } from './kept-list.js'
import { merged } from './merged.js'
import type { GuidedPiece } from './plan-piece.js'
import type { Start } from './starts.js'
import type { TreeWay } from './tree-ways.js'

export interface IntentPaths {
  readonly intent: string
  /** Names of the nodes passed while everything is up, hosts included; of the forward side. Sorted, without repeats. */
  readonly paths: readonly (readonly string[])[]
}

/** The paths of every intent, by intent id; kept up as intents and ways come and go. */
export class PathsOfIntents {
  readonly #index: TopologyIndex
  readonly #intents = new KeptList<Intent, Intent>()
  readonly #ways = new KeptList<TreeWay, readonly [TreeWay]>()
  readonly #guided = new KeptList<GuidedPiece, readonly [GuidedPiece]>()
  #paths: readonly IntentPaths[] = []

  constructor(index: TopologyIndex) {
    this.#index = index
  }

  turnTo(intents: readonly Intent[], ways: readonly TreeWay[], pieces: readonly GuidedPiece[]): readonly IntentPaths[] {
    const present = this.#intents.turnTo(intents, (intent) => intent)
    const tree = this.#ways.turnTo(ways, (way) => [way])
    const own = this.#guided.turnTo(pieces, (guided) => [guided])
    const left = new Set(present.gone.map(({ id }) => id))
    for (const { id } of present.come) left.delete(id)
    const changed = new Set(present.come.map(({ id }) => id))
    for (const [{ claim }] of [...tree.gone, ...tree.come]) if (!left.has(claim.intent)) changed.add(claim.intent)
    for (const [{ piece }] of [...own.gone, ...own.come])
      for (const { intent } of piece.claims) if (!left.has(intent)) changed.add(intent)
    if (changed.size + left.size === 0) return this.#paths
    const kept = this.#paths.filter(({ intent }) => !changed.has(intent) && !left.has(intent))
    this.#paths = merged(kept, this.#pathsOf(changed, ways, pieces), byIntent)
    return this.#paths
  }

  #pathsOf(changed: ReadonlySet<string>, ways: readonly TreeWay[], pieces: readonly GuidedPiece[]): IntentPaths[] {
    const found = new Map([...changed].map((id) => [id, new Map<string, readonly string[]>()]))
    const add = (intent: string, way: Way) => {
      const paths = way.start.isActive ? found.get(intent) : undefined
      if (!paths) return
      const names = namesOf(this.#index, way.start, way.arcs)
      paths.set(names.join('\u0000'), names)
    }
    for (const way of ways) if (way.claim.side === 'forward') add(way.claim.intent, way)
    for (const { piece, walks } of pieces)
      for (const { side, intent } of piece.claims)
        if (side === 'forward' && found.has(intent)) for (const walk of walks) add(intent, walk)
    return [...found].map(([intent, paths]) => ({ intent, paths: sortedPaths(paths) })).sort(byIntent)
  }
}

const byIntent = (a: IntentPaths, b: IntentPaths): number => (a.intent < b.intent ? -1 : a.intent > b.intent ? 1 : 0)

const sortedPaths = (paths: ReadonlyMap<string, readonly string[]>): (readonly string[])[] =>
  paths.size === 1 ? [...paths.values()] : [...paths].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, names]) => names)

interface Way {
  readonly start: Start
  readonly arcs: readonly number[]
}

function namesOf(index: TopologyIndex, { end, device }: Start, arcs: readonly number[]): string[] {
  const { head } = graphOf(index)
  const nodes = [...(end === undefined ? [] : [end]), device, ...arcs.map((arc) => head[arc] as number)]
  return nodes.map((node) => index.nodes[node]?.name ?? '')
}
