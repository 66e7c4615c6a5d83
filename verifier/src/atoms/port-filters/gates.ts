import { findLevels } from './port-filter.js'
import { kinds, type PortFilter } from './port-filter.js'
import { actionBits, cellAt, type ForwardingRows } from '../forwarding-rows.js'
import type { NextHops } from '../next-hops.js'
import { portOf } from '../next-hops.js'
import { kindOf } from './class-kind.js'
import { makePermittedSets, type PermittedSets, permittedSet, tooLarge } from './permitted-set.js'
import { falseNode, trueNode } from '@paranet/network'

export type Direction = 'in' | 'out'

/** What an action with a filter on its way does: a port each at the same place. -1: no filter there, or no device behind. */
export interface Gate {
  readonly ports: Int32Array
  readonly targets: Int32Array
  /** Filter on the way out, and on the way in at the device behind. */
  readonly out: Int32Array
  readonly into: Int32Array
  /** The filter, where all that are on the way are one and no packet leaves the network; or -1. */
  readonly only: number
  readonly drops: boolean
  readonly delivers: boolean
}

/** Filters and where they are bound. */
export interface PortFilters {
  readonly filters: PortFilter[]
  readonly out: Map<number, number>[]
  readonly into: Map<number, number>[]
  /** Per device and port: the port at the other end of the link. */
  readonly peerPort: Map<number, number>[]
  /** Gates of actions, per device; null: no filter on the action's way. */
  readonly gates: (Gate | null)[][]
  /** Devices that send through filters. */
  gated: Int32Array
  /** Per filter: devices that send through it. */
  senders: number[][]
  /** Per filter: whether packets leave the network through it. */
  leaving: boolean[]
  readonly sets: PermittedSets
}

export function makePortFilters(budget: number): PortFilters {
  return {
    filters: [],
    out: [],
    into: [],
    peerPort: [],
    gates: [],
    gated: new Int32Array(0),
    senders: [],
    leaving: [],
    sets: makePermittedSets(budget),
  }
}

export function addFilteringDevice({ out, into, peerPort, gates }: PortFilters): void {
  out.push(new Map())
  into.push(new Map())
  peerPort.push(new Map())
  gates.push([])
}

/** Forgets what actions meet on their ways, where a filter was bound or unbound or a link came. */
export function forgetGates(all: PortFilters, hops: NextHops): void {
  for (const gates of all.gates) gates.length = 0
  all.senders = all.filters.map(() => [])
  all.leaving = all.filters.map(() => false)
  const gated = new Set<number>()
  const note = (filter: number, device: number) => {
    gated.add(device)
    if (!all.senders[filter]!.includes(device)) all.senders[filter]!.push(device)
  }
  for (let device = 0; device < hops.devices; device++) {
    const behind = hops.behind[device]!
    for (const [port, filter] of all.out[device]!) {
      note(filter, device)
      if (!behind.has(port)) all.leaving[filter] = true
    }
    for (const [port, to] of behind) {
      const filter = all.into[to]!.get(all.peerPort[device]!.get(port)!)
      if (filter !== undefined) note(filter, device)
    }
  }
  all.gated = Int32Array.from(gated)
}

/** The gate of an action, or null where no filter is on its way. */
export function gateOf(all: PortFilters, hops: NextHops, device: number, action: number): Gate | null {
  const known = all.gates[device]![action]
  return known === undefined ? makeGate(all, hops, device, action) : known
}

function makeGate(all: PortFilters, hops: NextHops, device: number, action: number): Gate | null {
  const ports = hops.actionPorts[device]![action]!
  const leaving = Int32Array.from(ports.filter((port) => port >= 0))
  const targets = leaving.map((port) => hops.behind[device]!.get(port) ?? -1)
  const out = leaving.map((port) => all.out[device]!.get(port) ?? -1)
  const into = leaving.map((port, i) =>
    targets[i]! < 0 ? -1 : (all.into[targets[i]!]!.get(all.peerPort[device]!.get(port)!) ?? -1),
  )
  const filters = new Set([...out, ...into].filter((one) => one >= 0))
  const gate =
    filters.size > 0
      ? {
          ports: leaving,
          targets,
          out,
          into,
          only: filters.size === 1 && !targets.includes(-1) ? [...filters][0]! : -1,
          drops: ports.includes(portOf.drop),
          delivers: ports.includes(portOf.local),
        }
      : null
  const gates = all.gates[device]!
  while (gates.length < action) makeGate(all, hops, device, gates.length)
  gates[action] = gate
  return gate
}

/** The gate through which a device sends an atom. */
export function gateAt(
  all: PortFilters,
  hops: NextHops,
  rows: ForwardingRows,
  atom: number,
  device: number,
): Gate | null {
  return gateOf(all, hops, device, rows.cells[cellAt(rows, atom, device)]! & actionBits)
}

/** Whether a filter of the gate denies some packet to the prefix. */
export function deniesSome(all: PortFilters, gate: Gate, address: number, length: number): boolean {
  for (let i = 0; i < gate.ports.length; i++) {
    const out = gate.out[i]!
    if (out >= 0 && kindOf(all.sets, all.filters[out]!, address, length) !== kinds.all) return true
    const into = gate.into[i]!
    if (into >= 0 && kindOf(all.sets, all.filters[into]!, address, length) !== kinds.all) return true
  }
  return false
}

/** Whether the filters on the way of the gate's i-th port let some packet to the prefix through. */
export function passesSome(all: PortFilters, gate: Gate, i: number, address: number, length: number): boolean {
  const [out, into] = [gate.out[i]!, gate.into[i]!]
  const first = out < 0 ? kinds.all : kindOf(all.sets, all.filters[out]!, address, length)
  if (first === kinds.none) return false
  const second = into < 0 ? kinds.all : kindOf(all.sets, all.filters[into]!, address, length)
  if (second === kinds.none) return false
  return first === kinds.all || second === kinds.all || passing(all, [out, into], address, length) !== falseNode
}

/** The headers to the prefix that all these filters permit; one whose set is too large is taken to permit all. */
export function passing(all: PortFilters, filters: readonly number[], address: number, length: number): number {
  let set: number = trueNode
  for (const filter of filters) {
    findLevels(all.filters[filter]!, address, length)
    const permitted = permittedSet(all.sets, all.filters[filter]!)
    if (permitted !== tooLarge) set = all.sets.diagram.and(set, permitted)
  }
  return set
}

/** The filters on the way of the gate's i-th port that are none of those that permit everything to the prefix. */
export function closedFilters(all: PortFilters, gate: Gate, i: number, address: number, length: number): number[] {
  return [gate.out[i]!, gate.into[i]!].filter(
    (filter) => filter >= 0 && kindOf(all.sets, all.filters[filter]!, address, length) !== kinds.all,
  )
}
