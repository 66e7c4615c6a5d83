import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const paranet = fileURLToPath(new URL('../../cli/bin/paranet.js', import.meta.url))

/** An emulator as a process of its own. */
export interface EmulatorProcess {
  readonly socketPath: string
  close(): Promise<void>
}

/** Starts an emulator that keeps everything in the folder; resolves when it listens. */
export async function startEmulatorProcess(folder: string): Promise<EmulatorProcess> {
  const socketPath = join(folder, 'emulator.sock')
  const args = ['emulator', '--socket', socketPath, '--data', join(folder, 'devices')]
  const child = spawn(process.execPath, [paranet, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  await new Promise<void>((done, fail) => {
    let output = ''
    child.stderr.on('data', (chunk) => {
      output += String(chunk)
      if (output.includes('listens on')) done()
    })
    child.once('exit', (code) => fail(new Error(`the emulator ended with ${code}: ${output}`)))
  })
  const close = async () => {
    child.kill('SIGTERM')
    await ended
  }
  return { socketPath, close }
}
