import { contentHash } from '@paranet/network'
import type { IntentFile } from '@paranet/planner'
import type { EntityManager } from 'typeorm'
import { type ListQuery, type Page, rowList } from '../http/list.js'
import { textUpTo } from '../http/schema.js'
import { keepContents, readContents } from './contents.js'
import { type IntentFileRow, type IntentSetRow, intentFiles, intentSets } from './entities.js'

/** The committed files of a network, by name. */
export const listIntentFiles = (manager: EntityManager, network: string): Promise<IntentFileRow[]> =>
  manager.getRepository(intentFiles).find({ where: { network }, order: { name: 'ASC' } })

/** Who set an intent set, when, and with which deployment. */
export interface Commit {
  readonly at: number
  readonly actor: string
  readonly deployment?: string
  readonly renamed?: readonly Renamed[]
}

/** An intent that got another name. Ids. */
export interface Renamed {
  readonly from: string
  readonly to: string
}

/** Makes these the network's files and writes a line of its history; gives their rows. `revision` is theirs. `known`: the rows so far, from
 *  the same transaction. */
export async function setIntentFiles(
  manager: EntityManager,
  network: string,
  files: readonly IntentFile[],
  revision: string,
  { at, actor, deployment, renamed = [] }: Commit,
  known?: readonly IntentFileRow[],
): Promise<IntentFileRow[]> {
  const old = new Map((known ?? (await listIntentFiles(manager, network))).map((row) => [row.name, row]))
  const rows = files.map(({ name, text }): IntentFileRow => {
    const was = old.get(name)
    return was?.text === text ? was : { network, name, text, revision: contentHash(text), updatedAt: at }
  })
  const changed = rows.filter((row) => old.get(row.name) !== row)
  const kept = new Set(rows.map(({ name }) => name))
  const gone = [...old.keys()].filter((name) => !kept.has(name))
  const names = JSON.stringify(Object.fromEntries(rows.map((row) => [row.name, row.revision])))
  const namesChanged = renamed.length === 0 ? null : JSON.stringify(renamed)
  await together([
    keepContents(
      manager,
      changed.map(({ text }) => text),
    ),
    ...changed.map((row) => manager.query(upsertFile, [row.network, row.name, row.revision, row.text, row.updatedAt])),
    ...gone.map((name) => manager.query(dropFile, [network, name])),
    manager.query(insertSet, [network, revision, at, actor, names, deployment ?? null, namesChanged]),
    manager.query('UPDATE networks SET intentsRevision = ? WHERE id = ?', [revision, network]),
  ])
  return rows
}

// Written by hand: intents are written more often than anything else.
const dropFile = 'DELETE FROM intent_files WHERE network = ? AND name = ?'
const insertSet =
  'INSERT INTO intent_sets (network, revision, at, actor, files, deployment, renamed) VALUES (?, ?, ?, ?, ?, ?, ?)'
const upsertFile = `INSERT INTO intent_files (network, name, revision, text, updatedAt) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (network, name) DO UPDATE SET revision = excluded.revision, text = excluded.text, updatedAt = excluded.updatedAt`

/** Waits for writes whose order does not matter. All of them have ended before one that failed is thrown, so that none comes after the
 *  transaction. */
async function together(writes: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(writes)) if (result.status === 'rejected') throw result.reason
}

/** How the history may be asked for. */
export const intentSetList = rowList({
  orders: { seq: 'seq' },
  isReversed: true,
  id: 'seq',
  filters: { actor: { schema: textUpTo(200), column: 'actor' } },
  limits: { usual: 50, most: 200 },
})

/** Lines of the history, latest first. */
export function listIntentSets(manager: EntityManager, network: string, asked: ListQuery): Promise<Page<IntentSetRow>> {
  const query = manager.getRepository(intentSets).createQueryBuilder('row').where('row.network = :network', { network })
  return intentSetList.page(query, asked)
}

/** What was renamed in a network, latest first. */
export async function listRenamed(manager: EntityManager, network: string): Promise<Renamed[]> {
  const rows = (await manager.query(
    'SELECT renamed FROM intent_sets WHERE network = ? AND renamed IS NOT NULL ORDER BY seq DESC LIMIT 1000',
    [network],
  )) as { readonly renamed: string }[]
  return rows.flatMap(({ renamed }) => JSON.parse(renamed) as Renamed[])
}

/** The deployment that was active before another one became so, if any. */
export async function deploymentBefore(
  manager: EntityManager,
  network: string,
  deployment: string,
): Promise<string | undefined> {
  const [row] = (await manager.query(
    `SELECT deployment FROM intent_sets WHERE network = ? AND deployment IS NOT NULL
     AND seq < (SELECT MIN(seq) FROM intent_sets WHERE network = ? AND deployment = ?) ORDER BY seq DESC LIMIT 1`,
    [network, network, deployment],
  )) as { readonly deployment: string }[]
  return row?.deployment
}

/** The files of a revision that the network once had. */
export async function readIntentSet(
  manager: EntityManager,
  network: string,
  revision: string,
): Promise<IntentFile[] | undefined> {
  const [row] = await manager.getRepository(intentSets).find({ where: { network, revision }, take: 1 })
  if (!row) return undefined
  const files = Object.entries(JSON.parse(row.files) as Record<string, string>)
  const texts = await readContents<string>(
    manager,
    files.map(([, hash]) => hash),
  )
  return files.map(([name, hash]) => ({ name, text: texts.get(hash) ?? '' }))
}
