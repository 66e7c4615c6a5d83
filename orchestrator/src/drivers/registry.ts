import type { Clock } from '@paranet/network'
import { DeviceError } from './device-error.js'
import type { Driver, Drivers, Session } from './driver.js'
import { EmulatedDriver } from './emulated/emulated-driver.js'

/** What the drivers need from outside. */
export interface DriverSettings {
  readonly clock: Clock
  readonly emulated: { readonly socketPath: string }
}

/** Every kind of driver, by the name that a topology gives it: one line each. */
export const driverKinds: Readonly<Record<string, (settings: DriverSettings) => Driver>> = {
  emulated: ({ clock, emulated }) => new EmulatedDriver({ clock, socketPath: emulated.socketPath }),
}

/** Opens each device by the driver that its node names; a driver is made when the first device needs it. */
export class DriverRegistry implements Drivers, AsyncDisposable {
  readonly #settings: DriverSettings
  readonly #kindOf: (network: string, device: string) => string | undefined
  readonly #drivers = new Map<string, Driver>()

  constructor(settings: DriverSettings, kindOf: (network: string, device: string) => string | undefined) {
    this.#settings = settings
    this.#kindOf = kindOf
  }

  async open(network: string, device: string): Promise<Session> {
    const kind = this.#kindOf(network, device)
    const driver = kind === undefined ? undefined : this.driver(kind)
    if (!driver) throw new DeviceError('unknown-device', { device, message: `${device}: no driver '${kind ?? ''}'` })
    return driver.open(network, device)
  }

  /** The driver of a kind, if there is such a kind. */
  driver(kind: string): Driver | undefined {
    const known = this.#drivers.get(kind)
    if (known) return known
    const made = Object.hasOwn(driverKinds, kind) ? driverKinds[kind]?.(this.#settings) : undefined
    if (made) this.#drivers.set(kind, made)
    return made
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#drivers.values()].map((driver) => driver[Symbol.asyncDispose]()))
    this.#drivers.clear()
  }
}
