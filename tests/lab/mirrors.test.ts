import type { NetworkState, Packet, Topology, TopologyIndex } from '@paranet/network'
import { canonicalState, indexTopology } from '@paranet/network'
import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missing } from './harness/commands.js'
import { Lab } from './harness/lab.js'
import { expectObserved, expectPrinted, wait } from './harness/real-devices.js'
import { send } from './harness/send.js'
import { healthy } from '@paranet/network'

const lacking = missing('ip', 'nft', 'tc', 'zebra', 'vtysh', 'python3')

const network = `network seen {
    default: closed
    node r1 : router { address: 10.0.0.1, 2001:db8::1, target: frr }
    node r2 : router { address: 10.0.0.2, 2001:db8::2, target: nftables }
    node h1 : host { address: 10.1.0.10, 2001:db8:1::10, gateway: r1 }
    node h2 : host { address: 10.2.0.10, 2001:db8:2::10, gateway: r2 }
    node ids1 : host { address: 10.3.0.66, gateway: r1 }
    node ids2 : host { address: 10.3.0.67, gateway: r2 }
    node ids3 : host { address: 10.3.0.68, gateway: r1 }
    link r1 -- r2
    link h1 -- r1
    link h2 -- r2
    link ids1 -- r1
    link ids2 -- r2
    link ids3 -- r1
}`

const intents = `
route all { from: h1, to: h2, reply: stateless }
isolate guarded { from: h1, to: h2, traffic: tcp dst-port 25, priority: 300 }
mark gold { from: h1, to: h2, traffic: udp dst-port 5060, dscp: ef }
mirror web { from: h1, to: h2, traffic: tcp, at: r1, copy_to: ids1 }
mirror mail { from: h1, to: h2, traffic: tcp dst-port 110, at: r1, copy_to: ids3 }
mirror names { from: h1, to: h2, traffic: udp dst-port 53, at: r1, copy_to: ids3 }
mirror calls { from: h1, to: h2, traffic: udp dscp ef, at: r2, copy_to: ids2 }
mirror own { from: r2, to: h2, at: r2, copy_to: ids2 }
route own-way { from: r2, to: h2, reply: none }
`

function compiledNetwork(): { index: TopologyIndex; state: NetworkState } {
  const { topology } = resolveNetwork([{ name: 'seen.pn', text: network }])
  const index = indexTopology(topology as Topology)
  const resolved = resolveIntents([{ name: 'intents.pn', text: intents }], index, { network: 'seen' })
  const { state, diagnostics } = compile({ index, intents: resolved.intents })
  expect([...resolved.diagnostics, ...diagnostics].filter(({ severity }) => severity === 'error')).toEqual([])
  return { index, state }
}

const packet = (its: Partial<Record<keyof Packet, unknown>>): Packet =>
  ({
    src: '10.1.0.10',
    dst: '10.2.0.10',
    protocol: 6,
    srcPort: 4000,
    dstPort: 443,
    dscp: 0,
    established: false,
    ...its,
  }) as Packet

describe.skipIf(lacking !== undefined)(`kernels send copies${lacking ? `: ${lacking}` : ''}`, () => {
  let lab: Lab
  let made: ReturnType<typeof compiledNetwork>
  const nodeAt = (id: number | undefined) => made.index.nodes[id ?? -1]?.name ?? ''
  beforeAll(() => {
    made = compiledNetwork()
    lab = new Lab(made.index)
    lab.up(made.state)
    for (const port of made.index.ports.filter(({ end }) => end !== undefined)) {
      const its = lab.portOf(nodeAt(port.device), port.interface)
      if (its) lab.own(its, made.index.nodes[port.end ?? -1]?.addresses ?? [])
    }
    wait(1500)
  })
  afterAll(() => lab?.[Symbol.dispose]())

  /** Hosts that see a packet which the node sends. */
  const seenBy = (node: string, its: Partial<Record<keyof Packet, unknown>>) => {
    const port = made.index.ports.find(({ end, device, kind }) =>
      end === undefined ? kind === 'local' && nodeAt(device) === node : nodeAt(end) === node,
    )
    if (!port) throw new Error(`${node} has no port`)
    const ports = new Map(
      made.index.ports.map((one) => [
        `${nodeAt(one.device)} ${one.interface}`,
        one.end === undefined ? '' : nodeAt(one.end),
      ]),
    )
    const [seen] = send(lab, [{ port, packet: packet(its) }], (_, { end }) => end.includes(','))
    return (seen?.end ?? '').split(', ').map((end) => ports.get(end) ?? end)
  }

  test('they hold what was meant, and print it', () => {
    expectObserved(lab, made.state, healthy)
    expectPrinted(lab, made.state)
    expect([...made.state.values()].filter(({ copies = [] }) => copies.length > 0)).toHaveLength(2)
    for (const name of ['r1', 'r2']) {
      const observed = lab.observe(name)
      expect(observed.ok && observed.state.copies).toEqual(canonicalState(made.state.get(name) as never).copies)
    }
  })

  test.each<[string, string, Partial<Record<keyof Packet, unknown>>, string[]]>([
    ['a packet of the class reaches its end and the collector', 'h1', {}, ['h2', 'ids1']],
    [
      'of IPv6 too, though the collector has no such address',
      'h1',
      { src: '2001:db8:1::10', dst: '2001:db8:2::10' },
      ['h2', 'ids1'],
    ],
    ['what a filter drops is not copied', 'h1', { dstPort: 25 }, ['']],
    ['other packets are not copied', 'h1', { protocol: 17, dstPort: 67 }, ['h2']],
    ['a device has several collectors', 'h1', { protocol: 17, dstPort: 53 }, ['h2', 'ids3']],
    ['and copies of one packet go to each that asks for it', 'h1', { dstPort: 110 }, ['h2', 'ids1', 'ids3']],
    ['the DSCP counts as it was rewritten', 'h1', { protocol: 17, dstPort: 5060 }, ['h2', 'ids2']],
    ['a device copies what it sends itself', 'r2', { src: '10.0.0.2', dstPort: 80 }, ['h2', 'ids2']],
  ])('%s', (_, from, its, hosts) => expect(seenBy(from, its).sort()).toEqual(hosts))
})
