import type { Channels, Problem, Requests, WsFrame } from './generated/requests.js'

/** Method and path of a request, as the description of the API writes them. */
export type RequestName = keyof Requests
export type AnswerOf<Name extends RequestName> = Requests[Name]['answer']
/** What a request is made of: path, query, header and body, where it has them. */
export type InputOf<Name extends RequestName> = Omit<Requests[Name], 'answer'>

/** No more to say where nothing is needed. */
type Rest<Input> = object extends Input ? [input?: Input] : [input: Input]

type ChannelName = keyof Channels
type ChannelInput<Name extends ChannelName> = Omit<Channels[Name], 'frames'>
/** A frame with the data of its type. */
export type FrameOf<Name extends ChannelName> = {
  [Type in keyof Channels[Name]['frames']]: Omit<WsFrame, 'type' | 'data'> & {
    type: Type
    data: Channels[Name]['frames'][Type]
  }
}[keyof Channels[Name]['frames']]

/** An answer that is a problem; programs tell them by their `code`. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.detail ?? problem.title}`)
    this.problem = problem
  }
}

/** Sends requests to one server; every path, body and answer has its type from the server's description. */
export class Client {
  readonly #url: string
  #token: string | undefined

  /** `url`: of the server, such as http://localhost:8080 */
  constructor(url: string) {
    this.#url = url.replace(/\/$/, '')
  }

  /** Requests say from now on who asks. */
  async login(username: string, password: string): Promise<AnswerOf<'POST /api/v1/auth/login'>> {
    const login = await this.send('POST /api/v1/auth/login', { body: { username, password } })
    this.#token = login.accessToken
    return login
  }

  /** Throws an `ApiProblem` where the answer is one. */
  async send<Name extends RequestName>(name: Name, ...[input]: Rest<InputOf<Name>>): Promise<AnswerOf<Name>> {
    const { path = {}, query = {}, header = {}, body } = (input ?? {}) as Parts
    const [method = '', template = ''] = name.split(' ')
    const response = await fetch(this.#url + filled(template, path) + queryText(query), {
      method,
      headers: {
        ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...header,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const type = response.headers.get('content-type') ?? ''
    const text = await response.text()
    const answer: unknown = type.includes('json') ? JSON.parse(text) : text === '' ? undefined : text
    if (!response.ok) throw new ApiProblem(answer as Problem)
    return answer as AnswerOf<Name>
  }

  /** Opens a channel and gives its frames as they come, until the reader breaks off or the server closes it. Greetings and heartbeats are
   *  left out. */
  async *listen<Name extends ChannelName>(
    name: Name,
    ...[input]: Rest<ChannelInput<Name>>
  ): AsyncGenerator<FrameOf<Name>, void> {
    const { path = {}, query = {} } = (input ?? {}) as Parts
    const { ticket } = await this.send('POST /api/v1/auth/ws-ticket')
    const socket = new WebSocket(
      this.#url.replace(/^http/, 'ws') + filled(name, path) + queryText({ ...query, ticket }),
    )
    const frames: string[] = []
    let wake = (): void => {}
    let isClosed = false
    socket.addEventListener('message', ({ data }) => {
      frames.push(String(data))
      wake()
    })
    socket.addEventListener('close', () => {
      isClosed = true
      wake()
    })
    try {
      while (!isClosed || frames.length > 0) {
        const text = frames.shift()
        if (text === undefined) await new Promise<void>((resolve) => (wake = resolve))
        else {
          const frame = JSON.parse(text) as WsFrame
          if (frame.type !== 'hello' && frame.type !== 'heartbeat') yield frame as FrameOf<Name>
        }
      }
    } finally {
      socket.close()
    }
  }
}

/** A request without its types. */
interface Parts {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly header?: Readonly<Record<string, string>>
  readonly body?: unknown
}

const filled = (template: string, path: Readonly<Record<string, string>>): string =>
  template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''))

function queryText(query: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return text === '' ? '' : `?${text}`
}
