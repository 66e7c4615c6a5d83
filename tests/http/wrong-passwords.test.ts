import { expect, test } from 'vitest'
import { smallNetwork, startTestServer } from '../../backend/src/test-kit/test-server.js'

const attempts = Number(process.env['PARANET_WRONG_PASSWORDS'] ?? 3_000)
/** Requests that are under way at once. */
const atOnce = 50

test(`${attempts} wrong passwords are answered fast, and starve nobody`, async () => {
  await using server = await startTestServer({ log: { level: 'silent' } })
  await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
  const url = `${server.url}/api/v1`
  const statuses = new Map<number, number>()
  let sent = 0
  const guess = async () => {
    while (sent < attempts) {
      const n = sent++
      const body = JSON.stringify({ username: n % 3 === 0 ? 'admin' : `user-${n}`, password: `guess ${n}` })
      const headers = { 'content-type': 'application/json' }
      const { status, headers: answered } = await fetch(`${url}/auth/login`, { method: 'POST', headers, body })
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (status !== 401) expect(Number(answered.get('retry-after'))).toBeGreaterThan(0)
    }
  }
  let isOver = false
  const waits: number[] = []
  const work = async () => {
    while (!isOver) {
      const started = performance.now()
      const { status } = await server.send('operator', 'GET', 'topology')
      expect(status).toBe(200)
      waits.push(performance.now() - started)
    }
  }
  const started = performance.now()
  const working = work()
  await Promise.all(Array.from({ length: atOnce }, guess))
  const seconds = (performance.now() - started) / 1000
  isOver = true
  await working
  waits.sort((a, b) => a - b)
  const p99 = waits[Math.floor(waits.length * 0.99)] ?? 0
  console.log(
    `${attempts} wrong passwords in ${seconds.toFixed(1)} s: ${JSON.stringify(Object.fromEntries(statuses))}; others wait ${p99.toFixed(0)} ms (p99 of ${waits.length})`,
  )
  expect([...statuses.keys()].every((status) => [401, 423, 429].includes(status))).toBe(true)
  // Only those were looked at that one address has free.
  expect(statuses.get(401) ?? 0).toBeLessThanOrEqual(60)
  // A password takes some 50 ms on a machine that has nothing else to do; thousands of them would take minutes.
  expect(p99).toBeLessThan(10_000)
}, 180_000)
