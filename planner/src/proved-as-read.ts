import type { asRead } from '@paranet/compiler'
import type { DeviceState, NetworkState, TopologyIndex } from '@paranet/network'
import type { Prove } from '@paranet/verifier'

/** What a wave loses whose configuration nobody can read back: it cannot be proved. */
export const unreadable = 'system unreadable-configuration'

const unproved = { lost: [unreadable], conflicts: [], isWhole: false }

/** Proofs of waves as devices have them: states that a wave brings are those read back from their configurations, each read once; what devices
 *  run already (`before`) was observed, and stays. */
export function provedAsRead(index: TopologyIndex, before: NetworkState, read: typeof asRead, prove: Prove): Prove {
  const known = new WeakMap<DeviceState, DeviceState | typeof unreadable>()
  const readOne = (device: string, meant: DeviceState): DeviceState | typeof unreadable => {
    if (before.get(device) === meant) return meant
    const found = known.get(meant) ?? readNow(device, meant)
    known.set(meant, found)
    return found
  }
  const readNow = (device: string, meant: DeviceState): DeviceState | typeof unreadable => {
    const { state, diagnostics } = read(index, new Map([[device, meant]]))
    return diagnostics.length > 0 ? unreadable : (state.get(device) ?? meant)
  }
  const readAll = (states: NetworkState): NetworkState | typeof unreadable => {
    const all = new Map<string, DeviceState>()
    let isSame = true
    for (const [device, meant] of states) {
      const found = readOne(device, meant)
      if (found === unreadable) return unreadable
      if (found !== meant) isSame = false
      all.set(device, found)
    }
    return isSame ? states : all
  }
  return (current, next) => {
    const [from, to] = [readAll(current), readAll(next)]
    return from === unreadable || to === unreadable ? unproved : prove(from, to)
  }
}
