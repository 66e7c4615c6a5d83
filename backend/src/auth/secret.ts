import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The secret that signs access tokens: made once and kept in the data folder, for its owner's eyes only. */
export function readSecret(directory: string): string {
  const file = join(directory, 'jwt.secret')
  if (existsSync(file)) return readFileSync(file, 'utf8')
  const secret = randomBytes(48).toString('base64url')
  const unfinished = `${file}.new`
  writeFileSync(unfinished, secret, { mode: 0o600, flush: true })
  renameSync(unfinished, file)
  return secret
}
