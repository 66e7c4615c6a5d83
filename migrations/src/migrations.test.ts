import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataSource } from 'typeorm'
import { describe, expect, test } from 'vitest'
import { journalMigrations, mainMigrations } from './index.js'

interface Column {
  readonly name: string
  readonly type: string
  readonly notnull: number
  readonly pk: number
}

type Dump = Readonly<Record<string, readonly unknown[]>>
type Migrations = typeof mainMigrations

/** Rows in each table, three for each older state of the database. */
const rowsPerTable = 3

const tablesOf = async (source: DataSource): Promise<string[]> => {
  const rows: { name: string }[] = await source.query(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'migrations' ORDER BY name`,
  )
  return rows.map(({ name }) => name)
}

const columnsOf = (source: DataSource, table: string): Promise<Column[]> =>
  source.query(`SELECT * FROM pragma_table_info('${table}') ORDER BY name`)

/** Every row, column and index, in an order that does not depend on how the tables came about. */
async function dump(source: DataSource): Promise<Dump> {
  const all: Record<string, readonly unknown[]> = {}
  for (const table of await tablesOf(source)) {
    const names = (await columnsOf(source, table)).map(({ name, type, notnull, pk }) => ({ name, type, notnull, pk }))
    const indices = await source.query(
      `SELECT name FROM pragma_index_list('${table}') WHERE origin = 'c' ORDER BY name`,
    )
    const columns = names.map(({ name }) => `"${name}"`).join(', ')
    const rows: unknown[] = await source.query(`SELECT ${columns} FROM "${table}" ORDER BY ${columns}`)
    all[table] = [names, indices, ...rows]
  }
  return all
}

/** Puts rows into every table; texts have what SQL and JSON find hard. `mark` keeps those of one state apart from the next. */
async function fill(source: DataSource, mark: number): Promise<void> {
  for (const table of await tablesOf(source)) {
    const columns = await columnsOf(source, table)
    for (let n = 0; n < rowsPerTable; n++) {
      const number = mark * 1000 + n + 1
      const values = columns.map(({ type, notnull }) =>
        notnull === 0 && n === 0 ? null : type === 'text' ? `it's "${number}" ü\n%` : number,
      )
      await source.query(
        `INSERT INTO "${table}" (${columns.map(({ name }) => `"${name}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
        values,
      )
    }
  }
}

async function open(file: string, migrations: Migrations): Promise<DataSource> {
  const source = new DataSource({ type: 'sqlite', database: file, migrations, migrationsTransactionMode: 'each' })
  return source.initialize()
}

/** Brings the file up by the first `level` of the migrations. */
async function up(file: string, migrations: Migrations, level: number): Promise<DataSource> {
  const source = await open(file, migrations.slice(0, level))
  await source.runMigrations()
  return source
}

const databases: Readonly<Record<string, Migrations>> = {
  main: mainMigrations,
  journal: journalMigrations as unknown as Migrations,
}

describe.each(Object.entries(databases))('the %s database', (_name, migrations) => {
  const inFolder = async (work: (file: string) => Promise<void>) => {
    const folder = mkdtempSync(join(tmpdir(), 'paranet-migrations-'))
    try {
      await work(join(folder, 'data.db'))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  test.each(migrations.map((_, place) => place + 1))(
    'filled at migration %i, goes to the newest and back without losing a row, twice',
    (level) =>
      inFolder(async (file) => {
        const old = await up(file, migrations, level)
        await fill(old, level)
        const before = await dump(old)
        await old.destroy()
        for (const _ of [1, 2]) {
          const newest = await up(file, migrations, migrations.length)
          for (let n = migrations.length; n > level; n--) await newest.undoLastMigration()
          expect(await dump(newest)).toEqual(before)
          await newest.destroy()
        }
      }),
  )

  test('filled at each state on the way, keeps for each older one what that one can hold', () =>
    inFolder(async (file) => {
      for (let level = 1; level <= migrations.length; level++) {
        const source = await up(file, migrations, level)
        await fill(source, level)
        await source.destroy()
      }
      const source = await open(file, migrations)
      for (let level = migrations.length; level > 0; level--) {
        const tables = Object.entries(await dump(source))
        for (const [, [, , ...rows]] of tables) expect(rows.length % rowsPerTable).toBe(0)
        await source.undoLastMigration()
      }
      expect(await tablesOf(source)).toEqual([])
      await source.destroy()
    }))
})

test('names are told apart and in the order of their times, which is the order in which they run', () => {
  const names = [...mainMigrations, ...journalMigrations].map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  for (const list of [mainMigrations, journalMigrations]) {
    const times = list.map(({ name }) => Number(name.slice(-13)))
    expect(times).toEqual([...times].sort((a, b) => a - b))
  }
})
