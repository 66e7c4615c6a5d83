import { resolve } from 'node:path'
import { note } from '../output/console-output.js'

/** Runs the emulator until SIGINT or SIGTERM. Killed in any other way it comes back right by itself. */
export async function emulator(options: { readonly socket: string; readonly data: string }): Promise<void> {
  const { startEmulator } = await import('@paranet/emulator')
  const { systemClock } = await import('@paranet/emulator')
  const running = await startEmulator({
    socketPath: resolve(options.socket),
    directory: resolve(options.data),
    clock: systemClock,
  })
  note(`paranet: emulator listens on ${resolve(options.socket)}`)
  await new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done())
  })
  await running[Symbol.asyncDispose]()
}
