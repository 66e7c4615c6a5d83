import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmulator } from '@paranet/emulator'
import { startServer } from '../start.js'
import type { ScenarioStage } from './stage.js'
import { WarpClock } from './warp-clock.js'

/** A server and an emulator of its own in a folder for temporary files, where time passes as fast as a story wants it. */
export interface ScenarioLab extends AsyncDisposable {
  readonly stage: ScenarioStage
}

/** What an answer may take by the clock on the wall, and the steps of time after that, ms. */
const patienceMs = 250
const stepMs = 200

const password = 'scenario-lab-password'

/** Opens a lab; disposing it leaves nothing behind. */
export async function openScenarioLab(): Promise<ScenarioLab> {
  const folder = mkdtempSync(join(tmpdir(), 'paranet-scenario-'))
  const clock = new WarpClock()
  const socketPath = join(folder, 'emulator.sock')
  const emulator = await startEmulator({ socketPath, directory: join(folder, 'devices'), clock })
  const server = await startServer({
    port: 0,
    dataDir: join(folder, 'data'),
    emulatorSocket: socketPath,
    adminPassword: password,
    planner: 'inline',
    log: { level: 'silent' },
    clock,
  })
  const ask = httpAsker(server.url)
  return {
    stage: { ask: (...asked) => inTime(clock, ask(...asked)), wait: (ms) => clock.pass(ms), now: () => clock.now() },
    [Symbol.asyncDispose]: async () => {
      await server.close()
      await emulator[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** An answer that takes long waits for a time to pass: so it passes. */
async function inTime<T>(clock: WarpClock, answer: Promise<T>): Promise<T> {
  let isThere = false
  const heard = answer.finally(() => (isThere = true))
  heard.catch(() => undefined)
  await Promise.race([heard, new Promise((resolve) => setTimeout(resolve, patienceMs))])
  while (!isThere) await clock.pass(stepMs)
  return heard
}

/** Asks as the administrator; logs in again when the story has outlived the token. */
function httpAsker(url: string): ScenarioStage['ask'] {
  let token = ''
  const send = async (method: string, path: string, body: unknown) => {
    const response = await fetch(`${url}/api/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as never) }
  }
  return async (method, path, body) => {
    const answer = await send(method, path, body)
    if (answer.status !== 401) return answer
    const login = await send('POST', 'auth/login', { username: 'admin', password })
    token = String((login.body as { accessToken?: string } | undefined)?.accessToken ?? '')
    return send(method, path, body)
  }
}
