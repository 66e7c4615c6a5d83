import type {
  EndTerm,
  Intent,
  InstallingIntent,
  IpAddress,
  IpFamily,
  NetworkState,
  Packet,
  PacketMatch,
  Prefix,
  Random,
  Topology,
} from '@paranet/network'
import { formatAddress, hasPorts, hostPrefix, parseAddressNumber, prefixRange } from '@paranet/network'
import type { Entering, EntryPlace } from '../oracle/index.js'
import { surroundingsOf } from '../oracle/index.js'

/** The values of one packet field at which some rule or intent changes its mind. */
interface Corners {
  readonly addresses: readonly Address[]
  readonly headers: readonly Header[]
}
interface Address {
  readonly text: IpAddress
  readonly family: IpFamily
}
type Header = Omit<Packet, 'src' | 'dst'>

/** Packets at the corners of everything that the intents and the states say, entering where they may matter: for every intent its own
 *  ends and class, for every entry its own match, each also one step off; then random corners at random places. Deterministic. */
export function cornerPackets(
  random: Random,
  topology: Topology,
  intents: readonly Intent[],
  states: NetworkState,
  most: number,
): Entering[] {
  const { places } = surroundingsOf(topology)
  const corners = cornersOf(topology, intents, states)
  const found = new Map<string, Entering>()
  const add = (at: EntryPlace, src: Address | undefined, dst: Address | undefined, header: Header) => {
    if (!src || !dst || src.family !== dst.family || found.size >= most) return
    const packet = tidy({ src: src.text, dst: dst.text, ...header })
    const its = { node: at.node, interface: at.interface }
    found.set(JSON.stringify([its, packet]), { at: its, packet })
  }
  const share = Math.floor(most / 3)
  for (const match of shuffled(random, matchesIn(states)).slice(0, share)) {
    const src = match.src ? random.pick(addressCorners(match.src)) : random.pick(corners.addresses)
    const dst = match.dst ? random.pick(addressCorners(match.dst)) : sameFamily(random, corners, src)
    const at = places.filter((place) => place.own.length === 0 || random.next() < 0.5)
    for (const place of [random.pick(places), ...at.slice(0, 1)]) add(place, src, dst, random.pick(headersOf(match)))
  }
  const spoken = intents.flatMap(spokenOf)
  for (let i = 0; i < share && spoken.length > 0; i++) {
    const intent = random.pick(spoken)
    const { from, to } = intent
    const place = random.pick(places)
    const own = shuffled(random, sourcesAt(topology, place, corners))[0]
    const src = random.next() < 0.7 ? own : random.pick(addressesOf(topology, corners, random.pick(from.terms)))
    const dst = random.pick(addressesOf(topology, corners, random.pick(to.terms)))
    const header = random.pick(headersOf(random.pick(classMatches(intent))))
    if (random.next() < 0.7) add(place, src, dst, header)
    else add(place, dst, src, { ...header, srcPort: header.dstPort, dstPort: header.srcPort })
  }
  for (let i = 0; i < most * 2 && found.size < most; i++) {
    const place = random.pick(places)
    const src = random.next() < 0.7 ? random.pick(sourcesAt(topology, place, corners)) : random.pick(corners.addresses)
    add(place, src, sameFamily(random, corners, src), random.pick(corners.headers))
  }
  return [...found.values()]
}

const sameFamily = (random: Random, corners: Corners, other: Address | undefined): Address =>
  random.pick(corners.addresses.filter(({ family }) => family === (other?.family ?? 4)))

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  const left = [...items]
  const out: T[] = []
  while (left.length > 0) out.push(...left.splice(random.below(left.length), 1))
  return out
}

/** Addresses that lie in what belongs behind the place; at external places, any. */
function sourcesAt(topology: Topology, place: EntryPlace, corners: Corners): readonly Address[] {
  const own = surroundingsOf(topology).placeAt.get(`${place.node} ${place.interface}`)?.own ?? []
  const inside = corners.addresses.filter(({ text }) => own.some((bits) => bitsStart(text, bits)))
  return inside.length > 0 ? inside : corners.addresses
}

function bitsStart(address: IpAddress, bits: string): boolean {
  const number = parseAddressNumber(address)
  if (!number) return false
  const text = `${number.family}${number.value.toString(2).padStart(number.family === 4 ? 32 : 128, '0')}`
  return text.startsWith(bits)
}

function addressesOf(topology: Topology, corners: Corners, term: EndTerm): readonly Address[] {
  if (term.kind === 'prefix') return addressCorners(term.prefix)
  if (term.kind !== 'node') return corners.addresses
  const node = topology.nodes.find(({ name }) => name === term.node)
  const own = node ? [...node.addresses.map(hostPrefix), ...node.prefixes] : []
  return own.length > 0 ? own.flatMap(addressCorners) : corners.addresses
}

