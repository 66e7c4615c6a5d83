import { findCompositions } from '@paranet/compiler'
import type {
  Ends,
  EndTerm,
  Intent,
  IpAddress,
  Packet,
  Prefix,
  Random,
  Schedule,
  Topology,
  TopologyNode,
  TrafficClass,
} from '@paranet/network'
import { indexTopology, isActiveAt, seededRandom } from '@paranet/network'
import type { Side } from '../oracle/index.js'
import { isBehind, sidesOf, surroundingsOf } from '../oracle/index.js'

const day = 86_400_000
const start = Date.parse('2026-11-02T00:00:00Z')
const days = 4

/** What was found of a case, `code: intent / intent`, sorted. */
export interface Found {
  readonly expected: readonly string[]
  readonly found: readonly string[]
  /** Witnesses that show nothing. */
  readonly wrong: readonly string[]
}

/** A few intents on three routers with two addresses each, looked at as a whole and packet by packet. */
export function composeBothWays(seed: number): Found {
  const random = seededRandom(seed)
  const topology = smallTopology(random)
  const intents = Array.from({ length: 2 + random.below(3) }, (_, i) => smallIntent(random, topology, i))
  const index = indexTopology(topology)
  const diagnostics = findCompositions(index, intents, { from: start, until: start + days * day })
  const brute = bruteForce(topology, intents)
  const name = (line: number) => `i${line - 1}`
  const found = diagnostics.map(({ code, span, related = [] }) =>
    code === 'conflict' || code === 'partly-shadowed'
      ? `${code}: ${name(span.line)} / ${name(related[0]?.span.line ?? 0)}`
      : `${code}: ${name(span.line)}`,
  )
  const wrong = diagnostics.filter(({ code, span, related = [], witness }) => {
    const of = [span.line, ...related.slice(0, code === 'shadowed' ? 0 : 1).map((one) => one.span.line)]
    return !isShown(
      topology,
      of.map((line) => intents[line - 1]).filter((one) => one !== undefined),
      witness,
    )
  })
  return { expected: brute, found: found.sort(), wrong: wrong.map(({ message }) => message) }
}

/** Whether every intent speaks of the packet of the witness, at its place and time. */
function isShown(
  topology: Topology,
  intents: readonly Intent[],
  witness: ReturnType<typeof findCompositions>[number]['witness'],
): boolean {
  const { packet, place, time } = witness ?? {}
  const its = surroundingsOf(topology)
  const where = its.places.find((one) => one.node === place?.node && one.interface === place.interface)
  if (!packet || !where || !time) return false
  return intents.every(
    (intent) =>
      isActive(intent, Date.parse(time.from)) &&
      isActive(intent, Date.parse(time.until) - 1) &&
      sidesOf(topology, intent).some((side) => side.covers(where, packet)),
  )
}

const node = (name: string, its: Partial<TopologyNode>): TopologyNode => ({
  name,
  type: 'router',
  addresses: [],
  prefixes: [],
  target: 'emulated',
  driver: 'emulated',
  produces: [],
  labels: {},
  assigned: [],
  ...its,
})

/** Three routers with two addresses each, a firewall and a router without any. */
export function smallTopology(random: Random): Topology {
  const isNested = random.next() < 0.3
  const nodes = [
    node('r1', { prefixes: ['10.1.0.0/31' as Prefix] }),
    node('r2', { prefixes: (isNested ? ['10.1.0.1/32', '10.2.0.0/32'] : ['10.2.0.0/32']) as Prefix[] }),
    node('r3', { addresses: ['10.3.0.0' as IpAddress] }),
    node('fw', { type: 'firewall', function: 'firewall' }),
    node('r4', {}),
  ]
  const link = (a: string, b: string) => ({
    id: `${a}--${b}`,
    ends: [
      { node: a, interface: `to-${b}` },
      { node: b, interface: `to-${a}` },
    ] as const,
    bandwidth: 1e9,
    latency: 1000,
    weight: 10,
    risks: [],
    labels: {},
    assigned: [],
  })
  return {
    name: 'small',
    default: random.next() < 0.7 ? 'closed' : 'open',
    antiSpoofing: true,
    nodes,
    interfaces:
      random.next() < 0.3
        ? [{ node: 'r2', name: 'wan', addresses: [], mtu: 1500, segment: 'main', external: true, labels: {} }]
        : [],
    links: [link('r1', 'fw'), link('fw', 'r2'), link('r2', 'r3'), link('r3', 'r1'), link('r1', 'r4'), link('r4', 'r2')],
    groups: [],
  }
}

