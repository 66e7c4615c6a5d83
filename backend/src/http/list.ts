import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm'
import { ProblemError } from './problem.js'
import { type JsonSchema, objectOf, querySchema, type Reader } from './schema.js'

/** What a list may be asked for beside its filters. */
export interface ListQuery {
  /** Items of a page at most. */
  readonly limit?: number
  /** The `next` of the page before. */
  readonly cursor?: string
  /** A name of the list's orders; with a hyphen before it from the end. */
  readonly sort?: string
  /** Values of filters. */
  readonly [filter: string]: unknown
}

/** A part of a list, and the cursor of the part after it where there is one. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next?: string
}

/** How a list is described: it all goes into the query's schema, and so into the description of the API. */
interface Description {
  /** Orders by name; the first is the one without `sort`. */
  readonly orders: readonly string[]
  /** The first order begins at its end: latest first. */
  readonly isReversed?: boolean
  readonly filters: Readonly<Record<string, JsonSchema>>
  /** Items of a page where nobody says how many, and at most. */
  readonly limits: { readonly usual: number; readonly most: number }
}

type Sortable = string | number

/** A list in memory. */
export interface ListSpec<Item> {
  readonly orders: Readonly<Record<string, (item: Item) => Sortable>>
  readonly isReversed?: boolean
  /** Tells items apart whose order is the same. */
  readonly id: (item: Item) => string
  readonly filters?: Readonly<
    Record<string, { readonly schema: JsonSchema; readonly accepts: (item: Item, value: never) => boolean }>
  >
  readonly limits?: Description['limits']
}

/** A list of rows: orders and filters are columns. */
export interface RowListSpec {
  readonly orders: Readonly<Record<string, string>>
  readonly isReversed?: boolean
  /** The column that tells rows apart whose order is the same. */
  readonly id: string
  /** A filter accepts rows whose column has just the value. */
  readonly filters?: Readonly<Record<string, { readonly schema: JsonSchema; readonly column: string }>>
  readonly limits?: Description['limits']
}

const usualLimits = { usual: 1000, most: 1000 } as const

/** A filter for a text in any case anywhere in the values. */
export const containing = <Item>(values: (item: Item) => readonly string[]) => ({
  schema: { type: 'string', minLength: 1, maxLength: 200, description: 'Only those that contain this text.' },
  accepts: (item: Item, text: string) => values(item).some((value) => value.toLowerCase().includes(text.toLowerCase())),
})

/** A filter for one of some values. */
export const oneOf = <Item>(allowed: readonly string[], value: (item: Item) => string | undefined) => ({
  schema: { enum: allowed },
  accepts: (item: Item, wanted: string) => value(item) === wanted,
})

/** A filter for just this value. */
export const equalTo = <Item>(value: (item: Item) => string | undefined) => ({
  schema: { type: 'string', minLength: 1, maxLength: 300 },
  accepts: (item: Item, wanted: string) => value(item) === wanted,
})

/** A list in memory that is filtered, sorted and cut into pages. Pages are stable: what is inserted meanwhile neither shifts nor repeats
 *  anything, since a cursor is a place in the order and no number. */
export function memoryList<Item>({
  orders,
  isReversed = false,
  id,
  filters = {},
  limits = usualLimits,
}: ListSpec<Item>) {
  const names = Object.keys(orders)
  const schemas = Object.fromEntries(Object.entries(filters).map(([name, { schema }]) => [name, schema]))
  const page = (all: readonly Item[], asked: ListQuery): Page<Item> => {
    const { name, sign } = orderOf(asked.sort, names, isReversed)
    const by = orders[name] ?? id
    const compare = (a: readonly [Sortable, string], b: readonly [Sortable, string]) =>
      sign * (compared(a[0], b[0]) || compared(a[1], b[1]))
    const wanted = Object.entries(filters).filter(([filter]) => asked[filter] !== undefined)
    const after = readCursor(asked, `${sign}${name}`)
    const found = all
      .filter((item) => wanted.every(([filter, { accepts }]) => accepts(item, asked[filter] as never)))
      .map((item) => ({ item, place: [by(item), id(item)] as const }))
    if (after && found[0] && typeof found[0].place[0] !== typeof after[0]) throw badCursor()
    const rest = found
      .filter(({ place }) => !after || compare(place, after) > 0)
      .sort((a, b) => compare(a.place, b.place))
    const limit = asked.limit ?? limits.usual
    const last = rest[limit - 1]
    const items = rest.slice(0, limit).map(({ item }) => item)
    return rest.length > limit && last ? { items, next: cursorOf(`${sign}${name}`, last.place) } : { items }
  }
  return { query: queryOf({ orders: names, isReversed, filters: schemas, limits }), page }
}

