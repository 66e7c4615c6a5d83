import type { Diagnostic } from '@paranet/language'
import type { Intent, PrefixSet, TopologyIndex, Treatment } from '@paranet/network'
import { foreignSources, intersectPrefixes, ownSources, portsMeeting, subtractPrefixes } from '@paranet/network'
import { reportAt } from '../passes/report.js'

/** Warnings of classes that devices on the way may take for others: the same sources belong behind several ports, and not all of those are in
 *  the class. Where such packets really meet, the verifier says so. */
export function inseparableClasses(
  index: TopologyIndex,
  treatments: readonly Treatment[],
  intents: ReadonlyMap<string, Intent>,
): Diagnostic[] {
  return treatments.flatMap((treatment) => {
    if (!treatment.at && treatment.action.kind !== 'qos') return []
    const own = new Map(treatment.class.sources.map(({ port, prefixes }) => [port, prefixes]))
    for (const [id, written] of own) {
      const its = index.ports[id]
      const prefixes = its ? subtractPrefixes(written, foreignSources(index, its)) : []
      const other = portsMeeting(index, prefixes, false).find(
        (port) => port.id !== id && sharesMore(index, port.id, prefixes, own.get(port.id)),
      )
      const [at, from] = [index.ports[id], other]
      if (!at || !from) continue
      const intent = intents.get(treatment.intent)
      const name = (port: typeof at) => `${index.nodes[port.device]?.name}.${port.interface}`
      return [
        reportAt(intent, 'inseparable', 'warning', {
          message: `devices on the way cannot tell "${intent?.name}" at ${name(at)} from packets that enter at ${name(from)}: their sources are the same`,
          hint: 'name both ends, or only the device where the class enters',
        }),
      ]
    }
    return []
  })
}

/** Whether another port has some of the sources, and more of them than the class takes there. */
function sharesMore(index: TopologyIndex, port: number, prefixes: PrefixSet, taken: PrefixSet = []): boolean {
  const other = index.ports[port]
  if (!other) return false
  const shared = subtractPrefixes(intersectPrefixes(ownSources(other), prefixes), foreignSources(index, other))
  return subtractPrefixes(shared, taken).length > 0
}
