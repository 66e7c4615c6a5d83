import { LanguageServer, type LanguageServerPorts } from './language-server.js'
import { errorCodes, isRecord, RequestError } from './read-params.js'

/** What a session needs beside what the server does. */
export interface SessionPorts extends Omit<LanguageServerPorts, 'notify'> {
  /** Sends one message, without a frame around it. */
  readonly send: (text: string) => void
  /** The client said `exit`: fine where it said `shutdown` before. */
  readonly onExit?: (isFine: boolean) => void
}

/** Requests of one client that are answered at the same time. */
const mostAtOnce = 100
const parseError = -32700
const cancelled = -32800

/** A client of the language server, on a wire that carries texts: JSON-RPC 2.0, one message a text. What is no message is answered with an
 *  error, and the session goes on. */
export class JsonRpcSession {
  readonly #ports: SessionPorts
  readonly #server: LanguageServer
  readonly #open = new Map<string, AbortController>()
  #isClosed = false

  constructor(ports: SessionPorts) {
    this.#ports = ports
    this.#server = new LanguageServer({ ...ports, notify: (method, params) => this.#send({ method, params }) })
  }

  /** Takes one message. */
  receive(text: string): void {
    const message = readMessage(text)
    if (message === undefined) return this.#refuse(null, parseError, 'this is no JSON')
    if (!isRecord(message) || message['jsonrpc'] !== '2.0')
      return this.#refuse(idOf(message), errorCodes.invalidRequest, 'this is no JSON-RPC 2.0')
    const { method, params } = message
    if (typeof method !== 'string') {
      // An answer of the client: nothing was asked.
      if (!('result' in message) && !('error' in message))
        this.#refuse(idOf(message), errorCodes.invalidRequest, 'there is no method')
      return
    }
    if ('id' in message) this.#ask(idOf(message), method, params)
    else this.#tell(method, params)
  }

  /** The wire is gone. */
  close(): void {
    this.#isClosed = true
    this.#server.dispose()
    for (const one of this.#open.values()) one.abort()
  }

  #tell(method: string, params: unknown): void {
    if (method === 'exit') return this.#ports.onExit?.(this.#server.isShutDown)
    if (method === '$/cancelRequest')
      this.#open.get(JSON.stringify(isRecord(params) ? params['id'] : undefined))?.abort()
    else this.#server.notification(method, params)
  }

  #ask(id: string | number | null, method: string, params: unknown): void {
    const key = JSON.stringify(id)
    if (id === null || this.#open.has(key))
      return this.#refuse(id, errorCodes.invalidRequest, 'a request has an id of its own')
    if (this.#open.size >= mostAtOnce) return this.#refuse(id, errorCodes.requestFailed, 'too many requests at once')
    const stop = new AbortController()
    this.#open.set(key, stop)
    this.#server.request(method, params, stop.signal).then(
      (result) => {
        this.#open.delete(key)
        if (stop.signal.aborted) this.#refuse(id, cancelled, 'the request was cancelled')
        else this.#send({ id, result: result ?? null })
      },
      (error: unknown) => {
        this.#open.delete(key)
        const isOurs = error instanceof RequestError
        this.#refuse(id, isOurs ? error.code : errorCodes.internal, isOurs ? error.message : 'internal error')
      },
    )
  }

  #refuse(id: string | number | null, code: number, message: string): void {
    this.#send({ id, error: { code, message } })
  }

  #send(message: object): void {
    if (!this.#isClosed) this.#ports.send(JSON.stringify({ jsonrpc: '2.0', ...message }))
  }
}

function idOf(message: unknown): string | number | null {
  const id = isRecord(message) ? message['id'] : null
  return typeof id === 'string' || typeof id === 'number' ? id : null
}

function readMessage(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
