import { Redis } from 'ioredis'
import type { Logger } from 'pino'

/** How long Redis may take for an answer before it counts as lost, ms. */
const commandTimeout = 250
/** Between two tries to reach it again, ms at most. */
const retryMs = 2_000

/** A Redis that may come and go: commands fail at once while it is away, and whoever sends them goes on without. */
export class RedisLink implements AsyncDisposable {
  readonly client: Redis
  /** Of all keys: tells servers on other data apart that share the Redis. */
  readonly prefix: string

  constructor(url: string, prefix: string, log: Logger) {
    this.prefix = prefix
    this.client = new Redis(url, {
      keyPrefix: prefix,
      enableOfflineQueue: false,
      enableAutoPipelining: true,
      maxRetriesPerRequest: 0,
      commandTimeout,
      connectTimeout: 2_000,
      retryStrategy: (times) => Math.min(times * 100, retryMs),
    })
    let isLost = false
    this.client.on('error', (error: unknown) => {
      if (!isLost) log.warn({ err: error }, 'redis is away: limits and caches are kept in memory')
      isLost = true
    })
    this.client.on('ready', () => {
      isLost = false
    })
  }

  get isReady(): boolean {
    return this.client.status === 'ready'
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.disconnect()
  }
}
