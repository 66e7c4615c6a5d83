import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import type { DeviceState, NetworkState, Packet, Random, TopologyIndex } from '@paranet/network'
import { canonicalState, indexTopology, seededRandom } from '@paranet/network'
import type { Verdict } from '@paranet/verifier'
import { verify } from '@paranet/verifier'
import { expect, test } from 'vitest'
import { bruteForce, type Fate, holds } from './brute-force.js'

interface Mirror {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly at: string
  readonly collector: string
}
interface Group {
  readonly name: string
  readonly sender: string
  readonly group: string
  readonly receivers: readonly string[]
}
interface Case {
  readonly index: TopologyIndex
  readonly text: string
  readonly mirrors: readonly Mirror[]
  readonly groups: readonly Group[]
}

const hostAddress = (host: number): string => `10.200.${host}.1`

/** A ring of routers with chords, hosts on some, and intents that copy between them. */
function randomCase(random: Random): Case {
  const routers = 3 + random.below(3)
  const homes = Array.from({ length: 4 }, () => random.below(routers))
  const links = Array.from(
    { length: routers },
    (_, i) => `link r${i} -- r${(i + 1) % routers} { weight: ${1 + random.below(9)} }`,
  )
  const network = [
    `network n { default: ${random.pick(['closed', 'open'])}`,
    ...Array.from(
      { length: routers },
      (_, i) => `node r${i} : router { address: 10.0.0.${i + 1}, prefixes: 10.${i + 1}.0.0/16 }`,
    ),
    ...homes.map((home, i) => `node h${i} : host { address: ${hostAddress(i)}, gateway: r${home} }`),
    ...links,
    ...homes.map((home, i) => `link h${i} -- r${home}`),
    '}',
  ].join('\n')
  const { topology } = resolveNetwork([{ name: 'n.pn', text: network }])
  if (!topology) throw new Error('the network does not parse')
  const mirrors = Array.from({ length: random.below(3) }, (_, i): Mirror => {
    const collector = random.below(4)
    return {
      name: `m${i}`,
      from: random.below(routers),
      to: random.below(routers),
      at: `r${homes[collector]}`,
      collector: `h${collector}`,
    }
  })
  const nodes = [...homes.map((_, i) => `h${i}`), ...Array.from({ length: routers }, (_, i) => `r${i}`)]
  const groups = Array.from({ length: 1 + random.below(2) }, (_, i): Group => {
    const sender = `h${random.below(4)}`
    const receivers = nodes.filter((name) => name !== sender && random.next() < 0.4)
    const spare = nodes.find((name) => name !== sender) ?? 'r0'
    return { name: `g${i}`, sender, group: `239.1.1.${i + 1}`, receivers: receivers.length > 0 ? receivers : [spare] }
  })
  const text = [
    'route all { from: 10.1.0.0/16, to: 10.2.0.0/16, reply: stateless }',
    'route back { from: 10.3.0.0/16, to: 10.1.0.0/16, traffic: udp, reply: none }',
    ...mirrors.map(
      ({ name, from, to, at, collector }) =>
        `mirror ${name} { from: 10.${from + 1}.0.0/16, to: 10.${to + 1}.0.0/16, at: ${at}, copy_to: ${collector} }`,
    ),
    ...groups.map(
      ({ name, sender, group, receivers }) =>
        `multicast ${name} { source: ${sender}, group: ${group}, receivers: ${receivers.join(', ')} }`,
    ),
  ].join('\n')
  return { index: indexTopology(topology), text, mirrors, groups }
}

/** One or two things wrong on one device. */
function mutated(random: Random, index: TopologyIndex, state: NetworkState): NetworkState {
  const changed = new Map(state)
  for (let i = random.below(3); i > 0; i--) {
    const name = random.pick(index.devices)
    const own = changed.get(name)
    if (own) changed.set(name, canonicalState(wrong(random, index, own)))
  }
  return changed
}

function wrong(random: Random, index: TopologyIndex, own: DeviceState): DeviceState {
  const interfaces = [...(index.adjacencyByInterface[index.nodeId.get(own.device) ?? 0]?.keys() ?? [])]
  const { copies = [], groupRoutes = [] } = own
  const place = random.below(Math.max(1, groupRoutes.length))
  const edit = (more: object) => groupRoutes.map((one, i) => (i === place ? { ...one, ...more } : one))
  switch (random.below(6)) {
    case 0:
      return { ...own, copies: copies.slice(1) }
    case 1:
      return { ...own, groupRoutes: groupRoutes.slice(1) }
    case 2:
      return { ...own, groupRoutes: edit({ inInterface: random.pick(interfaces) }) }
    case 3:
      return { ...own, groupRoutes: edit({ out: interfaces.filter(() => random.next() < 0.5).sort() }) }
    case 4:
      return {
        ...own,
        copies: [
          ...copies,
          { match: { dst: `10.${1 + random.below(3)}.0.0/16` as never }, to: random.pick(interfaces) },
        ],
      }
    default:
      return { ...own, filters: own.filters.filter(() => random.next() < 0.8) }
  }
}

interface Entering {
  readonly device: string
  readonly interface: string
  readonly packet: Packet
}

