import { createSecretKey, type KeyObject } from 'node:crypto'
import type { Clock } from '@paranet/network'
import jwt from 'jsonwebtoken'
import { LRUCache } from 'lru-cache'

/** What an access token says: which user, of which epoch, from which login. What the user may is not in it: that may change. */
export interface AccessClaims {
  readonly user: string
  readonly epoch: number
  readonly login: string
}

/** How long an access token is good, s. */
export const accessTokenSeconds = 15 * 60

/** How far a token may be dated ahead of our clock, s: it was made on this machine, whose clock may have been set back a little. */
const aheadSeconds = 5

const issuer = 'paranet'

/** Signs and reads access tokens: JWT, HS256 and nothing else. */
export class AccessTokens {
  // A text would be tried as a public key first, each time anew.
  readonly #secret: KeyObject
  readonly #clock: Clock
  /** Good tokens that were read lately, with the times between which they are good, s: signatures need not be checked again and again. */
  readonly #known = new LRUCache<
    string,
    { readonly claims: AccessClaims; readonly from: number; readonly until: number }
  >({
    max: 2_000,
  })

  constructor(secret: string, clock: Clock) {
    this.#secret = createSecretKey(Buffer.from(secret))
    this.#clock = clock
  }

  sign({ user, epoch, login }: AccessClaims): string {
    const now = this.#now()
    const claims = { sub: user, epoch, login, iss: issuer, iat: now, exp: now + accessTokenSeconds }
    return jwt.sign(claims, this.#secret, { algorithm: 'HS256' })
  }

  /** Undefined for anything that is not a good token of ours: signed by another key or algorithm, run out, dated in the future, or
   *  good for longer than ours are. */
  read(token: string): AccessClaims | undefined {
    const now = this.#now()
    const known = this.#known.get(token)
    if (known) return known.from - aheadSeconds <= now && now < known.until ? known.claims : undefined
    try {
      const read = jwt.verify(token, this.#secret, { algorithms: ['HS256'], issuer, clockTimestamp: now })
      const claims = typeof read === 'string' || !isDated(read, now) ? undefined : claimsOf(read)
      if (claims && typeof read !== 'string')
        this.#known.set(token, { claims, from: read.iat ?? 0, until: read.exp ?? 0 })
      return claims
    } catch {
      return undefined
    }
  }

  #now(): number {
    return Math.floor(this.#clock.now() / 1000)
  }
}

/** `exp` and `nbf` are looked at by the library, but only where they are there. */
const isDated = ({ iat, exp }: jwt.JwtPayload, now: number): boolean =>
  iat !== undefined && exp !== undefined && iat <= now + aheadSeconds && exp - iat <= accessTokenSeconds

function claimsOf({ sub, epoch, login }: jwt.JwtPayload): AccessClaims | undefined {
  const isOurs = typeof sub === 'string' && Number.isSafeInteger(epoch) && typeof login === 'string'
  return isOurs ? { user: sub, epoch: epoch as number, login } : undefined
}
