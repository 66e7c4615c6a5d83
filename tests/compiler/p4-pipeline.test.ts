import type {
  CompiledDevice,
  DeviceState,
  IpAddress,
  LookupResult,
  Packet,
  PacketMatch,
  Prefix,
  Random,
  TopologyIndex,
} from '@paranet/network'
import {
  canonicalState,
  compileDevice,
  entriesOf,
  formatAddress,
  groupMatch,
  hasPorts,
  indexTopology,
  lookup,
  preparePacket,
  prefixRange,
  seededRandom,
} from '@paranet/network'
import { artifactFiles, renderDevice, routerMac } from '@paranet/compiler'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { fittingState } from '../../compiler/src/testing/fitting-state.js'
import { frameBytes, packetBytes } from '../lab/harness/frames.js'
import type { Installed, Outcome } from '../support/pipeline/pipeline.js'
import { Pipeline } from '../support/pipeline/pipeline.js'
import type { PipelineJson } from '../support/pipeline/pipeline-json.js'
import { randomIntents } from '../support/random-intents.js'
import { randomNetwork } from '../support/random-network.js'
import { interfacesOf, randomState } from '../support/random-state.js'
import { withTreatments } from '../support/random-treated-state.js'

const program = fileURLToPath(new URL('../../compiler/src/targets/p4/program/paranet.json', import.meta.url))
const json = JSON.parse(readFileSync(program, 'utf8')) as PipelineJson

/** A switch: what it should do, and the pipeline with what it was given. */
interface Switch {
  readonly index: TopologyIndex
  readonly state: DeviceState
  readonly device: CompiledDevice
  readonly pipeline: Pipeline
  readonly ports: ReadonlyMap<string, number>
  readonly buckets: ReadonlyMap<number, string>
}

/** `without`: a table whose entries get lost. */
function switchOf(index: TopologyIndex, any: DeviceState, without?: string): Switch {
  const node = index.nodes[index.nodeId.get(any.device) ?? -1]
  if (!node) throw new Error('no such device')
  const its = { ...node, target: 'p4' }
  const state = fittingState(its, any)
  const [file] = artifactFiles(its, renderDevice(its, state, index))
  const artifact = JSON.parse(file?.text ?? '') as Installed & {
    ports: Record<string, number>
    meters: { index: number; of: { bucket: string } }[]
  }
  return {
    index,
    state,
    device: compileDevice(state),
    pipeline: new Pipeline(json, { ...artifact, entries: artifact.entries.filter(({ table }) => table !== without) }),
    ports: new Map(Object.entries(artifact.ports)),
    buckets: new Map(artifact.meters.map((one) => [one.index, one.of.bucket])),
  }
}

/** The state with copies to some of its interfaces, some of what others match, some of all, and multicast routes of some. */
function withCopies(random: Random, index: TopologyIndex, state: DeviceState): DeviceState {
  const names = interfacesOf(index, index.nodeId.get(state.device) ?? 0)
  const [first] = names
  if (first === undefined) return state
  const matches = [...entriesOf(state).values()].flatMap((entry) =>
    'match' in entry && entry.match.established === undefined ? [entry.match] : [],
  )
  const some = [{ dscp: 10 }, { protocol: 17 }, ...matches.slice(0, 3)]
  const copies = some.map((match, i) => ({
    ...(i === 2 ? { interface: first } : {}),
    match,
    to: random.pick(names.slice(0, 4)),
  }))
  const ends = [...names, 'local']
  const groupRoutes = index.owned.slice(0, 4).map(({ prefix }, i) => ({
    source: i === 0 && prefixRange(prefix).family === 4 ? ('0.0.0.0/0' as Prefix) : prefix,
    group: (prefixRange(prefix).family === 4 ? '239.1.1.1' : 'ff15::1') as IpAddress,
    inInterface: random.pick(ends),
    out: ends.filter(() => random.next() < 0.5).sort(),
  }))
  const unique = [...new Map(groupRoutes.map((one) => [`${one.source} ${one.group}`, one])).values()]
  return canonicalState({
    ...state,
    ...(random.next() < 0.6 ? { copies } : {}),
    ...(random.next() < 0.4 ? { groupRoutes: unique } : {}),
  })
}