/** A packet from each port to each place that matters. */
function packetsOf({ index, groups }: Case): Entering[] {
  const destinations = [
    ...index.owned.map(({ prefix }) => prefix.replace(/\.0\.0\/16$/, '.7.7').replace(/\/32$/, '')),
    ...groups.map(({ group }) => group),
  ]
  return index.ports.flatMap((port) =>
    port.sources.flatMap((source) =>
      destinations.map(
        (dst): Entering => ({
          device: index.nodes[port.device]?.name ?? '',
          interface: port.interface,
          packet: {
            src: source.replace(/\.0\.0\/16$/, '.7.8').replace(/\/32$/, '') as never,
            dst: dst as never,
            protocol: 17,
            srcPort: 1000,
            dstPort: 443,
            dscp: 0,
            established: false,
          },
        }),
      ),
    ),
  )
}

const count = (all: readonly string[], one: string): number => all.filter((other) => other === one).length

/** Whether what happened is what the mirror asks: its class is copied each time that it passes, and nothing else is on its account alone. */
function breaksMirror(
  its: Mirror,
  all: readonly Mirror[],
  { device, interface: name, packet }: Entering,
  fate: Fate,
): boolean {
  const belongs = (one: Mirror) =>
    device === `r${one.from}` &&
    name === 'lan' &&
    holds(`10.${one.from + 1}.0.0/16`, packet.src) &&
    holds(`10.${one.to + 1}.0.0/16`, packet.dst)
  const place = `${its.at}>${its.collector}`
  if (belongs(its)) return count(fate.mirrored, place) !== count(fate.passed, its.at)
  const isAnothers = all.some((other) => other.at === its.at && other.collector === its.collector && belongs(other))
  return !isAnothers && fate.mirrored.includes(place)
}

function breaksGroup(
  { index }: Case,
  { sender, group, receivers }: Group,
  { device, interface: name, packet }: Entering,
  fate: Fate,
): boolean {
  const port = index.portsOfNode[index.nodeId.get(sender) ?? -1]?.[0]
  const isOwn = port !== undefined && index.nodes[port.device]?.name === device && port.interface === name
  if (!isOwn || packet.dst !== group) return false
  return receivers.some((receiver) => count(fate.received, receiver) !== 1)
}

function enteringOf({ ingress, packet }: Verdict): Entering | undefined {
  return ingress && packet && { device: ingress.node, interface: ingress.interface, packet }
}

test('verdicts about copies are those of walking packets one by one', () => {
  const random = seededRandom(20_261)
  const seen = { holds: 0, violated: 0 }
  for (let round = 0; round < 120; round++) {
    const its = randomCase(random)
    const { intents, diagnostics } = resolveIntents([{ name: 'a.pn', text: its.text }], its.index)
    const made = compile({ index: its.index, intents })
    const errors = [...diagnostics, ...made.diagnostics].filter(({ severity }) => severity === 'error')
    if (errors.some(({ code }) => code !== 'conflict')) expect(errors).toEqual([])
    if (errors.length > 0) continue
    const state = round % 3 === 0 ? made.state : mutated(random, its.index, made.state)
    const { ok, verdicts } = verify({ index: its.index, intents, state })
    if (state === made.state)
      expect({ ok, text: its.text, verdicts: ok ? [] : verdicts }).toEqual({ ok: true, text: its.text, verdicts: [] })
    const walk = (one: Entering) => bruteForce(its.index.topology, state, one.device, one.interface, one.packet)
    const fates = packetsOf(its).map((entering) => ({ entering, fate: walk(entering) }))
    const judge = (name: string, property: string, breaks: (entering: Entering, fate: Fate) => boolean) => {
      const verdict = verdicts.find((one) => one.intent === `n/a.pn/${name}` && one.property === property)
      if (!verdict) throw new Error(`no verdict of ${name}`)
      const broken = fates.find(({ entering, fate }) => breaks(entering, fate))
      const about = { round, name, verdict, broken, text: its.text }
      if (broken) expect(about).toMatchObject({ verdict: { verdict: 'violated' } })
      const shown = enteringOf(verdict)
      if (verdict.verdict === 'violated' && shown)
        expect({ ...about, breaks: breaks(shown, walk(shown)) }).toMatchObject({ breaks: true })
      seen[verdict.verdict === 'holds' ? 'holds' : 'violated']++
    }
    for (const mirror of its.mirrors)
      judge(mirror.name, 'mirrored', (entering, fate) => breaksMirror(mirror, its.mirrors, entering, fate))
    for (const group of its.groups)
      judge(group.name, 'delivered', (entering, fate) => breaksGroup(its, group, entering, fate))
    const loop = verdicts.find(({ property }) => property === 'no-loop')
    if (fates.some(({ fate }) => fate.loops)) expect(loop?.verdict).toBe('violated')
    const shown = loop && enteringOf(loop)
    if (loop?.verdict === 'violated' && shown) expect(walk(shown).loops).toBe(true)
  }
  expect(seen.violated).toBeGreaterThan(20)
  expect(seen.holds).toBeGreaterThan(100)
})
