import { includedName, includesOf, type FolderFile, type ProjectFolder } from '@paranet/language'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Files of one folder that are read, and the longest of them, bytes. */
const mostFiles = 500
const longestFile = 4 * 1024 * 1024

/** The project of a document: what lies beside it on this machine's disk, and what that includes from folders beside it or above. */
export const diskFolder: ProjectFolder = {
  async filesBeside(uri) {
    const folder = folderPath(uri)
    if (folder === undefined) return []
    const names = (await readdir(folder)).filter((name) => name.endsWith('.pn')).sort()
    const files = new Map<string, FolderFile>()
    const open = names.map((name) => join(folder, name))
    for (let path = open.shift(); path !== undefined && files.size < mostFiles; path = open.shift()) {
      if (files.has(path)) continue
      const text = await readShort(path)
      if (text === undefined) continue
      files.set(path, { uri: pathToFileURL(path).href, text })
      if (/\binclude\b/.test(text)) open.push(...includedPaths(path, text))
    }
    return [...files.values()]
  },
}

function folderPath(uri: string): string | undefined {
  try {
    return uri.startsWith('file://') ? fileURLToPath(uri.endsWith('/') ? uri : new URL('.', uri)) : undefined
  } catch {
    return undefined
  }
}

/** Files that a file includes. Only those of the language: an include of anything else reads nothing. */
const includedPaths = (path: string, text: string): string[] =>
  includesOf(text, path).flatMap((its) => {
    const name = includedName('', its)
    return name.endsWith('.pn') ? [join(dirname(path), name)] : []
  })

async function readShort(path: string): Promise<string | undefined> {
  try {
    const its = await stat(path)
    const isText = its.isFile() && its.size <= longestFile && (await realpath(path)).endsWith('.pn')
    return isText ? await readFile(path, 'utf8') : undefined
  } catch {
    return undefined
  }
}
