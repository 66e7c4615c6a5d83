import { type QueryRunner, Table, type TableColumnOptions } from 'typeorm'

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

function columnOf(name: string, kind: ColumnKind): TableColumnOptions {
  if (kind === 'id')
    return { name, type: 'integer', isPrimary: true, isGenerated: true, generationStrategy: 'increment' }
  const type = kind.startsWith('text') ? 'text' : 'bigint'
  return { name, type, isPrimary: kind.endsWith('!'), isNullable: kind.endsWith('?') }
}
