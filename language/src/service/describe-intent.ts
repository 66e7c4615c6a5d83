import type {
  Avoidance,
  Ends,
  InstallingIntent,
  Intent,
  NameIsolateIntent,
  NameRouteIntent,
  Survival,
  TrafficClass,
  TranslatingIntent,
  TreatingIntent,
} from '@paranet/network'
import { protocolNumbers } from '@paranet/network'

/** What an intent promises, in a sentence or two, made from what was understood and not from the text. Undefined for kinds that the manual's line
 *  and the text itself say all of. */
export function describeIntent(intent: Intent): string | undefined {
  if (intent.kind === 'name-route' || intent.kind === 'name-isolate') return describedNames(intent)
  if (intent.kind !== 'assert') return isBetweenEnds(intent) ? described(intent) : undefined
  const asserted = describeIntent(intent.asserts)
  return asserted === undefined ? undefined : `Proved with every plan, installs nothing: ${asserted}`
}

function describedNames(intent: NameRouteIntent | NameIsolateIntent): string {
  const its = `Interests of ${intent.written.to} in ${intent.names.join(', ')}`
  const priority = intent.priority === 100 ? '' : ` Priority ${intent.priority}.`
  if (intent.kind === 'name-isolate')
    return `${its} are never answered, by a producer or from a content store.${priority}`
  const { latency, maxHops } = intent
  const more = [
    ...(intent.via.length > 0 ? [`through ${intent.via.map(({ oneOf }) => oneOf.join(' or ')).join(', then ')}`] : []),
    ...(intent.avoid.length > 0 ? [`never through ${intent.avoid.map(avoidText).join(', ')}`] : []),
    ...(latency === undefined ? [] : [`within ${time(latency)}`]),
    ...(maxHops === undefined ? [] : [`over at most ${maxHops} hops`]),
  ]
  return `${[`${its} reach a producer, whatever content stores hold`, ...more].join(', ')}.${priority}`
}

const endKinds: ReadonlySet<string> = new Set(['route', 'isolate', 'allow', 'mark', 'limit', 'qos', 'nat', 'balance'])

/** Whether it speaks of packets between addresses. */
const isBetweenEnds = (intent: Intent): intent is Described =>
  endKinds.has(intent.kind) && 'from' in intent && 'to' in intent && 'traffic' in intent

type Described = InstallingIntent | TreatingIntent | TranslatingIntent

function described(intent: Described): string {
  const its = `${classText(intent.traffic)} from ${endsText(intent.from)} to ${endsText(intent.to)}`
  const more = detailsOf(intent)
  const priority = intent.priority === 100 ? '' : ` Priority ${intent.priority}.`
  const active = intent.active ? ' It holds at the times of its schedule only.' : ''
  return `${headOf(intent, its)}${more.length > 0 ? `, ${more.join(', ')}` : ''}.${priority}${active}`
}

function headOf(intent: Described, its: string): string {
  switch (intent.kind) {
    case 'route':
      return `${upper(its)} must be delivered`
    case 'allow':
      return `${upper(its)} may be delivered, on the default shortest path`
    case 'isolate':
      return `${upper(its)} is never delivered, on any path, under any failure`
    case 'mark':
      return `${upper(its)} gets DSCP ${intent.dscp}`
    case 'limit':
      return `${upper(its)} is cut to ${rate(intent.rate)}`
    case 'qos':
      return `${upper(its)} goes into the queue ${intent.class}`
    case 'nat':
      return `${upper(its)} leaves with a source of ${intent.pool}`
    case 'balance':
      return `${upper(its)} is spread over ${intent.members.map(({ node, weight }) => `${node} (${weight})`).join(', ')}`
    default:
      return upper(its)
  }
}

function detailsOf(intent: Described): string[] {
  if (intent.kind === 'route') return routeDetails(intent)
  if (intent.kind === 'qos')
    return [
      ...(intent.min === undefined ? [] : [`sure of ${rate(intent.min)}`]),
      ...(intent.max === undefined ? [] : [`never more than ${rate(intent.max)}`]),
    ]
  return []
}

function routeDetails(intent: Extract<InstallingIntent, { kind: 'route' }>): string[] {
  const { via, avoid, prefer, latency, maxHops, survive, paths, bandwidth, protocol } = intent
  return [
    ...(protocol === undefined ? [] : ['only by match-action tables']),
    ...(via.length > 0 ? [`through ${via.map(({ oneOf }) => oneOf.join(' or ')).join(', then ')}`] : []),
    ...(avoid.length > 0 ? [`never through ${avoid.map(avoidText).join(', ')}`] : []),
    ...(prefer && prefer.length > 0
      ? [`rather through ${prefer.map(({ oneOf }) => oneOf.map(avoidText).join(' or ')).join(', ')}`]
      : []),
    ...(latency === undefined ? [] : [`within ${time(latency)}`]),
    ...(maxHops === undefined ? [] : [`over at most ${maxHops} hops`]),
    ...(bandwidth ? [`with ${rate(bandwidth.bitsPerSecond)} reserved${bandwidth.each ? ' for each pair' : ''}`] : []),
    ...(paths
      ? [`spread over ${paths.count} ${paths.kind === 'equal' ? 'equal paths' : `paths with disjoint ${paths.kind}`}`]
      : []),
    ...(survive ?? []).map(survivalText),
  ]
}

const survivalText = ({ count, element, restoredWithinMs }: Survival): string => {
  const what = `${element.replace('-', ' ')}${count === 1 ? '' : 's'}`
  const within = restoredWithinMs === undefined ? '' : `, restored within ${restoredWithinMs / 1000} s`
  return `also after ${count === 1 ? 'any' : `any ${count}`} ${what} failed${within}`
}

function avoidText(avoidance: Avoidance): string {
  switch (avoidance.kind) {
    case 'node':
      return avoidance.node
    case 'link':
      return `link ${avoidance.link}`
    case 'region':
      return `region ${avoidance.region}`
    case 'risk':
      return `risk ${avoidance.risk}`
  }
}

const upper = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`

const endsText = ({ text }: Ends): string => `\`${text}\``

const names = new Map(Object.entries(protocolNumbers).map(([name, number]) => [number as number, name]))

function classText(traffic: TrafficClass): string {
  const terms = traffic.map(({ protocol, srcPorts, dstPorts, dscp }) =>
    [
      ...(protocol === undefined ? [] : [names.get(protocol) ?? `protocol ${protocol}`]),
      ...(srcPorts ? [`from port ${srcPorts.map(range).join(', ')}`] : []),
      ...(dstPorts ? [`to port ${dstPorts.map(range).join(', ')}`] : []),
      ...(dscp ? [`with DSCP ${dscp.join(', ')}`] : []),
    ].join(' '),
  )
  return terms.length === 0 || terms.includes('') ? 'every packet' : terms.join(' or ')
}

const range = ([first, last]: readonly [number, number]): string => (first === last ? `${first}` : `${first}-${last}`)

/** bit/s as people write them. */
export function rate(bits: number): string {
  for (const [unit, factor] of [
    ['Gbps', 1e9],
    ['Mbps', 1e6],
    ['kbps', 1e3],
  ] as const)
    if (bits >= factor) return `${Number((bits / factor).toFixed(2))}${unit}`
  return `${bits}bps`
}

/** µs as people write them. */
export const time = (microseconds: number): string =>
  microseconds >= 1000 ? `${Number((microseconds / 1000).toFixed(3))}ms` : `${microseconds}us`
