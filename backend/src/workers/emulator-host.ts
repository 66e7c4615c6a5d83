import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'

/** An emulator that someone runs, and its socket. */
export interface EmulatorHost extends AsyncDisposable {
  readonly socketPath: string
}

/** Room for what lives shortly, on the emulator's thread: little, since it is touched all over again and again. */
const youngMb = 6

/** An emulator that runs elsewhere, as a process of its own. */
export const externalEmulator = (socketPath: string): EmulatorHost => ({
  socketPath,
  [Symbol.asyncDispose]: async () => {},
})

/** Starts the emulator on a worker thread; its devices keep their state in the data folder. Resolves when it listens. */
export async function startEmulatorThread(dataDir: string): Promise<EmulatorHost> {
  const socketPath = socketIn(dataDir)
  const main = new URL('./main.js', import.meta.resolve('@paranet/emulator'))
  const worker = new Worker(fileURLToPath(main), {
    workerData: { socketPath, directory: join(dataDir, 'devices') },
    resourceLimits: { maxYoungGenerationSizeMb: youngMb },
  })
  worker.unref()
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve())
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the emulator ended with ${code}`)))
  })
  return { socketPath, [Symbol.asyncDispose]: () => stop(worker) }
}

async function stop(worker: Worker): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => resolve())
  })
  worker.ref()
  worker.postMessage('close')
  await ended
}

/** Paths of Unix sockets have about a hundred bytes; longer ones move to the folder for temporary files. */
function socketIn(dataDir: string): string {
  const wished = join(dataDir, 'emulator.sock')
  if (Buffer.byteLength(wished) < 100) return wished
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
  return join(tmpdir(), `paranet-${name}.sock`)
}