function* switches(without?: string): Generator<Switch> {
  for (let seed = 1; ; seed++) {
    const random = seededRandom(seed)
    const topology = randomNetwork(random)
    const nodes = topology.nodes.map((node) => ({ ...node, target: 'p4' }))
    const index = indexTopology({ ...topology, nodes })
    const intents = randomIntents(random, topology, { count: 4, distinct: true, plain: true })
    for (const state of randomState(random, index, intents, 2).values())
      yield switchOf(index, withCopies(random, index, withTreatments(random, state)), without)
  }
}

/** A packet of which an entry speaks, mostly. */
function samplePacket(random: Random, { index, state }: Switch): Packet {
  const matches: PacketMatch[] = [...entriesOf(state).values()].flatMap((entry) =>
    'match' in entry
      ? [entry.match]
      : entry.kind === 'route'
        ? [{ dst: entry.prefix }]
        : entry.kind === 'group-route'
          ? [groupMatch(entry), groupMatch(entry)]
          : [],
  )
  const match = random.next() < 0.8 && matches.length > 0 ? random.pick(matches) : {}
  const any = () => random.pick(index.owned).prefix
  const first = match.dst ?? match.src ?? any()
  const { family } = prefixRange(first)
  const same = (wanted: Prefix | undefined) => {
    if (wanted !== undefined && prefixRange(wanted).family === family) return wanted
    const own = index.owned.map(({ prefix }) => prefix).filter((prefix) => prefixRange(prefix).family === family)
    return own.length > 0 ? random.pick(own) : first
  }
  const protocol = match.protocol ?? random.pick([6, 17, family === 4 ? 1 : 58, 132, 136, 47])
  const port = (range: PacketMatch['srcPort']) =>
    !hasPorts(protocol) ? 0 : range ? range[0] + random.below(range[1] - range[0] + 1) : random.below(65_536)
  return {
    src: addressIn(random, same(match.src)),
    dst: addressIn(random, same(match.dst)),
    protocol,
    srcPort: port(match.srcPort),
    dstPort: port(match.dstPort),
    dscp: match.dscp ?? random.pick([0, 10, 46]),
    established: false,
  }
}

function addressIn(random: Random, prefix: Prefix): IpAddress {
  const { family, first, last } = prefixRange(prefix)
  const size = last - first + 1n
  return formatAddress({ family, value: first + BigInt(random.below(Number(size > 65_536n ? 65_536n : size))) })
}

test('1,000 packets on random states leave the pipeline as the lookup says', { timeout: 60_000 }, () => {
  const random = seededRandom(1)
  const seen = new Map<string, number>()
  let left = 1000
  for (const own of switches()) {
    for (let i = 0; i < 8 && left > 0; i++, left--) {
      for (const kind of expectSame(random, own, samplePacket(random, own))) seen.set(kind, (seen.get(kind) ?? 0) + 1)
    }
    if (left === 0) break
  }
  for (const kind of [
    'in-filter',
    'forward-filter',
    'out-filter',
    'no-live-next-hop',
    'deliver',
    'forward',
    'backup',
    'metered',
    'marked',
    'copied',
    'copied twice',
    'replicate',
    'reverse-path',
  ])
    expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(5)
})

