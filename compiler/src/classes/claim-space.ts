import type { Claim, PacketSet, Port, Prefix, PrefixSet, TopologyIndex } from '@paranet/network'
import { foreignSources, intersectPrefixes, PacketSpace } from '@paranet/network'

/** The destinations of a claim as filters match them. Where packets could leave the network, a promise or permission to addresses that nobody
 *  owns counts only if it says `internet`. */
export function filterDestinations(index: TopologyIndex, { kind, destinations }: Claim): PrefixSet {
  const { prefixes, toInternet } = destinations
  const canLeave = index.ports.some((port) => port.kind === 'external')
  if (kind === 'must-not' || toInternet || !canLeave) return prefixes
  return intersectPrefixes(prefixes, ownedPrefixes(index))
}

const ownedPrefixes = (index: TopologyIndex): readonly Prefix[] => index.owned.map(({ prefix }) => prefix)

/** Claims as exact packet sets: for the few pairs that overlap by their boxes. */
export class ClaimSpace {
  readonly space = new PacketSpace()
  readonly #index: TopologyIndex
  readonly #foreign = new Map<number, PacketSet>()
  readonly #owned: PacketSet

  constructor(index: TopologyIndex) {
    this.#index = index
    this.#owned = this.space.fromPrefixes('dst', ownedPrefixes(index))
  }

  /** The packets of the claim that enter at the port. */
  packetsAt(claim: Claim, port: Port): PacketSet {
    const { space } = this
    const sources = claim.sources.find((source) => source.port === port.id)?.prefixes ?? []
    const { prefixes, toInternet } = claim.destinations
    const written = space.fromPrefixes('dst', prefixes)
    const parts = [
      claim.kind === 'must-not' || toInternet ? written : space.intersect(written, this.#owned),
      space.unionAll(claim.traffic.map((box) => space.fromMatch(box))),
      claim.established === undefined ? space.all : space.fromMatch({ established: claim.established }),
      space.subtract(space.fromPrefixes('src', sources), this.#foreignAt(port)),
    ]
    return parts.reduce((left, part) => space.intersect(left, part))
  }

  #foreignAt(port: Port): PacketSet {
    const known = this.#foreign.get(port.id)
    if (known !== undefined) return known
    const made = this.space.fromPrefixes('src', foreignSources(this.#index, port))
    this.#foreign.set(port.id, made)
    return made
  }
}
