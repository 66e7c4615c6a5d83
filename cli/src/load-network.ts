import type { Diagnostic } from '@paranet/language'
import { importTopology, resolveIntents, resolveNetwork } from '@paranet/language'
import type { Intent, Topology, TopologyIndex } from '@paranet/network'
import { emptyTopology, indexTopology } from '@paranet/network'
import { CliError, exitCodes } from './errors.js'
import { note } from './output/console-output.js'
import { readFiles, readText, shortNames, type SourceFile } from './read-files.js'

export interface LoadedNetwork {
  readonly sources: readonly SourceFile[]
  readonly topology: Topology
  readonly index: TopologyIndex
  readonly intents: readonly Intent[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads files with a network and its intents; `topology` names a file of any format for the network where the files have none. */
export function loadNetwork(names: readonly string[], topologyFile: string | undefined): LoadedNetwork {
  const sources = shortNames(readFiles(names))
  const { topology: whole, partial, diagnostics, source } = loadTopology(sources, topologyFile)
  const all = source === undefined ? sources : [...sources, source]
  const topology = whole ?? partial
  if (!topology) {
    if (diagnostics.length > 0)
      return { sources: all, topology: nothing, index: indexTopology(nothing), intents: [], diagnostics }
    throw new CliError(exitCodes.usage, 'no network in these files', { hint: 'name one with --topology FILE' })
  }
  const index = indexTopology(topology)
  const resolved = resolveIntents(sources, index, { network: topology.name })
  return {
    sources: all,
    topology,
    index,
    intents: resolved.intents,
    diagnostics: withoutRepeats([...diagnostics, ...resolved.diagnostics]).sort(byPlace),
  }
}

function loadTopology(sources: readonly SourceFile[], file: string | undefined) {
  if (file === undefined) return { partial: undefined, ...resolveNetwork(sources), source: undefined }
  const source = { name: file, text: readText(file) }
  const read = importTopology(source.text, { file })
  if (read.lost.length > 0)
    note(
      `${file}: ${read.lost.length} things are not carried over; \`paranet import ${read.format} ${file}\` lists them`,
    )
  return { partial: undefined, ...read, source }
}

/** In the order of the text. */
const byPlace = (a: Diagnostic, b: Diagnostic): number =>
  a.file === b.file ? a.span.offset - b.span.offset : a.file < b.file ? -1 : 1

/** A file that holds network and intents is read for both, and complains twice. */
function withoutRepeats(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>()
  return diagnostics.filter(({ file, code, span }) => {
    const key = `${file} ${code} ${span.offset}`
    return seen.has(key) ? false : seen.add(key) !== undefined
  })
}

const nothing = emptyTopology('none')
