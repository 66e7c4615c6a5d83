import type { Diagnostic, DiagnosticCode } from '@paranet/language'
import type { GeoClaim, GeoHeader, GeoMeaning, GeoTarget, Intent, Point, TopologyIndex } from '@paranet/network'
import { areaText, deviceOf, devicesIn, geoSpoken } from '@paranet/network'
import { reportAt } from '../passes/report.js'
import type { GeoShortfall, GeoUnprotected } from './check-geo.js'
import { canForward } from './geo-members.js'

type IntentsById = ReadonlyMap<string, Intent>

const mostNamed = 4

const listed = (names: readonly string[]): string =>
  names.length <= mostNamed
    ? names.join(', ')
    : `${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} more`

/** Ends that no packet by place can come from or get to, by intent: each with the reason. */
export function placeReports(
  index: TopologyIndex,
  intents: readonly Intent[],
  points: ReadonlyMap<number, Point>,
): Diagnostic[] {
  return intents.flatMap((intent) => {
    const spoken = geoSpoken(intent)
    if (!spoken || spoken.kind === 'geo-isolate') return []
    const ends = spoken.kind === 'geocast' ? [] : spoken.destinations
    const named = [...spoken.sources, ...ends].map((name) => index.nodeId.get(name) ?? -1)
    const inside = spoken.kind === 'geocast' ? devicesIn(index, spoken.area) : []
    const outside = new Map<string, string>()
    for (const node of [...named, ...inside]) {
      const device = deviceOf(index, node)
      if (device === undefined || !points.has(device))
        outside.set(index.nodes[device ?? node]?.name ?? '', whyNot(index, device))
    }
    return [...new Set(outside.values())].map((reason) =>
      reportAt(intent, 'no-location', 'error', {
        message: `${listed([...outside].filter(([, one]) => one === reason).map(([name]) => name))}: ${reason}`,
        hint: reason === nowhere ? 'say where: `location: (59.91, 10.75)`' : 'leave it out with `except`',
      }),
    )
  })
}

const nowhere = 'without a location: packets to places neither start nor end there'

function whyNot(index: TopologyIndex, device: number | undefined): string {
  if (device === undefined) return 'linked to no device'
  if (!canForward(index, device)) return 'with a target that does not forward by places'
  return index.drained?.has(device) ? 'drained' : nowhere
}

/** Devices that stand at one place: which of them a packet is for cannot be told by it. */
export function sharedPlaces(
  index: TopologyIndex,
  intents: readonly Intent[],
  points: ReadonlyMap<number, Point>,
): Diagnostic[] {
  const first = intents.find((intent) => geoSpoken(intent))
  const byPoint = new Map<string, number[]>()
  for (const [node, { x, y }] of points) byPoint.set(`${x} ${y}`, [...(byPoint.get(`${x} ${y}`) ?? []), node])
  return [...byPoint.values()]
    .filter((nodes) => nodes.length > 1)
    .map((nodes) =>
      reportAt(first, 'same-place', 'error', {
        message: `${listed(nodes.map((node) => index.nodes[node]?.name ?? ''))} are at one place, to the metre`,
        hint: 'a packet knows devices by their place: move one, or leave its `location` away if it need not forward by places',
      }),
    )
}

/** Contradictions, and what takes all from whom. */
export function geoMeaningReports(index: TopologyIndex, meaning: GeoMeaning, intents: IntentsById): Diagnostic[] {
  const tooMany = meaning.isWhole ? [] : [...intents.values()].filter((intent) => geoSpoken(intent)).slice(0, 1)
  return [
    ...tooMany.map((intent) =>
      reportAt(intent, 'out-of-range', 'error', {
        message: 'intents about places tell more than 4000 kinds of packets apart',
        hint: 'use fewer different ports and code points',
      }),
    ),
    ...contradictions(index, meaning, intents),
    ...shadowed(index, meaning, intents),
  ]
}

function contradictions(index: TopologyIndex, { contested }: GeoMeaning, intents: IntentsById): Diagnostic[] {
  const seen = new Set<string>()
  return contested.flatMap(({ asks, isolate, source, to, header, isWhole }) => {
    const pair = `${asks}\n${isolate}`
    const [one, other] = [intents.get(asks), intents.get(isolate)]
    if (seen.has(pair) || !one || !other) return []
    seen.add(pair)
    return [
      reportAt(other, 'conflict', 'error', {
        message: `"${one.name}" and "${other.name}" contradict each other: ${packetText(index, source, to, header)}`,
        hint: isWhole
          ? 'an area is reached as a whole: give the geocast a higher `priority`, or leave its sources out with `except`'
          : 'give one of them a higher `priority`, or leave the node out with `except`',
        related: [{ intent: one, message: `"${one.name}" is here` }],
      }),
    ]
  })
}

/** `a packet of g1 to g2, udp 5005` */
export function packetText(index: TopologyIndex, source: number, to: GeoTarget, header?: GeoHeader): string {
  const { protocol = 0, dstPort = 0 } = header ?? {}
  const isPlain = header === undefined || (dstPort === 0 && protocol > 17)
  const what = isPlain ? '' : `, protocol ${protocol}${dstPort === 0 ? '' : ` port ${dstPort}`}`
  return `a packet of ${index.nodes[source]?.name} to ${to.kind === 'node' ? to.node : areaText(to.area)}${what}`
}

