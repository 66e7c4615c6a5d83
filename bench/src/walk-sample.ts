import type { Claim, NetworkState, Packet, Prefix, TopologyIndex } from '@paranet/network'
import { addressBits, claimsOf, compileDevice, formatAddress, healthy, prefixRange, walk } from '@paranet/network'
import type { Intent } from '@paranet/network'

/** Routes that are followed, evenly among all. */
export const walkedRoutes = 500

/** Sends one packet of each of some routes through the devices. Throws where one is not delivered to who owns its destination. How many went. */
export function walkSample(index: TopologyIndex, intents: readonly Intent[], state: NetworkState): number {
  const devices = new Map([...state].map(([name, own]) => [name, compileDevice(own)]))
  const routes = intents.filter(({ kind }) => kind === 'route')
  const chosen = routes.filter((_, i) => i % Math.ceil(routes.length / walkedRoutes) === 0)
  const claims = claimsOf(index, chosen).claims.filter(({ kind, side }) => kind === 'must' && side === 'forward')
  for (const claim of claims) {
    const { port: id, packet } = firstPacket(claim)
    const port = index.ports[id]
    if (!port) continue
    const { end } = walk({ index, devices, scenario: healthy }, port, packet)
    if (end.kind !== 'delivered')
      throw new Error(`a packet of ${claim.intent} is ${end.kind} at ${end.node}: the figures would not count`)
  }
  return claims.length
}

function firstPacket({ intent, sources, destinations, traffic }: Claim): { port: number; packet: Packet } {
  const [from, to, box] = [sources[0], destinations.prefixes[0], traffic[0]]
  const src = from?.prefixes[0]
  if (!from || src === undefined || to === undefined || !box) throw new Error(`${intent} speaks of no packets`)
  const packet = {
    src: hostIn(src),
    dst: hostIn(to),
    protocol: box.protocol ?? 6,
    srcPort: box.srcPort?.[0] ?? 50_000,
    dstPort: box.dstPort?.[0] ?? 443,
    dscp: box.dscp ?? 0,
    established: false,
  }
  return { port: from.port, packet }
}

/** Some address of a prefix. */
function hostIn(prefix: Prefix) {
  const { family, first, length } = prefixRange(prefix)
  return formatAddress({ family, value: addressBits(family) - length >= 4 ? first + 10n : first })
}
