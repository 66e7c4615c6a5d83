import type { Intent } from '@paranet/network'
import { canonicalJson } from '@paranet/network'
import { placedPart } from './admission.js'
import type { Move, Plan } from './plan.js'

type Paths = readonly (readonly string[])[]

/** What is deployed: of its plan, what says where its intents go. */
export type Deployed = Pick<Plan, 'topologyRevision' | 'files' | 'intents'>

export interface MoveInput {
  /** Active ones, with their ranks. */
  readonly intents: readonly Intent[]
  readonly pathsOf: (id: string) => Paths
  readonly deployed: Deployed
  /** The intents of the deployed files. */
  readonly wereThere: () => readonly Intent[]
  readonly isTopologySame: boolean
  readonly isAfresh: boolean
  /** Where an intent would go if another was not there. */
  readonly pathsWithout: (id: string, without: string) => Paths
}

/** Intents that leave the paths that they have, sorted by id, each with what makes it move. */
export function findMoves(input: MoveInput): Move[] {
  const before = new Map(input.deployed.intents.map(({ id, paths }) => [id, paths]))
  const pathsBefore = ({ id, renamedFrom }: Intent): Paths =>
    before.get(id) ?? (renamedFrom === undefined ? undefined : before.get(renamedFrom)) ?? []
  const moved = input.intents.filter((intent) => {
    const [from, to] = [pathsBefore(intent), input.pathsOf(intent.id)]
    return from.length > 0 && to.length > 0 && !isSame(from, to)
  })
  if (moved.length === 0) return []
  const reasons = new Reasons(input, moved, pathsBefore)
  return moved
    .map((intent) => ({
      intent: intent.id,
      from: pathsBefore(intent),
      to: input.pathsOf(intent.id),
      because: reasons.of(intent),
    }))
    .sort((a, b) => (a.intent < b.intent ? -1 : 1))
}

/** Intents that are left out one by one, to see who moves by them; of more all are named. */
const mostLeftOut = 8

class Reasons {
  readonly #input: MoveInput
  readonly #pathsBefore: (intent: Intent) => Paths
  /** New, active only now, or with another meaning. */
  readonly #changed: readonly Intent[]
  /** Ids of intents that are no longer there. */
  readonly #gone: readonly string[]
  readonly #unsettled: readonly Intent[]

  constructor(input: MoveInput, moved: readonly Intent[], pathsBefore: (intent: Intent) => Paths) {
    this.#input = input
    this.#pathsBefore = pathsBefore
    const meanings = new Map(input.wereThere().map((intent) => [intent.id, meaningOf(intent)]))
    const formerId = ({ id, renamedFrom }: Intent) => (meanings.has(id) ? id : (renamedFrom ?? id))
    const isNew = (intent: Intent) => pathsBefore(intent).length === 0 && input.pathsOf(intent.id).length > 0
    this.#changed = input.intents.filter(
      (intent) => isNew(intent) || meanings.get(formerId(intent)) !== meaningOf(intent),
    )
    const kept = new Set(input.intents.map(formerId))
    this.#gone = [...meanings.keys()].filter((id) => !kept.has(id))
    this.#unsettled = [...new Set([...this.#changed, ...moved])]
  }

  of(intent: Intent): Move['because'] {
    if (this.#input.isAfresh) return { kind: 'reoptimised' }
    if (this.#changed.includes(intent)) return { kind: 'itself' }
    const direct = this.#unsettled.filter((other) => other !== intent && this.#displaces(other, intent))
    if (direct.length > 0) return { kind: 'displaced', by: idsOf(this.#needed(direct, intent)) }
    const freed = this.#gone.filter((id) => this.#left(id, intent))
    if (freed.length > 0) return { kind: 'freed', by: freed.sort() }
    if (!this.#input.isTopologySame) return { kind: 'topology' }
    return { kind: 'displaced', by: idsOf(this.#needed(this.#changed, intent)) }
  }

  /** Whether `other` is what stands in the way: it is placed before and has come to a link that the intent leaves, takes a device of its old path out
   *  of use, or asks more of its way. */
  #displaces(other: Intent, intent: Intent): boolean {
    if (other.kind === 'drain')
      return this.#pathsBefore(intent).some((path) => path.some((node) => other.at.includes(node)))
    if (other.kind === 'protect') return other.routes.includes(intent.id)
    if (!reserves(other) || !reserves(intent) || !isBefore(other, intent)) return false
    const left = hopsOf(this.#pathsBefore(intent))
    const had = hopsOf(this.#pathsBefore(other))
    return [...hopsOf(this.#input.pathsOf(other.id))].some((hop) => left.has(hop) && !had.has(hop))
  }

  /** Whether an intent that is gone used a link that the intent takes now. */
  #left(gone: string, intent: Intent): boolean {
    const had = hopsOf(this.#input.deployed.intents.find(({ id }) => id === gone)?.paths ?? [])
    return [...hopsOf(this.#input.pathsOf(intent.id))].some((hop) => had.has(hop))
  }

  /** Those of several without whom alone the intent would stay; all of them where it takes more than one. */
  #needed(suspects: readonly Intent[], intent: Intent): readonly Intent[] {
    if (suspects.length === 1 || suspects.length > mostLeftOut) return suspects
    const was = this.#pathsBefore(intent)
    const found = suspects.filter((other) => isSame(this.#input.pathsWithout(intent.id, other.id), was))
    return found.length > 0 ? found : suspects
  }
}

/** Paths are sorted. */
const isSame = (a: Paths, b: Paths): boolean => a === b || JSON.stringify(a) === JSON.stringify(b)

const idsOf = (intents: readonly Intent[]): string[] => intents.map(({ id }) => id).sort()

const reserves = (intent: Intent): boolean => 'bandwidth' in intent && intent.bandwidth !== undefined

function isBefore(a: Intent, b: Intent): boolean {
  const [x, y] = [placedPart(a), placedPart(b)]
  return x.priority > y.priority || (x.priority === y.priority && x.rank < y.rank)
}

/** Steps from node to node, in their direction. */
const hopsOf = (paths: Paths): ReadonlySet<string> =>
  new Set(paths.flatMap((path) => path.slice(1).map((node, i) => `${path[i]}\n${node}`)))

/** All of an intent but its name, its place in the text and its rank. */
function meaningOf(intent: Intent): string {
  const {
    id: _id,
    name: _name,
    source: _source,
    rank: _rank,
    renamedFrom: _former,
    labels: _labels,
    ...meaning
  } = {
    source: undefined,
    ...placedPart(intent),
  }
  return canonicalJson([intent.kind, meaning])
}