const classes: readonly TrafficClass[] = [
  [{}],
  [{ protocol: 6 }],
  [{ protocol: 6, dstPorts: [[1, 1]] }],
  [{ protocol: 6, dstPorts: [[1, 2]] }],
  [{ dstPorts: [[2, 2]] }],
  [
    {
      protocol: 6,
      dstPorts: [
        [0, 0],
        [2, 65535],
      ],
    },
    { protocol: 17 },
  ],
  [{ protocol: 6, srcPorts: [[1, 1]] }],
]

/** An intent between any of their places. */
export function smallIntent(random: Random, topology: Topology, rank: number): Intent {
  const name = `i${rank}`
  const common = {
    id: `small/x.pn/${name}`,
    name,
    rank,
    priority: random.pick([50, 100, 100, 100, 200]),
    from: smallEnds(random, topology),
    to: smallEnds(random, topology),
    traffic: random.pick(classes),
    reply: random.pick(['auto', 'none', 'none', 'stateless'] as const),
    yields: random.next() < 0.1,
    labels: {},
    source: { file: 'x.pn', offset: rank * 10, line: rank + 1, column: 1, length: 1 },
    ...(random.next() < 0.3 ? { active: smallSchedule(random) } : {}),
  }
  const kind = random.pick(['route', 'route', 'isolate', 'isolate', 'allow', 'allow'] as const)
  if (kind !== 'route') return { ...common, kind }
  const oneOf = random.pick([[], [], ['fw'], ['r4'], ['fw', 'r4']])
  return { ...common, kind, via: oneOf.length > 0 ? [{ oneOf }] : [], avoid: [] }
}

function smallSchedule(random: Random): Schedule {
  const first = random.below(days)
  const text = (at: number) => new Date(start + at * day).toISOString().slice(0, 10)
  const [from, until] = [text(first), text(first + 1 + random.below(days - first))]
  return { terms: [{ zone: 'UTC', from, until }], text: `from ${from} until ${until}` }
}

function smallEnds(random: Random, topology: Topology): Ends {
  const hasExit = topology.interfaces.length > 0
  const term = (): EndTerm => {
    const pick = random.next()
    if (pick < 0.15) return { kind: 'any' }
    if (hasExit && pick < 0.25) return { kind: 'internet' }
    if (pick < 0.6) return { kind: 'node', node: random.pick(['r1', 'r2', 'r3']) }
    return {
      kind: 'prefix',
      prefix: random.pick(['10.1.0.0/31', '10.1.0.0/32', '10.1.0.1/32', '10.2.0.0/32', '10.0.0.0/14']) as Prefix,
    }
  }
  const terms = [term(), ...(random.next() < 0.3 ? [term()] : [])]
  return { terms, except: random.next() < 0.2 ? [term()] : [], text: 'ends' }
}

const addresses = [
  '10.1.0.0',
  '10.1.0.1',
  '10.2.0.0',
  '10.3.0.0',
  '10.0.9.9',
  '198.51.100.1',
] as readonly string[] as IpAddress[]

/** One packet of every sort that the classes tell apart. */
function* packets(): Generator<Packet> {
  for (const established of [false, true])
    for (const src of addresses)
      for (const dst of addresses)
        for (const protocol of [6, 17, 132, 47])
          for (const srcPort of protocol === 47 ? [0] : [1, 2, 9])
            for (const dstPort of protocol === 47 ? [0] : [1, 2, 9])
              yield { src, dst, protocol, srcPort, dstPort, dscp: 0, established }
}

const all = [...packets()]
const bySource = new Map(addresses.map((src) => [src, all.filter((packet) => packet.src === src)]))

const isActive = (intent: Intent, at: number): boolean => {
  const { active } = intent as { active?: Schedule }
  return active === undefined || isActiveAt(active, at)
}

const viaOf = ({ via }: Side): string => via.map((one) => [...one].sort().join('|')).join('>')

/** Which sides speak of a packet that enters at a place at a time. */
interface Spoken {
  readonly isOwn: boolean
  readonly packet: Packet
  readonly speaking: readonly Side[]
}

function* spokenOf(topology: Topology, intents: readonly Intent[]): Generator<Spoken> {
  const its = surroundingsOf(topology)
  const sides = intents.flatMap((intent) => sidesOf(topology, intent))
  const active = Array.from({ length: days }, (_, i) => sides.map(({ intent }) => isActive(intent, start + i * day)))
  const times = active.filter((one, i) => active.findIndex((other) => other.join() === one.join()) === i)
  for (const place of its.places)
    for (const src of addresses) {
      // Only what is forbidden speaks of sources that do not belong where they enter.
      const isOwn = isBehind(its, place, src)
      const ask = sides.map(({ says }) => isOwn || says === 'must-not')
      if (!ask.includes(true)) continue
      for (const packet of bySource.get(src) ?? []) {
        const covering = sides.map((side, i) => ask[i] === true && side.covers(place, packet))
        if (!covering.includes(true)) continue
        for (const time of times) yield { isOwn, packet, speaking: sides.filter((_, i) => covering[i] && time[i]) }
      }
    }
}

