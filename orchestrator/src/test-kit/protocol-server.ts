import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeviceError } from '../drivers/device-error.js'
import type { Session } from '../drivers/driver.js'
import { fingerprintOf } from '../transaction/script.js'
import type { FakeDevices } from './fake-devices.js'

interface Request {
  readonly id: number
  readonly method: string
  readonly params: Record<string, never>
}

/** The emulator's protocol in front of fake devices, on a Unix socket of its own. Cuts its answers in two, as sockets do. */
export class ProtocolServer implements AsyncDisposable {
  readonly socketPath: string
  readonly received: string[] = []
  /** Methods that get no answer. */
  readonly silent = new Set<string>()
  readonly #directory = mkdtempSync(join(tmpdir(), 'paranet-protocol-'))
  readonly #devices: FakeDevices
  readonly #sockets = new Set<Socket>()
  #sending: Promise<void> = Promise.resolve()
  readonly #server = createServer((socket) => this.#serve(socket))

  constructor(devices: FakeDevices) {
    this.#devices = devices
    this.socketPath = join(this.#directory, 's')
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(this.socketPath, resolve))
    return this
  }

  /** Cuts all connections. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  notify(method: string, params: object): void {
    for (const socket of this.#sockets) {
      socket.write('not json\n')
      this.#send(socket, { method, params })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.drop()
    await new Promise((resolve) => this.#server.close(resolve))
    rmSync(this.#directory, { recursive: true })
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket)
    let rest = ''
    socket.setEncoding('utf8')
    socket.on('error', () => {})
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) void this.#answer(socket, JSON.parse(line) as Request)
    })
  }

  async #answer(socket: Socket, { id, method, params }: Request): Promise<void> {
    this.received.push(method)
    if (this.silent.has(method)) return
    this.#send(socket, await this.#result(id, method, params))
  }

  /** One line after the other, each in two pieces. */
  #send(socket: Socket, message: object): void {
    const text = `${JSON.stringify(message)}\n`
    this.#sending = this.#sending.then(async () => {
      socket.write(text.slice(0, 10))
      await new Promise((resolve) => setImmediate(resolve))
      socket.write(text.slice(10))
    })
  }

  async #result(id: number, method: string, params: Request['params']): Promise<object> {
    try {
      return { id, result: await this.#call(method, params) }
    } catch (error) {
      const code = error instanceof DeviceError ? error.code : 'internal'
      return { id, error: { code, message: String(error) } }
    }
  }

  async #call(method: string, params: Request['params']): Promise<object> {
    if (!method.startsWith('device.')) return {}
    const session: Session = await this.#devices.open(params['network'] ?? '', params['device'] ?? '')
    if (method === 'device.observe') {
      const state = await session.observe()
      return { state, revision: 1, fingerprint: fingerprintOf(state) }
    }
    if (method === 'device.stage') return { staged: (await session.stage(params as never)).id }
    if (method === 'device.commit') return { revision: await session.commit({ id: params['staged']! }, params) }
    if (method === 'device.confirm') await session.confirm(params['revision']!)
    if (method === 'device.rollback') await session.rollback()
    return {}
  }
}
