// The server as a process of its own. `PARANET_PORT`, `PARANET_HOST`, `PARANET_DATA`, `PARANET_ADMIN_PASSWORD`, `PARANET_EMULATOR`,
// `PARANET_CONSOLE`, `PARANET_LOG_LEVEL`, `PARANET_LOG_FILE`; and what `settings.ts` reads.
import { settingsOf } from './settings.js'
import { StartError } from './start-error.js'
import { type ServerOptions, startServer } from './start.js'

const { env } = process
const given = <Key extends keyof ServerOptions>(key: Key, value: ServerOptions[Key] | undefined) =>
  value === undefined ? {} : { [key]: value }

/** Wrong file or address, as the command line has it. */
const usageExit = 2

const server = await start().catch((error: unknown) => {
  if (!(error instanceof StartError)) throw error
  process.stderr.write(`error ${error.message}\n  ${error.hint}\n`)
  process.exit(usageExit)
})

async function start() {
  return startServer({
    ...settingsOf(env),
    port: Number(env['PARANET_PORT'] ?? 8080),
    dataDir: env['PARANET_DATA'] ?? '.paranet/data',
    ...given('host', env['PARANET_HOST']),
    ...given('adminPassword', env['PARANET_ADMIN_PASSWORD']),
    ...given('emulatorSocket', env['PARANET_EMULATOR']),
    ...given('consoleDir', env['PARANET_CONSOLE']),
    ...given('scenariosDir', env['PARANET_SCENARIOS']),
    log: {
      level: logLevel(env['PARANET_LOG_LEVEL']),
      ...(env['PARANET_LOG_FILE'] === undefined ? {} : { file: env['PARANET_LOG_FILE'] }),
    },
  })
}
process.stdout.write(`ParaNet is ready at ${server.url}\n`)
if (server.adminPassword !== undefined)
  process.stdout.write(`log in as admin with ${server.adminPassword} (shown this once)\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void server.close().then(() => process.exit(0)))

function logLevel(text: string | undefined) {
  const levels = ['silent', 'error', 'warn', 'info', 'debug'] as const
  return levels.find((level) => level === text) ?? 'warn'
}
