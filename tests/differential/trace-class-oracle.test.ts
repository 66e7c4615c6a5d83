import type { NetworkState, Packet, PacketBox, PortRange } from '@paranet/network'
import { allAddresses, networkState, prefixHolds, portKey } from '@paranet/network'
import type { ClassEnd, ClassTrace } from '@paranet/verifier'
import { traceClass, verify } from '@paranet/verifier'
import { expect, test } from 'vitest'
import { oraclePacket } from '../oracle/index.js'
import { type Case, origins, randomCase, samplePackets } from '../support/random-case.js'
import { withTreatments } from '../support/random-treated-state.js'

const first = Number(process.env['SEED'] ?? 1)
const cases = 9
const packets = 80

/** One way through the tree, and the part of the flows that takes it. */
interface Way {
  readonly text: string
  readonly share: number
}

function isIn(box: PacketBox, packet: Packet): boolean {
  const lies = (ranges: readonly PortRange[] | undefined, value: number) =>
    ranges === undefined || ranges.some(([from, to]) => value >= from && value <= to)
  const { family, src, dst, protocol, dstPort, srcPort, dscp, established } = box
  return (
    (family === undefined || family === (packet.src.includes(':') ? 6 : 4)) &&
    (src === undefined || src.some((prefix) => prefixHolds(prefix, packet.src))) &&
    (dst === undefined || dst.some((prefix) => prefixHolds(prefix, packet.dst))) &&
    lies(protocol, packet.protocol) &&
    lies(dstPort, packet.dstPort) &&
    lies(srcPort, packet.srcPort) &&
    lies(dscp, packet.dscp) &&
    (established === undefined || established === packet.established)
  )
}

/** The ways of one packet by the tree. Throws where it is in no part of a device, or in two. */
function waysOf(
  { nodes }: ClassTrace,
  end: ClassEnd,
  packet: Packet,
  devices: readonly string[] = [],
  share = 1,
): Way[] {
  if (end.kind !== 'device') return [{ text: `${devices.join(' ')}: ${end.kind} at ${end.node}`, share }]
  const node = nodes[end.id]
  const parts = node?.parts.filter((part) => part.class.boxes.some((box) => isIn(box, packet))) ?? []
  const [part] = parts
  if (!node || !part || parts.length !== 1) throw new Error(`${parts.length} parts hold it at ${node?.node}`)
  const sum = part.branches.reduce((total, branch) => total + branch.share, 0)
  if (Math.abs(sum - 1) > 1e-9) throw new Error(`shares at ${node.node} sum to ${sum}`)
  const passed = [...devices, node.node]
  return part.branches.flatMap((branch) =>
    waysOf({ nodes } as ClassTrace, branch.to, packet, passed, share * branch.share),
  )
}

/** All packets from a port, whether they open or answer. */
const wholeOf = (network: Omit<Case, 'random' | 'topology' | 'intents'>, port: number, established: boolean) =>
  traceClass({
    index: network.index,
    state: network.states,
    class: {
      sources: [{ port, prefixes: allAddresses }],
      destinations: { prefixes: allAddresses, toInternet: true },
      established,
    },
    bounds: { nodes: 50_000, boxes: 50_000 },
  })

const oracleWays = (
  topology: Case['topology'],
  states: NetworkState,
  at: { node: string; interface: string },
  packet: Packet,
) =>
  new Set(
    oraclePacket(topology, states, { nodes: new Set(), links: new Set() }, at, packet).branches.map(
      ({ devices, end, at: place }) => `${devices.join(' ')}: ${end} at ${place}`,
    ),
  )

/** Examples of parts, with the entry of which they are part. */
function examplesOf({ nodes }: ClassTrace, end: ClassEnd, seen = new Set<number>()): Packet[] {
  if (end.kind !== 'device' || seen.has(end.id)) return []
  seen.add(end.id)
  return (nodes[end.id]?.parts ?? []).flatMap(({ class: its, branches }) => [
    its.example,
    ...branches.flatMap(({ to }) => examplesOf({ nodes } as ClassTrace, to, seen)),
  ])
}

function compare(seed: number): { readonly checked: number; readonly wrong: string[] } {
  const made = randomCase(seed, origins[seed % origins.length] ?? 'noisy')
  const isTreated = seed % 4 === 0
  const states = isTreated
    ? networkState([...made.states.values()].map((state) => withTreatments(made.random, state)))
    : made.states
  const { topology, index } = made
  const wrong: string[] = []
  let checked = 0
  const traces = new Map<string, ClassTrace>()
  const check = (at: { node: string; interface: string }, packet: Packet) => {
    const port = index.portAt.get(portKey(at.node, at.interface))
    if (!port) return
    const key = `${port.id} ${packet.established}`
    let trace = traces.get(key)
    if (!trace) traces.set(key, (trace = wholeOf({ index, states }, port.id, packet.established)))
    const [entry] = trace.entries
    if (!entry || !trace.isWhole || !entry.class.boxes.some((box) => isIn(box, packet))) return
    checked++
    const name = `${at.node}.${at.interface} ${JSON.stringify(packet)}`
    try {
      const ways = waysOf(trace, entry.to, packet)
      const expected = oracleWays(topology, states, at, packet)
      const found = new Set(ways.map(({ text }) => text))
      const sum = ways.reduce((total, way) => total + way.share, 0)
      if ([...expected].some((way) => !found.has(way)) || found.size !== expected.size || Math.abs(sum - 1) > 1e-9)
        wrong.push(`${name}\n  tree ${[...found].join('; ')} (${sum})\n  oracle ${[...expected].join('; ')}`)
    } catch (error) {
      wrong.push(`${name} ${String(error)}`)
    }
  }
  for (const { at, packet } of samplePackets({ ...made, states }, packets)) check(at, packet)
  const known = [...traces.values()]
  for (const trace of known)
    for (const { node, interface: name, to } of trace.entries)
      for (const packet of examplesOf(trace, to).slice(0, 40)) check({ node, interface: name }, packet)
  return { checked, wrong }
}

test(`trees of whole classes, in ${cases} networks from seed ${first}, hold the ways of each packet as the oracle walks it, with shares that sum to 1`, () => {
  let total = 0
  for (let seed = first; seed < first + cases; seed++) {
    const { checked, wrong } = compare(seed)
    expect({ seed, wrong: wrong.slice(0, 3) }).toEqual({ seed, wrong: [] })
    total += checked
  }
  expect(total).toBeGreaterThan(cases * 40)
})

test('a counterexample of the verifier goes a way of the tree', () => {
  let shown = 0
  for (let seed = first; seed < first + cases; seed++) {
    const { index, intents, states } = randomCase(seed, 'filtered')
    for (const { packet, ingress, hops, scenario } of verify({ index, intents, state: states }).verdicts) {
      const port = index.portAt.get(portKey(ingress?.node ?? '', ingress?.interface ?? ''))
      if (!packet || !hops || !port || scenario || hops.length === 0) continue
      const trace = wholeOf({ index, states }, port.id, packet.established)
      const [entry] = trace.entries
      if (!entry?.class.boxes.some((box) => isIn(box, packet))) continue
      const devices = hops.map(({ node }) => node).join(' ')
      const ways = waysOf(trace, entry.to, packet).map(({ text }) => text)
      expect(
        ways.some((way) => way.startsWith(`${devices}:`)),
        `${seed} ${devices} in ${ways.join('; ')}`,
      ).toBe(true)
      shown++
    }
  }
  expect(shown).toBeGreaterThan(3)
})
