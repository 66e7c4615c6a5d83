import { contentHash } from '@paranet/network'
import { type EntityManager, In } from 'typeorm'
import { contents } from './entities.js'

/** Keeps values under their content hash; gives the hashes in the order of the values. `hashes`: where they are known already. */
export async function keepContents(
  manager: EntityManager,
  values: readonly unknown[],
  hashes: readonly string[] = values.map((value) => contentHash(value)),
): Promise<readonly string[]> {
  const kept = await keptOf(manager, hashes)
  for (const [place, hash] of hashes.entries()) {
    if (kept.has(hash)) continue
    await manager.query('INSERT INTO contents (hash, content) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING', [
      hash,
      JSON.stringify(values[place]),
    ])
  }
  return hashes
}

/** Those that are kept already. */
async function keptOf(manager: EntityManager, hashes: readonly string[]): Promise<Set<string>> {
  const kept = new Set<string>()
  for (let from = 0; from < hashes.length; from += mostParameters) {
    const asked = hashes.slice(from, from + mostParameters)
    const marks = asked.map(() => '?').join()
    const rows = await manager.query<{ hash: string }[]>(`SELECT hash FROM contents WHERE hash IN (${marks})`, asked)
    for (const { hash } of rows) kept.add(hash)
  }
  return kept
}

/** SQLite takes a bounded number of parameters. */
const mostParameters = 500

/** The values of these hashes, as far as they are known. */
export async function readContents<Value>(
  manager: EntityManager,
  hashes: readonly string[],
): Promise<Map<string, Value>> {
  const found = new Map<string, Value>()
  const wanted = [...new Set(hashes)]
  for (let from = 0; from < wanted.length; from += mostParameters) {
    const rows = await manager.getRepository(contents).findBy({ hash: In(wanted.slice(from, from + mostParameters)) })
    for (const { hash, content } of rows) found.set(hash, JSON.parse(content) as Value)
  }
  return found
}
