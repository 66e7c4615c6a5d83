/** What is wrong in an artifact that somebody edited, and where. Never leaves the target. */
export class ArtifactError extends Error {
  override readonly name = 'ArtifactError'
}

/** Throws: `frr.conf:12: …` */
export function refuseAt(file: string, line: number, text: string): never {
  throw new ArtifactError(`${file}:${line}: ${text}`)
}
