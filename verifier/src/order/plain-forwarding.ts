import type { DeviceState, NetworkState, Prefix, RouteEntry, TopologyIndex } from '@paranet/network'
import { claimsOf, diffNetwork, portKey, prefixRange } from '@paranet/network'
import { DeviceFilters } from '../engine/filter-sets.js'
import type { ModelShelf } from '../engine/model-shelf.js'
import { systemIntent } from '../system-verdicts.js'
import type { TransitionInput } from '../transition.js'
import type { Conflict, Mixture } from './mixture.js'
import { clean, packetInWords } from './mixture.js'
import { cyclesOf } from './cycles.js'

/** Next hops of a device for the addresses of one atom: nodes, or ports as −1 − their number; undefined: it drops them. */
type Hops = readonly number[] | undefined

/** A prefix without those inside it that devices tell apart; perhaps nothing is left. */
interface Part {
  readonly prefix: Prefix
  readonly inner: Prefix[]
}

/** Addresses that every device treats alike, before and after. */
interface Atom {
  readonly parts: Part[]
  /** By node: next hops before and after. */
  readonly old: readonly Hops[]
  readonly fresh: readonly Hops[]
}

const [isOld, isFresh] = [1, 2]

/** Mixtures of states that differ in routes alone, where all devices deliver all packets of the change, however their states mix, if they do not
 *  loop: what goes wrong is then a ring of next hops, found per destination and not per packet and path. Where something else could go
 *  wrong it says nothing. */
export class PlainForwarding {
  readonly #input: TransitionInput
  readonly #shelf: ModelShelf
  readonly #atoms: readonly Atom[]
  readonly #isOwned = new Map<string, boolean>()
  readonly #filters = new Map<number, DeviceFilters>()

  private constructor(input: TransitionInput, shelf: ModelShelf, atoms: readonly Atom[]) {
    this.#input = input
    this.#shelf = shelf
    this.#atoms = atoms
  }

  /** Undefined where more than routes decides on packets, or more than delivery is asked for. */
  static of(input: TransitionInput, shelf: ModelShelf): PlainForwarding | undefined {
    const { index, intents, before, after, diffs = diffNetwork(before, after) } = input
    const states = [...before.values(), ...after.values()]
    if (!states.every((state) => isPlain(index, state)) || !asksDeliveryOnly(index, intents)) return undefined
    const changed = new Set<Prefix>()
    for (const { added, removed, changed: others } of diffs) {
      const entries = [...added, ...removed, ...others.map(({ after: entry }) => ({ entry }))]
      for (const { entry } of entries) {
        if (entry.kind !== 'route') return undefined
        changed.add(entry.prefix)
      }
    }
    return new PlainForwarding(input, shelf, atomsOf(index, before, after, changed))
  }

