import type {
  DeviceState,
  NetworkState,
  PacketMatch,
  RouteAction,
  Scenario,
  Topology,
  TopologyIndex,
  TopologyNode,
} from '@paranet/network'
import {
  canonicalState,
  hasPorts,
  indexTopology,
  isInterfaceUp,
  ownerOf,
  prefixRange,
  tracksConnections,
} from '@paranet/network'
import { liveState, parseFiles } from '@paranet/compiler'
import { expect } from 'vitest'
import type { Lab } from './lab.js'
import type { Shot } from './send.js'

/** Devices get real targets: those that track connections and every third other are machines with nftables, the rest routers with FRR. */
export function withTargets(topology: Topology): TopologyIndex {
  const nodes = topology.nodes.map((node, i) => ({
    ...node,
    target: tracksConnections(node) || i % 3 === 2 ? 'nftables' : 'frr',
  }))
  return indexTopology({ ...topology, nodes })
}

/** The kernels hold what was meant, as it is while these links are up. Entries that match no packet are in no kernel, and of its own addresses a
 *  machine keeps the packets, whatever the routes. */
export function expectObserved(lab: Lab, state: NetworkState, scenario: Scenario): void {
  const { index } = lab
  for (const [name, own] of state) {
    const id = index.nodeId.get(name) ?? -1
    const meant = liveState(canonicalState(own), (one) => isInterfaceUp(index, scenario, id, one))
    const policyRoutes = meant.policyRoutes.filter(({ match }) => canMatch(match))
    const filters = meant.filters.filter(({ match }) => canMatch(match))
    const itself = index.portAt.get(`${name}\u0000local`)?.sources ?? []
    const isOdd = ({ prefix, action }: DeviceState['routes'][number]) =>
      itself.includes(prefix) && action.kind !== 'deliver'
    const routes = (its: DeviceState) =>
      its.routes.filter((entry) => !meant.routes.some((one) => isOdd(one) && one.prefix === entry.prefix))
    const seen = lab.observe(name)
    expect(seen.ok ? { ...seen.state, routes: routes(seen.state) } : seen).toEqual({
      ...meant,
      routes: routes(meant),
      policyRoutes,
      filters,
    })
  }
}

/** What daemons print of their configuration (`show running-config`, `nft list table`) reads as what they were given. */
export function expectPrinted(lab: Lab, state: NetworkState): void {
  for (const [name, own] of state) {
    const node = lab.index.nodes[lab.index.nodeId.get(name) ?? -1]
    const read = parseFiles(node as TopologyNode, lab.printed(name))
    const meant = canonicalState(own)
    const possible = <E extends { readonly match: PacketMatch }>(list: readonly E[] = []) =>
      list.filter(({ match }) => canMatch(match))
    expect(read.ok ? inAnyOrder(read.state) : read).toEqual(
      inAnyOrder(
        canonicalState({
          ...meant,
          policyRoutes: possible(meant.policyRoutes),
          filters: possible(meant.filters),
          marks: possible(meant.marks),
          policers: possible(meant.policers),
          queues: possible(meant.queues),
        }),
      ),
    )
  }
}

/** Members of a group have no order. */
function inAnyOrder(state: DeviceState): DeviceState {
  const sorted = (action: RouteAction): RouteAction =>
    action.kind === 'forward'
      ? {
          ...action,
          groups: action.groups.map((group) => [...group].sort((a, b) => (a.interface < b.interface ? -1 : 1))),
        }
      : action
  return {
    ...state,
    routes: state.routes.map((entry) => ({ ...entry, action: sorted(entry.action) })),
    policyRoutes: state.policyRoutes.map((entry) => ({ ...entry, action: sorted(entry.action) })),
  }
}

function canMatch({ src, dst, protocol, srcPort, dstPort }: PacketMatch): boolean {
  if ((srcPort ?? dstPort) !== undefined && protocol !== undefined && !hasPorts(protocol)) return false
  return src === undefined || dst === undefined || prefixRange(src).family === prefixRange(dst).family
}

/** Whoever is behind a port owns the addresses of its prefixes that packets go to. */
export function giveAddresses(lab: Lab, port: TopologyIndex['ports'][number], shots: readonly Shot[]): void {
  const its = lab.portOf(lab.index.nodes[port.device]?.name ?? '', port.interface)
  if (!its || port.kind === 'end') return
  const all = shots.flatMap(({ packet }) => [packet.src, packet.dst])
  const own = all.filter((address) => {
    const owner = ownerOf(lab.index, address)
    return port.kind === 'external' ? owner === undefined : (owner?.ports.includes(port.id) ?? false)
  })
  lab.own(its, new Set(own))
}

/** Until the kernels have settled. */
export const wait = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
