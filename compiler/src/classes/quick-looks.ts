import type {
  Claim,
  ClaimSource,
  Port,
  PortRange,
  Prefix,
  PrefixRange,
  PrefixSet,
  TopologyIndex,
  TrafficBox,
} from '@paranet/network'
import {
  foreignSources,
  intersectBoxes,
  ownedIndexOf,
  ownSources,
  prefixContains,
  prefixesOverlap,
  prefixRange,
} from '@paranet/network'
import { setContains, trafficContains } from './packet-class.js'

/** One packet that enters at a port, by its lowest addresses. */
interface Trial {
  readonly port: number
  readonly src: PrefixRange
  readonly dst: PrefixRange
  readonly header: {
    readonly protocol: number
    readonly dscp: number
    readonly srcPort: number
    readonly dstPort: number
  }
  readonly established: boolean
}

/** Source ports of a claim where packets are tried. */
const fewSources = 4

/** Answers that need no packet sets, for the many questions where one packet shows it. `false` means: look exactly. */
export class QuickLooks {
  readonly #index: TopologyIndex
  readonly #owned = new Map<Prefix, boolean>()

  constructor(index: TopologyIndex) {
    this.#index = index
  }

  /** Whether two claims, whose headers and sources at the port overlap, surely share a packet there that belongs to none of the others. */
  surelyShare(a: Claim, b: Claim, port: Port, others: readonly Claim[]): boolean {
    const foreign = foreignSources(this.#index, port)
    const isFree = mayLeave(a) && mayLeave(b)
    const sources = shared(sourcesAt(a.sources, port.id), sourcesAt(b.sources, port.id))
    const destinations = shared(a.destinations.prefixes, b.destinations.prefixes)
    for (const src of sources) {
      if (foreign.some((one) => prefixesOverlap(one, src))) continue
      for (const dst of destinations)
        if (isSameFamily(src, dst) && (isFree || this.#isOwned(dst)))
          return others.length === 0 || someOutside(trialsOf(a, b, port.id, src, dst), others)
    }
    return false
  }

  /** Whether one of the others surely has every packet that both claims share at the port. */
  surelyTaken(a: Claim, b: Claim, port: Port, others: readonly Claim[]): boolean {
    const boxes = a.traffic.flatMap((x) => b.traffic.flatMap((y) => intersectBoxes(x, y) ?? []))
    const isFree = mayLeave(a) && mayLeave(b)
    const holdsOne = (outer: PrefixSet, one: PrefixSet, two: PrefixSet) =>
      setContains(outer, one) || setContains(outer, two)
    const sources = [sourcesAt(a.sources, port.id), sourcesAt(b.sources, port.id)] as const
    return others.some(
      (other) =>
        (other.established === undefined || other.established === (a.established ?? b.established)) &&
        (!isFree || mayLeave(other)) &&
        trafficContains(other.traffic, boxes) &&
        holdsOne(other.destinations.prefixes, a.destinations.prefixes, b.destinations.prefixes) &&
        holdsOne(sourcesAt(other.sources, port.id), ...sources),
    )
  }

  /** Whether some packet that the claim opens with surely belongs to none of the others. */
  surelyOutside(claim: Claim, others: readonly Claim[]): boolean {
    return claim.sources.slice(0, fewSources).some((source) => {
      const port = this.#index.ports[source.port]
      const ends = port && this.#ownEnds(claim, source, port)
      return ends && someOutside(trialsOf(claim, claim, source.port, ...ends), others)
    })
  }

  /** Whether the claim surely has a packet at the port whose source belongs behind it. */
  surelyOwn(claim: Claim, source: ClaimSource, port: Port): boolean {
    return claim.traffic.length > 0 && this.#ownEnds(claim, source, port) !== undefined
  }

  #ownEnds(claim: Claim, { prefixes }: ClaimSource, port: Port): [src: Prefix, dst: Prefix] | undefined {
    const foreign = foreignSources(this.#index, port)
    for (const src of shared(prefixes, ownSources(port))) {
      if (foreign.some((one) => prefixesOverlap(one, src))) continue
      for (const dst of claim.destinations.prefixes)
        if (isSameFamily(src, dst) && (mayLeave(claim) || this.#isOwned(dst))) return [src, dst]
    }
    return undefined
  }

  /** Whether a node owns all of the prefix. */
  #isOwned(prefix: Prefix): boolean {
    let known = this.#owned.get(prefix)
    if (known === undefined) {
      const owned = ownedIndexOf(this.#index)
      const [first] = owned.inside(prefix)
      known = first?.prefix === prefix || owned.around(prefix).length > 0
      this.#owned.set(prefix, known)
    }
    return known
  }
}

/** Whether its packets may go to addresses that nobody owns. */
const mayLeave = ({ kind, destinations }: Claim): boolean => kind === 'must-not' || destinations.toInternet

const isSameFamily = (a: Prefix, b: Prefix): boolean => prefixRange(a).family === prefixRange(b).family

/** What two sets share, as prefixes of either. */
function* shared(a: readonly Prefix[], b: readonly Prefix[]): Generator<Prefix> {
  for (const x of a) for (const y of b) if (prefixesOverlap(x, y)) yield prefixContains(x, y) ? y : x
}

export function sourcesAt(sources: readonly ClaimSource[], port: number): readonly Prefix[] {
  let [low, high] = [0, sources.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const source = sources[middle]
    if (!source || source.port === port) return source?.prefixes ?? []
    if (source.port < port) low = middle + 1
    else high = middle - 1
  }
  return []
}

const tcp = 6

/** The corners of what both say of ports, from one address to another. */
function* trialsOf(a: Claim, b: Claim, port: number, from: Prefix, to: Prefix): Generator<Trial> {
  const [src, dst] = [prefixRange(from), prefixRange(to)]
  const established = a.established ?? b.established ?? false
  for (const x of a.traffic)
    for (const y of b.traffic) {
      const box = intersectBoxes(x, y)
      if (!box) continue
      const { protocol = tcp, dscp = 0, srcPort = anyPort, dstPort = anyPort } = box
      for (const [s, d] of corners)
        yield { port, src, dst, established, header: { protocol, dscp, srcPort: srcPort[s], dstPort: dstPort[d] } }
    }
}

const anyPort: PortRange = [0, 65535]
/** Lowest and highest values. */
const corners = [
  [0, 0],
  [1, 1],
  [0, 1],
  [1, 0],
] as const

function someOutside(trials: Iterable<Trial>, others: readonly Claim[]): boolean {
  for (const trial of trials) if (!others.some((other) => mayHold(other, trial))) return true
  return false
}

const mayHold = ({ established, traffic, destinations, sources }: Claim, trial: Trial): boolean =>
  (established === undefined || established === trial.established) &&
  traffic.some((box) => boxHolds(box, trial)) &&
  destinations.prefixes.some((prefix) => holdsFirst(prefix, trial.dst)) &&
  sourcesAt(sources, trial.port).some((prefix) => holdsFirst(prefix, trial.src))

function holdsFirst(prefix: Prefix, of: PrefixRange): boolean {
  const range = prefixRange(prefix)
  return range.family === of.family && range.first <= of.first && of.first <= range.last
}

const boxHolds = ({ protocol, dscp, srcPort, dstPort }: TrafficBox, { header }: Trial): boolean =>
  (protocol === undefined || protocol === header.protocol) &&
  (dscp === undefined || dscp === header.dscp) &&
  isWithin(srcPort, header.srcPort) &&
  isWithin(dstPort, header.dstPort)

const isWithin = (range: PortRange | undefined, port: number): boolean =>
  !range || (range[0] <= port && port <= range[1])
