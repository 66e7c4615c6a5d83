import type { StatementChange } from '@paranet/language'
import type { Ends, InstallingIntent, Intent, RouteIntent, Survival, TopologyIndex } from '@paranet/network'
import { leastAbove, mostBelow } from './minimal-set.js'
import type { Part } from './parts.js'
import {
  constrainedOf,
  kindWord,
  avoidText,
  bitsText,
  durationText,
  listChange,
  partsOf,
  pathsText,
  surviveText,
  viaText,
  withList,
} from './parts.js'

/** A smaller wish, not yet written down. */
export interface Candidate {
  readonly title: string
  /** Lower is cheaper. */
  readonly cost: number
  readonly intent: string
  /** Undefined: the intent goes. */
  readonly relax: (intent: Intent) => Intent | undefined
  readonly change: StatementChange
}

/** What a relaxation costs, in the order in which they are shown: a bound moved by its share of itself, then things asked for given up one by
 *  one, then links that have to grow, then intents left out. */
export const costs = { bound: 1, order: 2, item: 3, weaker: 4, capacity: 6, key: 8, intent: 100, wanted: 200 } as const

/** The share of a change, up to one: a bound raised a little is cheaper than one raised much. */
const shareOf = (before: number, after: number): number => Math.abs(after - before) / Math.max(before, after, 1)

/** Longest latency that is tried: an hour. */
const mostLatency = 3_600_000_000
const mostHops = 255
const mostPriority = 1000

export interface RelaxationInput {
  readonly index: TopologyIndex
  /** Of the minimal set. */
  readonly intents: readonly Intent[]
  readonly parts: readonly Part[]
  readonly targets: ReadonlySet<string>
  /** Whether everything concerned can be kept with this intent changed so. */
  readonly isGood: (relax: Candidate['relax'], intent: string) => boolean
}

/** What could be asked for instead, each found to be enough; bounds exactly as far as they have to move. Cheapest first. */
export function findRelaxations(input: RelaxationInput): Candidate[] {
  const { intents, parts, targets, isGood } = input
  const found: Candidate[] = []
  const add = (candidate: Candidate) => {
    const isKnown = found.some((one) => one.intent === candidate.intent && sameChange(one.change, candidate.change))
    if (!isKnown && isGood(candidate.relax, candidate.intent)) found.push(candidate)
  }
  for (const part of parts) {
    const intent = intents.find(({ id }) => id === part.intent)
    if (!intent) continue
    if (part.key === undefined) {
      if (intents.length > 1) for (const one of orderings(intent, intents)) add(one)
      add(leftOut(intent, targets.has(intent.id) ? costs.wanted : costs.intent))
      continue
    }
    const route = constrainedOf(intent)
    for (const one of route ? ofConstraint(input, route, part) : []) add(one)
  }
  return found.sort((a, b) => a.cost - b.cost || (a.title < b.title ? -1 : 1))
}

const sameChange = (a: StatementChange, b: StatementChange): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The intent goes. */
export const leftOut = ({ id, name, kind }: Intent, cost: number): Candidate => ({
  title: `leave out ${kindWord(kind)} ${name}`,
  cost,
  intent: id,
  relax: () => undefined,
  change: { kind: 'remove' },
})

function ofConstraint(input: RelaxationInput, route: RouteIntent, { key }: Part): Candidate[] {
  switch (key) {
    case 'latency':
      return bound(input, route, 'latency', mostLatency, (value) => `<= ${durationText(value)}`)
    case 'max_hops':
      return bound(input, route, 'maxHops', mostHops, String)
    case 'bandwidth':
    case 'each':
      return lessBandwidth(input, route, key)
    case 'avoid':
      return fewer(route, 'avoid', route.avoid, avoidText)
    case 'protocol':
      return without(route, key)
    case 'via':
      return [...fewer(route, 'via', route.via, viaText), ...otherWaypoints(input.index, route)]
    case 'survive':
      return [...fewer(route, 'survive', route.survive ?? [], surviveText), ...weaker(route)]
    default:
      return fewerPaths(route)
  }
}