test.each([
  'in_filter',
  'in_policer',
  'mark',
  'forward_filter',
  'copy',
  'copy_2',
  'group_route',
  'policy_route',
  'route_ipv4',
  'next_hops',
  'out_filter',
  'out_policer',
  'neighbour',
])('a pipeline that lost the entries of %s is caught', (table) => {
  const random = seededRandom(2)
  let left = 600
  const isCaught = () => {
    for (const own of switches(table))
      for (let i = 0; i < 8; i++) {
        if (left-- === 0) return false
        try {
          expectSame(random, own, samplePacket(random, own))
        } catch {
          return true
        }
      }
    return false
  }
  expect(isCaught()).toBe(true)
})

/** Sends a packet through both, once for each choice among equal next hops; says what became of it, in kinds. */
function expectSame(random: Random, own: Switch, packet: Packet): string[] {
  const { index, device, pipeline, ports } = own
  const names = [...interfacesOf(index, index.nodeId.get(own.state.device) ?? 0), 'local']
  const inInterface = random.pick(names)
  const inPort = ports.get(inInterface)
  if (inPort === undefined) return []
  const down = new Set(names.filter((name) => name !== 'local' && random.next() < 0.25))
  const livePorts = new Set([...ports].filter(([name]) => !down.has(name)).map(([, port]) => port))
  const result = lookup(device, preparePacket(packet), inInterface, (name) => !down.has(name))
  const frame = frameBytes(packetBytes(packet, 1, false), '02:00:00:00:00:01', routerMac(own.state.device))
  const choices = result.kind === 'forward' ? result.choices : [undefined]
  const copied = (result.copies ?? []).map((copy) => copy.interface)
  if (result.kind === 'replicate') {
    const outcome = pipeline.process(frame, inPort, { livePorts, choose: () => 0 })
    expectCopies(own, packet, result, outcome, copied, livePorts)
    expectReplicas(own, packet, result, outcome, inInterface, livePorts)
    return ['replicate']
  }
  for (const [i, choice] of choices.entries()) {
    const outcome = pipeline.process(frame, inPort, {
      livePorts,
      choose: (count) => {
        expect(count).toBe(choices.length)
        return i
      },
    })
    expectCopies(own, packet, result, outcome, copied, livePorts)
    const out = choice
      ? choice.permitted
        ? choice.nextHop.interface
        : undefined
      : result.kind === 'deliver'
        ? result.interface
        : undefined
    const asked = choice?.policer ?? (result.kind === 'deliver' ? result.leaving.policer : undefined)
    const wanted = [result.policer, asked].flatMap((one) => (one ? [one.entry.bucket] : []))
    expect({
      packet,
      inInterface,
      port: outcome.port,
      meters: outcome.meters.map((meter) => own.buckets.get(meter)),
    }).toEqual({
      packet,
      inInterface,
      port: out === undefined ? undefined : ports.get(out),
      meters: wanted,
    })
    if (out !== undefined) expectFrame(own, packet, result, outcome, inInterface, out)
  }
  return [kindOf(result, packet), ...['copied', 'copied twice'].slice(0, copied.length)]
}

/** Copies leave as the frame came in, with the DSCP that rules saw. */
function expectCopies(
  own: Switch,
  packet: Packet,
  result: LookupResult,
  { copies }: Outcome,
  to: readonly string[],
  livePorts: ReadonlySet<number>,
): void {
  const seen = copies.filter(({ port }) => livePorts.has(port))
  expect(seen.map(({ port }) => port).sort()).toEqual(to.map((name) => own.ports.get(name)).sort())
  const wanted = packetBytes({ ...packet, dscp: result.packet.dscp }, 1, false)
  if ((wanted[0] ?? 0) >> 4 === 4) {
    wanted.writeUInt16BE(0, 10)
    wanted.writeUInt16BE(checksumOf(wanted.subarray(0, 20)), 10)
  }
  const frame = frameBytes(wanted, '02:00:00:00:00:01', routerMac(own.state.device))
  for (const { bytes } of seen) expect(bytes.toString('hex')).toBe(frame.toString('hex'))
}

