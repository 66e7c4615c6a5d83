import type { NetworkState, Packet, Scenario } from '@paranet/network'
import { answerTo, compileDevice, healthy, tracksConnections, walk } from '@paranet/network'
import type { Lab } from './lab.js'
import type { Shot, Sighting } from './send.js'
import { contextOfLab, expectedOf, isForDevices, send } from './send.js'

/** Sends packets, and says of which something else was seen than the emulator's walk says. */
export function differences(lab: Lab, state: NetworkState, shots: readonly Shot[], scenario: Scenario): string[] {
  const context = contextOfLab(
    lab.index,
    new Map([...state].map(([name, own]) => [name, compileDevice(own)])),
    scenario,
  )
  const expected = new Map(shots.map((shot) => [shot, expectedOf(context, shot)]))
  const isRight = (shot: Shot, seen: Sighting) => (expected.get(shot) ?? []).some((one) => textOf(one) === textOf(seen))
  const seen = send(lab, shots, isRight)
  return shots.flatMap((shot, i) => {
    const its = seen[i] as Sighting
    return isRight(shot, its)
      ? []
      : [`${shotText(lab, shot)}: expected ${(expected.get(shot) ?? []).map(textOf).join(' or ')}; seen ${textOf(its)}`]
  })
}

/** Answers to the packets that arrived find their way too, where all devices that track connections on it have seen the packet. */
export function answerDifferences(lab: Lab, state: NetworkState, shots: readonly Shot[]): string[] {
  const { index } = lab
  const context = contextOfLab(index, new Map([...state].map(([name, own]) => [name, compileDevice(own)])), healthy)
  const isTracking = (name: string) => tracksConnections(index.nodes[index.nodeId.get(name) ?? -1] as never)
  const answers = shots.flatMap(({ port, packet }): Shot[] => {
    const there = walk(context, port, packet)
    const last = there.hops.at(-1)
    const back = index.portAt.get(`${last?.node}\u0000${last?.outInterface}`)
    if (there.end.kind !== 'delivered' || !back || back.kind === 'local') return []
    const answer: Packet = answerTo(packet)
    const seenBy = new Set(there.hops.map(({ node }) => node))
    const isKnown = walk(context, back, answer).hops.every(({ node }) => !isTracking(node) || seenBy.has(node))
    const shot = { port: back, packet: answer, isAnswer: true }
    return isKnown && isForDevices(context, shot) ? [shot] : []
  })
  return differences(lab, state, answers, healthy)
}

const textOf = ({ left, end }: Sighting): string =>
  `${left.join(' → ') || 'nowhere'}${end === '' ? ', dropped' : `, at ${end}`}`

const shotText = (lab: Lab, { port, packet }: Shot): string =>
  `${lab.index.nodes[port.device]?.name} ${port.interface}: ${packet.src} → ${packet.dst} proto ${packet.protocol} ports ${packet.srcPort} ${packet.dstPort} dscp ${packet.dscp}`