const without = (route: RouteIntent, key: string): Candidate[] =>
  partsOf(route)
    .filter((part) => part.key === key)
    .slice(0, 1)
    .map((part) => ({
      title: `drop \`${key}\` of ${route.name}`,
      cost: costs.key,
      intent: route.id,
      relax: part.without,
      change: part.change,
    }))

/** The bound raised as little as it can be, and taken away. */
function bound(
  { isGood }: RelaxationInput,
  route: RouteIntent,
  field: 'latency' | 'maxHops',
  most: number,
  textOf: (value: number) => string,
): Candidate[] {
  const key = field === 'latency' ? 'latency' : 'max_hops'
  const now = route[field] ?? 0
  const withBound = (value: number) => (intent: Intent) => ({ ...intent, [field]: value }) as Intent
  const least = leastAbove(now, most, (value) => isGood(withBound(value), route.id))
  if (least === undefined) return without(route, key)
  const by = field === 'latency' ? durationText(least - now) : String(least - now)
  const raised: Candidate = {
    title: `raise \`${key}\` of ${route.name} by ${by}, to ${textOf(least).replace('<= ', '')}`,
    cost: costs.bound + shareOf(now, least),
    intent: route.id,
    relax: withBound(least),
    change: { kind: 'set', key, value: textOf(least) },
  }
  return [raised, ...without(route, key)]
}

function lessBandwidth({ isGood }: RelaxationInput, route: RouteIntent, key: string): Candidate[] {
  const { bandwidth } = route
  if (!bandwidth) return []
  const now = bandwidth.bitsPerSecond
  const withRate = (bits: number) => (intent: Intent) =>
    ({ ...intent, bandwidth: { ...bandwidth, bitsPerSecond: bits } }) as Intent
  const most = mostBelow(now, 1, (bits) => isGood(withRate(bits), route.id))
  if (most === undefined) return without(route, key)
  const lowered: Candidate = {
    title: `lower \`${key}\` of ${route.name} to ${bitsText(most)}`,
    cost: costs.bound + shareOf(now, most),
    intent: route.id,
    relax: withRate(most),
    change: { kind: 'set', key, value: bitsText(most) },
  }
  return [lowered, ...without(route, key)]
}

/** The list less one of its items, each by turns, and the empty one. */
function fewer<Item>(
  route: RouteIntent,
  key: 'via' | 'avoid' | 'survive',
  items: readonly Item[],
  textOf: (items: readonly Item[]) => string,
): Candidate[] {
  const candidate = (title: string, cost: number, left: readonly Item[]): Candidate => ({
    title,
    cost,
    intent: route.id,
    relax: (intent) => withList(intent as RouteIntent, key, left),
    change: listChange(key, left, textOf(left)),
  })
  const each = items.map((item, i) =>
    candidate(
      `drop \`${key} ${textOf([item])}\` of ${route.name}`,
      costs.item,
      items.filter((_, other) => other !== i),
    ),
  )
  return items.length > 1 ? [...each, candidate(`drop \`${key}\` of ${route.name}`, costs.key, [])] : each
}

/** Devices of the same function (else of the same type) that are tried in place of a waypoint. */
const mostOthers = 8

function otherWaypoints({ nodes }: TopologyIndex, route: RouteIntent): Candidate[] {
  return route.via.flatMap(({ oneOf }, i) => {
    const now = nodes.find(({ name }) => name === oneOf[0])
    const others = nodes
      .filter(
        (node) =>
          !oneOf.includes(node.name) &&
          !route.via.some((step) => step.oneOf.includes(node.name)) &&
          (now?.function === undefined ? node.type === now?.type : node.function === now.function),
      )
      .map(({ name }) => name)
      .sort()
    return others.slice(0, mostOthers).map((name): Candidate => {
      const via = route.via.map((step, place) => (place === i ? { oneOf: [name] } : step))
      return {
        title: `go by ${name} instead of ${oneOf.join(' or ')} in ${route.name}`,
        cost: costs.weaker,
        intent: route.id,
        relax: (intent) => ({ ...intent, via }) as Intent,
        change: { kind: 'set', key: 'via', value: viaText(via) },
      }
    })
  })
}