/** A list of rows that the database sorts and cuts into pages. */
export function rowList({ orders, isReversed = false, id, filters = {}, limits = usualLimits }: RowListSpec) {
  const names = Object.keys(orders)
  const schemas = Object.fromEntries(Object.entries(filters).map(([name, { schema }]) => [name, schema]))
  /** `query` selects from an alias `row` and has a WHERE already. */
  const page = async <Row extends ObjectLiteral>(
    query: SelectQueryBuilder<Row>,
    asked: ListQuery,
  ): Promise<Page<Row>> => {
    const { name, sign } = orderOf(asked.sort, names, isReversed)
    const column = orders[name] ?? id
    const after = readCursor(asked, `${sign}${name}`)
    const [than, direction] = sign > 0 ? (['>', 'ASC'] as const) : (['<', 'DESC'] as const)
    if (after)
      query.andWhere(`(row.${column} ${than} :at OR (row.${column} = :at AND row.${id} ${than} :id))`, {
        at: after[0],
        id: after[1],
      })
    for (const [filter, { column: its }] of Object.entries(filters))
      if (asked[filter] !== undefined)
        query.andWhere(`row.${its} = :filter_${filter}`, { [`filter_${filter}`]: asked[filter] })
    const limit = asked.limit ?? limits.usual
    const rows = await query
      .orderBy(`row.${column}`, direction)
      .addOrderBy(`row.${id}`, direction)
      .limit(limit + 1)
      .getMany()
    const last = rows[limit - 1]
    const items = rows.slice(0, limit)
    if (rows.length <= limit || !last) return { items }
    return { items, next: cursorOf(`${sign}${name}`, [last[column] as Sortable, last[id] as string]) }
  }
  return { query: queryOf({ orders: names, isReversed, filters: schemas, limits }), page }
}

/** The schema of the query of a list. */
function queryOf({ orders, isReversed, filters, limits }: Description): Reader<ListQuery> {
  const sorts = orders.flatMap((name) => [name, `-${name}`])
  return querySchema<ListQuery>(
    objectOf(
      {
        limit: {
          type: 'integer',
          minimum: 1,
          maximum: limits.most,
          description: `Items of a page at most; ${limits.usual} where it is left out.`,
        },
        cursor: {
          type: 'string',
          maxLength: 4000,
          description: 'The `next` of the page before, asked for in the same order.',
        },
        sort: {
          enum: sorts,
          description: `With a hyphen from the end. ${isReversed ? '-' : ''}${orders[0]} where it is left out.`,
        },
        ...filters,
      },
      [],
    ),
  )
}

function orderOf(sort: string | undefined, names: readonly string[], isReversed: boolean) {
  if (sort === undefined) return { name: names[0] ?? '', sign: isReversed ? -1 : 1 }
  return sort.startsWith('-') ? { name: sort.slice(1), sign: -1 } : { name: sort, sign: 1 }
}

const compared = (a: Sortable, b: Sortable): number => (a < b ? -1 : a > b ? 1 : 0)

/** A place in an order; clients pass it on as it is. */
const cursorOf = (order: string, [value, id]: readonly [Sortable, Sortable]): string =>
  Buffer.from(JSON.stringify([order, value, id])).toString('base64url')

/** The place of a cursor. Throws `bad-cursor` for anything that is none of this order. */
function readCursor({ cursor }: ListQuery, order: string): [Sortable, string] | undefined {
  if (cursor === undefined) return undefined
  const read = parsed(cursor)
  if (!Array.isArray(read) || read.length !== 3 || read[0] !== order) throw badCursor()
  const [, value, id] = read as unknown[]
  if (!isSortable(value) || !isSortable(id)) throw badCursor()
  return [value, id as string]
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

const isSortable = (value: unknown): value is Sortable =>
  typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))

function badCursor(): ProblemError {
  const message = 'is no `next` of a page of this list in this order'
  return new ProblemError('bad-cursor', `the cursor ${message}`, { errors: [{ pointer: '/cursor', message }] })
}
