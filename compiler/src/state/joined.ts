import type { DeviceState, Entry, EntryKey } from '@paranet/network'
import { emptyDeviceState, entriesOf, stateWithMore } from '@paranet/network'
import type { PassContext } from '../passes/pass.js'
import type { Synthesized } from '../passes/synthesize.js'
import type { NeededEntry, StateBuilder } from './state-builder.js'

/** What was there and what came, by device. Of two entries with one key the one that was there stays, with the owners of both. Devices to which
 *  nothing came cost nothing; one to which the same came as in the compilation before keeps its state. */
export function joined(
  { index, memo }: PassContext,
  what: string,
  { state, ledger }: Synthesized,
  builder: StateBuilder,
): Synthesized {
  const added = builder.added()
  if (added.length === 0) return { stage: 'synthesized', state, ledger }
  const grown = new Map(state)
  const owners = new Map(ledger)
  for (const [device, came] of added) {
    const [own, its] = [state.get(device) ?? emptyDeviceState(device), ledger.get(device) ?? noOwners]
    const isSame = (last: JoinedDevice) => last.own === own && last.its === its && areSame(last.came, came)
    const join = () => ({ own, its, came, ...joinedDevice(own, its, came) })
    const one: JoinedDevice = memo.keep(index.up ?? index, `${what} ${device}`, isSame, join)
    grown.set(device, one.state)
    owners.set(device, one.owners)
  }
  return { stage: 'synthesized', state: grown, ledger: owners }
}

type Owners = ReadonlyMap<EntryKey, readonly string[]>

const noOwners: Owners = new Map()

interface JoinedDevice {
  readonly own: DeviceState
  readonly its: Owners
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

function joinedDevice(own: DeviceState, its: Owners, came: readonly NeededEntry[]) {
  const more = new Map<EntryKey, Entry>()
  const both = new Map(its)
  const known = entriesOf(own)
  for (const { key, entry, owners } of came) {
    if (!known.has(key) && !more.has(key)) more.set(key, entry)
    both.set(key, [...new Set([...(both.get(key) ?? []), ...owners])].sort())
  }
  return {
    state: more.size === 0 ? own : stateWithMore(own, more),
    owners: new Map([...both].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}
