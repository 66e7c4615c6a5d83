import type { Clock } from '@paranet/network'
import type { WebSocket } from 'ws'
import type { Channel, Frame } from './channel.js'

/** Bytes that may wait in a client's connection before it counts as slow. */
const highWater = 64 * 1024
/** Frames are made once, as bytes that all clients share. */
const asText = { binary: false }
/** Between two heartbeats, ms. A client that answers none of two is gone. */
const heartbeatMs = 15_000

export interface SubscriberOptions {
  readonly socket: WebSocket
  readonly channel: Channel
  readonly clock: Clock
  /** Tells one life of the server from the next. */
  readonly epoch: string
  /** The last frame that the client has seen. */
  readonly since?: number
  /** The life of the server in which it saw it. */
  readonly sinceEpoch?: string
}

/** Serves one client from a channel's ring. It holds a number, never frames: a slow client gets the latest value, or a gap. */
export class Subscriber {
  readonly #options: SubscriberOptions
  readonly #stop = new AbortController()
  #seen: number
  #isAlive = true

  constructor(options: SubscriberOptions) {
    this.#options = options
    const { channel, socket, since } = options
    this.#seen = channel.seq
    this.#greet()
    if (since !== undefined) this.#resume(since)
    else if (channel.latestOnly) this.#seen = Math.max(0, channel.seq - 1)
    const unlisten = channel.listen(() => this.#pump())
    socket.on('pong', () => {
      this.#isAlive = true
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      unlisten()
      this.#stop.abort()
    })
    void this.#beat()
    this.#pump()
  }

  #greet(): void {
    const { channel, epoch } = this.#options
    this.#sendFrame('hello', channel.seq, { epoch, seq: channel.seq })
  }

  /** What was missed, or that it cannot be told. */
  #resume(since: number): void {
    const { channel, epoch, sinceEpoch } = this.#options
    const isOtherLife = since > channel.seq || (sinceEpoch !== undefined && sinceEpoch !== epoch)
    if (isOtherLife) {
      this.#sendFrame('gap', channel.seq, { from: 0, to: channel.seq })
      this.#seen = channel.latestOnly ? Math.max(0, channel.seq - 1) : channel.seq
    } else this.#seen = since
  }

  /** Sends what is new while the connection takes it. */
  #pump(): void {
    const { channel, socket } = this.#options
    while (socket.readyState === socket.OPEN && socket.bufferedAmount < highWater) {
      const isBehind = channel.latestOnly && channel.seq - this.#seen > 1 && this.#wasSlow
      const frame = channel.after(this.#seen, isBehind ? 'latest' : 'next')
      if (!frame) {
        this.#wasSlow = false
        return
      }
      const isHole = frame.seq > this.#seen + 1
      if (isHole && !isBehind) this.#sendFrame('gap', frame.seq - 1, { from: this.#seen + 1, to: frame.seq - 1 })
      this.#seen = frame.seq
      socket.send(frame.text, asText, () => this.#pump())
    }
    this.#wasSlow = true
  }

  #wasSlow = false

  #sendFrame(type: string, seq: number, data: unknown): void {
    const { socket, channel, clock } = this.#options
    const frame: Frame = { channel: channel.name, seq, at: clock.now(), type, data }
    socket.send(JSON.stringify(frame))
  }

  async #beat(): Promise<void> {
    const { socket, clock, channel } = this.#options
    for (;;) {
      await clock.sleep(heartbeatMs, this.#stop.signal)
      if (this.#stop.signal.aborted) return
      if (!this.#isAlive) return socket.terminate()
      this.#isAlive = false
      socket.ping()
      if (socket.bufferedAmount < highWater) this.#sendFrame('heartbeat', channel.seq, {})
    }
  }
}
