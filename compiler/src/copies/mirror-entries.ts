import type { Diagnostic } from '@paranet/language'
import type { Intent, Mirror, TopologyIndex } from '@paranet/network'
import { collectorInterfaces } from '@paranet/network'
import { reportAt } from '../passes/report.js'
import type { StateBuilder } from '../state/state-builder.js'
import { sightsOf } from '../treatments/treatment-entries.js'

/** Adds the entries of a mirror at the devices that it speaks of: one per way in which a device sees the class, to the first interface with the
 *  collector on its link. Reports `collector-not-adjacent` once, for all devices that have no such interface. */
export function addMirror(
  index: TopologyIndex,
  mirror: Mirror,
  intents: ReadonlyMap<string, Intent>,
  builder: StateBuilder,
): Diagnostic[] {
  const distant = new Set<number>()
  for (const { device, interface: name, match } of sightsOf(index, mirror)) {
    const [to] = collectorInterfaces(index, device, mirror.collector)
    if (to === undefined) distant.add(device)
    else {
      const entry = { kind: 'copy', ...(name === undefined ? {} : { interface: name }), match, to } as const
      builder.add(index.nodes[device]?.name ?? '', entry, [mirror.intent])
    }
  }
  return distant.size === 0 ? [] : [notAdjacent(index, mirror, [...distant], intents.get(mirror.intent))]
}

/** The error names what would do: the devices with the collector on a link. */
function notAdjacent(
  index: TopologyIndex,
  { collector }: Mirror,
  distant: readonly number[],
  intent: Intent | undefined,
): Diagnostic {
  const nameOf = (node: number) => index.nodes[node]?.name ?? ''
  const names = distant.map(nameOf).sort()
  const near = [...new Set((index.adjacency[collector] ?? []).map(({ neighbour }) => nameOf(neighbour)))].sort()
  const shown = `${names.slice(0, 6).join(', ')}${names.length > 6 ? ` and ${names.length - 6} more` : ''}`
  return reportAt(intent, 'collector-not-adjacent', 'error', {
    message: `${shown} ${names.length === 1 ? 'has' : 'have'} no link to ${nameOf(collector)}: on the way there nothing would tell a copy from its original`,
    hint:
      near.length === 0
        ? `link ${nameOf(collector)} to ${names[0]}`
        : `copy at ${near.join(' or ')}, which ${near.length === 1 ? 'has' : 'have'} ${nameOf(collector)} on a link, or link a collector to ${names[0]}`,
  })
}
