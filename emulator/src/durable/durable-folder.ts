import { createHash } from 'node:crypto'
import { mkdir, open, readdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A folder of durable files. Changes of names in it are made durable together: many files written at the same time wait for few syncs. */
export class DurableFolder {
  readonly path: string
  #running: Promise<void> = Promise.resolve()
  #next: Promise<void> | undefined

  constructor(path: string) {
    this.path = path
  }

  /** Makes the folder; it is there after a loss of power too. */
  async create(): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 })
    await syncFolder(dirname(this.path))
  }

  /** Names of the files in it; none where the folder is not there. */
  names(): Promise<string[]> {
    return readdir(this.path).catch(() => [])
  }

  /** Resolves when all names as they are now are on the disk. */
  sync(): Promise<void> {
    if (this.#next) return this.#next
    const next = this.#running.then(() => {
      this.#next = undefined
      return syncFolder(this.path)
    })
    this.#next = next
    this.#running = next.catch(() => undefined)
    return next
  }
}

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

const longestName = 180

/** A name as a file name without dots: reserved characters as `%xx`, and a hash where it would be too long. Different names differ. */
export function fileName(name: string): string {
  const encoded = encodeURIComponent(name).replaceAll('.', '%2E').replaceAll('*', '%2A')
  if (encoded.length <= longestName) return encoded
  return `${encoded.slice(0, 100)}%${createHash('sha256').update(name).digest('hex')}`
}
