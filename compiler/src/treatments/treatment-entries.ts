import type { PacketMatch, PrefixSet, TopologyIndex, Treatment } from '@paranet/network'
import { foreignSources, prefixSet, subtractPrefixes } from '@paranet/network'
import { filterDestinations } from '../classes/claim-space.js'
import { setsOverlap, simplifyTraffic } from '../classes/packet-class.js'
import { matchesOf } from '../state/edge-filters.js'

/** One way in which a device sees a class: packets that came in by `interface` (absent: by any) and match. */
export interface Sight {
  readonly device: number
  readonly interface?: string
  readonly match: PacketMatch
}

/** How the devices that a treatment speaks of see its class where packets come in: at the ports where they enter, by interface and their own
 *  sources; on the way, by exact sources alone. */
export function sightsOf(index: TopologyIndex, treatment: Pick<Treatment, 'class' | 'at'>): Sight[] {
  const sights: Sight[] = []
  for (const { port: id, prefixes } of treatment.class.sources) {
    const port = index.ports[id]
    if (!port || (treatment.at && !treatment.at.has(port.device))) continue
    for (const match of matchesFrom(index, treatment, prefixes))
      sights.push({ device: port.device, interface: port.interface, match })
  }
  for (const device of [...(treatment.at ?? [])].sort((a, b) => a - b)) {
    const others = treatment.class.sources.filter(({ port }) => index.ports[port]?.device !== device)
    const sources = exactSources(index, others)
    const matches = matchesFrom(index, treatment, sources)
    const interfaces = arrivalsAt(index, device, sources)
    for (const name of interfaces)
      for (const match of matches) sights.push({ device, ...(name === undefined ? {} : { interface: name }), match })
  }
  return sights
}

/** By which interfaces packets of others come to a device: by any, unless it has the same sources at ports of its own. */
function arrivalsAt(index: TopologyIndex, device: number, sources: PrefixSet): readonly (string | undefined)[] {
  const isOwn = index.ports.some((port) => port.device === device && setsOverlap(port.sources, sources))
  if (!isOwn) return [undefined]
  const inner = (index.adjacency[device] ?? []).filter(({ neighbour }) => !index.isEnd[neighbour])
  return inner.map((one) => one.interface).sort()
}

/** The matches of the whole class, wherever its packets entered. */
export const matchesAnywhere = (index: TopologyIndex, treatment: Treatment): PacketMatch[] =>
  matchesFrom(index, treatment, exactSources(index, treatment.class.sources))

/** Sources without those that belong elsewhere: on the way no filter has taken those out at this port. */
function exactSources(index: TopologyIndex, sources: Treatment['class']['sources']): PrefixSet {
  return prefixSet(
    sources.flatMap(({ port: id, prefixes }) => {
      const port = index.ports[id]
      return port ? subtractPrefixes(prefixes, foreignSources(index, port)) : []
    }),
  )
}

function matchesFrom(
  index: TopologyIndex,
  { class: its }: Pick<Treatment, 'class'>,
  sources: PrefixSet,
): PacketMatch[] {
  if (sources.length === 0) return []
  const headers = { sources, destinations: filterDestinations(index, its), traffic: simplifyTraffic(its.traffic) }
  return headers.destinations.length === 0 ? [] : matchesOf(headers)
}
