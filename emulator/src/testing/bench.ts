import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DeviceState, Topology } from '@paranet/network'
import { EmulatorClient } from '../client.js'
import { type RunningEmulator, startEmulator } from '../emulator.js'
import { empty, states, topology } from './line-network.js'
import { ManualClock } from './manual-clock.js'

/** An emulator in a folder of its own with one client and the network `n`; time stands until a test lets it pass. */
export class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'paranet-emulator-'))
  readonly clock = new ManualClock()
  #emulator: RunningEmulator | undefined
  #client: EmulatorClient | undefined

  static async start(its: Topology = topology): Promise<Bench> {
    const bench = new Bench()
    await bench.start()
    await bench.client.load('n', its)
    return bench
  }

  get client(): EmulatorClient {
    if (!this.#client) throw new Error('no emulator runs')
    return this.#client
  }

  get place() {
    return { socketPath: join(this.folder, 'e.sock'), directory: join(this.folder, 'devices') }
  }

  /** The file of a device or of the network. */
  file(name: string): string {
    return join(this.place.directory, 'n', name)
  }

  async start(): Promise<void> {
    this.#emulator = await startEmulator({ ...this.place, clock: this.clock })
    this.#client = await EmulatorClient.connect(this.place.socketPath)
  }

  async stop(): Promise<void> {
    this.#client?.close()
    await this.#emulator?.[Symbol.asyncDispose]()
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  async end(): Promise<void> {
    await this.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  stage(device: string, id = 's1', base = empty(device), desired?: DeviceState) {
    return this.client.stage('n', device, { id, base, desired: desired ?? (states[device] as DeviceState) })
  }

  commit(device: string, id = 's1', confirmWithinMs?: number) {
    return this.client.commit('n', device, id, confirmWithinMs)
  }

  async runs(device: string): Promise<DeviceState> {
    return (await this.client.observe('n', device)).state
  }

  async deploy(device: string, desired: DeviceState, id = 's1'): Promise<void> {
    const { fingerprint } = await this.client.observe('n', device)
    await this.stage(device, id, fingerprint, desired)
    await this.commit(device, id)
  }

  async deployAll(): Promise<void> {
    for (const [device, state] of Object.entries(states)) await this.deploy(device, state)
  }
}
