import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Fenced, type JournalEntry } from '@paranet/orchestrator'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore, type Store } from './open-store.js'

let folder: string
let store: Store
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paranet-store-'))
  store = await openStore(folder)
})
afterEach(async () => {
  await store[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const entry = (deployment: string, event: JournalEntry['event'], token = 0): JournalEntry => ({
  version: 1,
  network: 'n',
  deployment,
  token,
  actor: 'a',
  at: 1,
  event,
})
const script = { plan: 'p', network: 'n', topologyRevision: 't', intentsRevision: 'i', base: {}, waves: [], owners: {} }
const created = { type: 'created', script, confirmWithinMs: 1, awaitsApproval: false } as const

test('what was appended is read back in order, also after the file was opened again', async () => {
  const { journal } = store
  const seqs = await journal.append([entry('d1', created), entry('d1', { type: 'validating' })])
  expect(seqs).toEqual([1, 2])
  await store[Symbol.asyncDispose]()
  store = await openStore(folder)
  const records = await store.journal.read({ deployment: 'd1' })
  expect(records.map(({ seq, event }) => [seq, event.type])).toEqual([
    [1, 'created'],
    [2, 'validating'],
  ])
  expect(records[0]?.event).toEqual(created)
  expect(await store.journal.read({ after: 1, types: ['created'] })).toEqual([])
})

test('appends at once never interleave', async () => {
  const { journal } = store
  const appends = Array.from({ length: 20 }, (_, n) =>
    journal.append([entry(`d${n}`, created), entry(`d${n}`, { type: 'validating' })]),
  )
  for (const seqs of await Promise.all(appends)) expect((seqs[1] ?? 0) - (seqs[0] ?? 0)).toBe(1)
})

test('behind the fence nothing is written, not even the part that could be', async () => {
  const { journal } = store
  await journal.fence('n', 5)
  const late = journal.append([entry('d1', created), entry('d1', { type: 'validating' }, 4)])
  await expect(late).rejects.toBeInstanceOf(Fenced)
  expect(await journal.read({})).toEqual([])
  await expect(journal.fence('n', 4)).rejects.toBeInstanceOf(Fenced)
  await journal.append([entry('d1', { type: 'validating' }, 5)])
})

test('a deployment is unfinished until a closing step', async () => {
  const { journal } = store
  await journal.append([entry('d1', created), entry('d2', created)])
  await journal.append([entry('d1', { type: 'active', ms: 1 })])
  expect(await journal.unfinished()).toEqual([{ network: 'n', deployment: 'd2' }])
  expect(await journal.unfinished('other')).toEqual([])
})

test('a lease has one holder at a time, and tokens grow over restarts', async () => {
  const { signal } = new AbortController()
  const first = await store.lease.acquire('n', signal)
  let isSecond = false
  const second = store.lease.acquire('n', signal).then((held) => {
    isSecond = true
    return held
  })
  await new Promise((done) => setImmediate(done))
  expect(isSecond).toBe(false)
  await first.release()
  const held = await second
  expect(held.token).toBeGreaterThan(first.token)
  await store.journal.fence('n', held.token)
  await store[Symbol.asyncDispose]()
  store = await openStore(folder)
  expect((await store.lease.acquire('n', signal)).token).toBeGreaterThan(held.token)
})

test('who gives up waiting for a lease does not block the next', async () => {
  const holder = await store.lease.acquire('n', new AbortController().signal)
  const impatient = new AbortController()
  const waiting = store.lease.acquire('n', impatient.signal)
  const next = store.lease.acquire('n', new AbortController().signal)
  impatient.abort()
  await expect(waiting).rejects.toThrow()
  await holder.release()
  await (await next).release()
})
