import { includedName } from '../expand/check-includes.js'
import { statementsOf } from '../parse/ast.js'
import type { ParsedFile } from '../resolve/source-file.js'
import { networksOf } from '../resolve/statements.js'

/** Which files of a folder are read together. With one network, or a topology from elsewhere, all of them; else each network has the files
 *  that includes join with it, and files that nothing joins stand alone. In the order of the first file of each. */
export function projectGroups(files: readonly ParsedFile[], hasTopology: boolean): ParsedFile[][] {
  const networks = files.reduce((count, { document }) => count + networksOf(document).length, 0)
  if (hasTopology || networks <= 1) return files.length > 0 ? [[...files]] : []
  const groupOf = new Map(files.map((file) => [file, [file]]))
  for (const file of files)
    for (const other of includedBy(file, files)) {
      const [own, its] = [groupOf.get(file), groupOf.get(other)]
      if (!own || !its || own === its) continue
      own.push(...its)
      for (const moved of its) groupOf.set(moved, own)
    }
  return [...new Set(groupOf.values())]
}

function includedBy(file: ParsedFile, files: readonly ParsedFile[]): ParsedFile[] {
  return statementsOf(file.document).flatMap((statement) => {
    if (statement.kind !== 'include') return []
    const name = includedName(file.name, statement.path.text)
    return files.filter((other) => other.name === name)
  })
}
