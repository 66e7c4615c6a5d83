import type { IntentFile } from '@paranet/planner'
import type { EntityManager } from 'typeorm'
import { type ListQuery, type Page, rowList } from '../http/list.js'
import { textUpTo } from '../http/schema.js'
import { keepContents, readContents } from './contents.js'
import { type IntentFileRow, type IntentSetRow, intentFiles, intentSets } from './entities.js'
import { updateNetwork } from './network-rows.js'

/** The committed files of a network, by name. */
export const listIntentFiles = (manager: EntityManager, network: string): Promise<IntentFileRow[]> =>
  manager.getRepository(intentFiles).find({ where: { network }, order: { name: 'ASC' } })

/** Who set an intent set, when, and with which deployment. */
export interface Commit {
  readonly at: number
  readonly actor: string
  readonly deployment?: string
}

/** Makes these the network's files and writes a line of its history. `revision` is theirs. */
export async function setIntentFiles(
  manager: EntityManager,
  network: string,
  files: readonly IntentFile[],
  revision: string,
  { at, actor, deployment }: Commit,
): Promise<void> {
  const hashes = await keepContents(
    manager,
    files.map(({ text }) => text),
  )
  const old = new Map((await listIntentFiles(manager, network)).map((row) => [row.name, row]))
  const rows = files.map(({ name, text }, place): IntentFileRow => {
    const hash = hashes[place] ?? ''
    const was = old.get(name)
    return was?.revision === hash ? was : { network, name, text, revision: hash, updatedAt: at }
  })
  await manager.getRepository(intentFiles).delete({ network })
  for (const row of rows) await manager.getRepository(intentFiles).insert(row)
  const names = JSON.stringify(Object.fromEntries(rows.map((row) => [row.name, row.revision])))
  await manager
    .getRepository(intentSets)
    .insert({ network, revision, at, actor, files: names, deployment: deployment ?? null })
  await updateNetwork(manager, network, { intentsRevision: revision })
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
