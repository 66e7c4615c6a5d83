// The emulator as a process (`node main.js --socket S --data D`) or as a worker thread (`workerData: { socketPath, directory }`).
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { startEmulator } from './emulator.js'
import { systemClock } from './system-clock.js'

interface Place {
  readonly socketPath: string
  readonly directory: string
}

function placeOf(): Place {
  if (!isMainThread) return workerData as Place
  const { values } = parseArgs({ options: { socket: { type: 'string' }, data: { type: 'string' } } })
  if (values.socket === undefined || values.data === undefined) throw new Error('usage: --socket PATH --data FOLDER')
  return { socketPath: values.socket, directory: values.data }
}

async function start() {
  try {
    return await startEmulator({ ...placeOf(), clock: systemClock })
  } catch (error) {
    if (!isMainThread) throw error
    process.stderr.write(`paranet emulator: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}

const emulator = await start()
const close = () => void emulator[Symbol.asyncDispose]().then(() => process.exit(0))
if (parentPort) {
  parentPort.once('message', close)
  parentPort.postMessage('ready')
} else {
  process.once('SIGINT', close)
  process.once('SIGTERM', close)
  process.stderr.write('paranet emulator: ready\n')
}