function shadowed(index: TopologyIndex, { claims }: GeoMeaning, intents: IntentsById): Diagnostic[] {
  const byIntent = new Map<string, GeoClaim[]>()
  for (const claim of claims) {
    const own = byIntent.get(claim.intent)
    if (own) own.push(claim)
    else byIntent.set(claim.intent, [claim])
  }
  return [...byIntent].flatMap(([id, own]) => {
    const losing = own.find(({ lost }) => lost)
    const intent = intents.get(id)
    if (!losing?.lost || !intent || intent.kind === 'assert' || intent.yields) return []
    const isAll = own.every(({ headers }) => headers.length === 0)
    return [
      reportAt(intent, isAll ? 'shadowed' : 'partly-shadowed', 'warning', {
        message: `"${intents.get(losing.lost.to)?.name}" of higher priority takes ${isAll ? 'all' : 'some'} of its packets: ${packetText(index, losing.source, losing.to, losing.lost.header)}`,
        hint: 'say `yields: true` if that is meant',
      }),
    ]
  })
}

/** What a claim is short of, as the first of its intent. */
export function shortfallReport(index: TopologyIndex, shortfall: GeoShortfall, intents: IntentsById): Diagnostic {
  const { claim } = shortfall
  const { code, message, hint } = worded(index, shortfall)
  return reportAt(intents.get(claim.intent), code, 'error', { message, hint })
}

interface Worded {
  readonly code: DiagnosticCode
  readonly message: string
  readonly hint: string
}

function worded(index: TopologyIndex, shortfall: GeoShortfall): Worded {
  const { claim, walk } = shortfall
  const who = packetText(index, claim.source, claim.to)
  if (shortfall.kind === 'missed') return missing(index, shortfall, who)
  const { delivery } = shortfall
  const way = delivery.nodes.join(' – ')
  const hint = 'packets are forwarded by place alone: move a node, change links, or ask less'
  if (shortfall.kind === 'avoid')
    return { code: 'no-path', message: `${who} goes ${way}, and must not pass some of that`, hint }
  if (shortfall.kind === 'latency')
    return { code: 'latency-unreachable', message: `${who} takes ${delivery.latency} µs, by ${way}`, hint }
  return {
    code: 'hops-unreachable',
    message: `${who} passes ${delivery.links.length} links, by ${way}`,
    hint: walk.hops.some(({ mode }) => mode === 'perimeter') ? `${hint}; a link across would spare going around` : hint,
  }
}

function missing(
  index: TopologyIndex,
  { walk, missed, claim }: Extract<GeoShortfall, { kind: 'missed' }>,
  who: string,
): Worded {
  const { end } = walk
  if (end.kind !== 'lost')
    return {
      code: 'no-path',
      message: `${who} does not reach ${listed(missed)}`,
      hint: 'add a link that joins them to the rest',
    }
  const at = placeText(index, end.node)
  const fallback = claim.speaks.kind === 'geo-isolate' ? 'none' : claim.speaks.fallback
  if (end.reason === 'local-minimum')
    return {
      code: 'local-minimum',
      message: `${who} is stuck at ${at}: no neighbour is nearer`,
      hint: fallback === 'none' ? 'lead it around: `fallback: perimeter`, or add a link' : 'add a link',
    }
  if (end.reason === 'unreachable')
    return {
      code: 'local-minimum',
      message: `${who} is stuck at ${at}, and going around by links that do not cross comes to nobody nearer`,
      hint: 'add a link towards the place, or shorten links that cross others',
    }
  return { code: 'no-path', message: `${who} is lost at ${at}: ${lossWords[end.reason]}`, hint: 'add a link' }
}

const lossWords = {
  refused: 'it is refused',
  'no-table': 'it forwards nothing by places',
  looped: 'it goes in a circle',
  'not-connected': 'nobody is there',
  'node-down': 'it is down',
  'link-down': 'its link is down',
  'local-minimum': 'no neighbour is nearer',
  unreachable: 'there is no way around',
} as const

/** `g2 (59.91, 10.75)` */
function placeText(index: TopologyIndex, name: string): string {
  const place = index.nodes[index.nodeId.get(name) ?? -1]?.location
  return place ? `${name} (${place.lat}, ${place.lon})` : name
}

/** A failure in which a claim is not kept. */
export function unprotectedReport(
  index: TopologyIndex,
  { shortfall, failure }: GeoUnprotected,
  intents: IntentsById,
): Diagnostic {
  const { claim } = shortfall
  const { message, hint } = worded(index, shortfall)
  const isGreedy = claim.speaks.kind !== 'geo-isolate' && claim.speaks.fallback === 'none'
  return reportAt(intents.get(claim.intent), 'not-protected', 'error', {
    message: `in the failure of ${failure}, ${message}`,
    hint: isGreedy
      ? 'lead packets around what is down: `fallback: perimeter`, or ask to survive less'
      : `${hint}, or ask to survive less`,
  })
}
