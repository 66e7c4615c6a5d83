import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CliError, exitCodes } from './errors.js'

export interface SourceFile {
  /** As the user named it. */
  readonly name: string
  readonly text: string
}

/** Reads files; a folder stands for its `*.pn` files. Sorted by name, so that the order of arguments never matters. */
export function readFiles(names: readonly string[]): SourceFile[] {
  const found = names.flatMap(expand)
  return [...new Set(found)].sort().map((name) => ({ name, text: readText(name) }))
}

export function readText(name: string): string {
  try {
    return readFileSync(name, 'utf8')
  } catch (cause) {
    throw unreadable(name, cause)
  }
}

function expand(name: string): string[] {
  try {
    if (!statSync(name).isDirectory()) return [name]
    return readdirSync(name)
      .filter((file) => file.endsWith('.pn'))
      .map((file) => join(name, file))
  } catch (cause) {
    throw unreadable(name, cause)
  }
}

const unreadable = (name: string, cause: unknown): CliError =>
  new CliError(
    exitCodes.usage,
    `cannot read ${name}: ${cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)}`,
  )