/** A packet to a group leaves by every port whose filters let it out, each by the rates there. */
function expectReplicas(
  own: Switch,
  packet: Packet,
  result: Extract<LookupResult, { kind: 'replicate' }>,
  { port, replicas }: Outcome,
  inInterface: string,
  livePorts: ReadonlySet<number>,
): void {
  expect(port).toBeUndefined()
  const permitted = result.choices.filter((choice) => choice.permitted)
  const seen = replicas.filter((one) => livePorts.has(one.port))
  expect(seen.length).toBe(permitted.length)
  for (const { nextHop, policer } of permitted) {
    const replica = seen.find((one) => one.port === own.ports.get(nextHop.interface))
    const wanted = [result.policer, policer].flatMap((one) => (one ? [one.entry.bucket] : []))
    expect(replica?.meters.map((meter) => own.buckets.get(meter))).toEqual(wanted)
    if (replica) expectFrame(own, packet, result, replica, inInterface, nextHop.interface)
  }
}

function kindOf(result: LookupResult, packet: Packet): string {
  if (result.kind === 'drop') return result.reason
  if (result.packet.dscp !== packet.dscp) return 'marked'
  if (result.policer) return 'metered'
  if (result.kind === 'forward' && result.choices.every(({ permitted }) => !permitted)) return 'out-filter'
  if (result.kind === 'forward' && result.choices.length === 0) return 'no-live-next-hop'
  return result.kind === 'forward' && result.group > 0 ? 'backup' : result.kind
}

/** The frame has the addresses of the next link, the DSCP as rewritten, and a hop less where it was passed on. */
function expectFrame(
  own: Switch,
  packet: Packet,
  result: LookupResult,
  { bytes }: Pick<Outcome, 'bytes'>,
  inInterface: string,
  out: string,
): void {
  const wanted = packetBytes({ ...packet, dscp: result.packet.dscp }, 1, false)
  const isV4 = (wanted[0] ?? 0) >> 4 === 4
  if (inInterface !== 'local' && out !== 'local') wanted[isV4 ? 8 : 7] = 63
  if (isV4) {
    wanted.writeUInt16BE(0, 10)
    wanted.writeUInt16BE(checksumOf(wanted.subarray(0, 20)), 10)
  }
  expect(bytes.subarray(14).toString('hex')).toBe(wanted.toString('hex'))
  if (out === 'local') return
  const { index, state } = own
  const adjacency = index.adjacencyByInterface[index.nodeId.get(state.device) ?? -1]?.get(out)
  const neighbour = adjacency && !index.isEnd[adjacency.neighbour] ? index.nodes[adjacency.neighbour]?.name : undefined
  const mac = neighbour === undefined ? 'ff'.repeat(6) : routerMac(neighbour).replaceAll(':', '')
  expect(bytes.subarray(0, 12).toString('hex')).toBe(`${mac}${routerMac(state.device).replaceAll(':', '')}`)
}

function checksumOf(bytes: Buffer): number {
  let sum = 0
  for (let i = 0; i < bytes.length; i += 2) sum += bytes.readUInt16BE(i)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}

test('a frame that is not for the router is dropped, and one that is no IP goes to the device itself', () => {
  const [own] = switches()
  if (!own) throw new Error('no switch')
  const conditions = { livePorts: new Set<number>(), choose: () => 0 }
  const packet: Packet = {
    src: '10.0.0.1' as IpAddress,
    dst: '10.0.0.2' as IpAddress,
    protocol: 6,
    srcPort: 1,
    dstPort: 2,
    dscp: 0,
    established: false,
  }
  const astray = frameBytes(packetBytes(packet, 1, false), '02:00:00:00:00:01', '02:00:00:00:00:02')
  expect(own.pipeline.process(astray, 1, conditions).port).toBeUndefined()
  const arp = Buffer.concat([Buffer.from('ffffffffffff0200000000010806', 'hex'), Buffer.alloc(28)])
  expect(own.pipeline.process(arp, 1, conditions).port).toBe(510)
})
