import type { Claim, Port, PortRange, Prefix, TopologyIndex, TrafficBox } from '@paranet/network'
import { foreignSources, ownSources, prefixContains, prefixesOverlap, prefixRange } from '@paranet/network'

/** Answers that need no packet sets, for the many pairs where one address shows it. `undefined` and `false` mean: look exactly. */
export class QuickLooks {
  readonly #index: TopologyIndex
  readonly #owned = new Map<Prefix, boolean>()

  constructor(index: TopologyIndex) {
    this.#index = index
  }

  /** Whether two claims, whose traffic overlaps, surely share a packet at the port. */
  surelyShare(a: Claim, b: Claim, port: Port): boolean {
    return this.#shareSource(a, b, port) && this.#shareDestination(a, b)
  }

  #shareSource(a: Claim, b: Claim, port: Port): boolean {
    const foreign = foreignSources(this.#index, port)
    const [own, other] = [sourcesAt(a, port), sourcesAt(b, port)]
    return own.some((x) =>
      other.some((y) => prefixesOverlap(x, y) && !foreign.some((one) => prefixesOverlap(one, longer(x, y)))),
    )
  }

  #shareDestination(a: Claim, b: Claim): boolean {
    const mayLeave = (claim: Claim) => claim.kind === 'must-not' || claim.destinations.toInternet
    const isFree = mayLeave(a) && mayLeave(b)
    return a.destinations.prefixes.some((x) =>
      b.destinations.prefixes.some((y) => prefixesOverlap(x, y) && (isFree || this.#isOwned(longer(x, y)))),
    )
  }

  /** Whether a node owns all of the prefix. */
  #isOwned(prefix: Prefix): boolean {
    let known = this.#owned.get(prefix)
    if (known === undefined) {
      known = this.#index.owned.some((owned) => prefixContains(owned.prefix, prefix))
      this.#owned.set(prefix, known)
    }
    return known
  }

  /** Whether some packet that the claim opens with surely belongs to none of the others: two corners of it are tried. */
  surelyOutside(claim: Claim, others: readonly Claim[]): boolean {
    const [source] = claim.sources
    const port = this.#index.ports[source?.port ?? -1]
    const [src, dst, box] = [source?.prefixes[0], claim.destinations.prefixes[0], claim.traffic[0]]
    if (!port || !src || !dst || !box || box.protocol === undefined || src.includes(':') !== dst.includes(':'))
      return false
    const isOwn = ownSources(port).some((own) => prefixContains(own, src))
    if (!isOwn || foreignSources(this.#index, port).some((one) => prefixesOverlap(one, src)) || !this.#isOwned(dst))
      return false
    const near = others.filter(
      (other) =>
        other.sources.some((one) => one.port === port.id && one.prefixes.some((prefix) => holdsFirst(prefix, src))) &&
        other.destinations.prefixes.some((prefix) => holdsFirst(prefix, dst)),
    )
    return corners.some((corner) => !near.some((other) => other.traffic.some((one) => holdsCorner(one, box, corner))))
  }
}

/** Lowest and highest values. */
const corners = [0, 1] as const
type Corner = (typeof corners)[number]

const sourcesAt = (claim: Claim, { id }: Port): readonly Prefix[] => {
  let [low, high] = [0, claim.sources.length - 1]
  while (low <= high) {
    const middle = (low + high) >> 1
    const source = claim.sources[middle]
    if (!source || source.port === id) return source?.prefixes ?? []
    if (source.port < id) low = middle + 1
    else high = middle - 1
  }
  return []
}

const longer = (a: Prefix, b: Prefix): Prefix => (prefixRange(a).length >= prefixRange(b).length ? a : b)

function holdsFirst(prefix: Prefix, of: Prefix): boolean {
  const [range, { family, first }] = [prefixRange(prefix), prefixRange(of)]
  return range.family === family && range.first <= first && first <= range.last
}

/** Whether the lowest (or highest) ports of `of` belong to the box. */
const holdsCorner = (box: TrafficBox, of: TrafficBox, corner: Corner): boolean =>
  (box.protocol === undefined || box.protocol === of.protocol) &&
  (box.dscp === undefined || box.dscp === (of.dscp ?? 0)) &&
  holdsPort(box.srcPort, of.srcPort, corner) &&
  holdsPort(box.dstPort, of.dstPort, corner)

function holdsPort(range: PortRange | undefined, of: PortRange | undefined, corner: Corner): boolean {
  const port = of?.[corner] ?? [0, 65535][corner] ?? 0
  return !range || (range[0] <= port && port <= range[1])
}
