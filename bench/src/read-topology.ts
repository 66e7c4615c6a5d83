import { readFileSync } from 'node:fs'
import { importTopology } from '@paranet/language'
import type { Demand, TopologyIndex } from '@paranet/network'
import { indexTopology } from '@paranet/network'

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

/** The text of a file; throws with its name where it cannot be read. */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new RangeError(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}
