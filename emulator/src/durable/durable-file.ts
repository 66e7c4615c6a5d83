import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

const olderCopy = (path: string): string => `${path}.older`

/** Keeps one JSON value in a file so that a kill at any instant leaves the old or the new value whole. The copy before is kept beside it and
 *  used when the file is damaged. Writes of one file are done one after the other; a write resolves when it is on the disk. */
export class DurableFile<T> {
  readonly #path: string
  #writing: Promise<void> = Promise.resolve()

  constructor(path: string) {
    this.#path = path
  }

  /** The last value written whole; undefined where there is none. */
  async read(): Promise<T | undefined> {
    for (const path of [this.#path, olderCopy(this.#path)]) {
      const found = await readWhole<T>(path)
      if (found) return found.value
    }
    return undefined
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
    await Promise.all([rm(this.#path, { force: true }), rm(olderCopy(this.#path), { force: true })])
  }

  async #replace(text: string): Promise<void> {
    const fresh = `${this.#path}.new`
    await writeSynced(fresh, `${checksum(text)}\n${text}`)
    await rename(this.#path, olderCopy(this.#path)).catch(ignoreMissing)
    await rename(fresh, this.#path)
    await syncFolder(dirname(this.#path))
  }
}

async function readWhole<T>(path: string): Promise<{ value: T } | undefined> {
  const text = await readFile(path, 'utf8').catch(ignoreMissing)
  if (text === undefined) return undefined
  const end = text.indexOf('\n')
  const body = text.slice(end + 1)
  if (end < 0 || text.slice(0, end) !== checksum(body)) return undefined
  return { value: JSON.parse(body) as T }
}

async function writeSynced(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const file = await open(path, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.datasync()
  } finally {
    await file.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

const checksum = (text: string): string => createHash('sha256').update(text).digest('hex')

function ignoreMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}
