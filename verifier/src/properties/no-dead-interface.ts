import type {
  CopyEntry,
  DeviceState,
  EntryKey,
  NextHop,
  PacketMatch,
  PacketSet,
  Prefix,
  RouteAction,
  RouteEntry,
} from '@paranet/network'
import {
  copyKey,
  groupMatch,
  groupRouteKey,
  localInterface,
  policyRouteKey,
  portKey,
  prefixRange,
  routeKey,
} from '@paranet/network'
import type { Finding } from '../engine/finding.js'
import type { NetworkModel } from '../engine/network-model.js'
import { bothVariants } from '../engine/network-model.js'
import type { Proof } from '../engine/proof.js'
import { makeVerdict } from '../make-verdict.js'
import type { Verdict } from '../verdict.js'

/** An entry that sends packets by an interface that carries them nowhere. `shown`: a packet that it would send, and whose entry it is. */
export interface DeadInterface {
  readonly reason: string
  readonly shown: Partial<Verdict>
}

/** The first route, policy route, group route or copy whose interface does not exist, or that leads to a host that does not own what is sent to it and
 *  forwards nothing; else, of a black hole, the route that has no interface that is up. Devices by id, entries in their order. */
export function deadInterface(proof: Proof, hole: Finding | undefined): DeadInterface | undefined {
  const { model } = proof
  for (const node of model.index.nodes.keys())
    for (const { state } of model.modelsOf(node, bothVariants)) {
      const dead = deadEntry(model, node, state)
      if (dead) return shownEntry(proof, node, dead)
    }
  if (hole?.leaf.reason !== 'no-live-next-hop') return undefined
  const { reason = '', ...shown } = makeVerdict(proof, '', 'no-dead-interface', { finding: hole })
  return {
    reason,
    shown: {
      packet: shown.packet,
      hops: shown.hops,
      ingress: shown.ingress,
      scenario: shown.scenario,
    } as Partial<Verdict>,
  }
}

interface DeadEntry {
  readonly key: EntryKey
  readonly set: PacketSet
  readonly inInterface: string
  readonly why: string
}

function deadEntry(model: NetworkModel, node: number, state: DeviceState): DeadEntry | undefined {
  for (const sending of sendingEntries(state)) {
    const missing = sending.by.find((name) => !exists(model, node, name))
    if (missing === undefined) continue
    const set = model.space.fromMatch(sending.match())
    if (model.space.overlaps(set, model.within))
      return { ...sending, key: sending.key(), set, why: `by ${missing}, an interface that it does not have` }
  }
  return deadEnd(model, node, state)
}

/** A route to a host of packets that are not the host's. */
function deadEnd(model: NetworkModel, node: number, { routes }: DeviceState): DeadEntry | undefined {
  const { index, space, ownership, within } = model
  for (const entry of routes)
    for (const name of interfacesOf(entry.action)) {
      const neighbour = index.adjacencyByInterface[node]?.get(name)?.neighbour
      const port = index.portAt.get(portKey(index.nodes[node]?.name ?? '', name))
      if (neighbour === undefined || !index.isEnd[neighbour] || !port || port.kind === 'external') continue
      const strange = space.subtract(
        space.intersect(space.fromPrefixes('dst', [entry.prefix]), within),
        ownership.behindPort[port.id] ?? space.empty,
      )
      if (space.isEmpty(strange)) continue
      const set = space.subtract(strange, space.fromPrefixes('dst', longerThan(routes, entry)))
      if (space.isEmpty(set)) continue
      const why = `to ${index.nodes[neighbour]?.name}, which neither owns its destination nor forwards`
      return { key: routeKey(entry), set, inInterface: localInterface, why }
    }
  return undefined
}

const longerThan = (routes: readonly RouteEntry[], { prefix }: RouteEntry): Prefix[] => {
  const { length } = prefixRange(prefix)
  return routes.map((one) => one.prefix).filter((other) => prefixRange(other).length > length)
}

const exists = ({ index }: NetworkModel, node: number, name: string): boolean =>
  (index.adjacencyByInterface[node]?.has(name) ?? false) ||
  index.portAt.has(portKey(index.nodes[node]?.name ?? '', name))

interface Sending {
  readonly key: () => EntryKey
  readonly match: () => PacketMatch
  readonly inInterface: string
  readonly by: readonly string[]
}

function* sendingEntries({ routes, policyRoutes, groupRoutes = [], copies = [] }: DeviceState): Generator<Sending> {
  for (const entry of routes)
    yield {
      key: () => routeKey(entry),
      match: () => ({ dst: entry.prefix }),
      inInterface: localInterface,
      by: interfacesOf(entry.action),
    }
  for (const entry of policyRoutes)
    yield {
      key: () => policyRouteKey(entry),
      match: () => entry.match,
      inInterface: entry.inInterface ?? localInterface,
      by: interfacesOf(entry.action),
    }
  for (const entry of groupRoutes)
    yield {
      key: () => groupRouteKey(entry),
      match: () => groupMatch(entry),
      inInterface: entry.inInterface,
      by: entry.out,
    }
  for (const entry of copies) yield copying(entry)
}

const copying = (entry: CopyEntry): Sending => ({
  key: () => copyKey(entry),
  match: () => entry.match,
  inInterface: entry.interface ?? localInterface,
  by: [entry.to],
})

function interfacesOf(action: RouteAction): string[] {
  if (action.kind === 'drop') return []
  if (action.kind === 'deliver') return [action.interface]
  return action.groups.flat().map((hop: NextHop) => hop.interface)
}

function shownEntry({ model, ledger }: Proof, node: number, { key, set, inInterface, why }: DeadEntry): DeadInterface {
  const name = model.index.nodes[node]?.name ?? ''
  const owners = [...new Set(ledger?.get(name)?.get(key) ?? [])].sort()
  const asked = model.space.intersect(set, model.within)
  return {
    reason: `${name} sends it ${why}`,
    shown: {
      packet: model.space.sample(asked),
      ingress: { node: name, interface: inInterface },
      hops: [{ node: name, inInterface, entries: [key], owners }],
    },
  }
}
