import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DataSource } from 'typeorm'
import { StartError } from '../start-error.js'
import { errorCode } from './error-code.js'
import { quietDriver } from './quiet-driver.js'

/** Holds a data folder for one server. */
export interface DataLock extends AsyncDisposable {
  readonly directory: string
}

/** Takes the folder, which is made if it is missing, or says who has it. The lock is an exclusive transaction on a file of its own: the
 *  operating system ends it with the process, however that ends, so nothing stale can stay behind and no number of a process is trusted.
 *  The number in `server.pid` is only for the message. */
export async function lockData(directory: string): Promise<DataLock> {
  makeFolder(directory)
  const source = new DataSource({
    type: 'sqlite',
    driver: quietDriver,
    database: join(directory, 'server.lock'),
    busyErrorRetry: 0,
  })
  try {
    await source.initialize()
    await source.query('PRAGMA busy_timeout = 0')
    await source.query('BEGIN EXCLUSIVE')
  } catch (cause) {
    if (source.isInitialized) await source.destroy()
    throw refusal(directory, cause)
  }
  const pidFile = join(directory, 'server.pid')
  writeFileSync(pidFile, `${process.pid}\n`)
  return {
    directory,
    [Symbol.asyncDispose]: async () => {
      rmSync(pidFile, { force: true })
      await source.destroy()
    },
  }
}

function makeFolder(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw unusable(directory, cause)
  }
}

function refusal(directory: string, cause: unknown): StartError {
  if (errorCode(cause) !== 'SQLITE_BUSY') return unusable(directory, cause)
  const pid = readPid(directory)
  const who = pid === undefined ? 'another ParaNet server' : `another ParaNet server (process ${pid})`
  return new StartError(
    'data-in-use',
    `${who} works on the data folder ${directory}`,
    'end that server first, or give this one a folder of its own with --data',
    { cause },
  )
}

function unusable(directory: string, cause: unknown): StartError {
  const code = errorCode(cause)
  return new StartError(
    'data-unusable',
    `cannot write to the data folder ${directory}${code === undefined ? '' : ` (${code})`}`,
    'it must be a folder that this user may write to; --data names another',
    { cause },
  )
}

function readPid(directory: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(directory, 'server.pid'), 'utf8'))
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}
