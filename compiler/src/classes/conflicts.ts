import type { Diagnostic, Witness } from '@paranet/language'
import type { Claim, Intent, Packet, PacketSet, Port, TimeSpan, TopologyIndex } from '@paranet/network'
import { compareClaims, reportAt } from '../passes/report.js'
import type { ActiveTimes } from './active-times.js'
import type { Placed } from './claim-index.js'
import type { ClaimSpace } from './claim-space.js'
import type { QuickLooks } from './quick-looks.js'
import { sharedPorts } from './sharing.js'

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
export function matterOf(a: Placed, b: Placed): Matter | undefined {
  if ((a.sort === 'ban') !== (b.sort === 'ban'))
    return a.claim.priority === b.claim.priority && a.claim.intent !== b.claim.intent ? 'forbidden' : undefined
  const areWays = a.via !== '' && b.via !== '' && a.via !== b.via && a.claim.side === b.claim.side
  return areWays && a.claim.intent !== b.claim.intent ? 'two-ways' : undefined
}

export interface ConflictContext {
  readonly index: TopologyIndex
  readonly exact: ClaimSpace
  readonly quick: QuickLooks
  readonly times: ActiveTimes | undefined
}

/** Whether two claims, which may share a packet, contradict each other on some that nothing of higher priority decides. `above`: all claims of higher
 *  priority than both that may share a packet with both, and any more. One that is not active whenever both are does not help. */
export function contradictionOf(
  context: ConflictContext,
  [a, b]: readonly [Placed, Placed],
  above: () => readonly Placed[],
): Contradiction | undefined {
  const matter = matterOf(a, b)
  if (!matter) return undefined
  const takers = above().flatMap((other) => (takesFrom(other.claim, matter, a.claim) ? [other.claim] : []))
  const [earlier, later] = compareClaims(a.claim, b.claim) < 0 ? [a.claim, b.claim] : [b.claim, a.claim]
  for (const span of spansOf(context, a.claim, b.claim, takers)) {
    const { times } = context
    const active = span && times ? takers.filter(({ intent }) => times.holds(intent, span)) : takers
    const witness = sharedBy(context, [a.claim, b.claim], active, span)
    if (witness) return { matter, earlier, later, witness }
  }
  return undefined
}

/** When both are active, cut where one of the takers begins or ends; undefined: always. */
function spansOf(
  { times }: ConflictContext,
  a: Claim,
  b: Claim,
  takers: readonly Claim[],
): readonly (TimeSpan | undefined)[] {
  if (!times) return always
  const others = [b.intent, ...takers.map(({ intent }) => intent)]
  return times.cut(a.intent, others).filter((span) => times.holds(b.intent, span))
}

const always = [undefined]

/** How to come by a packet of both that none of the others takes; undefined where there is none. */
function sharedBy(
  { index, exact, quick }: ConflictContext,
  [a, b]: readonly [Claim, Claim],
  others: readonly Claim[],
  span: TimeSpan | undefined,
): Contradiction['witness'] | undefined {
  const { space } = exact
  const sharedAt = (port: Port) => {
    let shared: PacketSet = space.intersect(exact.packetsAt(a, port), exact.packetsAt(b, port))
    for (const other of others)
      if (!space.isEmpty(shared)) shared = space.subtract(shared, exact.packetsAt(other, port))
    return shared
  }
  for (const id of sharedPorts(a.sources, b.sources)) {
    const port = index.ports[id]
    if (!port) continue
    if (!quick.surelyShare(a, b, port, others)) {
      if (quick.surelyTaken(a, b, port, others) || space.isEmpty(sharedAt(port))) continue
    }
    const place = { node: index.nodes[port.device]?.name ?? '', interface: port.interface }
    const time = span ? { time: { from: timeText(span.from), until: timeText(span.until) } } : {}
    return () => ({ packet: space.sample(sharedAt(port)), place, ...time })
  }
  return undefined
}

const timeText = (instant: number): string => new Date(instant).toISOString()

/** Whether a claim of higher priority leaves nothing to contradict each other about. */
export const takesFrom = (other: Claim, matter: Matter, a: Claim): boolean =>
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
