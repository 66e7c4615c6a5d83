import { contentHash } from '@paranet/network'
import { type EntityManager, In } from 'typeorm'
import { contents } from './entities.js'

/** Keeps values under their content hash; gives the hashes in the order of the values. */
export async function keepContents(manager: EntityManager, values: readonly unknown[]): Promise<string[]> {
  const hashes = values.map((value) => contentHash(value))
  for (const [place, hash] of hashes.entries())
    await manager.query('INSERT INTO contents (hash, content) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING', [
      hash,
      JSON.stringify(values[place]),
    ])
  return hashes
}

/** The values of these hashes, as far as they are known. */
export async function readContents<Value>(
  manager: EntityManager,
  hashes: readonly string[],
): Promise<Map<string, Value>> {
  const found = new Map<string, Value>()
  const wanted = [...new Set(hashes)]
  // SQLite takes a bounded number of parameters.
  for (let from = 0; from < wanted.length; from += 500) {
    const rows = await manager.getRepository(contents).findBy({ hash: In(wanted.slice(from, from + 500)) })
    for (const { hash, content } of rows) found.set(hash, JSON.parse(content) as Value)
  }
  return found
}
