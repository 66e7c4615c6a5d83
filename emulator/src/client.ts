import { connect, type Socket } from 'node:net'
import type { Packet, Topology, Walk } from '@paranet/network'
import { LineSplitter } from './protocol/line-splitter.js'
import type { ActiveFault, EntryPoint, Fault, Flow, Observation, Telemetry } from './protocol/messages.js'

/** A refusal by the emulator, or a lost connection (`code` is `disconnected`). */
export class EmulatorCallError extends Error {
  override readonly name = 'EmulatorCallError'
  readonly code: string
  readonly data: unknown

  constructor(code: string, message: string, data?: unknown) {
    super(message)
    this.code = code
    this.data = data
  }
}

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** A connection to an emulator. When it is lost every call fails; the caller connects anew. */
export class EmulatorClient {
  readonly closed: Promise<void>
  readonly #socket: Socket
  readonly #waiting = new Map<number, Waiting>()
  readonly #listeners = new Set<(method: string, params: unknown) => void>()
  #lastId = 0

  private constructor(socket: Socket) {
    this.#socket = socket
    const lines = new LineSplitter()
    socket.on('data', (chunk) => {
      for (const line of lines.push(chunk)) if (line.kind === 'line') this.#hear(line.text)
    })
    socket.on('error', () => socket.destroy())
    this.closed = new Promise((done) => {
      socket.on('close', () => {
        for (const { reject } of this.#waiting.values())
          reject(new EmulatorCallError('disconnected', 'the emulator is gone'))
        this.#waiting.clear()
        done()
      })
    })
  }

  static connect(socketPath: string): Promise<EmulatorClient> {
    return new Promise((resolve, reject) => {
      const socket = connect(socketPath)
      const fail = (cause: Error) =>
        reject(new EmulatorCallError('disconnected', `no emulator listens on ${socketPath}: ${cause.message}`))
      socket.once('error', fail)
      socket.once('connect', () => {
        socket.off('error', fail)
        resolve(new EmulatorClient(socket))
      })
    })
  }

  call<T>(method: string, params: object = {}): Promise<T> {
    if (this.#socket.destroyed) return Promise.reject(new EmulatorCallError('disconnected', 'the emulator is gone'))
    const id = ++this.#lastId
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as Waiting['resolve'], reject })
      this.#socket.write(`${JSON.stringify({ id, method, params })}\n`)
    })
  }

  /** Hears notifications (`telemetry`, `event`) until the returned function is called. */
  onNotification(listener: (method: string, params: unknown) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  load = (network: string, topology: Topology) =>
    this.call<{ devices: string[] }>('network.load', { network, topology })
  unload = (network: string) => this.call<object>('network.unload', { network })
  observe = (network: string, device: string) => this.call<Observation>('device.observe', { network, device })
  observeAll = async (network: string) =>
    (await this.call<{ devices: (Observation & { device: string })[] }>('device.observeAll', { network })).devices
  setFault = (network: string, fault: Fault) => this.call<ActiveFault>('fault.set', { network, fault })
  faults = async (network: string) => (await this.call<{ faults: ActiveFault[] }>('fault.list', { network })).faults
  clearFaults = async (network: string, id?: string) =>
    (await this.call<{ cleared: number }>('fault.clear', { network, ...(id === undefined ? {} : { id }) })).cleared
  trace = async (network: string, at: EntryPoint, packet: Packet) =>
    (await this.call<{ walk: Walk }>('trace', { network, at, packet })).walk
  setTraffic = (network: string, flows: readonly Flow[]) => this.call<object>('traffic.set', { network, flows })
  counters = (network: string) => this.call<Telemetry>('counters', { network })

  close(): void {
    this.#socket.destroy()
  }

  #hear(text: string): void {
    const message = JSON.parse(text) as {
      id?: number
      result?: unknown
      error?: { code: string; message: string; data?: unknown }
      method?: string
      params?: unknown
    }
    if (message.method !== undefined) {
      for (const listener of this.#listeners) listener(message.method, message.params)
      return
    }
    const waiting = this.#waiting.get(message.id ?? -1)
    if (!waiting) return
    this.#waiting.delete(message.id ?? -1)
    if (message.error)
      waiting.reject(new EmulatorCallError(message.error.code, message.error.message, message.error.data))
    else waiting.resolve(message.result)
  }
}
