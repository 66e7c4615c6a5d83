import type { Diagnostic } from '@paranet/language'
import type { Intent, PacketSet, TopologyIndex, Treatment } from '@paranet/network'
import type { ClaimSpace } from '../classes/claim-space.js'
import { packetText } from '../classes/conflicts.js'
import { withEarlierNear } from '../classes/earlier-neighbours.js'
import { setsOverlap, trafficOverlaps } from '../classes/packet-class.js'
import { reportAt } from '../passes/report.js'

/** Pairs of treatments that contradict each other on some packet at some device: two DSCPs, two queues, or two rates of overlapping classes. At
 *  one priority an error; what a higher priority takes shows in the verdict. In the order given, reported at the later one. */
export function treatmentConflicts(
  index: TopologyIndex,
  treatments: readonly Treatment[],
  exact: ClaimSpace,
  intents: ReadonlyMap<string, Intent>,
): Diagnostic[] {
  const found: Diagnostic[] = []
  for (const { later, near } of withEarlierNear(treatments)) {
    for (const earlier of near) {
      if (earlier.priority !== later.priority || !mayMeet(earlier, later)) continue
      const matter = matterOf(earlier, later)
      if (matter === undefined) continue
      const shared = sharedBy(index, earlier, later, exact)
      if (shared === undefined) continue
      const [a, b] = [intents.get(earlier.intent), intents.get(later.intent)]
      const packet = exact.space.sample(shared)
      found.push(
        reportAt(b, 'conflict', 'error', {
          witness: { packet },
          message: `"${b?.name}" and "${a?.name}" contradict each other on ${packetText(packet)}: ${matter}`,
          hint: 'give one a higher `priority`, or take the class out of the other with `except` or `traffic`',
          ...(a ? { related: [{ intent: a, message: `"${a.name}" is here` }] } : {}),
        }),
      )
    }
  }
  return found
}

/** Why both cannot be kept on one packet at one device. */
function matterOf(a: Treatment, b: Treatment): string | undefined {
  const [x, y] = [a.action, b.action]
  if (x.kind === 'mark' && y.kind === 'mark')
    return x.dscp === y.dscp ? undefined : `they mark it with DSCP ${x.dscp} and ${y.dscp}`
  if (x.kind === 'qos' && y.kind === 'qos')
    return x.class === y.class ? undefined : `they put it into the queues ${x.class} and ${y.class}`
  if (x.kind === 'limit' && y.kind === 'limit')
    return isSameClass(a, b) ? undefined : 'it would count in the rate of both, and their classes are not the same'
  return undefined
}

/** Whether two treatments speak of the same packets at the same devices, as it is written. */
export const isSameClass = (a: Treatment, b: Treatment): boolean => treatedText(a) === treatedText(b)

/** Equal texts say the same packets and devices. */
export const treatedText = ({ class: { sources, destinations, traffic }, at }: Treatment): string =>
  JSON.stringify([sources, destinations, traffic, at ? [...at] : null])

const mayMeet = (a: Treatment, b: Treatment): boolean =>
  (!a.at || !b.at || [...a.at].some((device) => b.at?.has(device))) &&
  trafficOverlaps(a.class.traffic, b.class.traffic) &&
  setsOverlap(a.class.destinations.prefixes, b.class.destinations.prefixes)

/** Packets of both that enter at one port, where both speak of some device that they may pass. */
function sharedBy(index: TopologyIndex, a: Treatment, b: Treatment, exact: ClaimSpace): PacketSet | undefined {
  const ports = new Set(a.class.sources.map(({ port }) => port))
  for (const { port: id } of b.class.sources) {
    const port = index.ports[id]
    if (!port || !ports.has(id)) continue
    if (
      a.action.kind !== 'qos' &&
      ((a.at && !b.at && !a.at.has(port.device)) || (b.at && !a.at && !b.at.has(port.device)))
    )
      continue
    const { space } = exact
    const shared = space.intersect(exact.packetsAt(a.class, port), exact.packetsAt(b.class, port))
    if (!space.isEmpty(shared)) return shared
  }
  return undefined
}
