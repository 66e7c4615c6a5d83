import { resolveIntents, resolveNetwork } from '@paranet/language'
import type { Intent, TopologyIndex } from '@paranet/network'
import { indexTopology } from '@paranet/network'
import type { Compiled } from '../compile.js'
import { compile } from '../compile.js'

/** Compiles intents for a network, both as text. Throws where the text is wrong. */
export function compileText(
  network: string,
  text: string,
): Compiled & { readonly index: TopologyIndex; readonly intents: readonly Intent[] } {
  const { topology, diagnostics } = resolveNetwork([{ name: 'network.pn', text: network }])
  if (!topology) throw new Error(`the network does not resolve: ${diagnostics[0]?.message}`)
  const index = indexTopology(topology)
  const resolved = resolveIntents([{ name: 'intents.pn', text }], index)
  if (resolved.diagnostics.length > 0)
    throw new Error(`the intents do not resolve: ${resolved.diagnostics[0]?.message}`)
  return { ...compile({ index, intents: resolved.intents }), index, intents: resolved.intents }
}
