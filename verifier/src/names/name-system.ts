import type { ContentName, InterestWalk, NameClaim } from '@paranet/network'
import { longestPrefix, producesName } from '@paranet/network'
import type { NameProof } from './check-names.js'
import { answeredAt } from './check-names.js'
import type { NameOutcome } from './name-finding.js'
import type { NameNetwork } from './name-network.js'

/** In a closed network: an Interest that no route asks for and that is answered all the same. */
export function findUnaskedName(
  { network, base }: NameProof,
  claims: readonly NameClaim[],
  prefixes: readonly ContentName[],
): NameOutcome {
  let unclear: string | undefined
  for (const { name, consumer } of unaskedInterests(network, claims, prefixes)) {
    const looked = answeredAt(network, name, consumer, base.scenario)
    if (looked.finding)
      return { finding: { ...looked.finding, reason: `${looked.finding.reason}, and no route asks for it` } }
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

/** Interests that might be answered and that no route asks for: of hosts, in any names that are not routed to them; of a device that forwards names itself, in
 *  names that are routed to nobody. None in an open network. */
export function unaskedInterests(
  network: NameNetwork,
  claims: readonly NameClaim[],
  prefixes: readonly ContentName[],
): { readonly name: ContentName; readonly consumer: number }[] {
  const { index } = network
  if (index.topology.default === 'open') return []
  const asked = new Map<ContentName, Set<number>>()
  for (const { name, speaks, asserted, consumers } of claims)
    if (speaks.kind === 'name-route' && !asserted)
      for (const prefix of [name, ...speaks.names])
        asked.set(prefix, new Set([...(asked.get(prefix) ?? []), ...(prefix === name ? consumers : [])]))
  return prefixes.flatMap((name) => {
    const routed = longestPrefix(asked, name)
    return [...askersOf(network, name)]
      .filter((consumer) => (index.isEnd[consumer] ? !asked.get(name)?.has(consumer) : !routed))
      .filter((consumer) => !producesName(index, consumer, name))
      .map((consumer) => ({ name, consumer }))
  })
}

/** An Interest that comes to one of these devices from another and leaves it by a link. */
export function findDrainedPassed(
  { network, base }: NameProof,
  prefixes: readonly ContentName[],
  drained: ReadonlySet<string>,
): NameOutcome {
  for (const name of prefixes)
    for (const consumer of askersOf(network, name))
      for (const { answered, lost } of network.outcomes(consumer, name, base.scenario, 'empty').outcomes)
        for (const walk of [...answered, ...lost]) {
          const passed = walk.hops.find(({ node, link }, i) => i > 0 && link !== undefined && drained.has(node))
          if (passed)
            return {
              finding: {
                name,
                consumer,
                walk,
                scenario: base.scenario,
                reason: `it passes through ${passed.node}, which is drained`,
              },
            }
        }
  return {}
}
