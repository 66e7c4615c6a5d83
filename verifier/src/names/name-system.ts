import type { ContentName, InterestWalk, NameClaim } from '@paranet/network'
import { longestPrefix } from '@paranet/network'
import type { NameProof } from './check-names.js'
import { answeredAt } from './check-names.js'
import type { NameOutcome } from './name-finding.js'
import type { NameNetwork } from './name-network.js'

/** In a closed network: an Interest in names that no route asks for and that is answered all the same. Who may ask for names that others have is
 *  what `isolate` says. */
export function findUnaskedName(
  { network, base }: NameProof,
  claims: readonly NameClaim[],
  prefixes: readonly ContentName[],
): NameOutcome {
  let unclear: string | undefined
  for (const name of unaskedNames({ network }, claims, prefixes))
    for (const consumer of askersOf(network, name)) {
      const looked = answeredAt(network, name, consumer, base.scenario)
      if (looked.finding)
        return { finding: { ...looked.finding, reason: `${looked.finding.reason}, and no route asks for these names` } }
      unclear ??= looked.unclear
    }
  return unclear === undefined ? {} : { unclear }
}

/** A way that comes back to a device, with nobody on it who would try another. */
export function findNameLoop({ network, base }: NameProof, prefixes: readonly ContentName[]): NameOutcome {
  for (const name of prefixes)
    for (const consumer of askersOf(network, name)) {
      const { outcomes } = network.outcomes(consumer, name, base.scenario, 'empty')
      for (const { lost } of outcomes) {
        const walk = lost.find((one) => isLoop(network, name, one))
        if (walk)
          return {
            finding: {
              name,
              consumer,
              walk,
              scenario: base.scenario,
              reason: `it comes back to ${walk.end.node} and loops`,
            },
          }
      }
    }
  return {}
}

function isLoop(network: NameNetwork, name: ContentName, { hops, end }: InterestWalk): boolean {
  if (end.kind !== 'lost' || end.reason !== 'looped') return false
  return hops.every(({ node }) =>
    network
      .devicesAt(node)
      .every(({ strategies }) => (longestPrefix(strategies, name)?.value ?? 'best-route') === 'best-route'),
  )
}

/** Nodes whose Interests come to a device that sends such names on: the device itself, and hosts beside it. */
export function askersOf(network: NameNetwork, name: ContentName): Set<number> {
  const { index } = network
  const askers = new Set<number>()
  for (const [id, { name: node }] of index.nodes.entries()) {
    if (!network.devicesAt(node).some(({ routes }) => longestPrefix(routes, name))) continue
    askers.add(id)
    for (const { neighbour } of index.adjacency[id] ?? []) if (index.isEnd[neighbour]) askers.add(neighbour)
  }
  return askers
}

/** Of the prefixes, those that no route speaks of; none in an open network. */
export function unaskedNames(
  { network }: Pick<NameProof, 'network'>,
  claims: readonly NameClaim[],
  prefixes: readonly ContentName[],
): ContentName[] {
  if (network.index.topology.default === 'open') return []
  const routes = claims.flatMap(({ speaks, asserted }) => (speaks.kind === 'name-route' && !asserted ? [speaks] : []))
  const asked = new Map([...new Set(routes)].flatMap(({ names }) => names.map((name) => [name, true] as const)))
  return prefixes.filter((name) => !longestPrefix(asked, name))
}
