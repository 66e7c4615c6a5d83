import type { Packet, Port, Scenario, TopologyIndex, Walk, WalkContext } from '@paranet/network'
import { hostOf, walk } from '@paranet/network'
import { bridgeOf, linuxNameOf } from '@paranet/compiler'
import { fileURLToPath } from 'node:url'
import { run } from './commands.js'
import { frameBytes, packetBytes } from './frames.js'
import type { Lab } from './lab.js'

export interface Shot {
  readonly port: Port
  readonly packet: Packet
  readonly isAnswer?: boolean
}

/** Where a packet was seen to leave devices, sorted, and where it ended: the port `DEVICE INTERFACE`, or nowhere. */
export interface Sighting {
  readonly left: readonly string[]
  readonly end: string
}

/** Sends packets into the lab and says what was seen of each. Packets that were to arrive and did not are sent twice more: an answer to ARP may
 *  be lost, a wrong rule stays wrong. */
export function send(lab: Lab, shots: readonly Shot[], isRight: (shot: Shot, seen: Sighting) => boolean): Sighting[] {
  const seen = sendOnce(lab, shots)
  for (let again = 0; again < 2; again++) {
    const wrong = shots.flatMap((shot, i) => (isRight(shot, seen[i] as Sighting) ? [] : [i]))
    if (wrong.length === 0) break
    const second = sendOnce(
      lab,
      wrong.map((i) => shots[i] as Shot),
    )
    for (const [place, i] of wrong.entries()) seen[i] = second[place] as Sighting
  }
  return seen
}

const script = fileURLToPath(new URL('./packets.py', import.meta.url))

function sendOnce(lab: Lab, shots: readonly Shot[]): Sighting[] {
  const packets = shots.map(({ port, packet, isAnswer }, id) => {
    const device = lab.index.nodes[port.device]?.name ?? ''
    const bytes = packetBytes(packet, id, isAnswer === true)
    const from = lab.portOf(device, port.interface)
    return from
      ? {
          id,
          namespace: from.namespace,
          interface: from.interface,
          hex: frameBytes(bytes, from.mac, from.deviceMac).toString('hex'),
        }
      : { id, namespace: lab.namespaceOf(device), hex: bytes.toString('hex') }
  })
  const devices = lab.index.devices.map((name) => lab.namespaceOf(name))
  const order = { namespaces: lab.namespaces, sockets: devices, packets, seconds: 1.2 }
  const rows = JSON.parse(run('python3', [script], JSON.stringify(order))) as [number, string, string, string][]
  const byId = new Map<number, typeof rows>()
  for (const row of rows) byId.set(row[0], [...(byId.get(row[0]) ?? []), row])
  return shots.map((_, id) => sightingOf(lab, byId.get(id) ?? []))
}

function sightingOf(lab: Lab, rows: readonly [number, string, string, string][]): Sighting {
  const left = new Set<string>()
  const ends = new Set<string>()
  for (const [, namespace, name, kind] of rows) {
    const node = lab.nodeOf(namespace)
    const isDevice = node !== undefined && lab.index.devices.includes(node)
    if (isDevice && kind === 'out' && name !== 'lo' && name !== bridgeOf(node)) left.add(`${node} ${name}`)
    if (isDevice && kind === 'local') ends.add(`${node} local`)
    if (!isDevice && kind === 'in') ends.add(endOf(lab, namespace, name))
  }
  return { left: [...left].sort(), end: [...ends].sort().join(', ') }
}

/** The port of the device that leads to this interface of an end. */
function endOf(lab: Lab, namespace: string, name: string): string {
  for (const port of lab.index.ports) {
    const device = lab.index.nodes[port.device]?.name ?? ''
    const its = lab.portOf(device, port.interface)
    if (its?.namespace === namespace && its.interface === name) return `${device} ${port.interface}`
  }
  return `${namespace} ${name}`
}

/** Whether the kernel has no say of its own about the packet. It has where a device would take a packet from itself that it did not send, or would
 *  pass on one to itself: the first it drops, the second it keeps, whatever its rules and routes (docs/targets.md). */
export function isForDevices(context: WalkContext, { port, packet }: Shot): boolean {
  const own = ownAddresses(context.index)
  return allWalks(context, port, packet).every(({ hops }) =>
    hops.every(({ node, outInterface }, i) => {
      const its = own.get(node)
      if (its?.has(packet.src) && (i > 0 || port.kind !== 'local')) return false
      return !its?.has(packet.dst) || ((port.kind !== 'local' || i > 0) && outInterface === 'local')
    }),
  )
}

const ownAddresses = ({ nodes, topology }: TopologyIndex): Map<string, Set<string>> =>
  new Map(
    nodes.map((node) => [
      node.name,
      new Set<string>([
        ...node.addresses,
        ...topology.interfaces.filter((one) => one.node === node.name).flatMap((one) => one.addresses.map(hostOf)),
      ]),
    ]),
  )

/** What the emulator's walk says would be seen: one of several where ECMP may choose. */
export function expectedOf(context: WalkContext, { port, packet }: Shot): Sighting[] {
  return allWalks(context, port, packet).map((found) => sightingOfWalk(context.index, found))
}

function sightingOfWalk(index: TopologyIndex, { hops, end }: Walk): Sighting {
  const last = hops.at(-1)
  // A machine finds nobody there who answers for the address; a switch does not ask.
  const isSwitch = index.nodes[index.nodeId.get(last?.node ?? '') ?? -1]?.target === 'openflow'
  const isAstray = end.kind === 'misdelivered' && isSwitch && last?.outInterface !== 'local'
  const isDelivered = end.kind === 'delivered' || isAstray
  const passed = hops.filter(
    (hop, i) =>
      hop.outInterface !== undefined && (i < hops.length - 1 || isDelivered || end.kind === 'looped' || isPastOut(end)),
  )
  const left = passed
    .filter(({ outInterface }) => outInterface !== 'local')
    .map(({ node, outInterface = '' }) => `${node} ${linuxNameOf(outInterface)}`)
  const isLink = last?.outInterface !== undefined && index.portAt.has(`${last.node}\u0000${last.outInterface}`)
  return { left: [...new Set(left)].sort(), end: isDelivered && isLink ? `${last?.node} ${last?.outInterface}` : '' }
}

/** Dropped behind the last device's out filter. */
const isPastOut = (end: Walk['end']): boolean =>
  end.kind === 'dropped' && ['node-down', 'link-down'].includes(end.reason)

/** All walks that choices among equal next hops allow. */
function allWalks(context: WalkContext, port: Port, packet: Packet): Walk[] {
  const walks: Walk[] = []
  const pending: number[][] = [[]]
  while (pending.length > 0 && walks.length < 64) {
    const prefix = pending.pop() ?? []
    let step = 0
    walks.push(
      walk(context, port, packet, (choices) => {
        const chosen = prefix[step]
        if (chosen === undefined)
          for (let i = 1; i < choices.length; i++)
            pending.push([...prefix, ...Array<number>(step - prefix.length).fill(0), i])
        step++
        return choices[chosen ?? 0] as (typeof choices)[number]
      }),
    )
  }
  return walks
}

export const contextOfLab = (
  index: TopologyIndex,
  devices: WalkContext['devices'],
  scenario: Scenario,
): WalkContext => ({
  index,
  devices,
  scenario,
})
