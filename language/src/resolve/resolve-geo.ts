import type { GeoArea, GeocastIntent, GeoFallback, GeoRouteIntent, TrafficClass } from '@paranet/network'
import { anyTraffic, devicesIn } from '@paranet/network'
import { didYouMean } from '../diagnostics/suggest.js'
import type { Block, CallValue, Entry, IntentStatement, Value } from '../parse/ast.js'
import { entriesOf, findEntry } from '../parse/ast.js'
import { nodesOfRegion, readNodes, regionOf } from './read-nodes.js'
import { kindName, nameOf, unquoted } from './read-value.js'
import type { FileReporter } from './report.js'
import { resolveTraffic } from './resolve-traffic.js'
import type { Scope } from './scope.js'

/** Whether a `route`, `isolate` or `allow` speaks of packets to places: it says so by its protocol. */
export function isAboutPlaces(statement: IntentStatement): boolean {
  const protocol = findEntry(statement.body, 'protocol')
  return protocol !== undefined && nameOf(protocol.value) === 'geo'
}

/** Keys of a route by place beside those of every intent. */
export const geoRouteKeys: readonly string[] = ['fallback', 'avoid', 'survive', 'latency', 'max_hops']

/** Keys that speak of packets with addresses and mean nothing for packets to places, each with the reason. */
const senseless: Readonly<Record<string, string>> = {
  via: 'devices forward by place alone and know no waypoints; `avoid`, `latency` and `max_hops` are proved of the way that it takes',
  prefer: 'devices forward by place alone: there is nothing to choose between',
  paths: 'of all neighbours one is nearest: a packet takes one way',
  symmetric: 'the way back leads to another place, and need not pass the same devices',
  reply: 'an answer is a packet to a place of its own: write a route back',
  bandwidth: 'ways follow from places and from what is up, so there is nothing to reserve',
  each: 'ways follow from places and from what is up, so there is nothing to reserve',
  loss: 'ways follow from places and from what is up; bounds are `latency` and `max_hops`',
  availability: 'ways follow from places and from what is up; bounds are `latency` and `max_hops`',
}

/** All keys that `refuseUnplaced` answers for. */
export const unplacedKeys: readonly string[] = Object.keys(senseless)

/** Refuses the keys that mean nothing for packets to places. */
export function refuseUnplaced(statement: IntentStatement, reporter: FileReporter): boolean {
  const found = entriesOf(statement.body).filter(({ key }) => Object.hasOwn(senseless, key.text))
  for (const { key } of found)
    reporter.report('misplaced', key.span, `"${key.text}" has no meaning for packets to places`, {
      hint: senseless[key.text],
    })
  return found.length > 0
}

export type GeoEnds = Pick<GeoRouteIntent, 'sources' | 'destinations' | 'traffic' | 'written'>

type TextOf = (value: Value) => string

const wording = {
  wrong: 'no place',
  hint: 'packets go to the places of nodes: name nodes, groups, `region(north)` or `any`',
  empty: 'no node is left',
}

/** Reads the ends and the class of a `route` or `isolate` by place. */
export function resolveGeoEnds(
  statement: IntentStatement,
  scope: Scope,
  textOf: TextOf,
  reporter: FileReporter,
): GeoEnds | undefined {
  const [from, to] = ['from', 'to'].map((key) =>
    required(statement, key, `say which: \`${key}: region(north)\``, reporter),
  )
  const sources = from && readNodes(from.value, scope, reporter, wording)
  const destinations = to && readNodes(to.value, scope, reporter, wording)
  const traffic = readTraffic(findEntry(statement.body, 'traffic'), scope, reporter)
  if (!from || !to || !sources || !destinations || !traffic) return undefined
  return { sources, destinations, traffic, written: { from: textOf(from.value), to: textOf(to.value) } }
}

function required(statement: IntentStatement, key: string, hint: string, reporter: FileReporter): Entry | undefined {
  const entry = findEntry(statement.body, key)
  const place = (statement.name ?? statement.keyword).span
  return entry ?? reporter.report('missing-key', place, `${statement.intent} has no "${key}"`, { hint })
}

const readTraffic = (entry: Entry | undefined, scope: Scope, reporter: FileReporter): TrafficClass | undefined =>
  entry ? resolveTraffic(entry.value, scope, reporter) : anyTraffic

const fallbacks: readonly GeoFallback[] = ['perimeter', 'none']

/** Reads `fallback`; `none` where it is absent. */
export function readFallback(entry: Entry | undefined, reporter: FileReporter): GeoFallback | undefined {
  if (!entry) return 'none'
  const name = nameOf(entry.value)
  const found = fallbacks.find((one) => one === name)
  if (found || entry.value.kind === 'invalid') return found
  return reporter.report(
    'unknown-name',
    entry.value.span,
    `${kindName(entry.value)} is no way out of a local minimum`,
    {
      hint: didYouMean(name ?? '', fallbacks) ?? `one of ${fallbacks.join(', ')}`,
    },
  )
}

/** The keys of `geocast` beside those of a route by place. */
export const geocastKeys: readonly string[] = ['source', 'area', 'traffic', 'protocol']

export type GeocastEnds = Pick<GeocastIntent, 'sources' | 'area' | 'traffic' | 'written'>

/** Reads who sends a `geocast`, to which area, and which class. */
export function resolveGeocast(
  statement: IntentStatement,
  scope: Scope,
  textOf: TextOf,
  reporter: FileReporter,
): GeocastEnds | undefined {
  const source = required(statement, 'source', 'say who sends: `source: hq`', reporter)
  const area = required(statement, 'area', 'for example `area: circle(59.91, 10.75, 5km)`', reporter)
  const sources = source && readNodes(source.value, scope, reporter, { ...wording, wrong: 'nobody who sends' })
  const where = area && readArea(area.value, scope, reporter)
  const traffic = readTraffic(findEntry(statement.body, 'traffic'), scope, reporter)
  if (!source || !area || !sources || !where || !traffic) return undefined
  return { sources, area: where, traffic, written: { from: textOf(source.value), to: textOf(area.value) } }
}

