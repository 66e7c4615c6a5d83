import type { DeviceState } from '@paranet/network'
import { emptyDeviceState } from '@paranet/network'

/** Everything that a device must not forget. */
export interface DeviceRecord {
  readonly running: DeviceState
  readonly revision: number
  /** The last number given to a revision; never given again. */
  readonly lastRevision: number
  /** Who needs the running entries; for counters only. */
  readonly owners: Readonly<Record<string, readonly string[]>>
  readonly staged?: {
    readonly id: string
    readonly base: string
    readonly desired: DeviceState
    readonly owners: Readonly<Record<string, readonly string[]>>
  }
  /** The commit that made what runs: the same commit again is answered with it. */
  readonly committed?: { readonly staged: string; readonly revision: number }
  /** The way back while nobody has confirmed. */
  readonly pending?: {
    readonly confirmBy: number
    readonly confirmed: {
      readonly state: DeviceState
      readonly revision: number
      readonly owners: Readonly<Record<string, readonly string[]>>
    }
  }
}

export const freshRecord = (device: string): DeviceRecord => ({
  running: emptyDeviceState(device),
  revision: 0,
  lastRevision: 0,
  owners: {},
})
