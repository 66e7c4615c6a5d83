import { mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { DurableFile } from './durable-file.js'
import { DurableFolder, fileName } from './durable-folder.js'

let path: string
const open = () => new DurableFile<number>(new DurableFolder(path), 'it.json')
const at = (name: string) => join(path, name)

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'paranet-durable-'))
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(path, { recursive: true })
})

async function written(...values: number[]): Promise<void> {
  const file = open()
  for (const value of values) await file.write(value)
}

test('holds what was written last', async () => {
  expect(await open().read()).toBeUndefined()
  await written(1, 2)
  expect(await open().read()).toBe(2)
})

test('many writes at once end with the last', async () => {
  const file = open()
  await Promise.all([1, 2, 3, 4, 5].map((value) => file.write(value)))
  expect(await open().read()).toBe(5)
})

test.each<[string, () => void, number]>([
  ['killed while the new one was written', () => writeFileSync(at('it.json.new'), 'half'), 2],
  ['killed between the two renames', () => renameSync(at('it.json'), at('it.json.older')), 2],
  ['cut short', () => truncateSync(at('it.json'), 65), 1],
  ['empty', () => truncateSync(at('it.json'), 0), 1],
  ['one letter changed', () => writeFileSync(at('it.json'), readFileSync(at('it.json'), 'utf8').replace(/2$/, '3')), 1],
  ['something else', () => writeFileSync(at('it.json'), Buffer.from([0xff, 0xfe, 0])), 1],
])('%s', async (_, damage, expected) => {
  await written(1, 2)
  damage()
  expect(await open().read()).toBe(expected)
})

test('a damaged file never takes the place of the good copy', async () => {
  await written(1, 2)
  truncateSync(at('it.json'), 0)
  const file = open()
  expect(await file.read()).toBe(1)
  await file.write(7)
  truncateSync(at('it.json'), 0)
  expect(await open().read()).toBe(1)
})

test('names of files: no dots, no slashes, none too long, all different', () => {
  const names = ['a', 'a.b', '..', '../../etc', 'a/b', 'a%2Fb', 'ü*', 'x'.repeat(4000), `${'x'.repeat(4000)}y`]
  const files = names.map(fileName)
  expect(new Set(files).size).toBe(names.length)
  for (const file of files) expect(file).toMatch(/^[^./]{1,200}$/)
})
