/** A file that a device loads. */
export interface ArtifactFile {
  readonly name: string
  readonly text: string
}

/** Several files as one text: `==> NAME <==` before each, as head(1) prints them. */
export const joinFiles = (files: readonly ArtifactFile[]): string =>
  files.map(({ name, text }) => `==> ${name} <==\n${text}`).join('\n')

/** The files of a text that `joinFiles` made; undefined where it does not begin with a file. */
export function splitFiles(artifact: string): ArtifactFile[] | undefined {
  const files: { name: string; lines: string[] }[] = []
  for (const line of artifact.split('\n')) {
    const name = /^==> ([\w.-]+) <==\r?$/.exec(line)?.[1]
    if (name !== undefined) files.push({ name, lines: [] })
    else if (files.length === 0) return undefined
    else files.at(-1)?.lines.push(line)
  }
  return files.map(({ name, lines }) => ({ name, text: lines.join('\n') }))
}
