import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CliError, exitCodes } from '../errors.js'
import { colour, note, type Output, print } from '../output/console-output.js'

interface ServeOptions {
  readonly port: string
  readonly host: string
  readonly data?: string
  readonly demo?: boolean
  readonly emulator?: string
}

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Serves until SIGINT or SIGTERM. */
export async function serve(options: ServeOptions, output: Output): Promise<void> {
  const port = Number(options.port)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new CliError(exitCodes.usage, `not a port: ${options.port}`, { hint: '0–65535; 0 picks a free one' })
  const { settingsOf, startServer, StartError } = await import('@paranet/backend')
  const start = async () =>
    startServer({
      ...settingsOf(process.env),
      port,
      host: options.host,
      dataDir: resolve(options.data ?? join(root, '.paranet', 'data')),
      consoleDir: join(root, 'console', 'dist'),
      scenariosDir: join(root, 'examples', 'scenarios'),
      ...(options.demo ? { demo: readDemo() } : {}),
      ...(options.emulator === undefined ? {} : { emulatorSocket: resolve(options.emulator) }),
      ...(process.env['PARANET_ADMIN_PASSWORD'] === undefined
        ? {}
        : { adminPassword: process.env['PARANET_ADMIN_PASSWORD'] }),
    })
  const server = await start().catch((error: unknown) => {
    throw error instanceof StartError ? new CliError(exitCodes.usage, error.message, { hint: error.hint }) : error
  })
  print(output, `ParaNet is ready at ${colour.bold(server.url)}`)
  if (server.adminPassword !== undefined)
    print(output, `log in as ${colour.bold('admin')} with ${colour.bold(server.adminPassword)}  (shown this once)`)
  await untilSignal()
  note('paranet: closing')
  // Everything durable is on the disk at any instant: whoever does not want to wait, or waits too long, loses nothing.
  for (const signal of signals) process.once(signal, () => process.exit(1))
  setTimeout(() => {
    note('paranet: something does not close; ended')
    process.exit(1)
  }, 8000).unref()
  await server.close()
}

function readDemo() {
  const folder = join(root, 'examples', 'campus')
  if (!existsSync(folder))
    throw new CliError(exitCodes.usage, 'the campus example is missing', { hint: `expected in ${folder}` })
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.pn'))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  return { name: 'campus', files }
}

const signals = ['SIGINT', 'SIGTERM'] as const

const untilSignal = (): Promise<void> =>
  new Promise((done) => {
    for (const signal of signals) process.once(signal, () => done())
  })
