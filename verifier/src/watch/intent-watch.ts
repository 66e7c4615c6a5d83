import type {
  Claim,
  Entry,
  EntryKey,
  Intent,
  NetworkState,
  OwnerLedger,
  PacketSet,
  Prefix,
  TopologyIndex,
} from '@paranet/network'
import { claimsOf, entriesOf, entryKey, healthy } from '@paranet/network'
import { byIntent } from '../by-intent.js'
import { LoadBook } from '../engine/loads.js'
import type { ModelShelf } from '../engine/model-shelf.js'
import { outageOf } from '../engine/outage.js'
import type { Proof } from '../engine/proof.js'
import { intentVerdicts } from '../intent-verdicts.js'
import type { Verdict } from '../verdict.js'
import type { Destined, NarrowDevice, PlainEntry } from './narrow-model.js'
import { isFor, NarrowModel, rangeOfEntry, rangesOf } from './narrow-model.js'

export interface WatchInput {
  readonly index: TopologyIndex
  readonly intents: readonly Intent[]
  readonly state: NetworkState
  /** Names the owners of entries in counterexamples. */
  readonly ledger?: OwnerLedger
}

/** An entry that comes, or comes in the place of the one with its key, or goes. */
export interface WatchedChange {
  readonly device: string
  readonly entry: Entry
  readonly isRemoved?: boolean
}

/** What a change did to an intent; `verdictsOf` has the counterexamples. */
export interface ChangedVerdicts {
  readonly intent: string
  readonly before: readonly Verdict[]
  readonly after: readonly Verdict[]
}

/** Why intents cannot be watched; then `verify` has to be asked. */
export class NotWatched extends Error {}

interface Watched {
  readonly intent: Intent
  readonly claims: readonly Claim[]
  readonly destined: Destined
  /** All packets that it speaks of. */
  readonly set: PacketSet
  verdicts: readonly Verdict[]
  visited: ReadonlySet<number>
}

/** Verdicts of many routes and isolations that are kept up to date, entry by entry.
 *
 *  For each set of destinations that an intent speaks of, a device is modelled by the entries only that may match packets to them. Each such narrow
 *  device knows who was judged by it. So a changed entry leads at once to the intents whose packets came to the device, in any failure that was
 *  looked at, and may match it; they are judged again, by the same code as in `verify`, and everything else is left alone: a device that no packet
 *  of an intent came to says nothing of it. Throws NotWatched for networks and intents that are no matter of such entries alone: reservations, queueing, treatments,
 *  copies and translation. The verdicts about the network as a whole are not kept. */
export class IntentWatch {
  readonly #model: NarrowModel
  readonly #proof: Proof
  readonly #book: LoadBook
  readonly #watched: Watched[] = []
  readonly #entries: readonly Map<EntryKey, PlainEntry>[]
  /** Per node: the narrow devices there, with the destinations of each. */
  readonly #narrow: Map<Destined, NarrowDevice>[]

