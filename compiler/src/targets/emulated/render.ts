import type { DeviceState } from '@paranet/network'
import { canonicalJson, canonicalState } from '@paranet/network'

/** The artifact of an emulated device: its canonical state as canonical JSON, one line, with a line break at the end. */
export const renderEmulated = (state: DeviceState): string => `${canonicalJson(canonicalState(state))}\n`
