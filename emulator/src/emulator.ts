import { mkdir, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Clock } from '@paranet/network'
import { EmulatedNetwork, fileName } from './network/emulated-network.js'
import { EmulatorError } from './protocol/messages.js'
import { listenOn } from './protocol/socket-server.js'

export interface EmulatorOptions {
  /** The Unix socket to listen on; a socket that nobody answers on any more is replaced. */
  readonly socketPath: string
  /** Where devices keep their state. */
  readonly directory: string
  readonly clock: Clock
}

/** An emulator that runs; disposing it closes the socket and leaves every device's state on the disk. */
export interface RunningEmulator extends AsyncDisposable {
  /** Resolves when it is closed. */
  readonly closed: Promise<void>
}

/** All networks of one emulator. */
export class NetworkShelf {
  readonly #directory: string
  readonly #clock: Clock
  readonly #networks = new Map<string, EmulatedNetwork>()

  private constructor(directory: string, clock: Clock) {
    this.#directory = directory
    this.#clock = clock
  }

  static async open(directory: string, clock: Clock): Promise<NetworkShelf> {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const shelf = new NetworkShelf(directory, clock)
    for (const name of await readdir(directory)) {
      const id = decodeURIComponent(name)
      const network = await EmulatedNetwork.open(id, join(directory, name), clock)
      if (network) shelf.#networks.set(id, network)
    }
    return shelf
  }

  get clock(): Clock {
    return this.#clock
  }

  get ids(): string[] {
    return [...this.#networks.keys()].sort()
  }

  get(id: string): EmulatedNetwork {
    const network = this.#networks.get(id)
    if (!network) throw new EmulatorError('not-found', `no network ${id}`)
    return network
  }

  async load(id: string, topology: Parameters<EmulatedNetwork['load']>[0]): Promise<EmulatedNetwork> {
    const known = this.#networks.get(id)
    if (known) {
      await known.load(topology)
      return known
    }
    const made = await EmulatedNetwork.create(id, join(this.#directory, fileName(id)), topology, this.#clock)
    this.#networks.set(id, made)
    return made
  }

  async unload(id: string): Promise<void> {
    const network = this.#networks.get(id)
    if (!network) return
    this.#networks.delete(id)
    await network.remove()
  }

  close(): void {
    for (const network of this.#networks.values()) network.close()
  }
}

/** Starts an emulator: takes up all networks of the folder, then listens. Fails where another emulator listens on the socket. */
export async function startEmulator({ socketPath, directory, clock }: EmulatorOptions): Promise<RunningEmulator> {
  const shelf = await NetworkShelf.open(resolve(directory), clock)
  const server = await listenOn(resolve(socketPath), shelf)
  return {
    closed: server.closed,
    [Symbol.asyncDispose]: async () => {
      await server.close()
      shelf.close()
    },
  }
}