  constructor({ index, intents, state, ledger }: WatchInput, shelf: ModelShelf) {
    const { claims, problems } = claimsOf(index, intents)
    const problem = problems.find(({ severity }) => severity === 'error')
    if (problem) throw new NotWatched(problem.message)
    this.#entries = index.nodes.map(({ name }) => plainEntries(state, name))
    this.#narrow = index.nodes.map(() => new Map())
    this.#model = new NarrowModel(index, shelf, (node) => this.#entries[node] ?? new Map())
    this.#proof = {
      model: this.#model,
      base: outageOf(index, healthy),
      claims,
      promises: shelf.promisesOf(claims),
      mirrors: [],
      ledger,
      failures: 0,
      explored: new Map(),
      isBrief: true,
    }
    this.#book = new LoadBook(this.#proof)
    this.#watch(intents)
  }

  /** The verdicts of an intent, with counterexamples. */
  verdictsOf(id: string): readonly Verdict[] {
    const watched = this.#watched.find(({ intent }) => intent.id === id)
    if (!watched) return []
    this.#model.destined = watched.destined
    const { isBrief: _, ...proof } = this.#proof
    return intentVerdicts({ ...proof, explored: new Map() }, this.#book, watched.intent, watched.claims)
  }

  /** All verdicts, in the order of the intents, without counterexamples. */
  verdicts(): Verdict[] {
    return this.#watched.flatMap(({ verdicts }) => verdicts)
  }

  /** Takes a change; the intents whose verdicts are others by it, in their order. Throws NotWatched for entries of other kinds, before anything is changed. */
  change({ device, entry, isRemoved = false }: WatchedChange): readonly ChangedVerdicts[] {
    const node = this.#model.index.nodeId.get(device)
    if (node === undefined) throw new NotWatched(`the network has no device "${device}"`)
    const plain = asPlain(entry)
    const key = entryKey(entry)
    const now = isRemoved ? undefined : plain
    if (now) this.#entries[node]?.set(key, now)
    else this.#entries[node]?.delete(key)
    return this.#judgeAgain(this.#touched(node, key, plain, now))
  }

  #touched(node: number, key: EntryKey, entry: PlainEntry, now: PlainEntry | undefined): number[] {
    const { space } = this.#model
    const range = rangeOfEntry(entry)
    const matched = entry.kind === 'route' ? undefined : space.fromMatch(entry.match)
    const found = new Set<number>()
    for (const [{ ranges }, narrow] of this.#narrow[node] ?? []) {
      if (!isFor(range, ranges)) continue
      narrow.set(key, now)
      for (const reader of narrow.readers)
        if (matched === undefined || space.overlaps(matched, this.#watched[reader]?.set ?? space.empty))
          found.add(reader)
    }
    return [...found].sort((a, b) => a - b)
  }

  #judgeAgain(readers: readonly number[]): ChangedVerdicts[] {
    const changed: ChangedVerdicts[] = []
    for (const reader of readers) {
      const watched = this.#watched[reader]
      if (!watched) continue
      const before = watched.verdicts
      this.#judge(watched, reader)
      const after = watched.verdicts
      if (!isSame(before, after)) changed.push({ intent: watched.intent.id, before, after })
    }
    return changed
  }

  #judge(watched: Watched, reader: number): void {
    const model = this.#model
    const { intent, claims, destined } = watched
    model.destined = destined
    model.takeVisited()
    const proof = { ...this.#proof, explored: new Map() }
    watched.verdicts = intentVerdicts(proof, this.#book, intent, claims)
    const visited = model.takeVisited()
    for (const node of watched.visited) if (!visited.has(node)) destined.devices.get(node)?.readers.delete(reader)
    for (const node of visited) {
      const narrow = model.deviceAt(node)
      narrow.readers.add(reader)
      this.#narrow[node]?.set(destined, narrow)
    }
    watched.visited = visited
  }

  #watch(intents: readonly Intent[]): void {
    const { space } = this.#model
    const claimsOfIntent = byIntent(this.#proof.claims)
    const destinations = new Map<string, Destined>()
    for (const intent of intents) {
      const claims = claimsOfIntent.get(intent.id) ?? []
      if (claims.length === 0 || claims.some(isOfLoads))
        throw new NotWatched(`${intent.id} is not decided by entries that forward and filter alone`)
      const prefixes = [...new Set(claims.flatMap((claim) => claim.destinations.prefixes))].sort() as Prefix[]
      const key = prefixes.join()
      const destined = destinations.get(key) ?? { ranges: rangesOf(prefixes), devices: new Map() }
      destinations.set(key, destined)
      const classes = claims.flatMap((claim) => this.#proof.promises.ofClaim.get(claim) ?? [])
      const set = space.unionAll([...new Set(classes.map((one) => one.effective))])
      const watched: Watched = { intent, claims, destined, set, verdicts: [], visited: new Set() }
      this.#judge(watched, this.#watched.push(watched) - 1)
    }
  }
}

const isOfLoads = ({ bandwidth, queueing }: Claim): boolean => bandwidth !== undefined || queueing !== undefined

function plainEntries(state: NetworkState, device: string): Map<EntryKey, PlainEntry> {
  const own = state.get(device)
  const entries = new Map<EntryKey, PlainEntry>()
  if (own) for (const [key, entry] of entriesOf(own)) if (isForwarding(entry)) entries.set(key, asPlain(entry))
  return entries
}

/** Settings and sessions decide on no packet. */
const isForwarding = ({ kind }: Entry): boolean => kind !== 'setting' && kind !== 'peer'

function asPlain(entry: Entry): PlainEntry {
  if (entry.kind === 'route' || entry.kind === 'policy-route' || entry.kind === 'filter') return entry
  throw new NotWatched(`entries of kind ${entry.kind} may rewrite or copy packets`)
}

const isSame = (before: readonly Verdict[], after: readonly Verdict[]): boolean =>
  before.every((one, i) => {
    const other = after[i]
    return one.verdict === other?.verdict && one.reason === other.reason && one.property === other.property
  })
