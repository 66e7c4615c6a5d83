import type {
  Claim,
  DeviceState,
  FilterEntry,
  Intent,
  NetworkState,
  NextHopGroups,
  PacketMatch,
  Port,
  Prefix,
  Random,
  RouteAction,
  TopologyIndex,
} from '@paranet/network'
import { canonicalState, claimsOf, foreignSources, formatPrefix, networkState, prefixRange } from '@paranet/network'

/** States that no compiler made: shortest ways to every owned prefix, with backups where there is another way, then noise of every kind
 *  that entries can express. `noise`: 0 leaves the shortest ways. */
export function randomState(
  random: Random,
  index: TopologyIndex,
  intents: readonly Intent[],
  noise: number,
): NetworkState {
  const states = index.devices.map((name) => {
    const node = index.nodeId.get(name) ?? 0
    const routes = index.owned.map(({ prefix, ports }) => ({ prefix, action: wayTo(index, node, ports) }))
    const exits = index.ports.filter(({ kind }) => kind === 'external').map(({ id }) => id)
    const outward = exits.length > 0 ? ['0.0.0.0/0', '::/0'] : []
    const state: DeviceState = {
      device: name,
      routes: [
        ...routes,
        ...outward.map((prefix) => ({ prefix: prefix as Prefix, action: wayTo(index, node, exits) })),
      ],
      policyRoutes: [],
      filters: [],
    }
    return canonicalState(withNoise(random, index, node, intents, state, noise))
  })
  return networkState(states)
}

/** The same with filters where packets enter, straight from the claims: what is asked passes, the rest does not. Intents need priorities of
 *  their own. Little is broken in such states, so that what is, stands out. */
export function filteredState(
  random: Random,
  index: TopologyIndex,
  intents: readonly Intent[],
  noise: number,
): NetworkState {
  const { claims } = claimsOf(index, intents)
  const states = [...randomState(random, index, intents, noise).values()].map((state) => {
    const filters = index.ports
      .filter((port) => index.nodes[port.device]?.name === state.device)
      .flatMap((port) => [...rulesAt(index, port, claims)])
    return canonicalState({ ...state, filters: [...state.filters, ...filters] })
  })
  return networkState(states)
}

function* rulesAt(index: TopologyIndex, port: Port, claims: readonly Claim[]): Generator<FilterEntry> {
  const rule = (priority: number, match: PacketMatch, action: FilterEntry['action']): FilterEntry => ({
    direction: 'in',
    interface: port.interface,
    priority,
    match,
    action,
  })
  yield rule(-8, {}, 'deny')
  for (const src of foreignSources(index, port)) yield rule(8000, { src }, 'deny')
  for (const claim of claims.filter(({ asserted }) => !asserted))
    for (const src of claim.sources.find((source) => source.port === port.id)?.prefixes ?? [])
      for (const dst of claim.destinations.prefixes)
        for (const box of claim.traffic) {
          if (prefixRange(src).family !== prefixRange(dst).family) continue
          const marked = claim.established === undefined ? {} : { established: claim.established }
          yield rule(claim.priority * 4, { src, dst, ...box, ...marked }, claim.kind === 'must-not' ? 'deny' : 'permit')
        }
}

/** Hops from every node to the nearest of some ports. */
function distancesTo(index: TopologyIndex, ports: readonly number[]): number[] {
  const distance = index.nodes.map(() => Number.POSITIVE_INFINITY)
  const queue: number[] = []
  for (const id of ports) {
    const device = index.ports[id]?.device ?? 0
    if (distance[device] !== 0) queue.push(device)
    distance[device] = 0
  }
  for (const node of queue)
    for (const { neighbour } of index.adjacency[node] ?? []) {
      if (index.isEnd[neighbour] || distance[neighbour] !== Number.POSITIVE_INFINITY) continue
      distance[neighbour] = (distance[node] ?? 0) + 1
      queue.push(neighbour)
    }
  return distance
}

function wayTo(index: TopologyIndex, node: number, ports: readonly number[]): RouteAction {
  const here = ports.map((id) => index.ports[id]).filter((port) => port?.device === node)
  const internal = here.find((port) => port?.kind === 'stub' || port?.kind === 'local')
  if (internal) return { kind: 'deliver', interface: internal.interface }
  const distance = distancesTo(index, ports)
  const away = (index.adjacency[node] ?? []).filter(({ neighbour }) => !index.isEnd[neighbour])
  const closer = away.filter(({ neighbour }) => (distance[neighbour] ?? 0) < (distance[node] ?? 0))
  const level = away.filter(({ neighbour }) => distance[neighbour] === distance[node])
  const hops = (list: readonly { readonly interface: string }[]) => list.map((one) => ({ interface: one.interface }))
  const groups = [hops(here.filter((port) => port !== undefined)), hops(closer), hops(level)].filter(
    (group) => group.length > 0,
  )
  return groups.length === 0 ? { kind: 'drop' } : { kind: 'forward', groups }
}