  /** What goes wrong while devices of `next` change from what they are in `current`; undefined where it cannot tell. */
  mixture(current: NetworkState, next: NetworkState): Mixture | undefined {
    const { nodes } = this.#input.index
    const given = nodes.map(({ name }) => this.#versionOf(name, current.get(name)))
    const coming = nodes.map(({ name }) => (next.has(name) ? this.#versionOf(name, next.get(name)) : 0))
    if (given.includes(undefined) || coming.includes(undefined)) return undefined
    const masks = nodes.map((_, node) => (given[node] ?? 0) | (coming[node] ?? 0))
    const found = new Map<string, Conflict>()
    let isWhole = true
    for (const atom of this.#atoms) {
      const arcs = this.#arcsOf(atom, masks)
      if (!arcs) return undefined
      const { cycles, isComplete } = cyclesOf(arcs)
      if (!isComplete) isWhole = false
      if (!isComplete && cycles.length === 0) return undefined
      for (const cycle of cycles) {
        const conflict = this.#conflictOf(atom, cycle, given as number[], masks)
        if (!conflict) return undefined
        const key = `${conflict.given.join()}|${conflict.next.join()}`
        if (!found.has(key)) found.set(key, conflict)
      }
    }
    if (found.size === 0) return clean
    return { lost: [`${systemIntent} no-loop`], conflicts: [...found.values()], isWhole }
  }

  /** Which of its two states a device has, as bits; undefined: another one. */
  #versionOf(name: string, state: DeviceState | undefined): number | undefined {
    const { before, after } = this.#input
    const [old, fresh] = [before.get(name), after.get(name)]
    if (old === fresh) return state === old ? isOld | isFresh : undefined
    return state === old ? isOld : state === fresh ? isFresh : undefined
  }

  /** Per node: the nodes that packets may go on to; undefined where some are dropped, or handed to one who does not own them. */
  #arcsOf(atom: Atom, masks: readonly number[]): number[][] | undefined {
    const arcs: number[][] = []
    for (const [node, mask] of masks.entries()) {
      if (this.#input.index.isEnd[node]) {
        arcs.push([])
        continue
      }
      const [old, fresh] = [atom.old[node], atom.fresh[node]]
      const some = !(mask & isFresh) || old === fresh ? old : mask & isOld ? old && fresh && [...old, ...fresh] : fresh
      if (!some) return undefined
      const onward: number[] = []
      for (const hop of some) {
        if (hop < 0) {
          if (!atom.parts.every(({ prefix }) => this.#owns(-1 - hop, prefix))) return undefined
        } else if (!onward.includes(hop)) onward.push(hop)
      }
      arcs.push(onward)
    }
    return arcs
  }

  #owns(port: number, prefix: Prefix): boolean {
    const key = `${port} ${prefix}`
    let known = this.#isOwned.get(key)
    if (known === undefined) {
      const { space, ownership } = this.#shelf
      const others = space.subtract(space.fromPrefixes('dst', [prefix]), ownership.behindPort[port] ?? space.empty)
      this.#isOwned.set(key, (known = space.isEmpty(others)))
    }
    return known
  }

  /** The ring as devices that stand against each other; undefined where no packet enters at any of them. */
  #conflictOf(
    atom: Atom,
    cycle: readonly number[],
    current: readonly number[],
    masks: readonly number[],
  ): Conflict | undefined {
    const entry = this.#entryAt(atom, cycle)
    if (!entry) return undefined
    const { nodes } = this.#input.index
    const [given, next]: [string[], string[]] = [[], []]
    for (const [i, node] of cycle.entries()) {
      const to = cycle[(i + 1) % cycle.length] as number
      const mask = masks[node] ?? 0
      const [old, fresh] = [atom.old[node]?.includes(to), atom.fresh[node]?.includes(to)]
      const variants = mask & ((old ? isOld : 0) | (fresh ? isFresh : 0))
      if (variants === mask && mask !== current[node]) continue
      const list = (current[node] ?? 0) & variants ? given : next
      list.push(nodes[node]?.name ?? '')
    }
    return { loses: `${systemIntent} no-loop`, given: given.sort(), next: next.sort(), ...entry }
  }

  /** A packet that enters at one of the nodes. */
  #entryAt({ parts }: Atom, cycle: readonly number[]): Pick<Conflict, 'packet' | 'example'> | undefined {
    const { index } = this.#input
    const { space } = this.#shelf
    const addresses = space.unionAll(
      parts.map(({ prefix, inner }) =>
        space.subtract(space.fromPrefixes('dst', [prefix]), space.fromPrefixes('dst', inner)),
      ),
    )
    for (const node of cycle)
      for (const port of index.ports) {
        if (port.device !== node) continue
        const set = space.intersect(this.#permittedAt(node, port.interface), addresses)
        const name = index.nodes[node]?.name ?? ''
        if (space.isEmpty(set)) continue
        const example = () => space.sample(set)
        const packet = () =>
          `${packetInWords(example())}, entering at ${name} ${port.interface}: it comes back to ${name} and loops`
        return { packet, example }
      }
    return undefined
  }

  #permittedAt(node: number, interfaceName: string) {
    const { space } = this.#shelf
    const state = this.#input.before.get(this.#input.index.nodes[node]?.name ?? '')
    if (!state || state.filters.length === 0) return space.all
    let filters = this.#filters.get(node)
    if (!filters) this.#filters.set(node, (filters = new DeviceFilters(space, state.filters)))
    const { permitted, unclear } = filters.of('in', interfaceName)
    return space.subtract(permitted, unclear)
  }
}

/** Whether routes alone decide on packets once they have entered the network. */
function isPlain(index: TopologyIndex, state: DeviceState): boolean {
  const { policyRoutes, filters, copies = [], groupRoutes = [], marks = [], translations = [] } = state
  if (policyRoutes.length + copies.length + groupRoutes.length + marks.length + translations.length > 0) return false
  return filters.every(
    ({ direction, interface: name }) =>
      direction === 'in' && name !== undefined && index.portAt.has(portKey(state.device, name)),
  )
}

