import type { Exploration, Leaf } from '../engine/explore.js'
import type { Outcome } from '../engine/finding.js'
import type { NetworkModel } from '../engine/network-model.js'
import { endInWords } from '../engine/words.js'

const isLooped = ({ end }: Leaf): boolean => end === 'looped'

/** No packet nor copy, asked for or not, from any port, comes back to a device by the interface that it came in by before. */
export function checkNoLoop(model: NetworkModel, explorations: readonly Exploration[]): Outcome {
  let unclear: string | undefined
  for (const { port, outage, leaves, copies, unclear: doubt } of explorations) {
    unclear ??= doubt
    const leaf = leaves.find(isLooped) ?? copies.find(isLooped)
    if (leaf) return { finding: { port, outage, leaf, set: leaf.set, reason: endInWords(model, leaf) } }
  }
  return unclear === undefined ? {} : { unclear }
}
