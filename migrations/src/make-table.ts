import { type QueryRunner, Table, TableColumn, type TableColumnOptions } from 'typeorm'

/** `id`: the next number, given by the database. `text`, `integer`, and the same with `?` where there may be none. A key is marked with `!`. */
export type ColumnKind = 'id' | 'text' | 'text!' | 'text?' | 'integer' | 'integer!' | 'integer?'

/** A table in one line per column, in SQL that every supported database takes. */
export async function makeTable(
  runner: QueryRunner,
  name: string,
  columns: Readonly<Record<string, ColumnKind>>,
  indices: readonly (readonly string[])[] = [],
): Promise<void> {
  const table = new Table({
    name,
    columns: Object.entries(columns).map(([column, kind]) => columnOf(column, kind)),
    indices: indices.map((columnNames) => ({
      name: `${name}_${columnNames.join('_')}`,
      columnNames: [...columnNames],
    })),
  })
  await runner.createTable(table)
}

/** More columns for a table that has rows: what may not be missing needs a default, which is SQL. */
export async function addColumns(
  runner: QueryRunner,
  table: string,
  columns: Readonly<Record<string, ColumnKind>>,
  defaults: Readonly<Record<string, string>> = {},
): Promise<void> {
  const made = Object.entries(columns).map(
    ([name, kind]) =>
      new TableColumn({ ...columnOf(name, kind), ...(name in defaults ? { default: defaults[name] } : {}) }),
  )
  await runner.addColumns(table, made)
}

function columnOf(name: string, kind: ColumnKind): TableColumnOptions {
  if (kind === 'id')
    return { name, type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' }
  const type = kind.startsWith('text') ? 'text' : 'bigint'
  return { name, type, isPrimary: kind.endsWith('!'), isNullable: kind.endsWith('?') }
}
