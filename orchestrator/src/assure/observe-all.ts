import type { DeviceState } from '@paranet/network'
import { DeviceError } from '../drivers/device-error.js'
import type { Drivers } from '../drivers/driver.js'

/** What runs on each device now, in the order asked; devices that do not answer are named instead. */
export async function observeAll(
  drivers: Drivers,
  network: string,
  devices: readonly string[],
  signal?: AbortSignal,
): Promise<{ states: DeviceState[]; unreachable: string[] }> {
  const answers = await Promise.all(devices.map((device) => observeOne(drivers, network, device, signal)))
  const states = answers.filter((answer) => answer !== undefined)
  return { states, unreachable: devices.filter((_, index) => answers[index] === undefined) }
}

async function observeOne(
  drivers: Drivers,
  network: string,
  device: string,
  signal?: AbortSignal,
): Promise<DeviceState | undefined> {
  try {
    await using session = await drivers.open(network, device)
    return await session.observe(signal)
  } catch (error) {
    if (error instanceof DeviceError) return undefined
    throw error
  }
}
