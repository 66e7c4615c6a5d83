import { FirstTables1795000000000 } from './1795000000000-first-tables.js'
import { Journal1795000000001 } from './1795000000001-journal.js'
import { IdempotencyKeys1795000000020 } from './1795000000020-idempotency-keys.js'
import { Rights1795100000000 } from './1795100000000-rights.js'
import { Traffic1795200000000 } from './1795200000000-traffic.js'
import { AlertRules1795300000000 } from './1795300000000-alert-rules.js'
import { RenamedIntents1795400000000 } from './1795400000000-renamed-intents.js'
import { Evidence1795500000000 } from './1795500000000-evidence.js'

/** Migrations of the main database, oldest first. */
export const mainMigrations = [
  FirstTables1795000000000,
  IdempotencyKeys1795000000020,
  Rights1795100000000,
  Traffic1795200000000,
  AlertRules1795300000000,
  RenamedIntents1795400000000,
  Evidence1795500000000,
]

/** Migrations of the journal's database, oldest first. */
export const journalMigrations = [Journal1795000000001]
