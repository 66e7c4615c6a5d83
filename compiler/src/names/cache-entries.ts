import type { Diagnostic } from '@paranet/language'
import type {
  CacheIntent,
  ContentName,
  ContentStoreEntry,
  NameCacheEntry,
  TopologyIndex,
  TopologyNode,
} from '@paranet/network'
import { isUnder, namedPacketBytes, namesMeet } from '@paranet/network'
import { compareClaims, reportAt } from '../passes/report.js'
import type { StateBuilder } from '../state/state-builder.js'
import { targetOf } from '../targets/registry.js'

/** Content stores and what they keep: where `cache` asks for it, and where a node has one and Interests pass. `routed`: the prefixes that each device
 *  sends on, by node id, and who needs them. Reports `conflict` and `over-capacity`. */
export function addCaches(
  index: TopologyIndex,
  intents: readonly CacheIntent[],
  routed: ReadonlyMap<number, { readonly names: readonly ContentName[]; readonly owners: readonly string[] }>,
  builder: StateBuilder,
): Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  for (const [id, node] of index.nodes.entries()) {
    if (index.isEnd[id]) continue
    const own = intents.filter(({ at }) => at.includes(node.name)).sort(byPlacement)
    if (own.length > 0) diagnostics.push(...addAsked(node, own, builder))
    else if (node.contentStore !== undefined && routed.has(id))
      builder.add(node.name, storeOf(node.contentStore, 'lru', 'all'), routed.get(id)?.owners ?? [])
  }
  for (const intent of intents) diagnostics.push(...idle(index, intent, routed))
  return diagnostics
}

const byPlacement = (a: CacheIntent, b: CacheIntent): number =>
  compareClaims({ ...a, intent: a.id }, { ...b, intent: b.id })

const storeOf = (bytes: number, policy: 'lru' | 'fifo', keeps: 'all' | 'listed') =>
  ({ kind: 'content-store', capacity: packetsOf(bytes), policy, keeps }) as const

const policyOf = (intent: CacheIntent | undefined): 'lru' | 'fifo' => intent?.policy ?? 'lru'

/** Whole packets, at least one. */
const packetsOf = (bytes: number): ContentStoreEntry['capacity'] => Math.max(1, Math.floor(bytes / namedPacketBytes))

function addAsked(node: TopologyNode, own: readonly CacheIntent[], builder: StateBuilder): Diagnostic[] {
  const keeping = own.filter(({ keep }) => keep)
  const owners = own.map(({ id }) => id)
  const rules = rulesOf(own)
  const canList = targetOf(node)?.capabilities.kinds.has('name-cache') ?? true
  // A store that keeps all Data that passes keeps what is asked for too: where no more is asked, no rule is needed.
  const isPlain = !canList && rules.every(({ entry }) => entry.keep && entry.ttl === undefined)
  const asked = keeping.reduce((sum, { size }) => sum + (size ?? 0), 0)
  const size =
    asked > 0 && keeping.every((one) => one.size !== undefined) ? asked : Math.max(asked, node.contentStore ?? 0)
  if (size > 0) builder.add(node.name, storeOf(size, policyOf(keeping[0]), isPlain ? 'all' : 'listed'), owners)
  if (!isPlain && size > 0)
    for (const { entry, owners: needing } of rules) builder.add(node.name, { kind: 'name-cache', ...entry }, needing)
  return [...contradictions(node, own), ...overfull(node, keeping, asked)]
}

/** For each prefix that is spoken of: what holds there, by the highest priority that speaks of it, for the shortest time that any asks for. */
function rulesOf(
  own: readonly CacheIntent[],
): { readonly entry: NameCacheEntry; readonly owners: readonly string[] }[] {
  const prefixes = [...new Set(own.flatMap(({ names }) => names))].sort()
  return prefixes.flatMap((name) => {
    const speaking = own.filter(({ names }) => names.some((one) => isUnder(one, name)))
    const top = speaking.filter(({ priority }) => priority === speaking[0]?.priority)
    const keep = top.every((one) => one.keep)
    const times = speaking.flatMap(({ ttl }) => (ttl === undefined ? [] : [ttl]))
    const ttl = keep && times.length > 0 ? { ttl: Math.min(...times) } : {}
    return [{ entry: { name, keep, ...ttl }, owners: speaking.map(({ id }) => id) }]
  })
}

function contradictions(node: TopologyNode, own: readonly CacheIntent[]): Diagnostic[] {
  const found: Diagnostic[] = []
  const [first, ...others] = own.filter(({ keep }) => keep)
  const last = others.find((one) => policyOf(one) !== (first && policyOf(first)))
  if (first && last)
    found.push(
      reportAt(last, 'conflict', 'error', {
        message: `"${first.name}" and "${last.name}" make room in the content store of ${node.name} in different ways (${policyOf(first)}, ${policyOf(last)})`,
        hint: 'a content store has one policy: let both say the same',
        related: [{ intent: first, message: `"${first.name}" is here` }],
      }),
    )
  for (const [i, a] of own.entries())
    for (const b of own.slice(i + 1)) {
      const shared = a.names.flatMap((x) =>
        b.names.filter((y) => namesMeet(x, y)).map((y) => (x.length > y.length ? x : y)),
      )
      if (a.keep === b.keep || a.priority !== b.priority || shared.length === 0) continue
      found.push(
        reportAt(b, 'conflict', 'error', {
          message: `"${a.name}" and "${b.name}" contradict each other about ${shared[0]} at ${node.name}: one keeps it, the other never does`,
          hint: 'give one of them a higher `priority`',
          related: [{ intent: a, message: `"${a.name}" is here` }],
        }),
      )
    }
  return found
}

function overfull(node: TopologyNode, keeping: readonly CacheIntent[], asked: number): Diagnostic[] {
  const last = keeping.at(-1)
  if (node.contentStore === undefined || asked <= node.contentStore || !last) return []
  return [
    reportAt(last, 'over-capacity', 'error', {
      message: `${node.name} can keep ${sizeText(node.contentStore)}, and ${keeping.map(({ name }) => name).join(', ')} ask for ${sizeText(asked)}`,
      hint: `make \`size\` smaller, or give the node a larger \`cache\``,
    }),
  ]
}

/** A size in the largest unit in which it is whole. */
function sizeText(bytes: number): string {
  const units = [
    ['TB', 1e12],
    ['GB', 1e9],
    ['MB', 1e6],
    ['kB', 1e3],
  ] as const
  const [name, size] = units.find(([, one]) => bytes >= one && bytes % one === 0) ?? ['B', 1]
  return `${bytes / size}${name}`
}

/** A cache that nothing passes. */
function idle(
  index: TopologyIndex,
  intent: CacheIntent,
  routed: ReadonlyMap<number, { readonly names: readonly ContentName[] }>,
): Diagnostic[] {
  if (!intent.keep) return []
  const isUsed = (device: string) =>
    routed.get(index.nodeId.get(device) ?? -1)?.names.some((one) => intent.names.some((name) => namesMeet(one, name)))
  const unused = intent.at.filter((device) => !isUsed(device))
  if (unused.length === 0) return []
  return [
    reportAt(intent, 'empty-class', 'info', {
      message: `no route brings Data of ${intent.names.join(', ')} past ${unused.join(', ')}: nothing is kept there`,
      hint: `say who asks: \`route { from: ${intent.names[0]}, to: consumers }\``,
    }),
  ]
}
