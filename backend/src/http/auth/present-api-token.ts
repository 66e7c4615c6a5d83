import type { ApiTokenRow } from '../../store/entities.js'
import type { Scope } from '../../auth/rights.js'

/** An API token without its secret, which nobody has. Times are ms since 1970. */
export const presentApiToken = (row: ApiTokenRow) => ({
  id: row.id,
  name: row.name,
  hint: row.hint,
  scopes: JSON.parse(row.scopes) as Scope[],
  ...(row.networks === null ? {} : { networks: JSON.parse(row.networks) as string[] }),
  createdAt: row.createdAt,
  expiresAt: row.expiresAt,
  ...(row.lastUsedAt === null ? {} : { lastUsedAt: row.lastUsedAt }),
})
