import { canonicalState, type Clock, type DeviceState } from '@paranet/network'
import { DeviceError, type DeviceErrorCode } from '../device-error.js'
import type { Change, CommitOptions, Driver, Revision, Session, Staged } from '../driver.js'
import { CallError, SocketClient } from './socket-client.js'

export interface EmulatedDriverOptions {
  readonly clock: Clock
  readonly socketPath: string
  /** Longest wait for an answer, ms. */
  readonly timeoutMs?: number
}

/** What the emulator tells while it runs: `telemetry` samples and `event`s. */
export interface EmulatorFeed {
  onSample?(sample: unknown): void
  onEvent?(event: unknown): void
}

/** Devices of the emulator, over its local socket. One connection serves all of them. */
export class EmulatedDriver implements Driver {
  readonly kind = 'emulated'
  readonly #clock: Clock
  readonly #client: SocketClient
  readonly #seen = new SeenStates()

  constructor(options: EmulatedDriverOptions) {
    this.#clock = options.clock
    this.#client = new SocketClient(options)
  }

  async open(network: string, device: string): Promise<Session> {
    return new EmulatedSession(this.#client, this.#seen, network, device)
  }

  /** Feeds samples (every `intervalMs`) and events of a network until the signal aborts; subscribes again after a lost connection. */
  async follow(network: string, intervalMs: number, feed: EmulatorFeed, signal: AbortSignal): Promise<void> {
    const stop = this.#client.onNotification((method, params) => {
      if (!isOf(network, params)) return
      if (method === 'telemetry') feed.onSample?.(params)
      else if (method === 'event') feed.onEvent?.(params)
    })
    try {
      while (!signal.aborted) await this.#followOnce(network, intervalMs, signal)
    } finally {
      stop()
    }
  }

  async #followOnce(network: string, intervalMs: number, signal: AbortSignal): Promise<void> {
    const lost = new AbortController()
    const forget = this.#client.onLoss(() => lost.abort())
    try {
      await this.#client.call('events.subscribe', { network }, signal)
      await this.#client.call('telemetry.subscribe', { network, intervalMs }, signal)
      await aborted(AbortSignal.any([lost.signal, signal]))
    } catch {
      await this.#clock.sleep(500, signal)
    } finally {
      forget()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.close()
  }
}

/** What devices were last seen to run: a state that did not change is not sent again, and stays the same object. */
class SeenStates {
  readonly #states = new Map<string, { readonly fingerprint: string; readonly state: DeviceState }>()

  /** The fingerprint of what the device was last seen to run. */
  known(key: string): string | undefined {
    return this.#states.get(key)?.fingerprint
  }

  /** The state of an answer, which leaves it out where it is what was known. */
  stateOf(key: string, { state, fingerprint }: Observed): DeviceState {
    const seen = this.#states.get(key)
    if (seen && seen.fingerprint === fingerprint) return seen.state
    if (!state) throw new DeviceError('protocol', { device: key.split('\u0000')[1] ?? '', retryable: true })
    const canonical = canonicalState(state)
    if (fingerprint !== undefined) this.#states.set(key, { fingerprint, state: canonical })
    return canonical
  }
}

interface Observed {
  readonly state?: DeviceState
  readonly fingerprint?: string
}

class EmulatedSession implements Session {
  readonly #client: SocketClient
  readonly #seen: SeenStates
  readonly #network: string
  readonly #device: string

  constructor(client: SocketClient, seen: SeenStates, network: string, device: string) {
    this.#client = client
    this.#seen = seen
    this.#network = network
    this.#device = device
  }

  async observe(signal?: AbortSignal): Promise<DeviceState> {
    const key = `${this.#network}\u0000${this.#device}`
    const known = this.#seen.known(key)
    const answer = await this.#call<Observed>('device.observe', known === undefined ? {} : { known }, signal)
    return this.#seen.stateOf(key, answer)
  }

  async stage({ id, base, desired, owners }: Change, signal?: AbortSignal): Promise<Staged> {
    const change = { id, base, desired, ...(owners ? { owners } : {}) }
    const { staged } = await this.#call<{ staged: string }>('device.stage', change, signal)
    return { id: staged }
  }

  async commit(staged: Staged, { confirmWithinMs }: CommitOptions = {}): Promise<Revision> {
    const within = confirmWithinMs === undefined ? {} : { confirmWithinMs }
    const { revision } = await this.#call<{ revision: Revision }>('device.commit', { staged: staged.id, ...within })
    return revision
  }

  async confirm(revision: Revision): Promise<void> {
    await this.#call('device.confirm', { revision })
  }

  async rollback(): Promise<void> {
    await this.#call('device.rollback', {})
  }

  async close(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #call<Result>(method: string, params: object, signal?: AbortSignal): Promise<Result> {
    try {
      return await this.#client.call(method, { network: this.#network, device: this.#device, ...params }, signal)
    } catch (error) {
      throw deviceError(this.#device, error)
    }
  }
}

const sameCodes = new Set<string>(['base-moved', 'refused', 'unreachable', 'reverted', 'not-staged', 'unknown-device'])

function deviceError(device: string, error: unknown): DeviceError {
  if (!(error instanceof CallError)) return new DeviceError('protocol', { device, cause: error })
  const detail = { device, message: `${device}: ${error.message}`, data: error.data, cause: error }
  if (error.code === 'timeout') return new DeviceError('unreachable', detail)
  if (error.code === 'not-found') return new DeviceError('unknown-device', detail)
  return new DeviceError(sameCodes.has(error.code) ? (error.code as DeviceErrorCode) : 'protocol', detail)
}

const isOf = (network: string, params: unknown): boolean =>
  typeof params === 'object' && params !== null && 'network' in params && params.network === network

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
