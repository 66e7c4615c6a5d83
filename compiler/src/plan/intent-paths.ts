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
  readonly #ways = new KeptList<TreeWay, Taken>()
  readonly #guided = new KeptList<GuidedPiece, Taken>()
  /** By intent, what it takes. */
  readonly #taken = new Map<string, Set<Taken>>()
  #paths: readonly IntentPaths[] = []

  constructor(index: TopologyIndex) {
    this.#index = index
  }

  turnTo(intents: readonly Intent[], ways: readonly TreeWay[], pieces: readonly GuidedPiece[]): readonly IntentPaths[] {
    const present = this.#intents.turnTo(intents, (intent) => intent)
    const tree = this.#ways.turnTo(ways, takenTree)
    const own = this.#guided.turnTo(pieces, takenOwn)
    const changed = new Set<string>()
    for (const taken of [...tree.gone, ...own.gone]) this.#drop(taken, changed)
    for (const taken of [...tree.come, ...own.come]) this.#take(taken, changed)
    const left = new Set(present.gone.map(({ id }) => id))
    for (const { id } of present.come) {
      left.delete(id)
      changed.add(id)
    }
    for (const id of left) changed.delete(id)
    if (changed.size + left.size === 0) return this.#paths
    const kept = this.#paths.filter(({ intent }) => !changed.has(intent) && !left.has(intent))
    this.#paths = merged(kept, [...changed].map((id) => this.#pathsOf(id)).sort(byIntent), byIntent)
    return this.#paths
  }

  #drop(taken: Taken, changed: Set<string>): void {
    for (const intent of taken.intents) {
      changed.add(intent)
      const its = this.#taken.get(intent)
      if (its?.delete(taken) && its.size === 0) this.#taken.delete(intent)
    }
  }

  #take(taken: Taken, changed: Set<string>): void {
    for (const intent of taken.intents) {
      changed.add(intent)
      const its = this.#taken.get(intent)
      if (its) its.add(taken)
      else this.#taken.set(intent, new Set([taken]))
    }
  }

  #pathsOf(intent: string): IntentPaths {
    const paths = new Map<string, readonly string[]>()
    for (const { ways } of this.#taken.get(intent) ?? [])
      for (const { start, arcs } of ways) {
        if (!start.isActive) continue
        const names = namesOf(this.#index, start, arcs)
        paths.set(names.join('\u0000'), names)
      }
    return { intent, paths: sortedPaths(paths) }
  }
}

/** Ways, and the intents whose forward side takes them. */
interface Taken {
  readonly intents: readonly string[]
  readonly ways: readonly Way[]
}

const takenTree = (way: TreeWay): Taken => ({
  intents: way.claim.side === 'forward' ? [way.claim.intent] : [],
  ways: [way],
})

const takenOwn = ({ piece, walks }: GuidedPiece): Taken => ({
  intents: [...new Set(piece.claims.filter(({ side }) => side === 'forward').map(({ intent }) => intent))],
  ways: walks,
})

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
