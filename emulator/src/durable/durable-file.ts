import { createHash } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { logProblem } from '../log.js'
import type { DurableFolder } from './durable-folder.js'

type Found<T> =
  | { readonly kind: 'whole'; readonly value: T }
  | { readonly kind: 'damaged' }
  | { readonly kind: 'missing' }

/** Keeps one JSON value in a file so that a kill at any instant leaves the old or the new value whole: written beside it, synced, renamed,
 *  folder synced. The copy before is kept and used when the file is damaged, which its checksum tells. Writes of one file are done one
 *  after the other; a write resolves when it is on the disk. */
export class DurableFile<T> {
  readonly #folder: DurableFolder
  readonly #path: string
  #isDamaged = false
  #writing: Promise<void> = Promise.resolve()

  constructor(folder: DurableFolder, name: string) {
    this.#folder = folder
    this.#path = join(folder.path, name)
  }

  /** The last value written whole; undefined where there is none. */
  async read(): Promise<T | undefined> {
    const latest = await readWhole<T>(this.#path)
    if (latest.kind === 'whole') return latest.value
    const older = await readWhole<T>(this.#olderPath)
    this.#isDamaged = latest.kind === 'damaged'
    if (this.#isDamaged || older.kind === 'damaged')
      logProblem('a file is damaged', { file: this.#path, olderCopy: older.kind })
    return older.kind === 'whole' ? older.value : undefined
  }

  write(value: T): Promise<void> {
    const text = JSON.stringify(value)
    const written = this.#writing.then(() => this.#replace(text))
    // A failed write is told to its caller; the next one is tried all the same.
    this.#writing = written.catch(() => undefined)
    return written
  }

  async remove(): Promise<void> {
    await this.#writing
    const paths = [this.#path, this.#olderPath, this.#freshPath]
    await Promise.all(paths.map((path) => rm(path, { force: true })))
  }

  get #olderPath(): string {
    return `${this.#path}.older`
  }

  get #freshPath(): string {
    return `${this.#path}.new`
  }

  async #replace(text: string): Promise<void> {
    await writeSynced(this.#freshPath, `${checksum(text)}\n${text}`)
    // A damaged file must not take the place of the good copy.
    if (!this.#isDamaged) await rename(this.#path, this.#olderPath).catch(ignoreMissing)
    await rename(this.#freshPath, this.#path)
    this.#isDamaged = false
    await this.#folder.sync()
  }
}

async function readWhole<T>(path: string): Promise<Found<T>> {
  const text = await readFile(path, 'utf8').catch(ignoreMissing)
  if (text === undefined) return { kind: 'missing' }
  const end = text.indexOf('\n')
  const body = text.slice(end + 1)
  if (end < 0 || text.slice(0, end) !== checksum(body)) return { kind: 'damaged' }
  return { kind: 'whole', value: JSON.parse(body) as T }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.datasync()
  } finally {
    await file.close()
  }
}

const checksum = (text: string): string => createHash('sha256').update(text).digest('hex')

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
