import { ArtifactError } from '../linux/artifact-error.js'
import { splitFiles } from '../linux/bundle.js'
import type { DeviceState } from '@paranet/network'
import type { ParsedArtifact, Target } from '../target.js'

/** What the two NETCONF targets have in common: one XML document, read alone or behind a line with its name. */
export const documentTarget = (
  name: string,
  read: (file: string, text: string) => DeviceState,
): Pick<Target, 'parse' | 'files' | 'mainFile'> => ({
  parse: (artifact) => parseDocument(name, artifact, read),
  files: (artifact) => [{ name, text: artifact }],
  mainFile: name,
})

function parseDocument(
  name: string,
  artifact: string,
  read: (file: string, text: string) => DeviceState,
): ParsedArtifact {
  const files = artifact.startsWith('==> ') ? splitFiles(artifact) : undefined
  const text = files ? files.find((file) => file.name === name)?.text : artifact
  if (text === undefined) return { ok: false, message: `${name}:1: the file is missing` }
  try {
    return { ok: true, state: read(name, text) }
  } catch (error) {
    if (error instanceof ArtifactError) return { ok: false, message: error.message }
    throw error
  }
}
