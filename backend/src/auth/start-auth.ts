import type { Clock, Ids } from '@paranet/network'
import type { Database } from '../store/database.js'
import { ApiTokenService } from './api-token-service.js'
import { AuthService } from './auth-service.js'
import { Directory } from './directory.js'
import { Lockouts } from './lockouts.js'
import { PasswordGate } from './password-gate.js'
import { UserService } from './user-service.js'

export interface AuthOptions {
  readonly database: Database
  readonly clock: Clock
  readonly ids: Ids
  /** Signs access tokens. */
  readonly secret: string
  /** Hears what goes wrong where nobody waits for it. */
  readonly onError: (error: unknown) => void
}

/** Logins, users and API tokens, joined by the one directory of rights that they share. */
export async function startAuth({ secret, onError, ...ports }: AuthOptions) {
  const directory = new Directory(ports.clock)
  const passwords = new PasswordGate()
  const lockouts = new Lockouts(ports.clock)
  const apiTokens = new ApiTokenService({ ...ports, directory, onError })
  const auth = new AuthService({ ...ports, secret, directory, passwords, lockouts, apiTokens })
  await auth.load()
  return { auth, apiTokens, users: new UserService({ ...ports, directory, passwords, lockouts }) }
}
