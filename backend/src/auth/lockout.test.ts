import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../control/system.js'
import { startTestServer, type TestServer } from '../test-kit/test-server.js'
import { failuresToLock, lockMs, Lockouts } from './lockouts.js'

let aheadMs = 0
const clock = { now: () => systemClock.now() + aheadMs, sleep: systemClock.sleep }

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ clock })
})
afterAll(() => server[Symbol.asyncDispose]())

const login = (username: string, password: string) =>
  server.send('nobody', 'POST', 'auth/login', { username, password })

/** Guesses until the name is locked, waiting as long as each refusal says; gives the answers. */
async function guessUntilLocked(username: string): Promise<string[]> {
  const codes: string[] = []
  while (codes.length < 60) {
    const { body, headers } = await login(username, `guess ${codes.length}`)
    codes.push(body.code)
    if (body.code === 'locked') break
    aheadMs += Number(headers.get('retry-after') ?? 0) * 1000
  }
  return codes
}

const newUser = async (name: string) => {
  const body = { name, password: 'long-enough-password', role: 'viewer' }
  expect((await server.send('nobody', 'POST', 'users', body, await adminAgain())).status).toBe(201)
}

/** Logs in, and waits before where this address has to: by minutes, which is less than a lock. */
async function patientLogin(username: string, password: string) {
  const first = await login(username, password)
  if (first.status !== 429) return first
  aheadMs += Number(first.headers.get('retry-after')) * 1000
  return login(username, password)
}

/** Access tokens run out while time is passed. */
async function adminAgain() {
  const { body } = await patientLogin('admin', 'test-admin-password')
  return { authorization: `Bearer ${body.accessToken}` }
}

describe('after many failures a name is locked', () => {
  test('with the right password too, over a restart, until its time is over', async () => {
    await newUser('ada')
    const codes = await guessUntilLocked('ada')
    expect(codes.filter((code) => code === 'bad-credentials')).toHaveLength(failuresToLock)
    const { status, body, headers } = await login('ada', 'long-enough-password')
    expect({ status, code: body.code }).toEqual({ status: 423, code: 'locked' })
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(lockMs / 1000 - 60)
    await server.restart()
    expect((await login('ada', 'long-enough-password')).status).toBe(423)
    aheadMs += lockMs
    expect((await login('ada', 'long-enough-password')).status).toBe(200)
  })

  test('a name of nobody no differently', async () => {
    const codes = await guessUntilLocked('who-is-that')
    expect(codes.filter((code) => code === 'bad-credentials')).toHaveLength(failuresToLock)
    expect(codes.at(-1)).toBe('locked')
  })

  test('until an administrator unlocks it or sets a password; the audit trail has it all', async () => {
    await newUser('bob')
    await guessUntilLocked('bob')
    const headers = await adminAgain()
    const { body } = await server.send('nobody', 'GET', 'users/bob', undefined, headers)
    expect(body.lockedUntil).toBeGreaterThan(clock.now())
    expect((await server.send('nobody', 'DELETE', 'users/bob/lock', undefined, headers)).status).toBe(204)
    expect((await patientLogin('bob', 'long-enough-password')).status).toBe(200)
    await guessUntilLocked('bob')
    const again = await adminAgain()
    await server.send('nobody', 'PUT', 'users/bob/password', { password: 'another-password' }, again)
    expect((await patientLogin('bob', 'another-password')).status).toBe(200)
    const trail = (await server.send('nobody', 'GET', 'audit?action=user.&limit=1000', undefined, await adminAgain()))
      .body.items
    const of = trail.filter(({ after, detail }: { after?: string; detail: { name?: string } }) =>
      [after, detail.name].includes('bob'),
    )
    expect(of.map(({ action }: { action: string }) => action).reverse()).toEqual([
      'user.create',
      'user.lock',
      'user.unlock',
      'user.lock',
      'user.password',
    ])
  })

  test('logins that are there go on', async () => {
    await newUser('eve')
    const { body } = await patientLogin('eve', 'long-enough-password')
    await guessUntilLocked('eve')
    const renewed = await server.send('nobody', 'POST', 'auth/refresh', { refreshToken: body.refreshToken })
    expect(renewed.status).toBe(200)
  })
})

test('a success forgets earlier failures', () => {
  const lockouts = new Lockouts(clock)
  for (let n = 0; n < failuresToLock * 5; n++) {
    expect(lockouts.try('x')).toBe(true)
    if (n % 5 === 4) lockouts.clear('x')
    else expect(lockouts.fail('x')).toBeUndefined()
  }
})

test('of many tries at once no more than those that a lock allows are looked at', () => {
  const lockouts = new Lockouts(clock)
  const allowed = Array.from({ length: 100 }, () => lockouts.try('x')).filter(Boolean)
  expect(allowed).toHaveLength(failuresToLock)
  expect(lockouts.fail('x')).toBeDefined()
  expect(lockouts.fail('x')).toBeUndefined()
})

test('many names do not fill the memory', () => {
  const lockouts = new Lockouts(clock)
  for (let n = 0; n < 30_000; n++) lockouts.lock(`name ${n}`, clock.now() + lockMs)
  expect(lockouts.lockedUntil('name 0')).toBeUndefined()
  expect(lockouts.lockedUntil('name 29999')).toBeDefined()
})
