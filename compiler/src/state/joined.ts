import type { DeviceState, Entry, EntryKey, KeyedEntry } from '@paranet/network'
import { emptyDeviceState, sortedEntries, stateOfSorted } from '@paranet/network'
import type { PassContext } from '../passes/pass.js'
import type { Synthesized } from '../passes/synthesize.js'
import { bothOf, DeviceOwners, firstFrom, noOwners } from './device-owners.js'
import type { NeededEntry, StateBuilder } from './state-builder.js'

/** What was there and what came, by device. Of two entries with one key the one that was there stays, with the owners of both. Devices to which
 *  nothing came cost nothing; one to which the same came as in the compilation before keeps its state. What comes after what came is joined
 *  together with it, when somebody asks for the states. */
export function joined(
  context: Pick<PassContext, 'index' | 'memo'>,
  what: string,
  synthesized: Synthesized,
  builder: StateBuilder,
): Synthesized {
  const added = builder.added()
  if (added.length === 0) return synthesized
  const layer = { what, added }
  return synthesized instanceof Grown
    ? new Grown(context, synthesized.base, [...synthesized.layers, layer])
    : new Grown(context, synthesized, [layer])
}

/** What one pass added, by device. */
interface Layer {
  readonly what: string
  readonly added: ReturnType<StateBuilder['added']>
}

/** States to which passes added something. */
class Grown implements Synthesized {
  readonly stage = 'synthesized'
  readonly base: Synthesized
  readonly layers: readonly Layer[]
  readonly #context: Pick<PassContext, 'index' | 'memo'>
  #made: Pick<Synthesized, 'state' | 'ledger'> | undefined

  constructor(context: Pick<PassContext, 'index' | 'memo'>, base: Synthesized, layers: readonly Layer[]) {
    this.#context = context
    this.base = base
    this.layers = layers
  }

  get state(): Synthesized['state'] {
    return (this.#made ??= this.#make()).state
  }

  get ledger(): Synthesized['ledger'] {
    return (this.#made ??= this.#make()).ledger
  }

  #make(): Pick<Synthesized, 'state' | 'ledger'> {
    const { state, ledger } = this.base
    const { index, memo } = this.#context
    const what = this.layers.length === 1 ? this.layers[0]?.what : 'all'
    const grown = new Map(state)
    const owners = new Map(ledger)
    for (const [device, parts] of this.#byDevice()) {
      const [own, its] = [state.get(device) ?? emptyDeviceState(device), ledger.get(device) ?? noOwners]
      let before: JoinedDevice | undefined
      const isSame = (last: JoinedDevice) => {
        if (areAllSame(last.parts, parts)) before = last
        return before !== undefined && last.own === own && last.its === its
      }
      const join = () => {
        const came = before?.came ?? oneEach(parts.flat())
        return { own, its, parts, came, ...joinedDevice(own, its, came) }
      }
      const one: JoinedDevice = memo.keep(index.up ?? index, `${what} ${device}`, isSame, join)
      grown.set(device, one.state)
      owners.set(device, one.owners)
    }
    return { state: grown, ledger: owners }
  }

  /** What came to each device, layer by layer. */
  #byDevice(): ReadonlyMap<string, readonly (readonly NeededEntry[])[]> {
    const came = new Map<string, (readonly NeededEntry[])[]>()
    for (const { added } of this.layers)
      for (const [device, entries] of added) {
        const before = came.get(device)
        if (before) before.push(entries)
        else came.set(device, [entries])
      }
    return came
  }
}

type Owners = ReadonlyMap<EntryKey, readonly string[]>

interface JoinedDevice {
  readonly own: DeviceState
  readonly its: Owners
  /** What came, layer by layer. */
  readonly parts: readonly (readonly NeededEntry[])[]
  /** The same, sorted, one for each key. */
  readonly came: readonly NeededEntry[]
  readonly state: DeviceState
  readonly owners: Owners
}

/** Whether the same came: the very same, or what reads the same. */
function areSame(a: readonly NeededEntry[], b: readonly NeededEntry[]): boolean {
  const isSame = (x: NeededEntry, y: NeededEntry) =>
    x === y || (x.key === y.key && JSON.stringify([x.entry, x.owners]) === JSON.stringify([y.entry, y.owners]))
  return a.length === b.length && a.every((one, i) => isSame(one, b[i] as NeededEntry))
}

const areAllSame = (a: JoinedDevice['parts'], b: JoinedDevice['parts']): boolean =>
  a.length === b.length && a.every((part, i) => part === b[i] || areSame(part, b[i] ?? []))

/** `came` sorted, one for each key. */
function joinedDevice(own: DeviceState, its: Owners, came: readonly NeededEntry[]) {
  const known = sortedEntries(own)
  const all = mergedEntries(known, came)
  const owners =
    its instanceof DeviceOwners
      ? its
      : new DeviceOwners(
          Array.from(its.keys(), (key) => ({ key })),
          [...its.values()],
        )
  return {
    state: all === known ? own : stateOfSorted(own.device, all, own),
    owners: owners.withMore(all, came),
  }
}

/** What came, sorted by key: of one key the entry that came first, and the owners of all. */
function oneEach(came: readonly NeededEntry[]): NeededEntry[] {
  const found: NeededEntry[] = []
  for (const one of [...came].sort(byKey)) {
    const last = found.at(-1)
    if (last?.key === one.key) found[found.length - 1] = { ...last, owners: bothOf(last.owners, one.owners) }
    else found.push(one)
  }
  return found.map((one) => (isSorted(one.owners) ? one : { ...one, owners: [...new Set(one.owners)].sort() }))
}

const byKey = (a: NeededEntry, b: NeededEntry): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)

const isSorted = (names: readonly string[]): boolean => {
  for (let i = 1; i < names.length; i++) if ((names[i - 1] as string) >= (names[i] as string)) return false
  return true
}

/** Both in one order; of two with one key the known one. The known list itself where nothing comes to it. */
function mergedEntries(known: readonly KeyedEntry[], came: readonly NeededEntry[]): readonly KeyedEntry[] {
  const all: KeyedEntry[] = []
  let next = 0
  for (const one of came) {
    const end = firstFrom(known, one.key, next)
    for (; next < end; next++) all.push(known[next] as KeyedEntry)
    if (known[next]?.key !== one.key) all.push(keyedOf(one))
  }
  for (; next < known.length; next++) all.push(known[next] as KeyedEntry)
  return all.length === known.length ? known : all
}

/** Worked out once for each entry, so that states which hold it share what is made of it. */
function keyedOf({ key, entry }: NeededEntry): KeyedEntry {
  let one = keyed.get(entry)
  if (!one) {
    const { kind: _, ...listed } = entry
    keyed.set(entry, (one = { key, entry, listed }))
  }
  return one
}

const keyed = new WeakMap<Entry, KeyedEntry>()
