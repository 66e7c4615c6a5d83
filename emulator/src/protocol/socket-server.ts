import { chmod, mkdir, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { dirname } from 'node:path'
import type { Clock } from '@paranet/network'
import type { NetworkShelf } from '../emulator.js'
import { LineSplitter } from './line-splitter.js'
import { EmulatorError } from './messages.js'
import { runMethod } from './methods.js'

/** Bytes that may wait for a slow reader of samples; and of events, beyond which it is cut off. */
const samplesBehind = 1024 * 1024
const eventsBehind = 64 * 1024 * 1024

/** One client: its requests run side by side, its subscriptions end with it. */
export class Connection {
  readonly #socket: Socket
  readonly #held = new Map<string, () => void>()

  constructor(socket: Socket) {
    this.#socket = socket
  }

  /** Sends a notification; a client that reads far too slowly is cut off. */
  send(method: string, params: unknown): void {
    if (this.#socket.writableLength > eventsBehind) this.#socket.destroy()
    else this.write({ method, params })
  }

  /** Sends a notification unless the client is behind: it will get a later one instead. */
  sendLatest(method: string, params: unknown): void {
    if (this.#socket.writableLength < samplesBehind) this.write({ method, params })
  }

  write(message: unknown): void {
    if (this.#socket.writable) this.#socket.write(`${JSON.stringify(message)}\n`)
  }

  /** Keeps a subscription under a name; the one held before under it ends. */
  hold(name: string, subscribe: () => () => void): void {
    this.#held.get(name)?.()
    this.#held.set(name, subscribe())
  }

  /** Acts at once, then again after each interval. */
  repeat(name: string, intervalMs: number, clock: Clock, act: () => void): void {
    this.hold(name, () => {
      const stop = new AbortController()
      const loop = async () => {
        while (!stop.signal.aborted) {
          act()
          await clock.sleep(intervalMs, stop.signal)
        }
      }
      loop().catch(() => this.#socket.destroy())
      return () => stop.abort()
    })
  }

  release(): void {
    for (const end of this.#held.values()) end()
    this.#held.clear()
  }
}

export interface SocketServer {
  readonly closed: Promise<void>
  close(): Promise<void>
}

/** Listens on a Unix socket that only its owner may open. */
export async function listenOn(path: string, shelf: NetworkShelf): Promise<SocketServer> {
  await mkdir(dirname(path), { recursive: true })
  if (await isAnswered(path)) throw new EmulatorError('refused', `another emulator listens on ${path}`)
  await rm(path, { force: true })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serve(socket, shelf)
  })
  const closed = new Promise<void>((done) => server.once('close', done))
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(path, done)
  })
  await chmod(path, 0o600)
  const close = async () => {
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return { closed, close }
}

/** Whether someone answers on the socket. */
const isAnswered = (path: string): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      done(true)
    })
    socket.once('error', () => done(false))
  })

function serve(socket: Socket, shelf: NetworkShelf): void {
  const connection = new Connection(socket)
  const lines = new LineSplitter()
  socket.on('error', () => socket.destroy())
  socket.on('close', () => connection.release())
  socket.on('data', (chunk) => {
    for (const line of lines.push(chunk)) {
      if (line.kind === 'too-long')
        connection.write({ id: null, error: { code: 'bad-request', message: 'a line is longer than 16 MiB' } })
      else if (line.text.trim() !== '') void answer(connection, shelf, line.text)
    }
  })
}

async function answer(connection: Connection, shelf: NetworkShelf, text: string): Promise<void> {
  let id: unknown = null
  try {
    const request = parse(text)
    id = request.id ?? null
    if (typeof request.method !== 'string') throw new EmulatorError('bad-request', '/method must be a text')
    const result = await runMethod(shelf, request.method, request.params, connection)
    connection.write({ id, result: result ?? {} })
  } catch (error) {
    connection.write({ id, error: refusalOf(error) })
  }
}

function parse(text: string): { id?: unknown; method?: unknown; params?: unknown } {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // Told below with what is no object.
  }
  throw new EmulatorError('bad-request', 'a request is one JSON object on one line')
}

function refusalOf(error: unknown): { code: string; message: string; data?: unknown } {
  if (error instanceof EmulatorError)
    return { code: error.code, message: error.message, ...(error.data === undefined ? {} : { data: error.data }) }
  process.stderr.write(`paranet emulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return { code: 'internal', message: 'the emulator made a mistake; its log says more' }
}
