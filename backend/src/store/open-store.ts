import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { journalMigrations, mainMigrations } from '@paranet/migrations'
import { Database } from './database.js'
import { mainEntities } from './entities.js'
import { JournalStore } from './journal-store.js'
import { ProcessLease } from './process-lease.js'

/** Everything durable: the main database, the journal in a file of its own, and the leases on networks. */
export interface Store extends AsyncDisposable {
  readonly main: Database
  readonly journal: JournalStore
  readonly lease: ProcessLease
}

/** Opens the store in a folder, which is made if it is missing. */
export async function openStore(directory: string): Promise<Store> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const main = await Database.open({
    file: join(directory, 'paranet.db'),
    entities: mainEntities,
    migrations: mainMigrations,
    synchronous: 'normal',
  })
  const journalFile = await Database.open({
    file: join(directory, 'journal.db'),
    entities: [],
    migrations: journalMigrations,
    synchronous: 'full',
  })
  const journal = new JournalStore(journalFile)
  return {
    main,
    journal,
    lease: new ProcessLease(journal),
    [Symbol.asyncDispose]: async () => {
      await journalFile[Symbol.asyncDispose]()
      await main[Symbol.asyncDispose]()
    },
  }
}
