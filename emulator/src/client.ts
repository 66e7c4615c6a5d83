import { connect, type Socket } from 'node:net'
import type { InterestTrace } from './network/named-forwarding.js'
import type { GeoHeader, GeoWalk, Packet, Topology, Walk } from '@paranet/network'
import { LineSplitter } from './protocol/line-splitter.js'
import type {
  ActiveFault,
  CommitAnswer,
  EmulatorEvent,
  EntryPoint,
  Fault,
  Flow,
  Observation,
  StageRequest,
  Telemetry,
} from './protocol/messages.js'

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

/** The longest answer. */
const longestAnswer = 512 * 1024 * 1024

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
    const lines = new LineSplitter(longestAnswer)
    socket.on('data', (chunk) => {
      for (const line of lines.push(chunk))
        if (line.kind === 'line') this.#hear(line.text)
        else socket.destroy()
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

  hello = () => this.call<{ name: string; version: string; pid: number }>('hello')
  networks = async () => (await this.call<{ networks: string[] }>('network.list')).networks
  load = (network: string, topology: Topology) =>
    this.call<{ devices: string[] }>('network.load', { network, topology })
  unload = (network: string) => this.call<object>('network.unload', { network })

  observe = (network: string, device: string) => this.call<Observation>('device.observe', { network, device })
  observeAll = async (network: string) =>
    (await this.call<{ devices: (Observation & { device: string })[] }>('device.observeAll', { network })).devices
  stage = (network: string, device: string, request: StageRequest) =>
    this.call<{ staged: string }>('device.stage', { network, device, ...request })
  commit = (network: string, device: string, staged: string, confirmWithinMs?: number) =>
    this.call<CommitAnswer>('device.commit', { network, device, staged, confirmWithinMs })
  confirm = (network: string, device: string, revision: string) =>
    this.call<object>('device.confirm', { network, device, revision })
  rollback = (network: string, device: string, to?: string) =>
    this.call<CommitAnswer>('device.rollback', { network, device, to })

  setFault = (network: string, fault: Fault) => this.call<ActiveFault>('fault.set', { network, fault })
  faults = async (network: string) => (await this.call<{ faults: ActiveFault[] }>('fault.list', { network })).faults
  clearFaults = async (network: string, id?: string) =>
    (await this.call<{ cleared: number }>('fault.clear', { network, id })).cleared

  trace = async (network: string, at: EntryPoint, packet: Packet) =>
    (await this.call<{ walk: Walk }>('trace', { network, at, packet })).walk
  interest = (network: string, node: string, name: string) =>
    this.call<InterestTrace>('interest', { network, node, name })
  /** `to`: a node, `circle(59.91, 10.75, 5km)` or `region(north)`. */
  place = async (network: string, node: string, to: string, header: GeoHeader) =>
    (await this.call<{ walk: GeoWalk }>('place', { network, node, to, header })).walk
  setTraffic = (network: string, flows: readonly Flow[]) => this.call<object>('traffic.set', { network, flows })
  traffic = async (network: string) => (await this.call<{ flows: Flow[] }>('traffic.get', { network })).flows
  counters = (network: string) => this.call<Telemetry>('counters', { network })

  /** Hears samples of a network, the first at once; the returned function stops the listening, the connection's end the sending. */
  subscribeTelemetry = (network: string, intervalMs: number, listener: (sample: Telemetry) => void) =>
    this.#subscribe('telemetry', network, { intervalMs }, listener)
  subscribeEvents = (network: string, listener: (event: EmulatorEvent) => void) =>
    this.#subscribe('event', network, {}, listener)

  close(): void {
    this.#socket.destroy()
  }

  async #subscribe<T extends { readonly network: string }>(
    kind: 'telemetry' | 'event',
    network: string,
    params: object,
    listener: (params: T) => void,
  ): Promise<() => void> {
    const stop = this.onNotification((method, heard) => {
      if (method === kind && (heard as T).network === network) listener(heard as T)
    })
    try {
      await this.call(kind === 'event' ? 'events.subscribe' : 'telemetry.subscribe', { network, ...params })
      return stop
    } catch (error) {
      stop()
      throw error
    }
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
