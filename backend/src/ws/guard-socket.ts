import type { Clock } from '@paranet/network'
import type { WebSocket } from 'ws'
import type { AuthService } from '../auth/auth-service.js'
import { type Identity, roleOn } from '../auth/rights.js'

/** Why a connection is closed: whoever opened it may no longer listen. */
const rightsClosing = 4401
/** How often it is looked whether an API token has run out, ms. */
const lookEveryMs = 60_000

export interface GuardOptions {
  readonly socket: WebSocket
  readonly auth: AuthService
  readonly clock: Clock
  /** Who opened it. */
  readonly identity: Identity
  /** Id of the network that it tells of. */
  readonly network: string
}

/** Closes a connection as soon as its right is gone: the user was deleted, demoted or logged out, the token was revoked or ran out, the network
 *  is hidden. */
export function guardSocket({ socket, auth, clock, identity, network }: GuardOptions): void {
  const stop = new AbortController()
  const look = () => {
    const now = auth.current(identity)
    if (!now || roleOn(now, network) === 'none') socket.close(rightsClosing, 'the right to listen is gone')
  }
  const unlisten = auth.onRightsChange(look)
  socket.on('close', () => {
    unlisten()
    stop.abort()
  })
  if (identity.token) void lookAgain(clock, stop.signal, look)
  look()
}

async function lookAgain(clock: Clock, signal: AbortSignal, look: () => void): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(lookEveryMs, signal)
    if (!signal.aborted) look()
  }
}
