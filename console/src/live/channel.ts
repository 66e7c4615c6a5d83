import type { WsFrame } from '@paranet/schemas'

/** `reconnecting` also before the first connection was lost; `closed` after `close`. */
export type ChannelState = 'connecting' | 'live' | 'reconnecting' | 'closed'

export interface ChannelOptions {
  /** `/ws/telemetry` */
  readonly path: string
  readonly network?: string
  readonly ticket: () => Promise<string>
  readonly onFrame: (frame: WsFrame) => void
  /** The server could not send all that was missed: read the state anew. */
  readonly onGap?: () => void
  readonly onState?: (state: ChannelState) => void
  readonly open?: (url: string) => WebSocket
}

/** Nothing heard for so long, ms: the connection is taken for dead. */
const silence = 45_000
const firstDelay = 500
const longestDelay = 10_000

/** One WebSocket channel that stays: reconnects with a fresh ticket and resumes after the last frame it saw. */
export class LiveChannel {
  readonly #options: ChannelOptions
  #socket: WebSocket | undefined
  #seq: number | undefined
  #epoch: unknown
  #attempt = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #watchdog: ReturnType<typeof setTimeout> | undefined
  #isClosed = false

  constructor(options: ChannelOptions) {
    this.#options = options
    options.onState?.('connecting')
    void this.#connect()
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#retry)
    clearTimeout(this.#watchdog)
    if (this.#socket) closeQuietly(this.#socket)
    this.#options.onState?.('closed')
  }

  async #connect(): Promise<void> {
    let ticket: string
    try {
      ticket = await this.#options.ticket()
    } catch {
      this.#retryLater()
      return
    }
    if (this.#isClosed) return
    const socket = (this.#options.open ?? openSocket)(this.#url(ticket))
    this.#socket = socket
    socket.onmessage = (message) => this.#receive(String(message.data))
    socket.onclose = () => this.#lost(socket)
    socket.onerror = () => socket.close()
    this.#watch(socket)
  }

  #url(ticket: string): string {
    const query = new URLSearchParams({ ticket })
    if (this.#options.network !== undefined) query.set('network', this.#options.network)
    if (this.#seq !== undefined) query.set('since', String(this.#seq))
    return `${this.#options.path}?${query}`
  }

  #receive(text: string): void {
    if (this.#isClosed) return
    if (this.#socket) this.#watch(this.#socket)
    let frame: WsFrame
    try {
      frame = JSON.parse(text) as WsFrame
    } catch {
      return
    }
    if (frame.type === 'hello') this.#greet(frame)
    else if (frame.type === 'gap') this.#options.onGap?.()
    else if (frame.type !== 'heartbeat') {
      this.#seq = frame.seq
      this.#options.onFrame(frame)
    }
  }

  #greet(frame: WsFrame): void {
    const { epoch, seq } = (frame.data ?? {}) as { epoch?: unknown; seq?: number }
    const isNewEpoch = this.#epoch !== undefined && this.#epoch !== epoch
    this.#epoch = epoch
    if (isNewEpoch || this.#seq === undefined) this.#seq = seq
    this.#attempt = 0
    this.#options.onState?.('live')
    if (isNewEpoch) this.#options.onGap?.()
  }

  #lost(socket: WebSocket): void {
    if (this.#socket !== socket || this.#isClosed) return
    this.#socket = undefined
    this.#retryLater()
  }

  #retryLater(): void {
    if (this.#isClosed) return
    clearTimeout(this.#watchdog)
    this.#options.onState?.('reconnecting')
    const delay = Math.min(longestDelay, firstDelay * 2 ** this.#attempt++)
    this.#retry = setTimeout(() => void this.#connect(), delay * (0.8 + Math.random() * 0.4))
  }

  #watch(socket: WebSocket): void {
    clearTimeout(this.#watchdog)
    this.#watchdog = setTimeout(() => socket.close(), silence)
  }
}

/** A socket that is still connecting is closed once it is open: closing it earlier is reported as an error in the console. */
function closeQuietly(socket: WebSocket): void {
  socket.onmessage = null
  socket.onclose = null
  if (socket.readyState === 0) socket.onopen = () => socket.close()
  else socket.close()
}

const openSocket = (path: string): WebSocket => new WebSocket(`${location.origin.replace(/^http/, 'ws')}${path}`)
