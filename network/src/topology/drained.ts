import type { Intent } from '../intent/intent.js'
import { linksDownIndex } from './links-down.js'
import type { TopologyIndex } from './topology-index.js'

const drained = new WeakMap<TopologyIndex, Map<string, TopologyIndex>>()

/** The index of a network some of whose devices are in maintenance: paths start and finish at these and pass through none of them. The same object
 *  for the same devices; the index itself where there are none. */
export function drainedIndex(index: TopologyIndex, intents: readonly Intent[]): TopologyIndex {
  const names = drainedDevices(intents)
  if (names.length === 0) return index
  if (index.up) return linksDownIndex(drainedIndex(index.up, intents), index.down ?? [])
  let known = drained.get(index)
  if (!known) drained.set(index, (known = new Map()))
  const key = JSON.stringify(names)
  const made = known.get(key) ?? {
    ...index,
    drained: new Set(names.map((name) => index.nodeId.get(name)).filter((id) => id !== undefined)),
  }
  known.set(key, made)
  return made
}

/** Names of the devices that intents drain, sorted. */
export function drainedDevices(intents: readonly Intent[]): string[] {
  const names = new Set<string>()
  for (const intent of intents) if (intent.kind === 'drain') for (const name of intent.at) names.add(name)
  return [...names].sort()
}
