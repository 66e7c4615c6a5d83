import type { DrainIntent, Intent, ProtectIntent } from '../intent/intent.js'
import { mainSegment } from './segment-names.js'
import type { Segment } from './split-topology.js'

/** The segment that an intent speaks of; undefined for those that speak of devices as wholes, or of other intents. */
export function segmentOfIntent(intent: Intent): string | undefined {
  const spoken = intent.kind === 'assert' ? intent.asserts : intent
  if (spoken.kind === 'drain' || spoken.kind === 'protect' || spoken.kind === 'baseline') return undefined
  return spoken.segment ?? mainSegment
}

/** What intents ask of one segment, in their order: drains of its devices, protections of its routes, and settings of services where it is `main`. The same list
 *  for the same intents, since much is remembered by it. */
export function intentsInSegment(intents: readonly Intent[], segment: Segment): readonly Intent[] {
  if (segment.name === mainSegment && intents.every(isOfMain)) return intents
  let known = lists.get(intents)
  if (!known) lists.set(intents, (known = new Map()))
  let own = known.get(segment)
  if (!own) known.set(segment, (own = pick(intents, segment)))
  return own
}

const isOfMain = (intent: Intent): boolean => (segmentOfIntent(intent) ?? mainSegment) === mainSegment

const lists = new WeakMap<readonly Intent[], Map<Segment, readonly Intent[]>>()

function pick(intents: readonly Intent[], segment: Segment): readonly Intent[] {
  const routes = new Set(intents.flatMap((one) => (segmentOfIntent(one) === segment.name ? [one.id] : [])))
  return intents.flatMap((intent): readonly Intent[] => {
    const spoken = intent.kind === 'assert' ? intent.asserts : intent
    if (spoken.kind === 'drain') return drainIn(intent, spoken, segment)
    if (spoken.kind === 'protect') return protectionIn(spoken, routes)
    if (spoken.kind === 'baseline') return segment.name === mainSegment ? [intent] : []
    return routes.has(intent.id) ? [intent] : []
  })
}

/** `intent`: the drain, or what asserts it. */
function drainIn(intent: Intent, drain: DrainIntent, { index }: Segment): readonly Intent[] {
  const at = drain.at.filter((node) => index.nodeId.has(node))
  if (at.length === drain.at.length) return [intent]
  if (at.length === 0) return []
  const make = () => (intent.kind === 'assert' ? { ...intent, asserts: { ...drain, at } } : { ...drain, at })
  return [sameParts(intent, at, make)]
}

function protectionIn(intent: ProtectIntent, known: ReadonlySet<string>): readonly Intent[] {
  const routes = intent.routes.filter((id) => known.has(id))
  if (routes.length === intent.routes.length) return [intent]
  return routes.length > 0 ? [sameParts(intent, routes, () => ({ ...intent, routes }))] : []
}

/** The intent with a part of what it names; the same object for the same part. */
function sameParts(intent: Intent, names: readonly string[], make: () => Intent): Intent {
  let known = partsOf.get(intent)
  if (!known) partsOf.set(intent, (known = new Map()))
  const key = JSON.stringify(names)
  const made = known.get(key) ?? make()
  known.set(key, made)
  return made
}

const partsOf = new WeakMap<Intent, Map<string, Intent>>()
