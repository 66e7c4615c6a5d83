import { canonicalState, stateOf } from '../device-state/canonical-state.js'
import type { DeviceState, Entry, EntryKey, NetworkState, OwnerLedger } from '../device-state/device-state.js'
import { emptyDeviceState } from '../device-state/device-state.js'
import type { Bare } from '../device-state/entry-kinds.js'
import { kindList } from '../device-state/entry-kinds.js'
import { keyInSegment, keyPrefixOf } from '../device-state/entry-key.js'
import { mainSegment } from './segment-names.js'
import type { Segment } from './split-topology.js'

/** The entries of a device that are of one segment, as a device of their own: they name no segment any more. The same object for the same state; the state itself
 *  where it has no others. Settings of services are of `main`. */
export function stateInSegment(state: DeviceState, segment: string): DeviceState {
  let known = inSegments.get(state)
  if (!known) inSegments.set(state, (known = new Map()))
  let own = known.get(segment)
  if (!own) known.set(segment, (own = takeOut(state, segment)))
  return own
}

const inSegments = new WeakMap<DeviceState, Map<string, DeviceState>>()

function takeOut(state: DeviceState, segment: string): DeviceState {
  const made: Record<string, unknown> = { device: state.device }
  let isAll = true
  for (const { list } of kindList) {
    const all = (state[list] ?? []) as readonly Bare[]
    const own = all.filter((entry) => segmentOfEntry(entry) === segment)
    if (own.length < all.length) isAll = false
    if (own.length > 0 || state[list]) made[list] = own.map(withoutSegment)
  }
  return isAll && segment === mainSegment ? state : canonicalState(made as unknown as DeviceState)
}

const segmentOfEntry = (entry: Bare): string => ('segment' in entry ? entry.segment : undefined) ?? mainSegment

/** The same object for the same entry. */
function withoutSegment(entry: Bare): Bare {
  if (segmentOfEntry(entry) === mainSegment) return entry
  let known = bare.get(entry)
  if (!known) {
    const { segment: _, ...rest } = entry as Bare & { readonly segment?: string }
    bare.set(entry, (known = rest as Bare))
  }
  return known
}

const bare = new WeakMap<Bare, Bare>()

/** What the devices of a segment run. Devices that are not in it are left out. */
export const networkInSegment = (state: NetworkState, { name, index }: Segment): NetworkState =>
  new Map(
    index.devices.flatMap((device) => {
      const own = state.get(device)
      return own ? [[device, stateInSegment(own, name)] as const] : []
    }),
  )

/** What the devices of a network of one segment run. The same object where they have entries of no other. */
export function plainNetwork(state: NetworkState): NetworkState {
  const others = [...state.values()].filter(hasOthers)
  if (others.length === 0) return state
  return new Map([...state].map(([device, own]) => [device, stateInSegment(own, mainSegment)]))
}

/** Whether a device has entries of a segment other than `main`. Looked at once for each state. */
function hasOthers(state: DeviceState): boolean {
  let known = withOthers.get(state)
  if (known === undefined) {
    known = kindList.some(({ list }) =>
      ((state[list] ?? []) as readonly Bare[]).some((entry) => segmentOfEntry(entry) !== mainSegment),
    )
    withOthers.set(state, known)
  }
  return known
}

const withOthers = new WeakMap<DeviceState, boolean>()

/** A value for each segment. */
export type BySegment<Value> = readonly { readonly segment: string; readonly value: Value }[]

/** The states of a network from those of its segments: `stateInSegment` takes them apart again. Devices by name. */
export function mergeStates(states: BySegment<NetworkState>): NetworkState {
  const devices = [...new Set(states.flatMap(({ value }) => [...value.keys()]))].sort()
  return new Map(
    devices.map((device) => {
      const own = states.map(({ segment, value }) => ({ segment, state: value.get(device) }))
      const [first, ...others] = own.filter(({ state }) => state && kindList.some(({ list }) => state[list]?.length))
      if (first?.state && first.segment === mainSegment && others.length === 0) return [device, first.state]
      return [device, first ? merged(device, first, others) : emptyState(device)]
    }),
  )
}

type InOne = { readonly segment: string; readonly state: DeviceState | undefined }

const emptyState = (device: string): DeviceState => canonicalState(emptyDeviceState(device))

function merged(device: string, first: InOne, others: readonly InOne[]): DeviceState {
  const entries: Entry[] = []
  for (const { segment, state } of [first, ...others])
    for (const { kind, list } of kindList)
      for (const entry of (state?.[list] ?? []) as readonly Bare[]) entries.push(entryIn(kind, entry, segment))
  return stateOf(device, entries)
}

/** The same object for the same entry of a segment. */
function entryIn(kind: Entry['kind'], entry: Bare, segment: string): Entry {
  let known = entriesIn.get(entry)
  if (!known) entriesIn.set(entry, (known = new Map()))
  let made = known.get(segment)
  if (!made) {
    made = { kind, ...entry, ...(segment === mainSegment ? {} : { segment }) } as Entry
    known.set(segment, made)
  }
  return made
}

const entriesIn = new WeakMap<Bare, Map<string, Entry>>()

/** Owners of the entries of a network from those of its segments. */
export function mergeLedgers(ledgers: BySegment<OwnerLedger>): OwnerLedger {
  const devices = [...new Set(ledgers.flatMap(({ value }) => [...value.keys()]))].sort()
  return new Map(
    devices.map((device) => [
      device,
      new Map(
        ledgers.flatMap(({ segment, value }) =>
          [...(value.get(device) ?? [])].map(([key, owners]) => [keyOfSegment(key, segment), owners] as const),
        ),
      ),
    ]),
  )
}

/** The key that an entry of a segment has in the network. */
export const keyOfSegment = (key: EntryKey, segment: string): EntryKey =>
  keyInSegment(key, segment === mainSegment ? undefined : segment)

/** Owners of the entries that are of one segment, by the keys that they have in it. */
export function ledgerInSegment(ledger: OwnerLedger, segment: string): OwnerLedger {
  const prefix = segment === mainSegment ? '' : keyPrefixOf(segment)
  const isOwn = (key: EntryKey) => (segment === mainSegment ? !key.startsWith('segment ') : key.startsWith(prefix))
  return new Map(
    [...ledger].map(([device, owners]) => [
      device,
      new Map(
        [...owners].flatMap(([key, its]) => (isOwn(key) ? [[key.slice(prefix.length) as EntryKey, its] as const] : [])),
      ),
    ]),
  )
}
