import { createContext, useContext } from 'react'
import type { Api } from '../api/api.js'
import type { Network, User } from '../api/shapes.js'
import type { AlertStore } from '../live/alerts.js'
import type { ChannelState } from '../live/channel.js'
import type { TelemetryStore } from '../live/telemetry.js'

/** What every screen needs of the signed-in session and the network that was picked. */
export interface Control {
  readonly api: Api
  readonly user: User
  readonly network: Network
  readonly telemetry: TelemetryStore
  readonly alerts: AlertStore
  readonly live: ChannelState
  /** Viewers read only. */
  readonly mayWrite: boolean
  /** Reads the networks again, such as after a deployment. */
  readonly reloadNetworks: () => void
}

export const ControlContext = createContext<Control | undefined>(undefined)

export function useControl(): Control {
  const control = useContext(ControlContext)
  if (!control) throw new TypeError('no control around this part')
  return control
}
