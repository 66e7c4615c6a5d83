import type { GeoHeader, GeoTarget, GeoWalk, OwnerLedger, Scenario, TopologyIndex } from '@paranet/network'
import { interestPlace, namesDown } from '@paranet/network'
import type { Verdict, VerdictHop } from '../verdict.js'

/** A packet to a place that goes wrong, the way it goes, and why that is wrong. */
export interface GeoFinding {
  readonly source: number
  readonly to: GeoTarget
  readonly header: GeoHeader
  readonly walk: GeoWalk
  readonly scenario: Scenario
  readonly reason: string
}

/** What a check about places says: nothing found is `holds`, unless something was not certain. */
export interface GeoOutcome {
  readonly finding?: GeoFinding
  readonly unclear?: string
  /** Failure scenarios that the answer covers. */
  readonly scenarios?: number
}

const lossWords = {
  refused: 'refuses it',
  'no-table': 'forwards nothing by places',
  'local-minimum': 'has no neighbour that is nearer',
  unreachable: 'has led it around, and nobody is nearer',
  looped: 'gets it again: it loops',
  'not-connected': 'hands it out where nobody is whom it is for',
  'node-down': 'is down',
  'link-down': 'has no link that is up',
} as const

/** How a packet's way ends, in words. */
export function geoEndInWords({ end }: GeoWalk): string {
  if (end.kind === 'lost') return `${end.node} ${lossWords[end.reason]}`
  return end.kind === 'delivered' ? `${end.node} gets it` : `${end.node} sends it to all of the area`
}

/** A finding as a verdict shows it: the packet and its hops. */
export function traceGeo(
  index: TopologyIndex,
  ledger: OwnerLedger | undefined,
  { source, to, header, walk, scenario }: GeoFinding,
): Pick<Verdict, 'placed' | 'ingress' | 'hops' | 'scenario'> {
  const entered = interestPlace(index, scenario, source)
  const down = namesDown(index, scenario)
  const hops = walk.hops.map(({ node, inInterface, outInterface, entries }): VerdictHop => {
    const owners = entries.flatMap((key) => ledger?.get(node)?.get(key) ?? [])
    return {
      node,
      inInterface,
      ...(outInterface === undefined ? {} : { outInterface }),
      entries,
      owners: [...new Set(owners)].sort(),
    }
  })
  return {
    placed: { to, ...header },
    ...(entered ? { ingress: { node: index.nodes[entered.node]?.name ?? '', interface: entered.interface } } : {}),
    hops,
    ...(down.length === 0 ? {} : { scenario: { down } }),
  }
}
