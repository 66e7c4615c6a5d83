import type { Socket } from 'node:net'
import type { Clock } from '@paranet/network'

/** Bytes that may wait for a slow reader: of samples; of answers, beyond which its requests wait; of events, beyond which it is cut off. */
const samplesBehind = 256 * 1024
const answersBehind = 32 * 1024 * 1024
const eventsBehind = 64 * 1024 * 1024

/** One client: its requests run side by side, its subscriptions end with it. */
export class Connection {
  readonly #socket: Socket
  readonly #held = new Map<string, () => void>()
  /** The samples that it will get as soon as it has read what it was sent. */
  readonly #waiting = new Map<string, () => void>()

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('drain', () => {
      socket.resume()
      const waiting = [...this.#waiting.values()]
      this.#waiting.clear()
      for (const send of waiting) send()
    })
  }

  /** Answers a request; a client that does not read is not read from either. */
  answer(message: object): void {
    this.#write(message)
    if (this.#socket.writableLength > answersBehind) this.#socket.pause()
  }

  /** Sends a notification; a client that reads far too slowly is cut off. */
  send(method: string, params: unknown): void {
    if (this.#socket.writableLength > eventsBehind) this.#socket.destroy()
    else this.#write({ method, params })
  }

  /** Sends what `latest` says; to a client that is behind, what it says by the time that the client has caught up. */
  sendLatest(method: string, name: string, latest: () => unknown): void {
    if (this.#socket.writableLength > samplesBehind) {
      this.#waiting.set(name, () => this.sendLatest(method, name, latest))
      return
    }
    this.#waiting.delete(name)
    const params = latest()
    if (params !== undefined) this.#write({ method, params })
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

  /** Ends its subscriptions. */
  release(): void {
    for (const end of this.#held.values()) end()
    this.#held.clear()
    this.#waiting.clear()
  }

  #write(message: object): void {
    if (this.#socket.writable) this.#socket.write(`${JSON.stringify(message)}\n`)
  }
}
