import { DataSource, type EntityManager, type EntitySchema, type QueryRunner } from 'typeorm'
import { ProblemError } from '../http/problem.js'
import { StartError } from '../start-error.js'
import { checkMigrations } from './check-migrations.js'
import { errorCode } from './error-code.js'
import { quietDriver } from './quiet-driver.js'
import { type Work, WriteQueue } from './write-queue.js'

export interface DatabaseOptions {
  /** A file, or `:memory:`. */
  readonly file: string
  readonly entities: readonly EntitySchema[]
  // biome-ignore lint/complexity/noBannedTypes: this is how TypeORM calls the class of a migration
  readonly migrations: readonly Function[]
  /** `full`: what was written outlives a power cut; `normal`: it outlives a crash of the process. */
  readonly synchronous: 'full' | 'normal'
}

/** One database file: reads at once, writes one transaction after the other. */
export class Database implements AsyncDisposable {
  readonly #source: DataSource
  readonly #writes = new WriteQueue<EntityManager>((works) => this.#transact(works))
  #runner: QueryRunner | undefined
  #version = 0
  #isWriting = false
  #isClosed = false

  private constructor(source: DataSource) {
    this.#source = source
  }

  /** Opens the file. Throws a `StartError`, and has changed nothing, where it is no database or a newer version has been at it. */
  static async open({ file, entities, migrations, synchronous }: DatabaseOptions): Promise<Database> {
    const source = new DataSource({
      type: 'sqlite',
      database: file,
      driver: quietDriver,
      enableWAL: true,
      entities: [...entities],
      migrations: [...migrations],
      migrationsTransactionMode: 'each',
      logging: false,
    })
    try {
      await source.initialize()
      await source.query(`PRAGMA synchronous = ${synchronous}`)
      await source.query('PRAGMA busy_timeout = 5000')
      await checkMigrations(source, file)
    } catch (error) {
      if (source.isInitialized) await source.destroy()
      throw startError(file, error)
    }
    return new Database(source)
  }

  /** Brings the schema up to date. */
  async migrate(): Promise<void> {
    await this.#source.runMigrations()
  }

  /** For reads outside a transaction. Throws `unavailable` once the file is closed: requests that nobody waits for any more end by that. */
  get read(): EntityManager {
    if (this.#isClosed) throw closed()
    return this.#source.manager
  }

  /** Another one after every write; none while one is under way. What was read under a version is right as long as that is the version. */
  get version(): number | undefined {
    return this.#isWriting ? undefined : this.#version
  }

  /** One transaction: all of the work or none of it. Works that wait together share one, and a work may run twice: see the queue. */
  write<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.#isClosed ? Promise.reject(closed()) : this.#writes.run(work)
  }

  /** Runs works in one transaction, in order. */
  async #transact(works: readonly Work<EntityManager>[]): Promise<readonly unknown[]> {
    const runner = (this.#runner ??= this.#source.createQueryRunner())
    this.#isWriting = true
    try {
      await runner.startTransaction()
      const results: unknown[] = []
      for (const work of works) results.push(await work(runner.manager))
      await runner.commitTransaction()
      return results
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined)
      throw error
    } finally {
      this.#version++
      this.#isWriting = false
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writes.idle()
    this.#isClosed = true
    if (this.#source.isInitialized) await this.#source.destroy()
  }
}

const closed = (): ProblemError => new ProblemError('unavailable', 'the server closes')

function startError(file: string, error: unknown): unknown {
  const code = errorCode(error)
  if (code === undefined || !code.startsWith('SQLITE_')) return error
  return new StartError(
    'data-unusable',
    `cannot read the database ${file} (${code})`,
    'restore it from a backup, or start on another data folder',
    { cause: error },
  )
}
