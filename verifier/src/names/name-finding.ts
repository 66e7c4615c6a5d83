import type { ContentName, InterestWalk, OwnerLedger, Scenario, TopologyIndex } from '@paranet/network'
import { interestPlace, namesDown } from '@paranet/network'
import type { Verdict, VerdictHop } from '../verdict.js'

/** An Interest that goes wrong, the way it goes, and why that is wrong. */
export interface NameFinding {
  readonly name: ContentName
  readonly consumer: number
  readonly walk: InterestWalk
  readonly scenario: Scenario
  readonly reason: string
}

/** What a check about names says: nothing found is `holds`, unless something was not certain. */
export interface NameOutcome {
  readonly finding?: NameFinding
  readonly unclear?: string
  /** Failure scenarios that the answer covers. */
  readonly scenarios?: number
}

const lossWords = {
  refused: 'refuses it',
  'no-route': 'has no route for it',
  'all-down': 'has no next hop that is up, other than where it came from',
  looped: 'gets it a second time: it loops',
  'not-produced': 'does not produce it',
  'not-connected': 'sends it to an interface that leads nowhere',
  'node-down': 'is down',
  'link-down': 'has no link that is up',
} as const

/** How a way of an Interest ends, in words. */
export function endInWords({ end }: InterestWalk): string {
  if (end.kind === 'lost') return `${end.node} ${lossWords[end.reason]}`
  return end.kind === 'kept' ? `the content store of ${end.node} may answer it` : `${end.node} answers it`
}

/** A finding as a verdict shows it: the Interest and its hops. */
export function traceName(
  index: TopologyIndex,
  ledger: OwnerLedger | undefined,
  { name, consumer, walk, scenario }: NameFinding,
): Pick<Verdict, 'interest' | 'ingress' | 'hops' | 'scenario'> {
  const place = walk.hops[0] ?? hopAt(index, interestPlace(index, scenario, consumer))
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
    interest: name,
    ...(place ? { ingress: { node: place.node, interface: place.inInterface } } : {}),
    hops,
    ...(down.length === 0 ? {} : { scenario: { down } }),
  }
}

const hopAt = (index: TopologyIndex, place: ReturnType<typeof interestPlace>) =>
  place && { node: index.nodes[place.node]?.name ?? '', inInterface: place.interface }
