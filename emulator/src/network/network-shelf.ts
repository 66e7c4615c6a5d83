import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, Topology } from '@paranet/network'
import { DurableFolder, fileName } from '../durable/durable-folder.js'
import { logProblem } from '../log.js'
import { EmulatorError } from '../protocol/messages.js'
import { EmulatedNetwork } from './emulated-network.js'
import { EventHub } from './event-hub.js'

/** A folder that is being removed; names of networks hold no dots. */
const removedSuffix = '.removed'

/** All networks of one emulator, a folder each. They are loaded and unloaded one after the other. */
export class NetworkShelf {
  readonly clock: Clock
  readonly events = new EventHub()
  readonly #directory: string
  readonly #networks = new Map<string, EmulatedNetwork>()
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(directory: string, clock: Clock) {
    this.#directory = directory
    this.clock = clock
  }

  /** Takes up all networks of a folder. What is no network is let be. */
  static async open(directory: string, clock: Clock): Promise<NetworkShelf> {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const shelf = new NetworkShelf(directory, clock)
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue
      if (entry.name.endsWith(removedSuffix)) await rm(join(directory, entry.name), { recursive: true, force: true })
      else await shelf.#takeUp(entry.name)
    }
    return shelf
  }

  get ids(): string[] {
    return [...this.#networks.keys()].sort()
  }

  find(id: string): EmulatedNetwork | undefined {
    return this.#networks.get(id)
  }

  get(id: string): EmulatedNetwork {
    const network = this.#networks.get(id)
    if (!network) throw new EmulatorError('not-found', `no network ${id}`)
    return network
  }

  load(id: string, topology: Topology): Promise<EmulatedNetwork> {
    return this.#inTurn(async () => {
      const known = this.#networks.get(id)
      if (known) {
        await known.load(topology)
        return known
      }
      const made = await EmulatedNetwork.create(id, topology, this.#surroundings(fileName(id)))
      this.#networks.set(id, made)
      return made
    })
  }

  /** Forgets a network, all at once. */
  unload(id: string): Promise<void> {
    return this.#inTurn(async () => {
      const network = this.#networks.get(id)
      if (!network) return
      this.#networks.delete(id)
      await network.close()
      const folder = join(this.#directory, fileName(id))
      await rm(`${folder}${removedSuffix}`, { recursive: true, force: true })
      await rename(folder, `${folder}${removedSuffix}`)
      await new DurableFolder(this.#directory).sync()
      await rm(`${folder}${removedSuffix}`, { recursive: true, force: true })
    })
  }

  /** Lets go of timers and waits for what is under way. */
  async close(): Promise<void> {
    await this.#turn
    await Promise.all([...this.#networks.values()].map((network) => network.close()))
  }

  async #takeUp(folder: string): Promise<void> {
    const network = await EmulatedNetwork.open(this.#surroundings(folder))
    if (network) this.#networks.set(network.id, network)
    else logProblem('a folder holds no network', { folder: join(this.#directory, folder) })
  }

  #surroundings(folder: string) {
    return {
      folder: new DurableFolder(join(this.#directory, folder)),
      clock: this.clock,
      tell: this.events.tell.bind(this.events),
    }
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act)
    this.#turn = done.catch(() => undefined)
    return done
  }
}
