import type { Intent } from '../intent/intent.js'
import type { TopologyIndex } from '../topology/topology-index.js'

/** What intents of one kind mean on a topology, in their order. The same intent gives the same object, the same list the same list. */
export function meaningByIntent<Kind extends Intent, Made extends object>(
  isOfKind: (intent: Intent) => intent is Kind,
  make: (index: TopologyIndex, intent: Kind) => Made,
): (index: TopologyIndex, intents: readonly Intent[]) => readonly Made[] {
  const ofIntent = new WeakMap<Kind, Known<Made>>()
  const ofList = new WeakMap<readonly Intent[], Known<readonly Made[]>>()
  const one = (index: TopologyIndex, intent: Kind) => known(ofIntent, index, intent, () => make(index, intent))
  return (index, intents) =>
    known(ofList, index, intents, () => intents.flatMap((intent) => (isOfKind(intent) ? [one(index, intent)] : [])))
}

interface Known<Made> {
  readonly index: TopologyIndex
  readonly made: Made
}

function known<Key extends object, Made>(
  results: WeakMap<Key, Known<Made>>,
  index: TopologyIndex,
  key: Key,
  make: () => Made,
): Made {
  const last = results.get(key)
  if (last?.index === index) return last.made
  const made = make()
  results.set(key, { index, made })
  return made
}
