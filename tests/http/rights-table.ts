import type { Route } from '@paranet/backend'

type Role = 'none' | 'viewer' | 'operator' | 'admin'

/** Someone who asks: a user, and the API token that is sent where it is one. `small` is the network that is asked for. */
export interface Kind {
  readonly name: string
  /** Undefined: nobody is logged in. */
  readonly role?: Role
  /** On the network that is asked for. */
  readonly onSmall?: Role
  readonly token?: { readonly scopes: readonly string[]; readonly networks?: readonly string[] }
}

/** What someone gets who asks for a route: it is looked at, or refused in one of three ways. */
export type Right = 'yes' | 'log in' | 'forbidden' | 'not there'

const order: readonly string[] = ['none', 'viewer', 'operator', 'admin']
const included: Readonly<Record<string, readonly string[]>> = { deploy: ['plan', 'read'] }

/** The rules of docs/rights.md, written a second time: from a route's record and a kind of user to what happens. */
export function rightOf({ role, scope, network }: Route, kind: Kind): Right {
  if (role === 'public') return 'yes'
  if (kind.role === undefined) return 'log in'
  const { token } = kind
  const needed = scope ?? (role === 'admin' ? 'admin' : 'read')
  if (token && !tokenCovers(token.scopes, needed)) return 'forbidden'
  const isLimited = token?.networks !== undefined
  if (network === undefined || network === false)
    return role === 'user' || (!isLimited && isEnough(kind.role, role)) ? 'yes' : 'forbidden'
  const isOutside = isLimited && !token.networks?.includes('small')
  const has = isOutside ? 'none' : (kind.onSmall ?? kind.role)
  if (has === 'none') return 'not there'
  return role === 'user' || isEnough(has, role) ? 'yes' : 'forbidden'
}

const isEnough = (has: Role, needs: string): boolean => order.indexOf(has) >= order.indexOf(needs)

function tokenCovers(scopes: readonly string[], needed: string): boolean {
  if (needed === 'login') return false
  return scopes.some((scope) => scope === 'admin' || scope === needed || (included[scope] ?? ['read']).includes(needed))
}

const roleTexts: Readonly<Record<string, string>> = { public: 'nobody', user: 'any login' }
const scopeText = ({ role, scope }: Route): string =>
  role === 'public' ? '' : (scope ?? (role === 'admin' ? 'admin' : 'read'))
const whereText = ({ role, network }: Route): string =>
  role === 'public' || role === 'user' ? '' : network ? 'the network' : 'the server'

const sortKey = ({ path, method }: Route): string => `${path} ${method}`

/** The table of docs/rights.md, by path. */
export function rightsTable(routes: readonly Route[]): string {
  const sorted = [...routes].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
  const rows = sorted.map((route) => [
    `\`${route.method} ${route.path}\``,
    roleTexts[route.role] ?? route.role,
    whereText(route),
    scopeText(route) === 'login' ? 'none is' : scopeText(route),
  ])
  const head = ['Route', 'needs', 'on', 'scope of a token']
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => cells[column]?.length ?? 0)))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | ')} |`
  return [head, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n')
}
