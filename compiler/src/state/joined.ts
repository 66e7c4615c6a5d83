import type { DeviceState, Entry, EntryKey } from '@paranet/network'
import { entriesOf, stateOfKeyed } from '@paranet/network'
import type { PassContext } from '../passes/pass.js'
import type { Synthesized } from '../passes/synthesize.js'
import type { StateBuilder } from './state-builder.js'

/** What was there and what came, by device. Of two entries with one key the one that was there stays, with the owners of both. A device to which
 *  the same came as in the compilation before keeps its state. */
export function joined(
  { index, memo }: PassContext,
  what: string,
  { state, ledger }: Synthesized,
  builder: StateBuilder,
): Synthesized {
  const added = builder.ledger()
  const grown = new Map<string, DeviceState>()
  const owners = new Map<string, Owners>()
  for (const [device, more] of builder.state()) {
    const [own, its, came] = [state.get(device), ledger.get(device) ?? new Map(), added.get(device) ?? new Map()]
    const fresh = entriesOf(more)
    if (!own || fresh.size === 0) {
      grown.set(device, own ?? more)
      owners.set(device, its)
      continue
    }
    const text = JSON.stringify([[...fresh], [...came]])
    const isSame = (last: JoinedDevice) => last.own === own && last.its === its && last.text === text
    const join = () => ({ own, its, text, ...joinedDevice(own, its, fresh, came) })
    const one: JoinedDevice = memo.keep(index, `${what} ${device}`, isSame, join)
    grown.set(device, one.state)
    owners.set(device, one.owners)
  }
  return { stage: 'synthesized', state: grown, ledger: owners }
}

type Owners = ReadonlyMap<EntryKey, readonly string[]>

interface JoinedDevice {
  readonly own: DeviceState
  readonly its: Owners
  /** What came. */
  readonly text: string
  readonly state: DeviceState
  readonly owners: Owners
}

function joinedDevice(own: DeviceState, its: Owners, fresh: ReadonlyMap<EntryKey, Entry>, came: Owners) {
  const both = new Map(its)
  for (const [key, names] of came) both.set(key, [...new Set([...(both.get(key) ?? []), ...names])].sort())
  return {
    state: stateOfKeyed(own.device, new Map([...fresh, ...entriesOf(own)])),
    owners: new Map([...both].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}