function readArea(value: Value, scope: Scope, reporter: FileReporter): GeoArea | undefined {
  if (value.kind === 'invalid') return undefined
  const its = unquoted(value)
  const region = regionOf(its)
  const area =
    region !== undefined
      ? nodesOfRegion(region, value, scope, reporter) && ({ kind: 'region', region } as const)
      : its.kind === 'call' && its.name.text === 'circle'
        ? readCircle(its, reporter)
        : reporter.report('wrong-kind', value.span, `${kindName(its)} is no area`, {
            hint: 'areas are `circle(59.91, 10.75, 5km)` and `region(north)`',
          })
  if (!area || devicesIn(scope.index, area).length > 0) return area
  return reporter.report('empty-class', value.span, 'no device has a place in the area', {
    hint: 'give nodes a place: `location: (59.91, 10.75)`',
  })
}

/** `circle(59.91, 10.75, 5km)` or `circle((59.91, 10.75), 5km)` */
function readCircle(call: CallValue, reporter: FileReporter): GeoArea | undefined {
  const args = call.args.map((one) => unquoted(one))
  const [first] = args
  const [lat, lon, size] = first?.kind === 'place' ? [first.latitude, first.longitude, args[1]] : args
  const count = first?.kind === 'place' ? 2 : 3
  const isCircle =
    lat?.kind === 'number' && lon?.kind === 'number' && size?.kind === 'distance' && args.length === count
  if (!isCircle)
    return reporter.report('wrong-arguments', call.span, '"circle" wants latitude, longitude and radius', {
      hint: 'for example `circle(59.91, 10.75, 5km)`',
    })
  if (Math.abs(lat.value) > 90 || Math.abs(lon.value) > 180)
    return reporter.report('out-of-range', call.span, `(${lat.raw}, ${lon.raw}) is no place on the earth`, {
      hint: 'latitude −90…90, longitude −180…180',
    })
  if (!(size.metres > 0)) return reporter.report('out-of-range', call.span, 'a circle without radius holds nothing')
  return { kind: 'circle', centre: { lat: lat.value, lon: lon.value }, radius: size.metres }
}

/** Whether a `policy` is an older form of a route by place: it matches the protocol `geo`. */
export function isOlderGeo(statement: IntentStatement): boolean {
  const match = findEntry(statement.body, 'match')?.value
  const protocol = match?.kind === 'block' ? findEntry(match, 'protocol') : undefined
  return protocol !== undefined && nameOf(protocol.value) === 'geo'
}

/** Reads the older form: `policy geo { match: { protocol: geo }, action: { mode: greedy, fallback: perimeter } }` is a route by place
 *  between all nodes of the type `geo`, or between those that `from` and `to` of the match name. */
export function resolveOlderGeo(
  statement: IntentStatement,
  scope: Scope,
  textOf: TextOf,
  reporter: FileReporter,
): (GeoEnds & { readonly fallback: GeoFallback }) | undefined {
  const match = findEntry(statement.body, 'match')?.value as Block
  const action = findEntry(statement.body, 'action')
  const hint = 'for example `action: { mode: greedy, fallback: perimeter }`'
  if (action?.value.kind !== 'block')
    return reporter.report(
      'missing-key',
      (action?.key ?? statement.keyword).span,
      'the policy has no action in braces',
      { hint },
    )
  if (refuseStrangers(match, ['protocol', 'from', 'to', 'traffic'], reporter)) return undefined
  if (refuseStrangers(action.value, ['mode', 'fallback'], reporter)) return undefined
  const mode = findEntry(action.value, 'mode')
  if (mode && nameOf(mode.value) !== 'greedy')
    return reporter.report('unknown-name', mode.value.span, `${kindName(mode.value)} is no way to forward by place`, {
      hint: 'packets go to the neighbour that is nearest: `mode: greedy`',
    })
  const fallback = readFallback(findEntry(action.value, 'fallback'), reporter)
  const sources = olderEnds(findEntry(match, 'from'), statement, scope, reporter)
  const destinations = olderEnds(findEntry(match, 'to'), statement, scope, reporter)
  const traffic = readTraffic(findEntry(match, 'traffic'), scope, reporter)
  if (!fallback || !sources || !destinations || !traffic) return undefined
  const text = (key: string) => {
    const entry = findEntry(match, key)
    return entry ? textOf(entry.value) : 'nodes of the type geo'
  }
  return { sources, destinations, traffic, fallback, written: { from: text('from'), to: text('to') } }
}

function refuseStrangers(block: Block, known: readonly string[], reporter: FileReporter): boolean {
  const stranger = entriesOf(block).find(({ key }) => !known.includes(key.text))
  if (stranger)
    reporter.report('unknown-key', stranger.key.span, `a policy of places has no "${stranger.key.text}" here`, {
      hint: didYouMean(stranger.key.text, known) ?? `it has ${known.join(', ')}`,
    })
  return stranger !== undefined
}

function olderEnds(
  entry: Entry | undefined,
  statement: IntentStatement,
  scope: Scope,
  reporter: FileReporter,
): string[] | undefined {
  if (entry) return readNodes(entry.value, scope, reporter, wording)
  const nodes = scope.index.nodes.filter(({ type }) => type === 'geo').map(({ name }) => name)
  if (nodes.length > 0) return nodes.sort()
  return reporter.report(
    'empty-class',
    (statement.name ?? statement.keyword).span,
    'the network has no node of the type geo',
  )
}
