import { expect, test } from 'vitest'
import { ApiProblem, HttpClient, messageOf, type Session, type SessionStore } from './http.js'

const user = { id: 'u1', name: 'ada', role: 'operator' } as const
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })

/** A server whose tokens end when told to. */
function fakeServer() {
  const calls: string[] = []
  const server: { readonly calls: string[]; accepted: string; refreshes: boolean; readonly fetch: typeof fetch } = {
    calls,
    accepted: 'a1',
    refreshes: true,
    fetch: (async (path, init) => {
      const route = `${init?.method} ${String(path)}`
      const token = new Headers(init?.headers).get('authorization')
      calls.push(route)
      if (route.endsWith('/auth/login'))
        return json(200, { accessToken: 'a1', refreshToken: 'r1', expiresIn: 900, user })
      if (route.endsWith('/auth/refresh'))
        return server.refreshes ? json(200, { accessToken: server.accepted, refreshToken: 'r2' }) : json(401, {})
      if (token !== `Bearer ${server.accepted}`) return json(401, { title: 'no', code: 'unauthenticated', status: 401 })
      return route.endsWith('/bad')
        ? json(409, { type: 'x', title: 'Moved', detail: 'r1 has moved', code: 'stale-plan', status: 409, moved: [] })
        : json(200, { fine: true })
    }) as typeof fetch,
  }
  return server
}

function memoryStore(): SessionStore & { kept?: Session | undefined } {
  return {
    kept: undefined,
    load() {
      return this.kept
    },
    save(session) {
      this.kept = session
    },
  }
}

async function signedIn() {
  const server = fakeServer()
  const store = memoryStore()
  const client = new HttpClient(store, server.fetch)
  await client.login('ada', 'secret')
  server.calls.length = 0
  return { server, store, client }
}

test('an ended token is refreshed once for all requests that wait', async () => {
  const { server, store, client } = await signedIn()
  server.accepted = 'a2'
  const answers = await Promise.all([client.request('GET', 'networks'), client.request('GET', 'topology')])
  expect(answers).toEqual([{ fine: true }, { fine: true }])
  expect(server.calls.filter((call) => call.endsWith('/auth/refresh'))).toHaveLength(1)
  expect(store.kept).toMatchObject({ accessToken: 'a2', refreshToken: 'r2', user })
})

test('when the refresh is refused the session ends, and says so', async () => {
  const { server, store, client } = await signedIn()
  let told = 0
  client.subscribe(() => told++)
  server.accepted = 'a2'
  server.refreshes = false
  await expect(client.request('GET', 'networks')).rejects.toMatchObject({ status: 401 })
  expect(client.session).toBeUndefined()
  expect(store.kept).toBeUndefined()
  expect(client.hasExpired).toBe(true)
  expect(told).toBe(1)
})

test('a problem keeps its code, its text and what it adds', async () => {
  const { client } = await signedIn()
  const problem = await client.request('POST', 'bad').catch((error: unknown) => error)
  expect(problem).toBeInstanceOf(ApiProblem)
  expect(problem).toMatchObject({ status: 409, code: 'stale-plan', problem: { moved: [] } })
  expect(messageOf(problem)).toBe('r1 has moved')
  expect(messageOf(new TypeError('Failed to fetch'))).toBe('The server cannot be reached.')
})
