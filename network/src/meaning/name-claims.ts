import type { Intent, NameIsolateIntent, NameRouteIntent } from '../intent/intent.js'
import { namesSpoken } from '../intent/intent.js'
import type { ContentName } from '../names/content-name.js'
import { isUnder, parentName, rootName } from '../names/content-name.js'
import { protectionsOf } from './claims.js'
import { producesName } from '../names/interest-walk.js'
import type { TopologyIndex } from '../topology/topology-index.js'

/** What one intent says of one prefix. A node that produces names asks nobody for them, and nobody keeps it from them. The prefixes of all claims cut the names into parts: a claim speaks of the names under its own prefix that
 *  are under no longer one, and devices that know no longer prefixes treat all of those alike. */
export interface NameClaim {
  /** Intent id. */
  readonly intent: string
  readonly asserted: boolean
  readonly name: ContentName
  /** Node ids, ascending: those for whom nothing of higher priority says the opposite. */
  readonly consumers: readonly number[]
  readonly speaks: NameRouteIntent | NameIsolateIntent
  /** A consumer that a higher priority takes, and whose it is. */
  readonly lost?: { readonly to: string; readonly consumer: number }
}

/** Two intents of one priority that contradict each other for an Interest. */
export interface ContestedName {
  readonly route: string
  readonly isolate: string
  readonly name: ContentName
  readonly consumer: number
}

export interface NameMeaning {
  /** In the order of the intents; of each by name. Routes speak only of what is produced. */
  readonly claims: readonly NameClaim[]
  readonly contested: readonly ContestedName[]
  /** Routes of names that nobody produces. */
  readonly unproduced: readonly NameRouteIntent[]
  /** All prefixes that are spoken of, sorted. */
  readonly prefixes: readonly ContentName[]
}

type Speaking = NameRouteIntent | NameIsolateIntent

/** Turns intents about names into claims: *the* meaning of `route` and `isolate` of names, which compiler and verifier share. A higher priority
 *  takes names and consumers from a lower one that says the opposite; assertions neither take nor lose. `more`: prefixes that names are cut by,
 *  beside those of intents and producers. */
export function nameClaimsOf(
  index: TopologyIndex,
  intents: readonly Intent[],
  more: Iterable<ContentName> = [],
): NameMeaning {
  const protections = protectionsOf(intents)
  const all = intents.flatMap((intent) => {
    const spoken = namesSpoken(intent)
    if (!spoken || spoken.kind === 'cache') return []
    const survive =
      spoken.kind === 'name-route' ? [...(spoken.survive ?? []), ...(protections.get(intent.id) ?? [])] : []
    return [{ spoken: survive.length > 0 ? { ...spoken, survive } : spoken, asserted: intent.kind === 'assert' }]
  })
  const produced = producedNames(index)
  const prefixes = [...new Set([...all.flatMap(({ spoken }) => spoken.names), ...produced, ...more])].sort()
  const installing = all.flatMap(({ spoken, asserted }) => (asserted ? [] : [spoken]))
  const rivals = new Rivals(index, installing)
  const claims: NameClaim[] = []
  const unproduced: NameRouteIntent[] = []
  for (const { spoken, asserted } of all) {
    const parts = [...new Set(spoken.names.flatMap((name) => partsUnder(prefixes, name)))].sort()
    const asked = spoken.kind === 'name-route' ? parts.filter((name) => isProduced(produced, name)) : parts
    if (asked.length === 0 && spoken.kind === 'name-route') unproduced.push(spoken)
    for (const name of asked) claims.push(rivals.claim(spoken, asserted, name))
  }
  return { claims, contested: rivals.contested, unproduced, prefixes }
}

/** Those of sorted prefixes that are under a name: the name itself, and what begins with it and a slash. */
function partsUnder(sorted: readonly ContentName[], name: ContentName): ContentName[] {
  if (name === rootName) return [...sorted]
  const first = placeIn(sorted, `${name}/`)
  return [
    ...(sorted[placeIn(sorted, name)] === name ? [name] : []),
    ...sorted.slice(first, placeIn(sorted, `${name}0`)),
  ]
}

/** The place of the first that is not before the text. */
function placeIn(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as string) < text) low = middle + 1
    else high = middle
  }
  return low
}

/** All prefixes that nodes produce. */
export const producedNames = (index: TopologyIndex): ContentName[] => [
  ...new Set(index.nodes.flatMap(({ produces }) => produces as readonly ContentName[])),
]

const isProduced = (produced: readonly ContentName[], name: ContentName): boolean =>
  produced.some((prefix) => isUnder(prefix, name))

/** Nodes that produce all names under the prefix, ascending. */
export const producersOf = (index: TopologyIndex, name: ContentName): number[] =>
  index.nodes.flatMap(({ produces }, id) => (isProduced(produces as readonly ContentName[], name) ? [id] : []))

/** Who says the opposite of whom. */
class Rivals {
  readonly contested: ContestedName[] = []
  readonly #index: TopologyIndex
  readonly #byName = new Map<ContentName, Speaking[]>()

  constructor(index: TopologyIndex, installing: readonly Speaking[]) {
    this.#index = index
    for (const one of installing)
      for (const name of one.names) this.#byName.set(name, [...(this.#byName.get(name) ?? []), one])
  }

  claim(speaks: Speaking, asserted: boolean, name: ContentName): NameClaim {
    const rivals = asserted ? [] : this.#speakingOf(name).filter(({ kind }) => kind !== speaks.kind)
    const consumers: number[] = []
    let lost: NameClaim['lost']
    for (const consumer of speaks.consumers) {
      const id = this.#index.nodeId.get(consumer)
      if (id === undefined || producesName(this.#index, id, name)) continue
      const rival = rivals.find((one) => one.priority >= speaks.priority && one.consumers.includes(consumer))
      if (rival && rival.priority > speaks.priority) lost ??= { to: rival.id, consumer: id }
      else consumers.push(id)
      if (rival?.priority === speaks.priority && speaks.kind === 'name-route')
        this.contested.push({ route: speaks.id, isolate: rival.id, name, consumer: id })
    }
    consumers.sort((a, b) => a - b)
    return { intent: speaks.id, asserted, name, consumers, speaks, ...(lost ? { lost } : {}) }
  }

  /** Intents that speak of all names of the part, highest priority first. */
  #speakingOf(name: ContentName): Speaking[] {
    const found = new Set<Speaking>()
    for (let prefix: ContentName | undefined = name; prefix !== undefined; prefix = parentName(prefix))
      for (const one of this.#byName.get(prefix) ?? []) found.add(one)
    return [...found].sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1))
  }
}
