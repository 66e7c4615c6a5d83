import type { GeoIntent, GeoIsolateIntent, Intent } from '../intent/intent.js'
import { geoSpoken } from '../intent/intent.js'
import { nodesIn } from '../places/geo-area.js'
import { headersOf } from '../places/geo-headers.js'
import type { GeoHeader, GeoTarget } from '../places/geo-lookup.js'
import { boxHolds } from '../places/geo-lookup.js'
import type { TopologyIndex } from '../topology/topology-index.js'
import type { TrafficBox } from '../traffic-class/traffic-class.js'
import { trafficBoxes } from '../traffic-class/traffic-class.js'
import { protectionsOf } from './claims.js'

/** What one intent says of the packets of one node to one node or area. */
export interface GeoClaim {
  /** Intent id. */
  readonly intent: string
  readonly asserted: boolean
  readonly speaks: GeoIntent
  /** Node id. */
  readonly source: number
  readonly to: GeoTarget
  /** One of each kind of header that all that is said of places tells apart: those for which nothing of higher priority says the opposite. */
  readonly headers: readonly GeoHeader[]
  /** A header that a higher priority takes, and whose it is. */
  readonly lost?: { readonly to: string; readonly header: GeoHeader }
}

/** Two intents that contradict each other for a packet. `isWhole`: also where their priorities differ, since an area is reached as a whole. */
export interface ContestedPlace {
  readonly asks: string
  readonly isolate: string
  readonly source: number
  readonly to: GeoTarget
  readonly header: GeoHeader
  readonly isWhole: boolean
}

export interface GeoMeaning {
  /** In the order of the intents; of each by source and destination. */
  readonly claims: readonly GeoClaim[]
  readonly contested: readonly ContestedPlace[]
  readonly headers: readonly GeoHeader[]
  /** False where there are more kinds of headers than can be looked at. */
  readonly isWhole: boolean
}

/** Turns intents about places into claims: *the* meaning of `route`, `geocast` and `isolate` by place, which compiler and verifier share. A
 *  higher priority takes packets from a lower one that says the opposite; assertions neither take nor lose. `more`: classes that headers are
 *  told apart by, beside those of intents. */
export function geoClaimsOf(
  index: TopologyIndex,
  intents: readonly Intent[],
  more: readonly TrafficBox[] = [],
): GeoMeaning {
  const protections = protectionsOf(intents)
  const all = intents.flatMap((intent) => {
    const spoken = geoSpoken(intent)
    if (!spoken) return []
    const asked = [...('survive' in spoken ? (spoken.survive ?? []) : []), ...(protections.get(intent.id) ?? [])]
    const speaks = asked.length > 0 && spoken.kind !== 'geo-isolate' ? { ...spoken, survive: asked } : spoken
    return [{ speaks, asserted: intent.kind === 'assert' }]
  })
  const { headers, isWhole } = headersOf([...all.flatMap(({ speaks }) => trafficBoxes(speaks.traffic)), ...more])
  const rivals = new Rivals(
    index,
    all.flatMap(({ speaks, asserted }) => (asserted ? [] : [speaks])),
  )
  const claims = all.flatMap(({ speaks, asserted }) => {
    const own = headers.filter(isOf(speaks))
    return pairsOf(index, speaks).map(({ source, to }) => rivals.claim(speaks, asserted, source, to, own))
  })
  return { claims, contested: rivals.contested, headers, isWhole }
}

/** Whether headers are of an intent's traffic. */
function isOf({ traffic }: GeoIntent): (header: GeoHeader) => boolean {
  const boxes = trafficBoxes(traffic)
  return (header) => boxes.some((box) => boxHolds(box, header))
}

/** Who sends to whom; nobody to itself. */
function pairsOf(index: TopologyIndex, speaks: GeoIntent): { readonly source: number; readonly to: GeoTarget }[] {
  const targets: readonly GeoTarget[] =
    speaks.kind === 'geocast'
      ? [{ kind: 'area', area: speaks.area }]
      : speaks.destinations.map((node) => ({ kind: 'node', node }))
  return speaks.sources.flatMap((name) => {
    const source = index.nodeId.get(name)
    if (source === undefined) return []
    return targets.filter((to) => to.kind === 'area' || to.node !== name).map((to) => ({ source, to }))
  })
}

/** Who says the opposite of whom. */
class Rivals {
  readonly contested: ContestedPlace[] = []
  readonly #index: TopologyIndex
  readonly #bySource = new Map<string, GeoIntent[]>()
  readonly #reached = new Map<GeoIntent, ReadonlySet<string>>()

  constructor(index: TopologyIndex, installing: readonly GeoIntent[]) {
    this.#index = index
    for (const one of installing) {
      for (const source of one.sources) {
        const own = this.#bySource.get(source)
        if (own) own.push(one)
        else this.#bySource.set(source, [one])
      }
      this.#reached.set(one, new Set(one.kind === 'geocast' ? this.#namesIn(one.area) : one.destinations))
    }
  }

  claim(speaks: GeoIntent, asserted: boolean, source: number, to: GeoTarget, headers: readonly GeoHeader[]): GeoClaim {
    const common = { intent: speaks.id, asserted, speaks, source, to }
    const rivals = (asserted ? [] : this.#rivalsOf(speaks, source, to)).map((one) => ({ one, holds: isOf(one) }))
    if (rivals.length === 0) return { ...common, headers }
    let lost: GeoClaim['lost']
    const kept = headers.filter((header) => {
      const rival = rivals.find(({ holds }) => holds(header))?.one
      if (!rival) return true
      if (speaks.kind !== 'geo-isolate') this.#contest(speaks, rival as GeoIsolateIntent, source, to, header)
      if (rival.priority === speaks.priority) return true
      lost ??= { to: rival.id, header }
      return false
    })
    return { ...common, headers: kept, ...(lost ? { lost } : {}) }
  }

  /** Those of equal or higher priority that say the opposite, highest first. */
  #rivalsOf(speaks: GeoIntent, source: number, to: GeoTarget): GeoIntent[] {
    const isIsolate = speaks.kind === 'geo-isolate'
    const own = this.#index.nodes[source]?.name ?? ''
    const members = to.kind === 'area' ? this.#namesIn(to.area) : [to.node]
    return (this.#bySource.get(own) ?? [])
      .filter((one) => (one.kind === 'geo-isolate') !== isIsolate && one.priority >= speaks.priority)
      .filter((one) => members.some((node) => node !== own && this.#reached.get(one)?.has(node)))
      .sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1))
  }

  #contest(speaks: GeoIntent, rival: GeoIsolateIntent, source: number, to: GeoTarget, header: GeoHeader): void {
    const isWhole = to.kind === 'area'
    if (rival.priority === speaks.priority || isWhole)
      this.contested.push({ asks: speaks.id, isolate: rival.id, source, to, header, isWhole })
  }

  readonly #members = new Map<unknown, string[]>()

  #namesIn(area: Extract<GeoTarget, { kind: 'area' }>['area']): string[] {
    let known = this.#members.get(area)
    if (!known) {
      known = nodesIn(this.#index, area).map((id) => this.#index.nodes[id]?.name ?? '')
      this.#members.set(area, known)
    }
    return known
  }
}
