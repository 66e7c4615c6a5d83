import { DataSource, type EntityManager, type EntitySchema } from 'typeorm'
import { WriteQueue } from './write-queue.js'

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
  readonly #writes = new WriteQueue()

  private constructor(source: DataSource) {
    this.#source = source
  }

  /** Opens the file and brings its schema up to date. */
  static async open({ file, entities, migrations, synchronous }: DatabaseOptions): Promise<Database> {
    const source = new DataSource({
      type: 'sqlite',
      database: file,
      enableWAL: true,
      entities: [...entities],
      migrations: [...migrations],
      migrationsTransactionMode: 'each',
      logging: false,
    })
    await source.initialize()
    await source.query(`PRAGMA synchronous = ${synchronous}`)
    await source.query('PRAGMA busy_timeout = 5000')
    await source.runMigrations()
    return new Database(source)
  }

  /** For reads outside a transaction. */
  get read(): EntityManager {
    return this.#source.manager
  }

  /** One transaction: all of the work or none of it. */
  write<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.#writes.run(() => this.#source.transaction(work))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writes.idle()
    if (this.#source.isInitialized) await this.#source.destroy()
  }
}
