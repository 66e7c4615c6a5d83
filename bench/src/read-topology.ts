import { readFileSync } from 'node:fs'
import { importTopology } from '@paranet/language'
import type { Demand, TopologyIndex } from '@paranet/network'
import { indexTopology } from '@paranet/network'
import type { BenchOptions } from './benchmark.js'
import { seededTopology } from './seeded-topology.js'

/** A network to measure on, in any format that can be imported, with the demands of its file where it has some. Throws with the first
 *  diagnostic where the file holds no network. */
export function readTopology(
  benchmark: string,
  file: string | undefined,
): { readonly index: TopologyIndex; readonly demands?: readonly Demand[] } {
  if (file === undefined) throw new RangeError(`${benchmark} wants --topology FILE`)
  const { topology, demands, diagnostics } = importTopology(readText(file), { file })
  if (!topology) throw new RangeError(`${file} holds no network: ${diagnostics[0]?.message ?? 'nothing is there'}`)
  return { index: indexTopology(topology), ...(demands ? { demands } : {}) }
}

/** The network of `--topology`, or without it a seeded one of `--nodes`. */
export function readOrGenerate(
  benchmark: string,
  { topology, nodes, seed }: Pick<BenchOptions, 'topology' | 'nodes' | 'seed'>,
): ReturnType<typeof readTopology> {
  if (topology === undefined && nodes === undefined)
    throw new RangeError(`${benchmark} wants --topology FILE or --nodes N`)
  if (topology !== undefined || nodes === undefined) return readTopology(benchmark, topology)
  if (nodes > mostNodes) throw new RangeError(`--nodes ${nodes}: at most ${mostNodes}`)
  const name = `seeded-${nodes}.json`
  const { topology: made } = importTopology(seededTopology(nodes, seed), { file: name })
  if (!made) throw new RangeError(`--nodes ${nodes} makes no network`)
  return { index: indexTopology(made) }
}

/** Nodes of a seeded network at most. */
const mostNodes = 5000

/** The text of a file; throws with its name where it cannot be read. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new RangeError(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
