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

/** Opens the store in a folder, which is made if it is missing. Both files are looked at before either is changed. */
export async function openStore(directory: string): Promise<Store> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const opened: Database[] = []
  const dispose = async () => {
    for (const database of opened.reverse()) await database[Symbol.asyncDispose]()
  }
  try {
    const main = await Database.open({
      file: join(directory, 'paranet.db'),
      entities: mainEntities,
      migrations: mainMigrations,
      synchronous: 'normal',
    })
    opened.push(main)
    const journalFile = await Database.open({
      file: join(directory, 'journal.db'),
      entities: [],
      migrations: journalMigrations,
      synchronous: 'full',
    })
    opened.push(journalFile)
    for (const database of opened) await database.migrate()
    const journal = new JournalStore(journalFile)
    return { main, journal, lease: new ProcessLease(journal), [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}
