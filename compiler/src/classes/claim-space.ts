import type { Claim, PacketSet, Port, Prefix, PrefixSet, TopologyIndex } from '@paranet/network'
import { foreignSources, ownedIndexOf, ownSources, PacketSpace, prefixSet, waysOut } from '@paranet/network'

/** The destinations of a claim as filters match them. Where packets could leave the network, a promise or permission to addresses that nobody
 *  owns counts only if it says `internet`. */
export function filterDestinations(index: TopologyIndex, { kind, destinations }: Claim): PrefixSet {
  const { prefixes, toInternet } = destinations
  if (kind === 'must-not' || toInternet || waysOut(index).length === 0) return prefixes
  const owned = ownedIndexOf(index)
  return prefixSet(
    prefixes.flatMap((prefix) =>
      owned.around(prefix).length > 0 ? [prefix] : owned.inside(prefix).map((one) => one.prefix),
    ),
  )
}

const ownedPrefixes = (index: TopologyIndex): readonly Prefix[] => index.owned.map(({ prefix }) => prefix)

const [opening, answering] = [{ established: false }, { established: true }]

/** Claims as exact packet sets: for the few pairs that overlap by their boxes. */
export class ClaimSpace {
  #space: PacketSpace | undefined
  readonly #index: TopologyIndex
  readonly #foreign = new Map<number, PacketSet>()
  #owned: PacketSet | undefined
  readonly #headers = new WeakMap<Claim, PacketSet>()

  constructor(index: TopologyIndex) {
    this.#index = index
  }

  /** Made when it is first asked for. */
  get space(): PacketSpace {
    return (this.#space ??= new PacketSpace())
  }

  /** Packets to addresses that somebody owns. */
  #toOwned(): PacketSet {
    return (this.#owned ??= this.space.fromPrefixes('dst', ownedPrefixes(this.#index)))
  }

  /** The packets that open, and answer nothing. */
  get openings(): PacketSet {
    return this.space.fromMatch(opening)
  }

  /** The packets of the claim that enter at the port: without sources that belong elsewhere. */
  packetsAt(claim: Claim, port: Port): PacketSet {
    return this.space.subtract(this.writtenAt(claim, port), this.#foreignAt(port))
  }

  /** The packets of the claim that enter at the port, sources that belong elsewhere among them. */
  writtenAt(claim: Claim, port: Port): PacketSet {
    const { space } = this
    const sources = claim.sources.find((source) => source.port === port.id)?.prefixes ?? []
    return space.intersect(this.#headersOf(claim), space.fromPrefixes('src', sources))
  }

  /** Its packets wherever they enter and from whom. */
  #headersOf(claim: Claim): PacketSet {
    const known = this.#headers.get(claim)
    if (known !== undefined) return known
    const { space } = this
    const { prefixes, toInternet } = claim.destinations
    const written = space.fromPrefixes('dst', prefixes)
    const parts = [
      claim.kind === 'must-not' || toInternet ? written : space.intersect(written, this.#toOwned()),
      space.unionAll(claim.traffic.map((box) => space.fromMatch(box))),
      claim.established === undefined ? space.all : space.fromMatch(claim.established ? answering : opening),
    ]
    const made = parts.reduce((left, part) => space.intersect(left, part))
    this.#headers.set(claim, made)
    return made
  }

  /** The packets of the claim with sources that belong behind the port: all that anything lets pass. */
  ownAt(claim: Claim, port: Port): PacketSet {
    const { space } = this
    return space.intersect(this.packetsAt(claim, port), space.fromPrefixes('src', ownSources(port)))
  }

  #foreignAt(port: Port): PacketSet {
    const known = this.#foreign.get(port.id)
    if (known !== undefined) return known
    const made = this.space.fromPrefixes('src', foreignSources(this.#index, port))
    this.#foreign.set(port.id, made)
    return made
  }
}
