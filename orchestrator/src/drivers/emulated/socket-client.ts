import { createConnection, type Socket } from 'node:net'
import type { Clock } from '@paranet/network'
import { LineReader } from './line-reader.js'

/** An error answer, or no answer (`unreachable`, `timeout`), of the process behind the socket. */
export class CallError extends Error {
  override readonly name = 'CallError'
  readonly code: string
  readonly data: unknown

  constructor(code: string, message: string, data?: unknown) {
    super(message)
    this.code = code
    this.data = data
  }
}

export interface SocketClientOptions {
  readonly socketPath: string
  readonly clock: Clock
  /** Longest wait for an answer, ms. Default 10 s. */
  readonly timeoutMs?: number
}

export type NotificationListener = (method: string, params: unknown) => void

interface Pending {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
  readonly settled: AbortController
}

/** Calls over a Unix socket, one JSON document a line. Connects when first called and again after a connection is lost; what was under
 *  way then fails with `unreachable`, and its caller decides whether to call again. */
export class SocketClient {
  readonly #options: SocketClientOptions
  readonly #pending = new Map<number, Pending>()
  readonly #listeners = new Set<NotificationListener>()
  readonly #lossListeners = new Set<() => void>()
  #socket: Socket | undefined
  #connecting: Promise<Socket> | undefined
  #nextId = 1

  constructor(options: SocketClientOptions) {
    this.#options = options
  }

  async call<Result>(method: string, params: unknown, signal?: AbortSignal): Promise<Result> {
    const socket = await this.#connected()
    if (signal?.aborted) throw new CallError('unreachable', `${method}: given up`)
    return (await this.#send(socket, method, params, signal)) as Result
  }

  /** Hears every notification of this connection and its successors, until the returned function is called. */
  onNotification(listener: NotificationListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Hears that a connection is gone, and with it what was subscribed over it. */
  onLoss(listener: () => void): () => void {
    this.#lossListeners.add(listener)
    return () => this.#lossListeners.delete(listener)
  }

  close(): void {
    this.#socket?.destroy()
  }

  #connected(): Promise<Socket> {
    if (this.#socket) return Promise.resolve(this.#socket)
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = undefined
    })
    return this.#connecting
  }

  #connect(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = createConnection(this.#options.socketPath)
      socket.setEncoding('utf8')
      const lines = new LineReader((line) => this.#receive(line))
      socket.on('connect', () => {
        this.#socket = socket
        resolve(socket)
      })
      socket.on('data', (text: string) => lines.push(text))
      socket.on('error', (error) => reject(new CallError('unreachable', error.message)))
      socket.on('close', () => this.#lost(socket))
    })
  }

  #send(socket: Socket, method: string, params: unknown, signal?: AbortSignal): Promise<unknown> {
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      const settled = new AbortController()
      this.#pending.set(id, { resolve, reject, settled })
      signal?.addEventListener('abort', () => this.#settle(id, new CallError('unreachable', `${method}: given up`)), {
        signal: settled.signal,
      })
      void this.#expire(id, method, settled.signal)
      socket.write(`${JSON.stringify({ id, method, params })}\n`)
    })
  }

  async #expire(id: number, method: string, settled: AbortSignal): Promise<void> {
    const timeoutMs = this.#options.timeoutMs ?? 10_000
    await this.#options.clock.sleep(timeoutMs, settled)
    if (!settled.aborted) this.#settle(id, new CallError('timeout', `${method}: no answer within ${timeoutMs} ms`))
  }

  #receive(line: string): void {
    const message = parseMessage(line)
    if (!message) return
    if (typeof message.id === 'number') {
      const error = message.error
      this.#settle(message.id, error ? new CallError(error.code, error.message, error.data) : undefined, message.result)
    } else if (typeof message.method === 'string') {
      for (const listener of this.#listeners) listener(message.method, message.params)
    }
  }

  #settle(id: number, error: Error | undefined, result?: unknown): void {
    const pending = this.#pending.get(id)
    if (!pending) return
    this.#pending.delete(id)
    pending.settled.abort()
    if (error) pending.reject(error)
    else pending.resolve(result)
  }

  #lost(socket: Socket): void {
    if (this.#socket !== socket) return
    this.#socket = undefined
    for (const id of this.#pending.keys()) this.#settle(id, new CallError('unreachable', 'connection lost'))
    for (const listener of this.#lossListeners) listener()
  }
}

interface Message {
  readonly id?: unknown
  readonly method?: unknown
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly code: string; readonly message: string; readonly data?: unknown }
}

/** A line that is no JSON object says nothing; the call that it may have answered ends by its timeout. */
function parseMessage(line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