/** First, last, one before, one after, and one inside. */
function addressCorners(prefix: Prefix): Address[] {
  const { family, first, last } = prefixRange(prefix)
  const top = (1n << BigInt(family === 4 ? 32 : 128)) - 1n
  const values = [first, last, first - 1n, last + 1n, (first + last) / 2n].filter(
    (value) => value >= 0n && value <= top,
  )
  return [...new Set(values)].map((value) => ({ text: formatAddress({ family, value }), family }))
}

const plainHeader: Header = { protocol: 6, srcPort: 50_000, dstPort: 443, dscp: 0, established: false }

/** Headers inside the match, and one step off in one field. */
function headersOf(match: Omit<PacketMatch, 'src' | 'dst'>): Header[] {
  const protocol = match.protocol ?? 6
  const base: Header = {
    protocol,
    srcPort: match.srcPort?.[0] ?? 50_000,
    dstPort: match.dstPort?.[0] ?? 443,
    dscp: match.dscp ?? 0,
    established: match.established ?? false,
  }
  const around = (range: readonly [number, number] | undefined) =>
    range ? [range[0], range[1], range[0] - 1, range[1] + 1].filter((port) => port >= 0 && port <= 65_535) : []
  return [
    base,
    base,
    { ...base, established: !base.established },
    { ...base, protocol: protocol === 6 ? 17 : 6 },
    ...(match.protocol === undefined ? [{ ...base, protocol: 47 }] : []),
    ...around(match.srcPort).map((srcPort) => ({ ...base, srcPort })),
    ...around(match.dstPort).map((dstPort) => ({ ...base, dstPort })),
    ...(match.dscp === undefined ? [] : [{ ...base, dscp: (match.dscp + 1) % 64 }]),
  ]
}

const tidy = (packet: Packet): Packet => (hasPorts(packet.protocol) ? packet : { ...packet, srcPort: 0, dstPort: 0 })

function matchesIn(states: NetworkState): PacketMatch[] {
  const matches: PacketMatch[] = []
  for (const state of states.values()) {
    for (const { match } of state.filters) matches.push(match)
    for (const { match } of state.policyRoutes) matches.push(match)
    for (const { match } of [...(state.marks ?? []), ...(state.policers ?? []), ...(state.queues ?? [])])
      matches.push(match)
    for (const { prefix } of state.routes) matches.push({ dst: prefix })
  }
  return [...new Map(matches.map((match) => [JSON.stringify(match), match])).values()]
}

/** What an intent says of headers, as matches. */
const classMatches = ({ traffic }: Spoken): PacketMatch[] =>
  traffic.flatMap((term) =>
    (term.dstPorts ?? [undefined]).flatMap((dstPort) =>
      (term.srcPorts ?? [undefined]).map((srcPort) => ({
        ...(term.protocol === undefined ? {} : { protocol: term.protocol }),
        ...(dstPort ? { dstPort } : {}),
        ...(srcPort ? { srcPort } : {}),
        ...(term.dscp?.[0] === undefined ? {} : { dscp: term.dscp[0] }),
      })),
    ),
  )

/** Ends and class of an intent; what speaks of devices or names has none. */
function spokenOf(intent: Intent): Spoken[] {
  const spoken = intent.kind === 'assert' ? intent.asserts : intent
  return 'from' in spoken ? [spoken] : []
}

type Spoken = Pick<InstallingIntent, 'from' | 'to' | 'traffic'>

function cornersOf(topology: Topology, intents: readonly Intent[], states: NetworkState): Corners {
  const spoken = intents.flatMap(spokenOf)
  const matches = [...matchesIn(states), ...spoken.flatMap(classMatches)]
  const prefixes = new Set<Prefix>(['198.51.100.0/24' as Prefix, '2001:4860::/32' as Prefix])
  for (const node of topology.nodes)
    for (const one of [...node.addresses.map(hostPrefix), ...node.prefixes]) prefixes.add(one)
  for (const { src, dst } of matches) for (const one of [src, dst]) if (one) prefixes.add(one)
  for (const { from, to } of spoken)
    for (const term of [...from.terms, ...from.except, ...to.terms, ...to.except])
      if (term.kind === 'prefix') prefixes.add(term.prefix)
  const addresses = new Map([...prefixes].flatMap(addressCorners).map((one) => [one.text, one]))
  const headers = new Map([{}, ...matches].flatMap(headersOf).map((header) => [JSON.stringify(header), header]))
  return { addresses: [...addresses.values()], headers: [plainHeader, ...headers.values()] }
}
