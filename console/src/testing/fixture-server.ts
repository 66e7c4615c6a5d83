import { createReadStream, existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Alert, Deployment, Diagnostic } from '@paranet/schemas'
import { type WebSocket, WebSocketServer } from 'ws'
import * as data from './fixture-data.js'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}
const dist = fileURLToPath(new URL('../../dist', import.meta.url))
const policy = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'"

type Answer = readonly [status: number, body?: unknown]
interface Call {
  readonly body: Readonly<Record<string, unknown>>
  readonly id: string
}

/** A server with the API's shapes and made-up answers, for tests and screenshots of the console. Password: `fixture`. */
export class FixtureServer {
  readonly #server: Server
  readonly #files = new Map([['intents.pn', data.intentsText]])
  readonly #down = new Map<string, string>()
  readonly #deployments: Deployment[] = []
  readonly #sockets = new Map<WebSocket, string>()
  readonly #timer: ReturnType<typeof setInterval>
  #alerts: Alert[] = data.alertsAt(Date.now())
  #active: string | undefined
  #tokens = 0
  #seq = 0
  /** The access token that is taken; changing it ends it. */
  accepted = ''
  refreshes = true
  isEmpty = false
  isDrifting = true
  stepMs = 350

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response))
    const sockets = new WebSocketServer({ server: this.#server })
    sockets.on('connection', (socket, request) => this.#welcome(socket, request.url ?? ''))
    this.#timer = setInterval(
      () => this.#send('telemetry', 'sample', data.sampleOf(Date.now(), new Set(this.#down.values()))),
      1000,
    )
  }

  static async start(port = 0): Promise<FixtureServer> {
    const fixture = new FixtureServer()
    await new Promise<void>((done) => fixture.#server.listen(port, '127.0.0.1', done))
    return fixture
  }

  get url(): string {
    const address = this.#server.address()
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.dropSockets()
    this.#server.closeAllConnections()
    await new Promise<void>((done) => this.#server.close(() => done()))
  }

  dropSockets(): void {
    for (const socket of this.#sockets.keys()) socket.terminate()
  }

  #welcome(socket: WebSocket, url: string): void {
    const channel = url.replace(/^\/ws\//, '').replace(/\?.*$/, '')
    this.#sockets.set(socket, channel)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.send(
      JSON.stringify({ channel, seq: this.#seq, at: Date.now(), type: 'hello', data: { epoch: 'e1', seq: this.#seq } }),
    )
  }

  #send(channel: string, type: string, frame: unknown): void {
    const text = JSON.stringify({ channel, seq: ++this.#seq, at: Date.now(), type, data: frame })
    for (const [socket, its] of this.#sockets) if (its === channel) socket.send(text)
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').replace(/\?.*$/, '')
    if (!path.startsWith('/api/v1/')) return this.#file(path, response)
    const text = await bodyOf(request)
    const route = `${request.method} ${path.slice('/api/v1/'.length)}`
    const isOpen = route.startsWith('POST auth/') && !route.endsWith('ws-ticket')
    const isKnown = isOpen || request.headers.authorization === `Bearer ${this.accepted}`
    const [status, body] = isKnown
      ? this.#answer(route, text === '' ? {} : JSON.parse(text))
      : problem(401, 'unauthenticated', 'Sign in first')
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(body === undefined ? undefined : JSON.stringify(body))
  }

  #file(path: string, response: ServerResponse): void {
    const file = join(dist, normalize(path === '/' ? '/index.html' : path))
    if (!file.startsWith(dist) || !existsSync(file)) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': policy,
    })
    createReadStream(file).pipe(response)
  }

  #answer(route: string, body: Call['body']): Answer {
    for (const [pattern, handle] of Object.entries(this.#routes)) {
      const match = new RegExp(`^${pattern.replace('{id}', '([^/]+)')}$`).exec(route)
      if (match) return handle({ body, id: decodeURIComponent(match[1] ?? '') })
    }
    return problem(404, 'not-found', `No such thing: ${route}`)
  }

  readonly #routes: Readonly<Record<string, (call: Call) => Answer>> = {
    'POST auth/login': ({ body }) =>
      body['password'] === 'fixture'
        ? this.#session()
        : problem(401, 'wrong-credentials', 'The name or the password is wrong'),
    'POST auth/refresh': () =>
      this.refreshes ? this.#session() : problem(401, 'unauthenticated', 'The session has ended'),
    'POST auth/logout': () => [204],
    'POST auth/ws-ticket': () => [200, { ticket: 't', expiresIn: 30 }],
    'GET networks': () => [
      200,
      {
        items: this.isEmpty
          ? []
          : [
              {
                id: 'n1',
                name: 'campus',
                nodes: data.topology.nodes.length,
                links: data.topology.links.length,
                ...(this.#active ? { deployment: this.#active } : {}),
              },
            ],
      },
    ],
    'GET topology': () => [200, { revision: 'r1', topology: data.topology }],
    'GET intent/files': () => [
      200,
      {
        revision: 'i1',
        items: [...this.#files].map(([name, text]) => ({
          name,
          revision: 'x',
          size: text.length,
          updatedAt: Date.now(),
        })),
      },
    ],
    'GET intent/files/{id}': ({ id }) => [200, { name: id, text: this.#files.get(id) ?? '' }],
    'POST intent/parse': ({ body }) => [
      200,
      {
        intents: [],
        diagnostics: diagnose(String(body['text'])),
        formatted: String(body['text'])
          .replace(/[ \t]+$/gm, '')
          .replace(/\n{3,}/g, '\n\n'),
      },
    ],
    'POST intent/compile': ({ body }) => [200, this.#plan(body['files'] as { name: string; text: string }[])],
    'GET intent/preview/{id}': ({ id }) => [200, this.#plans.get(id)],
    'GET plans/{id}': ({ id }) => [200, this.#plans.get(id) ?? data.planOf(id, [], false)],
    'POST deploy/validate': () => [200, { valid: true, problems: [], verdicts: [] }],
    'POST deploy/execute': ({ body }) => this.#execute(String(body['plan']), body['force'] === true),
    'GET deploy/status/{id}': ({ id }) => [200, this.#deployments.find((known) => known.id === id)],
    'GET deploy/history': () => [200, { items: [...this.#deployments].reverse(), next: null }],
    'POST deploy/rollback/{id}': () => this.#execute('back', true),
    'POST trace': ({ body }) =>
      data.topology.nodes.some(({ name }) => name === body['from'])
        ? [200, data.trace]
        : problem(422, 'unknown-node', `no node "${String(body['from'])}" in network campus`),
    'GET faults': () => [
      200,
      {
        items: [...this.#down].map(([id, name]) =>
          data.devices.includes(name) ? { id, kind: 'node-down', node: name } : { id, kind: 'link-down', link: name },
        ),
      },
    ],
    'POST faults': ({ body }) => this.#fault(String(body['link'] ?? body['node'])),
    'DELETE faults/{id}': ({ id }) => [this.#down.delete(id) ? 204 : 404],
    'GET scenarios': () => [200, { items: [] }],
    'GET monitor/metrics': () => [200, data.sampleOf(Date.now(), new Set(this.#down.values()))],
    'GET monitor/alerts': () => [200, { items: this.#alerts }],
    'POST monitor/alerts/{id}/acknowledge': ({ id }) => this.#acknowledge(id),
    'GET monitor/drift': () => [
      200,
      {
        devices: this.isDrifting ? data.diffs.slice(0, 2) : [],
        verdicts: data.verdictsOf(this.isDrifting),
        at: Date.now(),
      },
    ],
  }

  readonly #plans = new Map<string, ReturnType<typeof data.planOf>>()

  #session(): Answer {
    this.accepted = `token-${++this.#tokens}`
    return [
      200,
      {
        accessToken: this.accepted,
        refreshToken: 'r',
        expiresIn: 900,
        user: { id: 'u1', name: 'admin', role: 'admin' },
      },
    ]
  }

  #plan(files: readonly { readonly name: string; readonly text: string }[]) {
    const id = `plan-${this.#plans.size + 1}-7f3a9c`
    const plan = data.planOf(
      id,
      files.flatMap(({ name, text }) => diagnose(text, name)),
      files.some(({ text }) => text.includes('broken')),
    )
    this.#plans.set(id, plan)
    return plan
  }

  #fault(name: string): Answer {
    const id = `fault-${name}`
    this.#down.set(id, name)
    const alert: Alert = {
      id: `a-${Date.now()}`,
      network: 'n1',
      severity: 'critical',
      code: 'link-down',
      subject: name,
      message: `${name} is down`,
      raisedAt: Date.now(),
    }
    this.#alerts = [alert, ...this.#alerts]
    this.#send('alerts', 'raised', alert)
    return [201, { id }]
  }

  #acknowledge(id: string): Answer {
    this.#alerts = this.#alerts.map((alert) =>
      alert.id === id ? { ...alert, acknowledgedAt: Date.now(), acknowledgedBy: 'admin' } : alert,
    )
    return [200, this.#alerts.find((alert) => alert.id === id)]
  }

  #execute(plan: string, isForced: boolean): Answer {
    if (!isForced && this.#plans.get(plan)?.ok === false) return problem(422, 'not-proved', 'This plan is not proved')
    const deployment = data.newDeployment(`d-${this.#deployments.length + 1}`, plan, Date.now())
    this.#deployments.push(deployment)
    this.#advance(deployment)
    return [202, { deployment: deployment.id, status: 'queued' }]
  }

  /** Staging, committing and done for each wave, then confirming and active: one step at a time. */
  #advance(deployment: Deployment): void {
    const changes: (() => void)[] = deployment.waves.flatMap((wave) => [
      () => Object.assign(deployment, { status: 'staging' }, Object.assign(wave, { status: 'staging' }) && {}),
      () => Object.assign(deployment, { status: 'rolling-out' }, Object.assign(wave, { status: 'committing' }) && {}),
      () => Object.assign(wave, { status: 'done', ms: 84 }),
    ])
    changes.push(
      () => Object.assign(deployment, { status: 'confirming' }),
      () => {
        for (const other of this.#deployments) if (other.status === 'active') other.status = 'superseded'
        Object.assign(deployment, { status: 'active', finishedAt: Date.now(), ms: 912 })
        this.#active = deployment.id
      },
    )
    for (const [i, change] of changes.entries())
      setTimeout(
        () => {
          change()
          deployment.events?.push({ seq: i + 2, at: Date.now(), type: 'step', device: 'core1' })
          this.#send(`deploy/${deployment.id}`, 'event', {})
        },
        this.stepMs * (i + 1),
      ).unref()
  }
}

const problem = (status: number, code: string, detail: string): Answer => [
  status,
  { type: 'about:blank', title: detail, status, code, detail },
]

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

/** The word `fw-1` is an unknown node, `redundant` a warning. */
function diagnose(text: string, file = 'intents.pn'): Diagnostic[] {
  return [...text.matchAll(/\bfw-1\b|\bredundant\b/g)].map(({ 0: word, index }) => {
    const line = text.slice(0, index).split('\n')
    const span = { offset: index, line: line.length, column: (line.at(-1) ?? '').length + 1, length: word.length }
    return word === 'fw-1'
      ? {
          code: 'unknown-node',
          severity: 'error',
          message: 'no node "fw-1" in network campus',
          hint: 'did you mean "fw1"?',
          file,
          span,
        }
      : { code: 'redundant', severity: 'warning', message: 'another intent says the same', file, span }
  })
}
