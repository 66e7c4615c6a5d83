import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator, systemClock } from '@paranet/emulator'
import { expect, test } from 'vitest'
import { startServer } from '../start.js'
import { eventually, smallNetwork } from '../test-kit/test-server.js'

test('an emulator that comes late, or comes back, is told of the networks', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'paranet-late-'))
  const place = { socketPath: join(folder, 'emulator.sock'), directory: join(folder, 'devices'), clock: systemClock }
  const log = { level: 'silent' } as const
  const options = {
    port: 0,
    dataDir: join(folder, 'data'),
    emulatorSocket: place.socketPath,
    planner: 'inline',
    log,
  } as const
  const server = await startServer({ ...options, adminPassword: 'a-password' })
  let token = ''
  const send = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${server.url}/api/v1/${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: (await response.json()) as Record<string, never> }
  }
  token = (await send('POST', 'auth/login', { username: 'admin', password: 'a-password' })).body['accessToken'] ?? ''
  expect((await send('POST', 'networks', { name: 'small', topology: smallNetwork })).status).toBe(201)
  expect((await send('GET', 'monitor/metrics')).status).toBe(503)
  for (let times = 0; times < 2; times++) {
    await using emulator = await startEmulator(place)
    expect(emulator).toBeDefined()
    const answer = await eventually(
      () => send('GET', 'faults'),
      ({ status }) => status === 200,
    )
    expect(answer.body['items']).toEqual([])
  }
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})
