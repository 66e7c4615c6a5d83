import type { DeviceState, NetworkState, PacketMatch, Scenario, Topology, TopologyIndex } from '@paranet/network'
import {
  canonicalState,
  hasPorts,
  indexTopology,
  isInterfaceUp,
  ownerOf,
  prefixRange,
  tracksConnections,
} from '@paranet/network'
import { liveState } from '@paranet/compiler'
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
