import WebSocket from 'ws'

export interface Frame {
  readonly channel: string
  readonly seq: number
  readonly type: string
  readonly data: Record<string, unknown>
}

export interface Answer<T> {
  readonly status: number
  readonly body: T
}

/** The HTTP and WebSocket API as a client of a running server sees it. */
export class Api {
  readonly #url: string
  readonly #token: string

  private constructor(url: string, token: string) {
    this.#url = url
    this.#token = token
  }

  static async login(url: string, password: string): Promise<Api> {
    const response = await fetch(`${url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password }),
    })
    if (!response.ok) throw new Error(`login: ${response.status} ${await response.text()}`)
    return new Api(url, ((await response.json()) as { accessToken: string }).accessToken)
  }

  /** Sends a request; any status is an answer. */
  async send<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const response = await fetch(`${this.#url}/api/v1/${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#token}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as T }
  }

  /** Sends a request that must succeed. */
  async ask<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.send<T>(method, path, body)
    if (answer.status >= 400)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 2000)}`)
    return answer.body
  }

  /** Opens a channel and collects its frames; resolves once the hello frame is there. */
  async listen(channel: string): Promise<Channel> {
    const { ticket } = await this.ask<{ ticket: string }>('POST', 'auth/ws-ticket')
    const socket = new WebSocket(`${this.#url.replace('http', 'ws')}/ws/${channel}?ticket=${ticket}`)
    const opened = new Channel(socket)
    await opened.until((frame) => frame.type === 'hello')
    return opened
  }
}

/** A WebSocket channel with everything that came so far. */
export class Channel {
  readonly frames: Frame[] = []
  readonly #socket: WebSocket
  #wake: () => void = () => {}

  constructor(socket: WebSocket) {
    this.#socket = socket
    socket.on('message', (raw) => {
      this.frames.push(JSON.parse(String(raw)) as Frame)
      this.#wake()
    })
    socket.on('error', () => this.#wake())
  }

  /** The first frame, past or to come, that the test accepts; fails after ten seconds. */
  async until(accepts: (frame: Frame) => boolean): Promise<Frame> {
    const deadline = Date.now() + 10_000
    for (;;) {
      const found = this.frames.find(accepts)
      if (found) return found
      if (Date.now() > deadline) throw new Error(`no such frame among ${JSON.stringify(this.frames).slice(-3000)}`)
      await new Promise<void>((done) => {
        const timer = setTimeout(done, 200)
        this.#wake = () => {
          clearTimeout(timer)
          done()
        }
      })
    }
  }

  close(): void {
    this.#socket.close()
  }
}

/** Asks again and again until the answer is accepted; fails after ten seconds with the last answer. */
export async function eventually<T>(ask: () => Promise<T>, accepts: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + 10_000
  for (;;) {
    const answer = await ask()
    if (accepts(answer)) return answer
    if (Date.now() > deadline)
      throw new Error(`not within ten seconds; last answer ${JSON.stringify(answer).slice(0, 3000)}`)
    await new Promise((done) => setTimeout(done, 30))
  }
}