const weakerElements: Readonly<Record<Survival['element'], readonly Survival['element'][]>> = {
  node: ['link', 'core-link'],
  risk: ['link', 'core-link'],
  link: ['core-link'],
  'core-link': [],
}

function weaker(route: RouteIntent): Candidate[] {
  const items = route.survive ?? []
  return items.flatMap((item, i) => {
    const instead: Survival[] = [
      ...Array.from({ length: item.count - 1 }, (_, less) => ({ ...item, count: item.count - 1 - less })),
      ...weakerElements[item.element].map((element) => ({ ...item, element })),
    ]
    return instead.map((other): Candidate => {
      const survive = items.map((one, place) => (place === i ? other : one))
      return {
        title: `survive ${surviveText([other])} instead of ${surviveText([item])} in ${route.name}`,
        cost: costs.item - 0.5,
        intent: route.id,
        relax: (intent) => withList(intent as RouteIntent, 'survive', survive),
        change: { kind: 'set', key: 'survive', value: surviveText(survive) },
      }
    })
  })
}

function fewerPaths(route: RouteIntent): Candidate[] {
  const { paths } = route
  if (!paths) return []
  const kinds = paths.kind === 'nodes' || paths.kind === 'risks' ? (['links'] as const) : []
  const instead = [
    ...Array.from({ length: paths.count - 2 }, (_, less) => ({ ...paths, count: paths.count - 1 - less })),
    ...kinds.map((kind) => ({ ...paths, kind })),
  ]
  const weaker = instead.map(
    (other): Candidate => ({
      title: `spread ${route.name} over ${pathsText(other)} instead of ${pathsText(paths)}`,
      cost: costs.weaker,
      intent: route.id,
      relax: (intent) => ({ ...intent, paths: other }) as Intent,
      change: { kind: 'set', key: 'paths', value: pathsText(other) },
    }),
  )
  return [...weaker, ...without(route, 'paths')]
}

const isInstalling = (intent: Intent): intent is InstallingIntent =>
  intent.kind === 'route' || intent.kind === 'allow' || intent.kind === 'isolate'

/** Ways to say which of two intents is meant: one above the other, an exception, no answers. */
export function orderings(intent: Intent, others: readonly Intent[]): Candidate[] {
  const found: Candidate[] = []
  for (const other of others) {
    if (other.id === intent.id || !('priority' in intent) || !('priority' in other)) continue
    const priority = other.priority + 1
    if (priority <= mostPriority && intent.priority <= other.priority)
      found.push({
        title: `put ${intent.name} above ${other.name}, by priority ${priority}`,
        cost: costs.order,
        intent: intent.id,
        relax: (its) => ({ ...its, priority }) as Intent,
        change: { kind: 'set', key: 'priority', value: String(priority) },
      })
    if (isInstalling(intent) && isInstalling(other))
      for (const side of ['to', 'from'] as const) found.push(...exception(intent, other, side))
  }
  if (isInstalling(intent) && intent.kind !== 'isolate' && intent.reply !== 'none')
    found.push({
      title: `let no answers back in ${intent.name}`,
      cost: costs.item,
      intent: intent.id,
      relax: (its) => ({ ...its, reply: 'none' }) as Intent,
      change: { kind: 'set', key: 'reply', value: 'none' },
    })
  return found
}

function exception(intent: InstallingIntent, other: InstallingIntent, side: 'from' | 'to'): Candidate[] {
  const [own, its] = [intent[side], other[side]]
  if (own.except.length > 0 || its.except.length > 0 || own.text === its.text) return []
  if (its.terms.some(({ kind }) => kind === 'any')) return []
  const ends: Ends = { ...own, except: its.terms, text: `${own.text} except ${its.text}` }
  return [
    {
      title: `take what ${other.name} speaks of out of ${intent.name}, by \`${side}: ${ends.text}\``,
      cost: costs.order + 0.5,
      intent: intent.id,
      relax: (one) => ({ ...one, [side]: ends }) as Intent,
      change: { kind: 'set', key: side, value: ends.text },
    },
  ]
}