const asksDeliveryOnly = (index: TopologyIndex, intents: TransitionInput['intents']): boolean =>
  claimsOf(index, intents).claims.every(
    ({ kind, via, avoid, latency, maxHops, loss }) =>
      kind !== 'must' ||
      (via.length + avoid.nodes.size + avoid.links.size === 0 && (latency ?? maxHops ?? loss) === undefined),
  )

/** All addresses that some changed prefix has, cut where devices tell them apart. */
function atomsOf(
  index: TopologyIndex,
  before: NetworkState,
  after: NetworkState,
  changed: ReadonlySet<Prefix>,
): readonly Atom[] {
  const tables = index.nodes.map(({ name }, node) => {
    const [old, fresh] = [before.get(name), after.get(name)]
    const hopsBy = hopsReader(index, node)
    const first = tableOf(old, hopsBy)
    return { old: first, fresh: old === fresh ? first : tableOf(fresh, hopsBy) }
  })
  const all = new Set<Prefix>()
  for (const { old, fresh } of tables)
    for (const table of new Set([old, fresh])) for (const prefix of table.keys()) all.add(prefix)
  const atoms = new Map<string, Atom>()
  const numberOf = numbering()
  const around: Part[] = []
  for (const prefix of [...all].sort(byRange)) {
    while (around.length > 0 && !isInside(prefix, (around.at(-1) as Part).prefix)) around.pop()
    const part: Part = { prefix, inner: [] }
    around.at(-1)?.inner.push(prefix)
    around.push(part)
    if (!around.some((one) => changed.has(one.prefix))) continue
    const lookup = (table: Table): Hops => {
      for (let i = around.length - 1; i >= 0; i--) {
        const hops = table.get((around[i] as Part).prefix)
        if (hops !== undefined) return hops ?? undefined
      }
      return undefined
    }
    const old = tables.map((one) => lookup(one.old))
    const fresh = tables.map((one, i) => (one.old === one.fresh ? old[i] : lookup(one.fresh)))
    const key = [...old, ...fresh].map(numberOf).join()
    const same = atoms.get(key)
    if (same) same.parts.push(part)
    else atoms.set(key, { parts: [part], old, fresh })
  }
  return [...atoms.values()]
}

/** Numbers lists by who they are. */
function numbering(): (hops: Hops) => number {
  const numbers = new Map<Hops, number>()
  return (hops) => {
    let known = numbers.get(hops)
    if (known === undefined) numbers.set(hops, (known = numbers.size))
    return known
  }
}

/** Prefix → next hops; null: drops them. */
type Table = ReadonlyMap<Prefix, readonly number[] | null>

const tableOf = (state: DeviceState | undefined, hopsBy: (route: RouteEntry) => Hops): Table =>
  new Map((state?.routes ?? []).map((route) => [route.prefix, hopsBy(route) ?? null]))

/** Where entries of a device lead: equal next hops are one list. */
function hopsReader(index: TopologyIndex, node: number): (route: RouteEntry) => Hops {
  const name = index.nodes[node]?.name ?? ''
  const known = new Map<string, Hops>()
  const hopOf = (out: string): number | undefined => {
    const adjacency = index.adjacencyByInterface[node]?.get(out)
    if (adjacency && !index.isEnd[adjacency.neighbour]) return adjacency.neighbour
    const port = index.portAt.get(portKey(name, out))
    return port && -1 - port.id
  }
  return ({ action }) => {
    if (action.kind === 'drop') return undefined
    const members =
      action.kind === 'deliver'
        ? [action.interface]
        : (action.groups.find((group) => group.length > 0) ?? []).map((hop) => hop.interface)
    const key = members.join('\u0000')
    if (known.has(key)) return known.get(key)
    const hops = members.map(hopOf)
    const whole = hops.length === 0 || hops.includes(undefined) ? undefined : (hops as number[])
    known.set(key, whole)
    return whole
  }
}

function byRange(one: Prefix, other: Prefix): number {
  const [a, b] = [prefixRange(one), prefixRange(other)]
  if (a.family !== b.family) return a.family < b.family ? -1 : 1
  return a.first < b.first ? -1 : a.first > b.first ? 1 : a.length - b.length
}

function isInside(prefix: Prefix, around: Prefix): boolean {
  const [inner, outer] = [prefixRange(prefix), prefixRange(around)]
  return inner.family === outer.family && inner.first >= outer.first && inner.last <= outer.last
}
