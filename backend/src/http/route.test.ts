import { expect, test } from 'vitest'
import { scopes } from '../auth/rights.js'
import { type Route, route, scopeOf } from './route.js'
import { routes } from './routes.js'

const rest = {
  method: 'POST',
  path: '/x',
  returns: 204,
  summary: 'Something',
  handle: async () => undefined,
} as const

test('a record without its right is no record (this is about types: the compiler is the judge)', () => {
  // @ts-expect-error nobody says who may
  route({ ...rest })
  // @ts-expect-error no such role
  route({ ...rest, role: 'root' })
  // @ts-expect-error what operators may do has a scope
  route({ ...rest, role: 'operator' })
  // @ts-expect-error reading is no scope for what operators may do
  route({ ...rest, role: 'operator', scope: 'read' })
  // @ts-expect-error what everybody may do has none
  route({ ...rest, role: 'public', scope: 'read' })
  // @ts-expect-error whoever is logged in, and by which tokens
  route({ ...rest, role: 'user' })
  // @ts-expect-error what administrators may do is for no lesser scope
  route({ ...rest, role: 'admin', scope: 'deploy' })
  route({ ...rest, role: 'operator', scope: 'deploy' })
  expect(true).toBe(true)
})

const known: readonly Route['role'][] = ['public', 'user', 'viewer', 'operator', 'admin']

test('every route that is served has a role, and a scope where it needs a login', () => {
  for (const one of routes) {
    expect(known, one.path).toContain(one.role)
    const scope = scopeOf(one)
    if (one.role === 'public') expect(scope, one.path).toBeUndefined()
    else expect([...scopes, 'login'], one.path).toContain(scope)
  }
})

test('what is open to everybody is the login and no more', () => {
  const open = routes.filter(({ role }) => role === 'public').map(({ method, path }) => `${method} ${path}`)
  expect(open).toEqual(['POST /auth/login', 'POST /auth/refresh', 'POST /auth/logout'])
})

test('a path that names a network has the rights on that network', () => {
  for (const one of routes) if (one.path.startsWith('/networks/:id')) expect(one.network, one.path).toBe('path')
})
