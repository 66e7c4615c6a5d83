import { resolve } from 'node:path'
import type { Clock } from '@paranet/network'
import { NetworkShelf } from './network/network-shelf.js'
import { prepareReaders } from './protocol/read-params.js'
import { listenOn } from './protocol/socket-server.js'

export interface EmulatorOptions {
  /** The Unix socket to listen on; a socket that nobody answers on any more is replaced. */
  readonly socketPath: string
  /** Where networks and devices keep their state. */
  readonly directory: string
  readonly clock: Clock
}

/** An emulator that runs; disposing it closes the socket and leaves every device's state on the disk. */
export interface RunningEmulator extends AsyncDisposable {
  /** Resolves when it is closed. */
  readonly closed: Promise<void>
}

/** Starts an emulator: takes the socket, then takes up all networks of the folder, then answers. Fails with `refused` where another
 *  emulator listens on the socket; nothing on the disk is touched then. */
export async function startEmulator({ socketPath, directory, clock }: EmulatorOptions): Promise<RunningEmulator> {
  const server = await listenOn(resolve(socketPath))
  try {
    const shelf = await NetworkShelf.open(resolve(directory), clock)
    prepareReaders()
    server.serve(shelf)
    const close = async () => {
      await server.close()
      await shelf.close()
    }
    return { closed: server.closed, [Symbol.asyncDispose]: close }
  } catch (error) {
    await server.close()
    throw error
  }
}
