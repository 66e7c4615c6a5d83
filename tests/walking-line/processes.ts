import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const paranet = [join(root, 'cli/bin/paranet.js')]
/** Tests never build on their own: they run what is built. */
const quiet = { NO_COLOR: '1', PARANET_SKIP_BUILD: '1' }

export const adminPassword = 'walking-line-password'

/** A `paranet` process that is running. */
export interface Running {
  readonly process: ChildProcess
  readonly output: () => string
  /** Resolves when it has ended, by whomever. */
  readonly ended: Promise<void>
  /** Ends it and waits; SIGKILL by default, as a crash would. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

/** A folder of its own for one test, removed at the end. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'paranet-walking-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Runs `node ARGS` until its output matches; fails with the output when it ends before. */
export async function startProcess(
  args: readonly string[],
  isReady: RegExp,
  env: Record<string, string> = {},
): Promise<Running> {
  const child = spawn(process.execPath, [...args], {
    env: { ...process.env, ...quiet, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  await new Promise<void>((done, fail) => {
    const read = (chunk: unknown) => {
      output += String(chunk)
      if (isReady.test(output)) done()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => fail(new Error(`${args.join(' ')} ended with ${code}:\n${output}`)))
  })
  const stop = async (signal: NodeJS.Signals = 'SIGKILL') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await ended
  }
  return { process: child, output: () => output, ended, stop }
}

/** The emulator as a process of its own. */
export const startEmulatorProcess = (folder: string): Promise<Running> =>
  startProcess(
    [...paranet, 'emulator', '--socket', join(folder, 'emulator.sock'), '--data', join(folder, 'devices')],
    /listens on/,
  )

/** The server with the emulator of the folder; `url` is where it answers. */
export async function startServerProcess(
  folder: string,
  more: readonly string[] = [],
): Promise<Running & { readonly url: string }> {
  const running = await startProcess(
    [
      ...paranet,
      'serve',
      '--port',
      '0',
      '--data',
      join(folder, 'data'),
      '--emulator',
      join(folder, 'emulator.sock'),
      ...more,
    ],
    /http:\/\/127\.0\.0\.1:\d+/,
    { PARANET_ADMIN_PASSWORD: adminPassword },
  )
  return { ...running, url: /http:\/\/127\.0\.0\.1:\d+/.exec(running.output())?.[0] ?? '' }
}

/** Runs a `paranet` command, or another `program` of node's, to its end; `input` is what it reads. */
export async function runCommand(
  args: readonly string[],
  env: Record<string, string> = {},
  { program = paranet, input }: { readonly program?: readonly string[]; readonly input?: string } = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [...program, ...args], {
    env: { ...process.env, ...quiet, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  // Whoever ends early reads nothing.
  child.stdin.on('error', () => {})
  child.stdin.end(input ?? '')
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => (stdout += String(chunk)))
  child.stderr.on('data', (chunk) => (stderr += String(chunk)))
  const code = await new Promise<number>((done) => child.once('close', (its) => done(its ?? -1)))
  return { code, stdout, stderr }
}
