import type { Clock } from '@paranet/network'
import jwt from 'jsonwebtoken'
import type { Role } from '../store/entities.js'

/** Who asks. */
export interface Identity {
  readonly id: string
  readonly name: string
  readonly role: Role
}

/** How long an access token is good, s. */
export const accessTokenSeconds = 15 * 60

const issuer = 'paranet'
const roles: readonly Role[] = ['viewer', 'operator', 'admin']

/** Signs and reads access tokens: JWT, HS256 and nothing else. */
export class AccessTokens {
  readonly #secret: string
  readonly #clock: Clock

  constructor(secret: string, clock: Clock) {
    this.#secret = secret
    this.#clock = clock
  }

  sign({ id, name, role }: Identity): string {
    const now = Math.floor(this.#clock.now() / 1000)
    const claims = { sub: id, name, role, iss: issuer, iat: now, exp: now + accessTokenSeconds }
    return jwt.sign(claims, this.#secret, { algorithm: 'HS256' })
  }

  /** Undefined for anything that is not a good token of ours. */
  read(token: string): Identity | undefined {
    try {
      const clockTimestamp = Math.floor(this.#clock.now() / 1000)
      const claims = jwt.verify(token, this.#secret, { algorithms: ['HS256'], issuer, clockTimestamp })
      return typeof claims === 'string' ? undefined : identityOf(claims)
    } catch {
      return undefined
    }
  }
}

function identityOf({ sub, name, role }: jwt.JwtPayload): Identity | undefined {
  const known = roles.find((one) => one === role)
  return typeof sub === 'string' && typeof name === 'string' && known ? { id: sub, name, role: known } : undefined
}
