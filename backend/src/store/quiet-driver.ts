import { LRUCache } from 'lru-cache'
import sqlite3 from 'sqlite3'

/** Statements that a connection keeps at most. */
const mostStatements = 100
/** What comes again and again; longer texts are made for one occasion. */
const isKept = (sql: string): boolean =>
  sql.length < 4_000 && /^(?:SELECT|INSERT|UPDATE|DELETE|BEGIN|COMMIT)\b/.test(sql)

type Answer = (this: unknown, error: Error | null, rows?: unknown[]) => void
type Verb = 'run' | 'all'

/** A connection that keeps its statements parsed: to parse a small write takes longer than to do it. TypeORM closes it by `close`, which
 *  lets go of all of them. */
class KeptStatements {
  readonly #connection: sqlite3.Database
  readonly #known = new LRUCache<string, sqlite3.Statement>({
    max: mostStatements,
    dispose: (statement) => {
      statement.finalize()
    },
  })

  constructor(connection: sqlite3.Database) {
    this.#connection = connection
  }

  do(verb: Verb, sql: string, parameters: readonly unknown[], answer: Answer): void {
    const known = this.#known.get(sql)
    if (known) known[verb](parameters, answer)
    else this.#prepare(verb, sql, parameters, answer)
  }

  forget(): void {
    this.#known.clear()
  }

  /** Others get the statement only once it is known to be right: what waits for one that is wrong is never told. */
  #prepare(verb: Verb, sql: string, parameters: readonly unknown[], answer: Answer): void {
    let isShared = false
    const statement = this.#connection.prepare(sql, (error: Error | null) => {
      if (error) return answer.call(statement, error)
      isShared = !this.#known.has(sql)
      if (isShared) this.#known.set(sql, statement)
    })
    statement[verb](parameters, function (this: unknown, error: Error | null, rows?: unknown[]) {
      if (!isShared) statement.finalize()
      answer.call(this, error, rows)
    })
  }
}

/** Opens a file as the driver does; calls of `run` and `all` in TypeORM's form use statements that are kept. */
function open(file: string, opened: (error: Error | null) => void): sqlite3.Database {
  const connection = new sqlite3.Database(file, opened)
  const statements = new KeptStatements(connection)
  const { close } = connection
  for (const verb of ['run', 'all'] as const) {
    const plain = connection[verb] as (...rest: unknown[]) => sqlite3.Database
    const kept = (sql: string, ...rest: unknown[]): sqlite3.Database => {
      const answer = rest.at(-1)
      if (rest.length !== 2 || typeof answer !== 'function' || !isKept(sql)) return plain.call(connection, sql, ...rest)
      statements.do(verb, sql, (rest[0] as readonly unknown[] | undefined) ?? [], answer as Answer)
      return connection
    }
    Object.assign(connection, { [verb]: kept })
  }
  return Object.assign(connection, {
    close: (done: (error: Error | null) => void) => {
      statements.forget()
      close.call(connection, done)
    },
  })
}

/** The driver of SQLite with statements that are kept, and without its verbose form, for which TypeORM asks: that one makes a stack trace for
 *  every query. TypeORM makes connections with `new`. */
export const quietDriver = {
  ...sqlite3,
  Database: function openKept(file: string, opened: (error: Error | null) => void) {
    return open(file, opened)
  },
  verbose: (): unknown => quietDriver,
}
