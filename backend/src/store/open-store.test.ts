import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataSource } from 'typeorm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockData } from './data-lock.js'
import { openStore } from './open-store.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paranet-store-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Runs SQL on a database file as some other program would. */
async function edit(file: string, ...statements: readonly string[]): Promise<unknown> {
  const source = await new DataSource({ type: 'sqlite', database: join(folder, file) }).initialize()
  let last: unknown
  for (const sql of statements) last = await source.query(sql)
  await source.destroy()
  return last
}

const newer = `INSERT INTO migrations (timestamp, name) VALUES (4102444800000, 'FlyingCars4102444800000')`

describe('a database that a newer version changed', () => {
  for (const file of ['paranet.db', 'journal.db'])
    test(`${file} is refused with the name of what is not known`, async () => {
      await (await openStore(folder))[Symbol.asyncDispose]()
      await edit(file, newer)
      const opened = openStore(folder)
      await expect(opened).rejects.toMatchObject({ code: 'newer-database' })
      await expect(opened).rejects.toThrow(/newer version of ParaNet.*FlyingCars4102444800000/)
    })

  test('leaves everything as it was, also what this version could have migrated', async () => {
    await (await openStore(folder))[Symbol.asyncDispose]()
    await edit('journal.db', newer)
    await edit('paranet.db', `DELETE FROM migrations WHERE name = 'Rights1795100000000'`)
    await expect(openStore(folder)).rejects.toMatchObject({ code: 'newer-database' })
    const names = await edit('paranet.db', `SELECT name FROM migrations`)
    expect(names).not.toContainEqual({ name: 'Rights1795100000000' })
    await edit('journal.db', `DELETE FROM migrations WHERE name = 'FlyingCars4102444800000'`)
    await edit('paranet.db', `INSERT INTO migrations (timestamp, name) VALUES (1795100000000, 'Rights1795100000000')`)
    await (await openStore(folder))[Symbol.asyncDispose]()
  })
})

test('a file that is no database is refused by its name', async () => {
  writeFileSync(join(folder, 'paranet.db'), 'this is a letter to my aunt, and no database at all\n'.repeat(100))
  await expect(openStore(folder)).rejects.toMatchObject({ code: 'data-unusable', message: /paranet\.db/ })
})

describe('the lock on a data folder', () => {
  test('is had by one at a time, who is named, and is free again afterwards', async () => {
    const first = await lockData(folder)
    const second = lockData(folder)
    await expect(second).rejects.toMatchObject({ code: 'data-in-use' })
    await expect(second).rejects.toThrow(`process ${process.pid}`)
    await first[Symbol.asyncDispose]()
    await (await lockData(folder))[Symbol.asyncDispose]()
  })

  test('does not trust what a dead server left behind', async () => {
    writeFileSync(join(folder, 'server.pid'), '1\n')
    writeFileSync(join(folder, 'server.lock'), '')
    const lock = await lockData(folder)
    expect(readFileSync(join(folder, 'server.pid'), 'utf8')).toBe(`${process.pid}\n`)
    await lock[Symbol.asyncDispose]()
  })

  test('a folder that is a file is refused', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, '')
    await expect(lockData(file)).rejects.toMatchObject({ code: 'data-unusable', message: /EEXIST/ })
    await expect(lockData(join(file, 'inside'))).rejects.toMatchObject({ code: 'data-unusable' })
  })
})