function withNoise(
  random: Random,
  index: TopologyIndex,
  node: number,
  intents: readonly Intent[],
  state: DeviceState,
  noise: number,
): DeviceState {
  const times = (n: number) => Array.from({ length: Math.floor(random.next() * noise * n) })
  const routes = state.routes.filter(() => random.next() > noise * 0.03)
  const prefixes = [...index.owned.map(({ prefix }) => prefix), '0.0.0.0/0' as Prefix]
  const action = () => randomAction(random, index, node)
  return {
    ...state,
    routes: [...routes, ...times(2).map(() => ({ prefix: halfOf(random, random.pick(prefixes)), action: action() }))],
    policyRoutes: times(4).map(() => ({
      priority: random.below(900),
      match: randomMatch(random, index, intents),
      ...(random.next() < 0.4 ? { inInterface: random.pick(interfacesOf(index, node)) } : {}),
      action: action(),
    })),
    filters: times(6).map(() => randomFilter(random, index, node, intents)),
  }
}

function randomFilter(random: Random, index: TopologyIndex, node: number, intents: readonly Intent[]): FilterEntry {
  const direction = random.pick(['in', 'in', 'forward', 'out'] as const)
  return {
    direction,
    ...(direction === 'forward' ? {} : { interface: random.pick(interfacesOf(index, node)) }),
    priority: random.below(900),
    match: randomMatch(random, index, intents),
    action: random.pick(['permit', 'deny', 'deny']),
  }
}

export const interfacesOf = (index: TopologyIndex, node: number): string[] => [
  ...(index.adjacency[node] ?? []).map((one) => one.interface),
  ...index.ports.filter(({ device, kind }) => device === node && kind !== 'end').map((port) => port.interface),
]

function randomAction(random: Random, index: TopologyIndex, node: number): RouteAction {
  const groups: NextHopGroups = Array.from({ length: 1 + random.below(2) }, () =>
    [
      ...new Set(
        Array.from({ length: 1 + random.below(2) }, () =>
          random.pick((index.adjacency[node] ?? []).map((one) => one.interface)),
        ),
      ),
    ].map((name) => ({ interface: name })),
  )
  return random.next() < 0.2 ? { kind: 'drop' } : { kind: 'forward', groups }
}

export function randomMatch(random: Random, index: TopologyIndex, intents: readonly Intent[]): PacketMatch {
  const chance = (p: number) => random.next() < p
  const { prefix: some } = random.pick(index.owned)
  const family = prefixRange(some).family
  const sameFamily = index.owned.map(({ prefix }) => prefix).filter((prefix) => prefixRange(prefix).family === family)
  const spoken = intents
    .map((intent) => (intent.kind === 'assert' ? intent.asserts : intent))
    .flatMap((intent) => ('from' in intent ? [intent] : []))
  const term = spoken.length > 0 ? random.pick(random.pick(spoken).traffic) : {}
  const dstPort = term.dstPorts && random.pick(term.dstPorts)
  const srcPort = term.srcPorts && random.pick(term.srcPorts)
  return {
    ...(chance(0.5) ? { src: halfOf(random, random.pick(sameFamily)) } : {}),
    ...(chance(0.6) ? { dst: halfOf(random, some) } : {}),
    ...(term.protocol !== undefined && chance(0.7) ? { protocol: term.protocol } : {}),
    ...(dstPort && chance(0.7) ? { dstPort } : {}),
    ...(srcPort && chance(0.7) ? { srcPort } : {}),
    ...(chance(0.1) ? { dscp: random.pick([0, 10, 46]) } : {}),
    ...(chance(0.1) ? { established: chance(0.5) } : {}),
  }
}

function halfOf(random: Random, prefix: Prefix): Prefix {
  const { family, first, last, length } = prefixRange(prefix)
  if (random.next() < 0.6) return prefix
  return formatPrefix(family, random.next() < 0.5 ? first : last, Math.min(family === 4 ? 32 : 128, length + 1))
}
