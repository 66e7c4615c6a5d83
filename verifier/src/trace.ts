import type { CompiledDevice, DeviceState, EntryKey, IpAddress, Packet, Prefix } from '@paranet/network'
import {
  compileDevice,
  emptyDeviceState,
  formatAddress,
  lookup,
  namesDown,
  prefixRange,
  preparePacket,
} from '@paranet/network'
import type { Leaf, Step } from './engine/explore.js'
import { pathOf } from './engine/explore.js'
import type { Finding } from './engine/finding.js'
import type { Outage } from './engine/outage.js'
import type { Proof } from './engine/proof.js'
import type { Rewriting } from './engine/rewriting.js'
import type { Verdict, VerdictHop } from './verdict.js'

/** A finding as one packet on its way: what a verdict shows. */
export type Counterexample = Required<Pick<Verdict, 'packet' | 'ingress' | 'hops'>> & Pick<Verdict, 'scenario'>

/** The network that packets are looked up in, and who owns its entries. */
export interface Tracing extends Pick<Proof, 'model' | 'ledger'> {
  /** Devices that were looked up in before: worth it where many packets are traced. */
  readonly compiled?: Map<DeviceState, CompiledDevice>
}

/** Picks a packet of the finding and looks up, device by device along the path found, which entries decide on it and who owns them. */
export function traceFinding(proof: Proof, finding: Finding): Counterexample {
  const { model } = proof
  const packet = model.space.sample(finding.set)
  const down = namesDown(model.index, finding.outage.scenario)
  return {
    packet,
    ingress: { node: model.index.nodes[finding.port.device]?.name ?? '', interface: finding.port.interface },
    hops: traceLeaf(proof, finding.outage, finding.leaf, packet),
    ...(down.length === 0 ? {} : { scenario: { down } }),
  }
}

/** The devices that a packet of the leaf passes, with the entries that decide on it. */
export const traceLeaf = (proof: Tracing, outage: Outage, leaf: Leaf, packet: Packet): VerdictHop[] =>
  pathOf(leaf).map((step) => hopOf(proof, outage, step, packet))

function hopOf(proof: Tracing, outage: Outage, step: Step, packet: Packet): VerdictHop {
  const node = proof.model.index.nodes[step.place.node]?.name ?? ''
  const entries = entriesAt(proof, outage, step, packet)
  const owners = entries.flatMap((key) => proof.ledger?.get(node)?.get(key) ?? [])
  return {
    node,
    inInterface: step.place.inInterface,
    ...(step.out ? { outInterface: step.out.interface } : {}),
    entries,
    owners: [...new Set(owners)].sort(),
  }
}

function entriesAt(proof: Tracing, outage: Outage, step: Step, packet: Packet): readonly EntryKey[] {
  const { place, out, variants } = step
  const state = proof.model.stateOf(place.node, variants) ?? emptyDeviceState('')
  const isUp = (name: string) => {
    const adjacency = proof.model.index.adjacencyByInterface[place.node]?.get(name)
    return !adjacency || !outage.linkDown[adjacency.link]
  }
  const now = packetWith(packet, place.rewriting)
  const result = lookup(compiledOf(proof, state), preparePacket(now), place.inInterface, isUp)
  if (result.kind !== 'forward') return result.entries
  const leaving = result.choices.find((choice) => choice.nextHop.interface === out?.interface)
  return [...result.entries, ...(leaving?.entries ?? [])]
}

function compiledOf({ compiled }: Tracing, state: DeviceState): CompiledDevice {
  const known = compiled?.get(state) ?? compileDevice(state)
  compiled?.set(state, known)
  return known
}

/** The packet as devices may have made it: of several addresses the first. */
function packetWith(packet: Packet, rewriting: Rewriting | undefined): Packet {
  const { src, dst, dscp } = rewriting ?? {}
  return {
    ...packet,
    ...(dscp === undefined ? {} : { dscp }),
    ...(src === undefined ? {} : { src: firstOf(src) }),
    ...(dst === undefined ? {} : { dst: firstOf(dst) }),
  }
}

const firstOf = (prefix: Prefix): IpAddress => {
  const { family, first } = prefixRange(prefix)
  return formatAddress({ family, value: first })
}
