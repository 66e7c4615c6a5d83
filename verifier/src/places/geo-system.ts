import type {
  GeoClaim,
  GeoFilterEntry,
  GeoHeader,
  GeoMeaning,
  GeoTarget,
  PlacedDevice,
  TopologyIndex,
} from '@paranet/network'
import { areaText, geoPacket, localInterface } from '@paranet/network'
import type { GeoProof } from './check-geo.js'
import { reaches } from './check-geo.js'
import type { GeoOutcome } from './geo-finding.js'
import type { GeoNetwork } from './geo-network.js'

/** A packet that a node may send. */
export interface GeoQuestion {
  readonly source: number
  readonly to: GeoTarget
  readonly header: GeoHeader
}

/** In a closed network: a packet that no intent asks for and that somebody gets all the same. */
export function findUnaskedPlace({ network, base }: GeoProof, meaning: GeoMeaning): GeoOutcome {
  let unclear: string | undefined
  for (const { source, to, header } of unaskedPackets(network, meaning)) {
    const looked = reaches(network, source, to, header, base.scenario, () => true)
    if (looked.finding)
      return { finding: { ...looked.finding, reason: `${looked.finding.reason}, and no intent asks for it` } }
    unclear ??= looked.unclear
  }
  return unclear === undefined ? {} : { unclear }
}

/** A packet that comes back to a device as it was. */
export function findGeoLoop({ network, base }: GeoProof, headers: readonly GeoHeader[]): GeoOutcome {
  const [header] = headers
  if (!header) return {}
  for (const { source, to } of sendable(network)) {
    for (const one of headers) {
      const packet = geoPacket(network.index, to, one)
      const walks = packet ? network.outcomes(source, packet, base.scenario, 'most').outcomes : []
      const walk = walks.find(({ end }) => end.kind === 'lost' && end.reason === 'looped')
      if (walk) {
        const reason = `it comes back to ${walk.end.node} and loops`
        return { finding: { source, to, header: one, walk, scenario: base.scenario, reason } }
      }
      if (walks.every(({ end }) => end.kind !== 'lost' || end.reason !== 'refused')) break
    }
  }
  return {}
}

/** Packets that might be delivered and that no intent asks for; none in an open network. */
export function unaskedPackets(network: GeoNetwork, meaning: GeoMeaning): GeoQuestion[] {
  if (network.index.topology.default === 'open') return []
  const asked = askedBy(meaning.claims)
  return [...sendable(network)].flatMap(({ source, to }) => {
    const own = asked.get(`${source} ${targetText(to)}`)
    return meaning.headers.filter((header) => !own?.has(header)).map((header) => ({ source, to, header }))
  })
}

function askedBy(claims: readonly GeoClaim[]): Map<string, Set<GeoHeader>> {
  const asked = new Map<string, Set<GeoHeader>>()
  for (const { source, to, headers, asserted, speaks } of claims) {
    if (asserted || speaks.kind === 'geo-isolate') continue
    const key = `${source} ${targetText(to)}`
    asked.set(key, new Set([...(asked.get(key) ?? []), ...headers]))
  }
  return asked
}

const targetText = (to: GeoTarget): string => (to.kind === 'node' ? `node ${to.node}` : areaText(to.area))

/** Who might send what to whom: all targets, less those that the interfaces of a node refuse whatever the packet. */
function* sendable(network: GeoNetwork): Generator<Pick<GeoQuestion, 'source' | 'to'>> {
  const { index, targets } = network
  for (const source of index.nodes.keys()) {
    const filters = entrancesOf(index, source).flatMap(({ node, interface: over }) =>
      network
        .devicesAt(node)
        .filter(({ node: own }) => own)
        .map((device) => filtersAt(device, over)),
    )
    if (filters.length === 0) continue
    for (const to of targets)
      if (filters.some((list) => mayPass(list, to)) && !(to.kind === 'node' && to.node === index.nodes[source]?.name))
        yield { source, to }
  }
}

const filtersAt = (device: PlacedDevice, over: string): Filters => {
  const list = device.filters.get(over) ?? []
  const last = list.at(-1)
  const isShut = last !== undefined && last.action === 'deny' && last.to.kind === 'any' && isAll(last)
  const permits = list.filter(({ action }) => action === 'permit')
  return {
    isShut,
    isOpen: permits.some(({ to }) => to.kind === 'any'),
    permitted: new Set(permits.map(({ to }) => (to.kind === 'any' ? '' : targetText(to)))),
  }
}

interface Filters {
  /** What no entry permits is refused. */
  readonly isShut: boolean
  readonly isOpen: boolean
  readonly permitted: ReadonlySet<string>
}

const isAll = ({ traffic }: GeoFilterEntry): boolean => Object.keys(traffic).length === 0

const mayPass = ({ isShut, isOpen, permitted }: Filters, to: GeoTarget): boolean =>
  !isShut || isOpen || permitted.has(targetText(to))

/** Where packets of a node come in. */
const entrancesOf = (index: TopologyIndex, source: number): { readonly node: string; readonly interface: string }[] =>
  index.isEnd[source]
    ? (index.portsOfNode[source] ?? []).map((port) => ({
        node: index.nodes[port.device]?.name ?? '',
        interface: port.interface,
      }))
    : [{ node: index.nodes[source]?.name ?? '', interface: localInterface }]
