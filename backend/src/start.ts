import type { Server } from 'node:http'
import { resolve } from 'node:path'
import type { Clock, Ids } from '@paranet/network'
import type { JournalRecord } from '@paranet/orchestrator'
import type { IntentFile } from '@paranet/planner'
import { systemClock, systemIds } from './control/system.js'
import { deployDemo } from './demo.js'
import { createApp } from './http/app.js'
import { limitedServer } from './http-server.js'
import { createLog, type LogOptions } from './log.js'
import type { Settings } from './settings.js'
import { StartError } from './start-error.js'
import { lockData } from './store/data-lock.js'
import { errorCode } from './store/error-code.js'
import { openStore } from './store/open-store.js'
import { startServices, wire } from './wire.js'
import { externalEmulator, startEmulatorThread } from './workers/emulator-host.js'
import { inlinePlanner, type PlannerPool, WorkerPlanner } from './workers/planner-pool.js'
import { openInline, openThread } from './language/language-client.js'
import { attachChannels } from './ws/attach-channels.js'

export interface ServerOptions extends Settings {
  /** 0 picks a free one. */
  readonly port: number
  /** Default 127.0.0.1: reachable from this machine only. */
  readonly host?: string
  /** Folder of everything durable; made if it is missing. */
  readonly dataDir: string
  /** A network to create and deploy at the first start: topology and intents in the language. */
  readonly demo?: { readonly name: string; readonly files: readonly IntentFile[] }
  /** Socket of an emulator that runs as a process of its own; absent: it runs on a thread of this one. */
  readonly emulatorSocket?: string
  /** Of the first administrator; absent: made up. Only heard at the first start. */
  readonly adminPassword?: string
  /** Folder of the built console. */
  readonly consoleDir?: string
  readonly log?: LogOptions
  /** Where plans are made: on a thread per network (default) or on the calling one. */
  readonly planner?: 'thread' | 'inline'
  /** Between two looks of assurance at a network, ms. Default 5 s. */
  readonly assureEveryMs?: number
  /** Folder of the scenarios that can be played. */
  readonly scenariosDir?: string
  readonly clock?: Clock
  readonly ids?: Ids
  /** Hears every journal record of this process when it is on the disk, before the next step is taken. */
  readonly onJournalRecord?: (record: JournalRecord) => void
}

/** A server that answers. */
export interface RunningServer {
  readonly url: string
  /** The first administrator's password, where it was made up at this start. */
  readonly adminPassword?: string
  /** Ends everything; what is under way goes on at the next start. */
  close(): Promise<void>
}

/** Starts the whole control plane in this process. Resolves when it answers and has taken up what an earlier life left.
 *  Throws a `StartError` where the data folder is another server's, a newer version's, or of no use. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const closing = new Closing()
  try {
    return await start(options, closing)
  } catch (error) {
    await closing.close()
    throw error
  }
}

async function start(options: ServerOptions, closing: Closing): Promise<RunningServer> {
  const dataDir = resolve(options.dataDir)
  const { log, ring, flush } = createLog(options.log)
  closing.add(flush)
  const lock = await lockData(dataDir)
  closing.add(async () => lock[Symbol.asyncDispose]())
  const { clock = systemClock, ids = systemIds, host = '127.0.0.1', assureEveryMs, emulatorSocket } = options
  const starting =
    emulatorSocket === undefined
      ? startEmulatorThread(dataDir)
      : Promise.resolve(externalEmulator(resolve(emulatorSocket)))
  closing.add(async () => (await starting)[Symbol.asyncDispose]())
  const store = await openStore(dataDir)
  closing.add(async () => store[Symbol.asyncDispose]())
  const { socketPath } = await starting
  const planner: PlannerPool = options.planner === 'inline' ? inlinePlanner() : new WorkerPlanner(clock)
  const openLanguage = options.planner === 'inline' ? openInline : openThread
  const { limits = {}, redisUrl, sampleEveryMs } = options
  const more = {
    limits,
    ...(assureEveryMs === undefined ? {} : { assureEveryMs }),
    ...(options.scenariosDir === undefined ? {} : { scenariosDir: resolve(options.scenariosDir) }),
    ...(redisUrl === undefined ? {} : { redisUrl }),
    ...(sampleEveryMs === undefined ? {} : { sampleEveryMs }),
  }
  const wired = await wire({ store, clock, ids, log, logs: ring, planner, openLanguage, socketPath, dataDir, ...more })
  closing.add(() => wired.close())
  const { services } = wired
  const { onJournalRecord } = options
  if (onJournalRecord) wired.deployments.subscribe(({ record }) => onJournalRecord(record))
  const adminPassword = await services.users.createAdmin(options.adminPassword)
  await startServices(wired)
  if (options.demo) await deployDemo(services, options.demo)
  const { allowedOrigins = [], trustProxy = false } = options
  const consoleDir = options.consoleDir === undefined ? {} : { consoleDir: resolve(options.consoleDir) }
  const app = createApp(services, { ...consoleDir, allowedOrigins, trustProxy })
  const opening = limitedServer(app.callback(), services.limits)
  const sockets = attachChannels(app, opening, services, ids.id('epoch'))
  const server = await listen(opening.listen(options.port, host), `${host}:${options.port}`)
  closing.add(() => {
    for (const socket of sockets()) socket.close(1001, 'the server closes')
    return closeServer(server)
  })
  const url = urlOf(server, host)
  log.info({ url, dataDir }, 'server is ready')
  return { url, ...(adminPassword === undefined ? {} : { adminPassword }), close: () => closing.close() }
}

/** What must be closed, in the opposite order in which it was opened; once, however often it is asked for. */
class Closing {
  readonly #steps: (() => Promise<void>)[] = []
  #closed: Promise<void> | undefined

  add(step: () => Promise<void>): void {
    this.#steps.unshift(step)
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    for (const step of this.#steps) await step().catch(() => undefined)
  }
}

function listen(server: Server, address: string): Promise<Server> {
  return new Promise((resolveListening, reject) => {
    server.once('error', (cause) => reject(cannotListen(address, cause)))
    server.once('listening', () => resolveListening(server))
  })
}

const cannotListen = (address: string, cause: unknown): StartError =>
  new StartError(
    'address-unusable',
    `cannot listen on ${address} (${errorCode(cause) ?? 'no reason given'})`,
    'another program may have it: choose another --port (0 picks a free one) or --host',
    { cause },
  )

/** Lets requests under way end, for a moment. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => {
    server.close(() => done())
  })
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), 2_000)
  await closed
  clearTimeout(timer)
}

function urlOf(server: Server, host: string): string {
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const name = host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}
