import type { DataSource } from 'typeorm'
import { StartError } from '../start-error.js'

/** Refuses a database whose schema a newer version has changed: what it holds could be misread, and be written wrongly. */
export async function checkMigrations(source: DataSource, file: string): Promise<void> {
  const known = new Set(source.migrations.map((migration) => migration.name ?? migration.constructor.name))
  const unknown = (await appliedMigrations(source)).filter((name) => !known.has(name))
  if (unknown.length === 0) return
  const names = unknown.join(', ')
  throw new StartError(
    'newer-database',
    `${file} was written by a newer version of ParaNet: this one does not know ${unknown.length === 1 ? 'its migration' : 'its migrations'} ${names}`,
    'start the newer version on this data folder, or restore a backup of the folder from before the upgrade; nothing was changed',
  )
}

async function appliedMigrations(source: DataSource): Promise<string[]> {
  const runner = source.createQueryRunner()
  try {
    if (!(await runner.hasTable('migrations'))) return []
    const rows: { name: string }[] = await runner.query('SELECT name FROM migrations ORDER BY id')
    return rows.map(({ name }) => name)
  } finally {
    await runner.release()
  }
}
