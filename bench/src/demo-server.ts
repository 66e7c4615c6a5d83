import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A demo server as a process of its own. */
export interface Demo {
  readonly url: string
  readonly readyMs: number
  readonly process: ChildProcess
  close(): Promise<void>
}

export const adminPassword = 'bench-only-password'

/** Starts the demo on a data folder; resolves when it is ready. `env`: further environment variables. */
export const startDemo = (data: string, env: Readonly<Record<string, string>> = {}): Promise<Demo> =>
  startServer(data, env, ['--demo'])

/** Starts a server on a data folder; resolves when it is ready. */
export async function startServer(
  data: string,
  env: Readonly<Record<string, string>> = {},
  options: readonly string[] = [],
): Promise<Demo> {
  const started = performance.now()
  const child = spawn(
    process.execPath,
    [
      ...process.execArgv.filter((flag) => flag.startsWith('--cpu-prof')),
      '--max-semi-space-size=4',
      join(root, 'cli/bin/paranet.js'),
      'serve',
      ...options,
      '--port',
      '0',
      '--data',
      data,
    ],
    {
      env: { ...process.env, PARANET_ADMIN_PASSWORD: adminPassword, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const url = await new Promise<string>((done, fail) => {
    let text = ''
    child.stdout?.on('data', (chunk) => {
      text += String(chunk)
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(text)
      if (found) done(found[0])
    })
    child.once('exit', (code) => fail(new Error(`the server ended with ${code}`)))
  })
  for (;;) {
    const response = await fetch(`${url}/readyz`).catch(() => undefined)
    if (response?.ok) break
    await new Promise((done) => setTimeout(done, 10))
  }
  const readyMs = performance.now() - started
  const close = () =>
    new Promise<void>((done) => {
      child.once('exit', () => done())
      child.kill('SIGTERM')
    })
  return { url, readyMs, process: child, close }
}

/** An access token of the administrator, and the id of a network. */
export async function login(url: string): Promise<{ readonly token: string; readonly network: string }> {
  const credentials = { username: 'admin', password: adminPassword }
  const { accessToken: token } = await answer<{ accessToken: string }>(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(credentials),
  })
  const headers = { authorization: `Bearer ${token}` }
  const { items } = await answer<{ items: { id: string }[] }>(`${url}/api/v1/networks`, { headers })
  return { token, network: items[0]?.id ?? '' }
}

async function answer<T>(url: string, init: RequestInit): Promise<T> {
  const response = await fetch(url, init)
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

/** What a process holds in memory. */
export function residentMB(child: ChildProcess): number {
  const text = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(text)?.[1] ?? 0) / 1024
}
