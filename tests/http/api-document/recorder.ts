import { operations } from '@paranet/backend'
import WebSocket from 'ws'
import { checkAnswer } from '../../../backend/src/test-kit/check-answer.js'
import type { Answer, TestServer } from '../../../backend/src/test-kit/test-server.js'

/** A request with its answer, or a channel with its first frames. */
export interface Recorded {
  /** Name of the operation. */
  readonly name: string
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly status: number
  /** What came: a value, or a text where it was no JSON; of a channel its frames. */
  readonly answer?: unknown
  /** Of what came, where it is not JSON. */
  readonly type?: string
  readonly etag?: string
}

export interface CallOptions {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Default: the one with the role that the route needs. */
  readonly token?: string
}

const named = new Map(operations.map(({ name, route }) => [name, route]))

/** Sends requests by the names of their operations and keeps the first of each. */
export class Recorder {
  readonly calls = new Map<string, Recorded>()
  readonly server: TestServer

  constructor(server: TestServer) {
    this.server = server
  }

  /** Names of routes that nobody has called yet. */
  missing(): string[] {
    return [...named.keys()].filter((name) => !this.calls.has(name))
  }

  /** Calls a route; what is not said comes from its record's example. Fails where the answer is not a success. */
  async call(name: string, options: CallOptions = {}): Promise<Answer> {
    const route = named.get(name)
    if (!route) throw new TypeError(`no route is called ${name}`)
    const { params = route.example?.params ?? {}, query = route.example?.query ?? {}, headers = {} } = options
    const body = options.body ?? route.example?.body
    const { role } = route
    const token =
      role === 'public' ? undefined : (options.token ?? this.server.token(role === 'user' ? 'operator' : role))
    const path = `${route.path.replaceAll(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? key))}${queryText(query)}`
    const answer = await this.#send(route.method, `/api/v1${path}`, { body, headers, token })
    if (answer.status !== route.returns)
      throw new TypeError(`${name}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 1000)}`)
    checkAnswer(route.method, path, answer)
    const etag = answer.headers.get('etag') ?? undefined
    this.#keep({
      name,
      method: route.method,
      path: `/api/v1${path}`,
      headers: { ...(token === undefined ? {} : { authorization: 'Bearer eyJ…' }), ...headers },
      ...(body === undefined ? {} : { body }),
      status: answer.status,
      ...(answer.body === undefined ? {} : { answer: answer.body }),
      ...(etag === undefined ? {} : { etag }),
    })
    return answer
  }

  /** Sends something that is refused. */
  async refuse(name: string, path: string, body: unknown): Promise<void> {
    const { status, body: answer } = await this.#send('POST', path, { body, token: this.server.token('operator') })
    this.#keep({ name, method: 'POST', path, headers: { authorization: 'Bearer eyJ…' }, body, status, answer })
  }

  /** Reads something outside of the API; `shorten` keeps what a reader wants to see. */
  async read(name: string, path: string, shorten: (text: string) => unknown): Promise<void> {
    const response = await fetch(`${this.server.url}${path}`)
    const answer = shorten(await response.text())
    const [type = ''] = (response.headers.get('content-type') ?? '').split(';')
    this.#keep({ name, method: 'GET', path, headers: {}, status: response.status, type, answer })
  }

  /** Opens a channel; `act` is done once it is open; keeps its first frames, until one of that type. */
  async listen(name: string, path: string, lastType: string, act: () => Promise<unknown> = async () => {}) {
    const { body } = await this.#send('POST', '/api/v1/auth/ws-ticket', { token: this.server.token('operator') })
    const socket = new WebSocket(
      `${this.server.url.replace('http', 'ws')}${path}${path.includes('?') ? '&' : '?'}ticket=${body.ticket}`,
    )
    const frames: { readonly type: string }[] = []
    const isThere = new Promise<void>((done, fail) => {
      socket.on('message', (raw) => {
        frames.push(JSON.parse(String(raw)) as { type: string })
        if (frames.length === 1) act().catch(fail)
        if (frames.at(-1)?.type === lastType) done()
      })
      socket.on('error', fail)
      socket.on('close', (code) => fail(new Error(`${path}: closed with ${code}`)))
    })
    await isThere
    socket.close()
    const shown = frames.filter(({ type }, at) => at === 0 || type === lastType).slice(0, 2)
    this.#keep({
      name,
      method: 'GET',
      path: `${path}${path.includes('?') ? '&' : '?'}ticket=…`,
      headers: upgrade,
      status: 101,
      answer: shown,
    })
  }

  #keep(recorded: Recorded): void {
    if (!this.calls.has(recorded.name)) this.calls.set(recorded.name, recorded)
  }

  async #send(
    method: string,
    path: string,
    {
      body,
      headers,
      token,
    }: { body?: unknown; headers?: Readonly<Record<string, string>>; token?: string | undefined },
  ): Promise<Answer> {
    const response = await fetch(`${this.server.url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) }
  }
}

const upgrade = { connection: 'Upgrade', upgrade: 'websocket' }

function queryText(query: Readonly<Record<string, unknown>>): string {
  const text = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)])).toString()
  return text === '' ? '' : `?${text}`
}
