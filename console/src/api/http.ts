import type { Problem } from '@paranet/schemas'
import type { LoginAnswer, User } from './shapes.js'

/** An answer that is an error: the problem details of the server, or what stood in for them. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  readonly code: string
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.status = problem.status
    this.code = problem.code
    this.problem = problem
  }
}

export interface Session {
  readonly accessToken: string
  readonly refreshToken: string
  readonly user: User
}

/** Where the session is kept between loads of the page: this tab only. */
export interface SessionStore {
  load(): Session | undefined
  save(session: Session | undefined): void
}

export interface RequestOptions {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** Sends requests with the session's token, refreshes it once when the server no longer takes it, and says when the session ended. */
export class HttpClient {
  readonly #fetch: typeof fetch
  readonly #store: SessionStore
  #session: Session | undefined
  #refreshing: Promise<boolean> | undefined
  #network: string | undefined
  readonly #listeners = new Set<() => void>()
  /** The session was ended by the server, not by the user. */
  hasExpired = false

  constructor(store: SessionStore, fetcher: typeof fetch = (...args) => fetch(...args)) {
    this.#fetch = fetcher
    this.#store = store
    this.#session = store.load()
  }

  get session(): Session | undefined {
    return this.#session
  }

  /** Called whenever the session begins, ends or is renewed. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Requests speak of this network from now on. */
  useNetwork(id: string | undefined): void {
    this.#network = id
  }

  async login(username: string, password: string): Promise<void> {
    const response = await this.#send('POST', 'auth/login', { body: { username, password } })
    const answer = await readAnswer<LoginAnswer>(response)
    this.hasExpired = false
    this.#keep({ accessToken: answer.accessToken, refreshToken: answer.refreshToken, user: answer.user })
  }

  async logout(): Promise<void> {
    const refreshToken = this.#session?.refreshToken
    if (refreshToken) await this.#send('POST', 'auth/logout', { body: { refreshToken } }).catch(() => undefined)
    this.#keep(undefined)
  }

  async request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    let response = await this.#send(method, path, options)
    if (response.status === 401 && (await this.#refresh())) response = await this.#send(method, path, options)
    if (response.status === 401) this.#expire()
    return readAnswer<T>(response)
  }

  async #send(method: string, path: string, { body, headers, signal }: RequestOptions): Promise<Response> {
    const token = this.#session?.accessToken
    return this.#fetch(`/api/v1/${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(this.#network ? { 'x-network': this.#network } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
  }

  /** One refresh at a time: all requests that were refused wait for it. */
  #refresh(): Promise<boolean> {
    this.#refreshing ??= this.#askForTokens().finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  async #askForTokens(): Promise<boolean> {
    const session = this.#session
    if (!session) return false
    const response = await this.#send('POST', 'auth/refresh', { body: { refreshToken: session.refreshToken } })
    if (!response.ok) return false
    const answer = (await response.json()) as Partial<LoginAnswer>
    if (!answer.accessToken) return false
    this.#keep({
      accessToken: answer.accessToken,
      refreshToken: answer.refreshToken ?? session.refreshToken,
      user: answer.user ?? session.user,
    })
    return true
  }

  #expire(): void {
    if (!this.#session) return
    this.hasExpired = true
    this.#keep(undefined)
  }

  #keep(session: Session | undefined): void {
    this.#session = session
    this.#store.save(session)
    for (const listener of this.#listeners) listener()
  }
}

async function readAnswer<T>(response: Response): Promise<T> {
  const text = await response.text()
  const value = parsed(text)
  if (response.ok) return value as T
  const told = typeof value === 'object' && value !== null ? (value as Partial<Problem>) : {}
  const title = told.title ?? (response.statusText || `The server answered ${response.status}`)
  throw new ApiProblem({ type: 'about:blank', code: 'unknown', ...told, title, status: response.status })
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What to tell the user of something that failed. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiProblem) return error.message
  if (error instanceof TypeError) return 'The server cannot be reached.'
  return error instanceof Error ? error.message : String(error)
}
