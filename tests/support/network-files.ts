import { readFileSync } from 'node:fs'
import { importTopology, resolveIntents } from '@paranet/language'
import type { Intent, TopologyIndex } from '@paranet/network'
import { indexTopology } from '@paranet/network'

/** Reads a file of the repository by its path from the root. */
export const readText = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** Reads a network in the language or as GraphML. Throws on errors. */
export function readNetwork(path: string): TopologyIndex {
  const { topology, diagnostics } = importTopology(readText(path), { file: path })
  if (!topology || diagnostics.some(({ severity }) => severity === 'error'))
    throw new Error(JSON.stringify(diagnostics))
  return indexTopology(topology)
}

/** Reads intents for a network. Throws on errors. */
export function readIntents(index: TopologyIndex, text: string): readonly Intent[] {
  const { intents, diagnostics } = resolveIntents([{ name: 'intents.pn', text }], index)
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new Error(JSON.stringify(diagnostics))
  return intents
}
