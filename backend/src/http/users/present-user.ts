import type { Identity } from '../../auth/rights.js'
import type { Account } from '../../auth/user-service.js'
import type { Grant } from '../../store/entities.js'

/** Who someone is and what they may; of an API token also what it may. */
export const presentIdentity = ({ id, name, role, networks, token }: Identity) => ({
  id,
  name,
  role,
  networks: rolesOf(networks),
  ...(token === undefined ? {} : { token }),
})

/** A user as administrators see them. */
export const presentAccount = ({ createdAt, lockedUntil, ...identity }: Account) => ({
  ...presentIdentity(identity),
  createdAt,
  ...(lockedUntil === undefined ? {} : { lockedUntil }),
})

const rolesOf = (networks: ReadonlyMap<string, Grant>): Record<string, Grant> =>
  Object.fromEntries([...networks].sort(([a], [b]) => (a < b ? -1 : 1)))
