import { EmulatorCallError, EmulatorClient } from '@paranet/emulator'
import { ProblemError } from '../http/problem.js'

/** What the emulator must know whenever a connection to it is new. */
export type Restore = (client: EmulatorClient) => Promise<void>

/** The way to the emulator: connects when it is needed and again after a connection was lost. */
export class EmulatorLink implements AsyncDisposable {
  readonly #socketPath: string
  #restore: Restore = async () => {}
  #connected: Promise<EmulatorClient> | undefined
  #isClosed = false

  constructor(socketPath: string) {
    this.#socketPath = socketPath
  }

  /** What is told to the emulator at the start of each connection. */
  onConnect(restore: Restore): void {
    this.#restore = restore
  }

  /** Calls the emulator. Refusals become problems: `not-found`, `bad-request`, `device-error`; no answer is `unavailable`. */
  async use<Result>(call: (client: EmulatorClient) => Promise<Result>): Promise<Result> {
    try {
      return await call(await this.#client())
    } catch (error) {
      throw error instanceof EmulatorCallError ? problemOfCall(error) : error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    const client = await this.#connected?.catch(() => undefined)
    client?.close()
  }

  #client(): Promise<EmulatorClient> {
    if (this.#isClosed) throw new ProblemError('unavailable', 'the server is closing')
    this.#connected ??= this.#connect()
    return this.#connected
  }

  async #connect(): Promise<EmulatorClient> {
    try {
      const client = await EmulatorClient.connect(this.#socketPath)
      void client.closed.then(() => {
        this.#connected = undefined
      })
      await this.#restore(client)
      return client
    } catch (error) {
      this.#connected = undefined
      throw error
    }
  }
}

function problemOfCall({ code, message, data }: EmulatorCallError): ProblemError {
  if (code === 'disconnected') return new ProblemError('unavailable', message)
  const errors = fieldsOf(data)
  if (code === 'bad-request' || (code === 'not-found' && errors.length > 0))
    return new ProblemError('invalid', message, { errors: errors.length > 0 ? errors : [{ pointer: '', message }] })
  if (code === 'not-found' || code === 'unknown-device') return new ProblemError('not-found', message)
  return new ProblemError('device-error', message)

  /** The emulator's places are in its own request; what the client sent is the member named first. */
  function fieldsOf(told: unknown): { pointer: string; message: string }[] {
    const { path, errors: all } = (told ?? {}) as {
      readonly path?: string
      readonly errors?: readonly { readonly path: string; readonly message: string }[]
    }
    const places = all ?? (path === undefined ? [] : [{ path, message }])
    return places.map((place) => ({ pointer: place.path.replace(/^\/(fault|flows)/, ''), message: place.message }))
  }
}