/** The chapter on intents that speak of the same packets, read one packet at a time. */
function bruteForce(topology: Topology, intents: readonly Intent[]): string[] {
  const errors = new Set<string>()
  const warnings = new Set<string>()
  const live = new Set<string>()
  const some = new Set<string>()
  const outside = new Set<string>()
  for (const { isOwn, packet, speaking } of spokenOf(topology, intents)) {
    for (const a of speaking)
      for (const b of speaking) {
        if (orderOf(a, b) >= 0) continue
        const verdict = clashOf(a, b, speaking)
        const pair = `${b.intent.name} / ${a.intent.name}`
        if (verdict === 'error') errors.add(pair)
        if (verdict === 'warning') warnings.add(pair)
      }
    for (const side of speaking) noteStanding(side, { isOwn, packet, speaking }, { live, some, outside }, intents)
  }
  // An intent that no packet can belong to is an error of its own, and says nothing else.
  const areSome = (pair: string) => pair.split(' / ').every((name) => some.has(name))
  const found = [...errors].filter(areSome).map((pair) => `conflict: ${pair}`)
  for (const pair of warnings) if (!errors.has(pair) && areSome(pair)) found.push(`partly-shadowed: ${pair}`)
  for (const { name, ...intent } of intents as readonly { name: string; yields: boolean }[]) {
    if (some.has(name) && !live.has(name) && !intent.yields) found.push(`shadowed: ${name}`)
    if (some.has(name) && intents.some((other) => repeats(topology, intents, name, other, outside)))
      found.push(`redundant: ${name}`)
  }
  return found.sort()
}

const orderOf = (a: Side, b: Side): number => b.spoken.priority - a.spoken.priority || a.spoken.rank - b.spoken.rank

function clashOf(a: Side, b: Side, speaking: readonly Side[]): 'error' | 'warning' | undefined {
  if (a.intent === b.intent) return undefined
  const top = Math.max(a.spoken.priority, b.spoken.priority)
  const above = speaking.filter(({ spoken }) => spoken.priority > top)
  const isSame = a.spoken.priority === b.spoken.priority
  if ((a.says === 'must-not') !== (b.says === 'must-not')) return isSame && above.length === 0 ? 'error' : undefined
  const areWays = a.via.length > 0 && b.via.length > 0 && a.direction === b.direction && viaOf(a) !== viaOf(b)
  const isTaken = above.some((one) => one.says === 'must-not' || (one.via.length > 0 && one.direction === a.direction))
  return areWays && !isTaken ? (isSame ? 'error' : 'warning') : undefined
}

interface Notes {
  readonly live: Set<string>
  readonly some: Set<string>
  readonly outside: Set<string>
}

function noteStanding(
  side: Side,
  { isOwn, packet, speaking }: Spoken,
  { live, some, outside }: Notes,
  intents: readonly Intent[],
): void {
  const { name } = side.intent
  const isForward = side.direction === 'forward'
  const counts = isForward && isOwn
  if (counts) some.add(name)
  if (counts && (side.says === 'must-not' || !packet.established)) {
    const isTaken = speaking.some(
      (other) =>
        other.spoken.priority > side.spoken.priority && (other.says === 'must-not') !== (side.says === 'must-not'),
    )
    if (!isTaken) live.add(name)
  }
  for (const other of intents) {
    const isInside = speaking.some((one) => one.intent === other && one.direction === side.direction)
    if (!isInside) outside.add(`${name} ${other.name}`)
  }
}

/** Whether the intent of the name lies inside the other, which says the same. */
function repeats(
  topology: Topology,
  intents: readonly Intent[],
  name: string,
  other: Intent,
  outside: ReadonlySet<string>,
): boolean {
  const own = intents.find((intent) => intent.name === name)
  const [a] = own ? sidesOf(topology, own) : []
  const [b] = sidesOf(topology, other)
  if (!own || !a || !b || own === other || a.says !== b.says || viaOf(a) !== viaOf(b)) return false
  if (b.spoken.priority < a.spoken.priority || outside.has(`${name} ${other.name}`)) return false
  const isMutual = a.spoken.priority === b.spoken.priority && !outside.has(`${other.name} ${name}`)
  return !isMutual || b.spoken.rank < a.spoken.rank
}
