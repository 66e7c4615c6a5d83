import { includesOf } from '@paranet/language'
import { closeSync, existsSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, normalize, relative, resolve, sep } from 'node:path'
import { CliError, exitCodes } from './errors.js'

export interface SourceFile {
  /** As the user named it. */
  readonly name: string
  readonly text: string
}

/** Reads files and what they include; a folder stands for its `*.pn` files. Sorted by name, so that the order of arguments never matters. */
export function readFiles(names: readonly string[]): SourceFile[] {
  const files = new Map<string, SourceFile>()
  const open = names.flatMap(expand)
  const folders = [...new Set(open.map((name) => realFolder(dirname(name))))]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (files.has(name)) continue
    const text = readText(name)
    files.set(name, { name, text })
    for (const included of includedFiles(name, text)) if (liesIn(folders, included)) open.push(included)
  }
  return [...files.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Files by their way from the folder that holds them all: intents are known by it wherever the folder is. */
export function shortNames(files: readonly SourceFile[]): SourceFile[] {
  const folders = files.map(({ name }) => dirname(resolve(name)).split(sep))
  const [first = [], ...others] = folders
  const depth = first.findIndex((part, i) => others.some((other) => other[i] !== part))
  const common = (depth < 0 ? first : first.slice(0, depth)).join(sep) || sep
  return files.map(({ name, text }) => ({ name: relative(common, resolve(name)).split(sep).join('/'), text }))
}

/** Where a folder really is, whatever links lead to it; its own name where it is not there. */
function realFolder(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return folder
  }
}

/** Whether a file is an ordinary one inside one of the folders of the files that were named, after all links. An include reads nothing else. */
function liesIn(folders: readonly string[], name: string): boolean {
  try {
    const real = realpathSync(name)
    return (
      statSync(real).isFile() && folders.some((folder) => real.startsWith(folder.endsWith('/') ? folder : `${folder}/`))
    )
  } catch {
    return false
  }
}

/** The files that a file includes and that are there; of others the language says that they are missing. */
const includedFiles = (name: string, text: string): string[] =>
  /\binclude\b/.test(text)
    ? includesOf(text, name)
        .map((path) => normalize(join(dirname(name), path)))
        .filter((path) => existsSync(path))
    : []

/** Bytes of a file, at most: beyond what any reader takes. */
const largestFile = 64 * 1024 * 1024

/** The text of a file. A file of more than 64 MiB, or one without end, is refused as soon as that much is read. */
export function readText(name: string): string {
  const parts: Buffer[] = []
  try {
    const file = openSync(name, 'r')
    try {
      for (let size = 0; size <= largestFile; ) {
        const part = Buffer.allocUnsafe(1024 * 1024)
        const length = readSync(file, part)
        if (length === 0) return Buffer.concat(parts).toString('utf8')
        parts.push(part.subarray(0, length))
        size += length
      }
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    throw unreadable(name, cause)
  }
  throw new CliError(exitCodes.input, `${name} has more than ${largestFile / 1024 / 1024} MiB`, {
    hint: 'import the network in parts',
  })
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
