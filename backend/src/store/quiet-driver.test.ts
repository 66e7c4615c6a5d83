import { expect, test } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from './open-store.js'

test('statements that are kept give the same answers, also wrong, many at once, and after the tables changed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'paranet-driver-'))
  try {
    await using store = await openStore(folder)
    const { read } = store.main
    await read.query('CREATE TABLE pairs (name TEXT PRIMARY KEY, value INTEGER)')
    const insert = (name: string, value: number) =>
      read.query('INSERT INTO pairs (name, value) VALUES (?, ?)', [name, value])
    await Promise.all(Array.from({ length: 200 }, (_, n) => insert(`n${n}`, n)))
    await expect(insert('n7', 7)).rejects.toThrow('SQLITE_CONSTRAINT')
    await insert('last', 200)
    const one = (name: string) => read.query('SELECT * FROM pairs WHERE name = ?', [name])
    expect(await Promise.all(['n3', 'none', 'last'].map(one))).toEqual([
      [{ name: 'n3', value: 3 }],
      [],
      [{ name: 'last', value: 200 }],
    ])
    await read.query('ALTER TABLE pairs ADD COLUMN more TEXT')
    expect(await one('n3')).toEqual([{ name: 'n3', value: 3, more: null }])
    const wrong = () => read.query('SELECT nothing FROM nowhere')
    const outcomes = await Promise.allSettled([wrong(), wrong(), wrong()])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    // More texts than are kept.
    for (let n = 0; n < 150; n++) expect(await read.query(`SELECT ${n} AS n`)).toEqual([{ n }])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
