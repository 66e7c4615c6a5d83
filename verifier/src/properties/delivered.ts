import type { Exploration } from '../engine/explore.js'
import type { Finding } from '../engine/finding.js'
import type { NetworkModel } from '../engine/network-model.js'
import { endInWords } from '../engine/words.js'

/** Every packet reaches an owner of its destination, on every path that it can take. */
export function findUndelivered(model: NetworkModel, { port, outage, leaves }: Exploration): Finding | undefined {
  const leaf = leaves.find(({ end }) => end !== 'delivered')
  return leaf && { port, outage, leaf, set: leaf.set, reason: endInWords(model, leaf) }
}
