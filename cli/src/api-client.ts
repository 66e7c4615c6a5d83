import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { CliError, exitCodes } from './errors.js'

interface StoredLogin {
  readonly server: string
  readonly accessToken: string
  readonly refreshToken: string
}

interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
}

export interface ServerOptions {
  readonly server?: string | undefined
  readonly network?: string | undefined
}

const defaultServer = 'http://127.0.0.1:8080'
const loginFile = (): string =>
  join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'paranet', 'login.json')

/** Talks to a ParaNet server: `--server`, else PARANET_SERVER, else the stored login's server. The token is PARANET_TOKEN, else the
 *  stored login's, renewed when it has run out. */
export class ApiClient {
  readonly server: string
  readonly #network: string | undefined
  #login: StoredLogin | undefined

  constructor({ server, network }: ServerOptions) {
    const stored = readLogin()
    const chosen = server ?? process.env['PARANET_SERVER'] ?? stored?.server ?? defaultServer
    this.server = checkedUrl(chosen)
    this.#network = network
    this.#login = stored?.server === this.server ? stored : undefined
  }

  async login(username: string, password: string): Promise<void> {
    const tokens = await this.#send<Tokens>('POST', 'auth/login', { username, password }, undefined)
    this.#store(tokens)
  }

  get<T>(path: string): Promise<T> {
    return this.#call<T>('GET', path)
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.#call<T>('POST', path, body)
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.#call<T>('PUT', path, body)
  }

  patch<T>(path: string, body: unknown): Promise<T> {
    return this.#call<T>('PATCH', path, body)
  }

  /** A list with all of its pages. */
  async all<T>(path: string): Promise<T[]> {
    const items: T[] = []
    for (let next: string | undefined = ''; next !== undefined; ) {
      const query: string = next === '' ? '' : `?cursor=${encodeURIComponent(next)}`
      const page: { items: T[]; next?: string } = await this.get(`${path}${query}`)
      items.push(...page.items)
      next = page.next
    }
    return items
  }

  /** A request whose refusal is an answer like any other; without a login, or without an answer, it throws all the same. */
  async try(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    try {
      return { status: 200, body: await this.#call(method, path, body) }
    } catch (error) {
      const status = error instanceof CliError ? statusOf(error.problem) : undefined
      if (status === undefined || status === 401) throw error
      return { status, body: (error as CliError).problem }
    }
  }

  delete(path: string): Promise<unknown> {
    return this.#call('DELETE', path)
  }

  /** The address of a channel with a one-use ticket. */
  async channelUrl(channel: string): Promise<string> {
    const { ticket } = await this.post<{ ticket: string }>('auth/ws-ticket')
    const url = new URL(`/ws/${channel}`, this.server)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    url.searchParams.set('ticket', ticket)
    if (this.#network !== undefined) url.searchParams.set('network', this.#network)
    return url.href
  }

  async #call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const token = process.env['PARANET_TOKEN'] ?? this.#login?.accessToken
    if (token === undefined)
      throw new CliError(exitCodes.refused, `not logged in to ${this.server}`, {
        hint: 'run `paranet login`, or set PARANET_TOKEN',
      })
    try {
      return await this.#send<T>(method, path, body, token)
    } catch (error) {
      const isExpired =
        error instanceof CliError && statusOf(error.problem) === 401 && process.env['PARANET_TOKEN'] === undefined
      if (!isExpired || !this.#login) throw error
      const tokens = await this.#send<Tokens>(
        'POST',
        'auth/refresh',
        { refreshToken: this.#login.refreshToken },
        undefined,
      )
      this.#store(tokens)
      return this.#send<T>(method, path, body, tokens.accessToken)
    }
  }

  async #send<T>(method: string, path: string, body: unknown, token: string | undefined): Promise<T> {
    const url = new URL(`/api/v1/${path}`, this.server)
    if (this.#network !== undefined) url.searchParams.set('network', this.#network)
    let response: Response
    try {
      response = await fetch(url, {
        method,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    } catch (cause) {
      throw new CliError(exitCodes.usage, `no ParaNet server answers at ${this.server}`, {
        hint: `start one with \`paranet serve\`, or name it with --server (${cause instanceof Error ? cause.message : 'no answer'})`,
      })
    }
    if (response.status === 204) return undefined as T
    const text = await response.text()
    const document = parseJson(text)
    if (!response.ok) throw refusal(document, response.status)
    return document as T
  }

  #store(tokens: Tokens): void {
    this.#login = { server: this.server, accessToken: tokens.accessToken, refreshToken: tokens.refreshToken }
    const file = loginFile()
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, JSON.stringify(this.#login), { mode: 0o600 })
    chmodSync(file, 0o600)
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return { detail: text.slice(0, 200) }
  }
}

const statusOf = (problem: unknown): number | undefined =>
  typeof problem === 'object' && problem !== null && 'status' in problem ? Number(problem.status) : undefined

/** The server's problem document (RFC 9457) as one line with its fields below. */
function refusal(document: unknown, status: number): CliError {
  const problem = { status, ...(typeof document === 'object' ? document : {}) } as {
    status: number
    title?: string
    detail?: string
    errors?: { pointer: string; message: string }[]
  }
  const text = problem.detail ?? problem.title ?? `the server answered ${status}`
  const fields = (problem.errors ?? [])
    .filter(({ message }) => !text.includes(message))
    .map(({ pointer, message }) => `\n  ${pointer || '/'}: ${message}`)
  return new CliError(exitCodes.refused, `${text}${fields.join('')}`, { problem })
}

function readLogin(): StoredLogin | undefined {
  const file = loginFile()
  if (!existsSync(file)) return undefined
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StoredLogin
  } catch {
    return undefined
  }
}

function checkedUrl(text: string): string {
  try {
    const url = new URL(text)
    if (url.protocol === 'http:' || url.protocol === 'https:') return url.origin
  } catch {
    // falls through to the one message below
  }
  throw new CliError(exitCodes.usage, `not a server address: ${text}`, { hint: 'for example http://127.0.0.1:8080' })
}
