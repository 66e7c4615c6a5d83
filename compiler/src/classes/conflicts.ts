import type { Diagnostic } from '@paranet/language'
import type { Claim, Intent, Packet, Port, PrefixSet, TopologyIndex } from '@paranet/network'
import { systemOwners } from '@paranet/network'
import { reportAt } from '../passes/report.js'
import { viaText } from '../plan/demand.js'
import { ClaimSpace } from './claim-space.js'
import { setsOverlap, trafficOverlaps } from './packet-class.js'

type Matter = 'forbidden' | 'two-ways'

/** Pairs of intents that contradict each other on some packet: at one priority an error, a way lost to a higher priority a warning. One
 *  report per pair, at the one that was admitted later. Boxes first; the few pairs that overlap are decided exactly. */
export function findConflicts(
  index: TopologyIndex,
  claims: readonly Claim[],
  intents: ReadonlyMap<string, Intent>,
): Diagnostic[] {
  const exact = new ClaimSpace(index)
  const reported = new Set<string>()
  const found: Diagnostic[] = []
  for (const [port, present] of claimsByPort(index, claims))
    for (const [i, later] of present.entries())
      for (const earlier of present.slice(0, i)) {
        const matter = matterOf(earlier.claim, later.claim)
        const pair = `${earlier.claim.intent}\u0000${later.claim.intent}`
        if (!matter || reported.has(pair) || !mayShare(earlier, later)) continue
        const { space } = exact
        const shared = space.intersect(exact.packetsAt(earlier.claim, port), exact.packetsAt(later.claim, port))
        if (space.isEmpty(shared)) continue
        reported.add(pair)
        found.push(conflict(matter, earlier.claim, later.claim, space.sample(shared), intents))
      }
  return found
}

interface Present {
  readonly claim: Claim
  readonly sources: PrefixSet
}

function claimsByPort(index: TopologyIndex, claims: readonly Claim[]): Map<Port, Present[]> {
  const byPort = new Map<Port, Present[]>(index.ports.map((port) => [port, []]))
  for (const claim of claims) {
    if (claim.intent === systemOwners.open) continue
    for (const { port: id, prefixes } of claim.sources) {
      const port = index.ports[id]
      if (port) byPort.get(port)?.push({ claim, sources: prefixes })
    }
  }
  return byPort
}

function matterOf(a: Claim, b: Claim): Matter | undefined {
  if (a.intent === b.intent) return undefined
  const isForbidden = (a.kind === 'must-not') !== (b.kind === 'must-not')
  if (isForbidden) return a.priority === b.priority ? 'forbidden' : undefined
  const areWays = a.via.length > 0 && b.via.length > 0 && a.side === b.side
  return areWays && viaText(a.via) !== viaText(b.via) ? 'two-ways' : undefined
}

const mayShare = (a: Present, b: Present): boolean =>
  (a.claim.established === undefined ||
    b.claim.established === undefined ||
    a.claim.established === b.claim.established) &&
  trafficOverlaps(a.claim.traffic, b.claim.traffic) &&
  setsOverlap(a.claim.destinations.prefixes, b.claim.destinations.prefixes) &&
  setsOverlap(a.sources, b.sources)

function conflict(
  matter: Matter,
  earlier: Claim,
  later: Claim,
  packet: Packet,
  intents: ReadonlyMap<string, Intent>,
): Diagnostic {
  const [a, b] = [intents.get(earlier.intent), intents.get(later.intent)]
  const [first, second] = [a?.name ?? earlier.intent, b?.name ?? later.intent]
  const what = packetText(packet)
  const related = a ? [{ intent: a, message: `"${first}" is here` }] : []
  if (matter === 'two-ways' && earlier.priority !== later.priority)
    return reportAt(b, 'partly-shadowed', 'warning', {
      message: `"${first}" has a higher priority and sends ${what} another way`,
      hint: 'keep the classes apart, or give both the same `via`',
      related,
    })
  const verb = matter === 'two-ways' ? 'send it by different waypoints' : 'one lets it pass and one forbids it'
  const reply = earlier.side === 'reply' || later.side === 'reply' ? ', `reply: none`' : ''
  return reportAt(b, 'conflict', 'error', {
    message: `"${second}" and "${first}" contradict each other on ${what}: ${matter === 'two-ways' ? 'they ' : ''}${verb}`,
    hint: `give one a higher \`priority\`, or take the class out of the other with \`except\` or \`traffic\`${reply}`,
    related,
  })
}

const protocolNames: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' }

/** `tcp 10.1.0.10:50000 → 10.2.0.10:443` */
export function packetText({ protocol, src, dst, srcPort, dstPort, established }: Packet): string {
  const name = protocolNames[protocol] ?? `proto ${protocol}`
  const end = (address: string, port: number) =>
    port === 0 ? address : address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
  return `${name} ${end(src, srcPort)} → ${end(dst, dstPort)}${established ? ' (an answer)' : ''}`
}
