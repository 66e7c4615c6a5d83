import { chmod, lstat, mkdir, rename, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { logProblem, textOf } from '../log.js'
import type { NetworkShelf } from '../network/network-shelf.js'
import { Connection } from './connection.js'
import { LineSplitter } from './line-splitter.js'
import { EmulatorError } from './messages.js'
import { runMethod } from './methods.js'

export interface SocketServer {
  readonly closed: Promise<void>
  /** Requests are answered from here on; those that came before have waited. */
  serve(shelf: NetworkShelf): void
  close(): Promise<void>
}

/** Listens on a Unix socket that only its owner may open. */
export async function listenOn(path: string): Promise<SocketServer> {
  await mkdir(dirname(path), { recursive: true })
  let serve: (shelf: NetworkShelf) => void = () => undefined
  const shelf = new Promise<NetworkShelf>((done) => {
    serve = done
  })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serveClient(socket, shelf)
  })
  const closed = new Promise<void>((done) => server.once('close', done))
  await takeSocket(server, path)
  await chmod(path, 0o600)
  const close = async () => {
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return { closed, serve, close }
}

async function takeSocket(server: Server, path: string): Promise<void> {
  if (await tryListen(server, path)) return
  await removeStale(path)
  if (!(await tryListen(server, path))) throw inUse(path)
}

/** False where there is a file of that name. */
const tryListen = (server: Server, path: string): Promise<boolean> =>
  new Promise((done, fail) => {
    const onError = (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? done(false) : fail(error))
    server.once('error', onError)
    server.listen(path, () => {
      server.off('error', onError)
      done(true)
    })
  })

/** Removes a socket that nobody answers on. It is moved aside first: another emulator that starts at this moment keeps its own. */
async function removeStale(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (found && !found.isSocket()) throw new EmulatorError('refused', `${path} is no socket`)
  if (await isAnswered(path)) throw inUse(path)
  const aside = `${path}.${process.pid}`
  await rename(path, aside).catch(() => undefined)
  if (await isAnswered(aside)) {
    await rename(aside, path)
    throw inUse(path)
  }
  await rm(aside, { force: true })
}

const inUse = (path: string): EmulatorError => new EmulatorError('refused', `another emulator listens on ${path}`)

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

function serveClient(socket: Socket, shelf: Promise<NetworkShelf>): void {
  const connection = new Connection(socket)
  const lines = new LineSplitter()
  socket.on('error', () => socket.destroy())
  socket.on('close', () => connection.release())
  socket.on('data', (chunk) => {
    for (const line of lines.push(chunk)) {
      if (line.kind === 'too-long')
        connection.answer({ id: null, error: { code: 'bad-request', message: 'a line is longer than 16 MiB' } })
      else if (line.text.trim() !== '') void answer(connection, shelf, line.text)
    }
  })
}

async function answer(connection: Connection, shelf: Promise<NetworkShelf>, text: string): Promise<void> {
  let id: unknown = null
  try {
    const request = parse(text)
    id = request.id ?? null
    if (typeof request.method !== 'string')
      throw new EmulatorError('bad-request', '/method must be a text', { path: '/method' })
    const result = await runMethod(await shelf, request.method, request.params, connection)
    connection.answer({ id, result: result ?? {} })
  } catch (error) {
    connection.answer({ id, error: refusalOf(error) })
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
  logProblem('a request failed', { error: textOf(error) })
  return { code: 'internal', message: 'the emulator made a mistake; its log says more' }
}
