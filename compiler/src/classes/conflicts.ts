import type { Diagnostic, Witness } from '@paranet/language'
import type { Claim, Intent, Packet, PacketSet, TopologyIndex } from '@paranet/network'
import { compareClaims, reportAt } from '../passes/report.js'
import { viaText } from '../plan/demand.js'
import type { ActiveTimes } from './active-times.js'
import type { ClaimSpace } from './claim-space.js'
import type { QuickLooks } from './quick-looks.js'
import { mayShare, sharedPorts } from './sharing.js'

/** `forbidden`: one lets pass what the other forbids; `two-ways`: they send it by different waypoints. */
export type Matter = 'forbidden' | 'two-ways'

/** Two claims that contradict each other, in the order in which they are placed, with a packet that shows it. */
export interface Contradiction {
  readonly matter: Matter
  readonly earlier: Claim
  readonly later: Claim
  /** Worked out when it is asked for. */
  readonly witness: () => Witness & { readonly packet: Packet }
}

/** What two claims could contradict each other about: at one priority what one forbids; at any, the way. */
export function matterOf(a: Claim, b: Claim): Matter | undefined {
  if (a.intent === b.intent) return undefined
  const isForbidden = (a.kind === 'must-not') !== (b.kind === 'must-not')
  if (isForbidden) return a.priority === b.priority ? 'forbidden' : undefined
  const areWays = a.via.length > 0 && b.via.length > 0 && a.side === b.side
  return areWays && viaText(a.via) !== viaText(b.via) ? 'two-ways' : undefined
}

export interface ConflictContext {
  readonly index: TopologyIndex
  readonly exact: ClaimSpace
  readonly quick: QuickLooks
  readonly times: ActiveTimes | undefined
}

/** Whether two claims contradict each other on some packet that nothing of higher priority decides. `others`: all claims that may share a packet with
 *  both, and any more. A claim of higher priority that is not active whenever both are does not help. */
export function contradictionOf(
  { index, exact, quick, times }: ConflictContext,
  [a, b]: readonly [Claim, Claim],
  others: () => readonly Claim[],
): Contradiction | undefined {
  const matter = matterOf(a, b)
  const [earlier, later] = compareClaims(a, b) < 0 ? [a, b] : [b, a]
  if (!matter) return undefined
  const top = Math.max(a.priority, b.priority)
  const above = others().filter(
    (other) => other.priority > top && takesFrom(other, matter, a) && mayShare(other, a) && mayShare(other, b),
  )
  const spans = times
    ? times
        .cut(a.intent, [b.intent, ...above.map(({ intent }) => intent)])
        .filter((span) => times.holds(b.intent, span))
    : [undefined]
  const { space } = exact
  for (const span of spans) {
    const active = span && times ? above.filter(({ intent }) => times.holds(intent, span)) : above
    for (const id of sharedPorts(a, b)) {
      const port = index.ports[id]
      if (!port) continue
      const place = { node: index.nodes[port.device]?.name ?? '', interface: port.interface }
      const time = span ? { time: { from: timeText(span.from), until: timeText(span.until) } } : {}
      const both = () => space.intersect(exact.packetsAt(a, port), exact.packetsAt(b, port))
      if (active.length === 0 && quick.surelyShare(a, b, port)) {
        const witness = () => ({ packet: space.sample(both()), place, ...time })
        return { matter, earlier, later, witness }
      }
      let shared: PacketSet = both()
      for (const other of active)
        if (!space.isEmpty(shared)) shared = space.subtract(shared, exact.packetsAt(other, port))
      if (space.isEmpty(shared)) continue
      const witness = () => ({ packet: space.sample(shared), place, ...time })
      return { matter, earlier, later, witness }
    }
  }
  return undefined
}

const timeText = (instant: number): string => new Date(instant).toISOString()

/** Whether a claim of higher priority leaves nothing to contradict each other about. */
const takesFrom = (other: Claim, matter: Matter, a: Claim): boolean =>
  matter === 'forbidden' ||
  other.kind === 'must-not' ||
  (other.kind === 'must' && other.via.length > 0 && other.side === a.side)

/** At one priority an error; a way lost to a higher priority a warning. */
export const isError = ({ matter, earlier, later }: Contradiction): boolean =>
  matter === 'forbidden' || earlier.priority === later.priority

/** Says a contradiction at the intent that was placed later. */
export function contradictionText(found: Contradiction, intents: ReadonlyMap<string, Intent>): Diagnostic {
  const { matter, earlier, later } = found
  const witness = found.witness()
  const [a, b] = [intents.get(earlier.intent), intents.get(later.intent)]
  const [first, second] = [a?.name ?? earlier.intent, b?.name ?? later.intent]
  const what = `${packetText(witness.packet)}${witness.time ? ` from ${witness.time.from} on` : ''}`
  const related = a ? [{ intent: a, message: `"${first}" is here` }] : []
  if (!isError(found))
    return reportAt(b, 'partly-shadowed', 'warning', {
      message: `"${first}" has a higher priority and sends ${what} another way`,
      hint: 'keep the classes apart, or give both the same `via`',
      related,
      witness,
    })
  const verb = matter === 'two-ways' ? 'send it by different waypoints' : 'one lets it pass and one forbids it'
  const reply = earlier.side === 'reply' || later.side === 'reply' ? ', `reply: none`' : ''
  return reportAt(b, 'conflict', 'error', {
    message: `"${second}" and "${first}" contradict each other on ${what}: ${matter === 'two-ways' ? 'they ' : ''}${verb}`,
    hint: `give one a higher \`priority\`, or take the class out of the other with \`except\` or \`traffic\`${reply}`,
    related,
    witness,
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
