import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startEmulator, systemClock } from '@paranet/emulator'
import type { IntentFile } from '@paranet/planner'
import type { Role } from '../store/entities.js'
import { checkAnswer } from './check-answer.js'
import { type RunningServer, type ServerOptions, startServer } from '../start.js'

/** What a request gave. */
export interface Answer<Body = Record<string, never>> {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look at members of whatever came
  readonly body: Body extends Record<string, never> ? any : Body
}

/** A whole server on real SQLite with an emulator of its own, on a free port, for tests. */
export interface TestServer extends AsyncDisposable {
  readonly url: string
  readonly folder: string
  /** Sends a request as someone; `nobody` sends no token. Throws where the answer is not what the record of its route says. */
  send(
    as: Role | 'nobody',
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>
  token(role: Role): string
  /** Ends the server and starts it again on the same folder. */
  restart(): Promise<void>
}

export const adminPassword = 'test-admin-password'

/** Starts a server with one user per role. */
export async function startTestServer(
  options: Partial<Omit<ServerOptions, 'port' | 'dataDir'>> = {},
): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'paranet-backend-'))
  const emulatorSocket = join(folder, 'emulator.sock')
  const emulator = await startEmulator({
    socketPath: emulatorSocket,
    directory: join(folder, 'devices'),
    clock: systemClock,
  })
  const start = (): Promise<RunningServer> =>
    startServer({
      port: 0,
      dataDir: join(folder, 'data'),
      emulatorSocket,
      adminPassword,
      planner: 'inline',
      log: { level: 'error' },
      scenariosDir: fileURLToPath(new URL('../../../examples/scenarios', import.meta.url)),
      ...options,
    })
  let server = await start()
  const tokens = new Map<Role, string>()
  const send: TestServer['send'] = async (as, method, path, body, headers = {}) => {
    const token = as === 'nobody' ? undefined : tokens.get(as)
    const response = await fetch(`${server.url}/api/v1/${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const { status, headers: answered } = response
    const answer = { status, headers: answered, body: text === '' ? undefined : JSON.parse(text) }
    checkAnswer(method, path, answer)
    return answer
  }
  const login = async (role: Role, username: string, password: string) => {
    const { body } = await send('nobody', 'POST', 'auth/login', { username, password })
    tokens.set(role, body.accessToken)
  }
  await login('admin', 'admin', adminPassword)
  for (const role of ['viewer', 'operator'] as const) {
    await send('admin', 'POST', 'users', { name: role, password: `${role}-password`, role })
    await login(role, role, `${role}-password`)
  }
  return {
    get url() {
      return server.url
    },
    folder,
    send,
    token: (role) => tokens.get(role) ?? '',
    restart: async () => {
      await server.close()
      server = await start()
    },
    [Symbol.asyncDispose]: async () => {
      await server.close()
      await emulator[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Two sites, a firewall between two ways, an end at each site. */
export const smallNetwork = `
network small {
  node r1 : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
  node r2 : router { address: 10.0.0.2, prefixes: 10.2.0.0/16 }
  node r3 : router { address: 10.0.0.3 }
  node fw1 : firewall { address: 10.0.0.4 }
  node web1 : server { address: 10.3.0.10, gateway: r2 }
  link r1 -- r3 { bandwidth: 10Gbps, latency: 1ms }
  link r3 -- r2 { bandwidth: 10Gbps, latency: 1ms }
  link r1 -- fw1 { bandwidth: 10Gbps, latency: 2ms }
  link fw1 -- r2 { bandwidth: 10Gbps, latency: 2ms }
  link r2 -- web1 { bandwidth: 1Gbps, latency: 100us }
}
group sites { members: r1, r2 }
`

/** What the small network is asked for. */
export const webIntents: IntentFile = {
  name: 'web.pn',
  text: 'route web { from: 10.1.0.0/16, to: web1, traffic: tcp dst-port 443, via: fw1 }\n',
}

/** Asks again and again until the answer is accepted; fails after some seconds with the last one. */
export async function eventually<T>(ask: () => Promise<T>, accepts: (answer: T) => boolean): Promise<T> {
  for (let n = 0; n < 400; n++) {
    const answer = await ask()
    if (accepts(answer)) return answer
    await new Promise((done) => setTimeout(done, 20))
  }
  throw new Error(`never: ${JSON.stringify(await ask()).slice(0, 2000)}`)
}

/** Compiles files, deploys the plan and waits for its end; gives the deployment's status document. */
export async function deploy(server: TestServer, files: readonly IntentFile[], mode = 'merge') {
  const plan = (await server.send('operator', 'POST', 'intent/compile', { files, mode })).body
  const executed = await server.send('operator', 'POST', 'deploy/execute', { plan: plan.id })
  if (executed.status !== 202) throw new Error(JSON.stringify(executed.body))
  return finished(server, executed.body.deployment)
}

/** The status document of a deployment at its end. */
export async function finished(server: TestServer, id: string) {
  const isFinal = ({ body }: Answer) => ['active', 'superseded', 'rolled-back', 'failed'].includes(body.status)
  return (await eventually(() => server.send('viewer', 'GET', `deploy/status/${id}`), isFinal)).body
}
