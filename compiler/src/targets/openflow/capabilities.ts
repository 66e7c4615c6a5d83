import type { Entry, PacketMatch } from '@paranet/network'
import { tracksConnections } from '@paranet/network'
import { asksPorts, isNeverMet } from '../switch/match-shape.js'
import type { TargetCapabilities } from '../target.js'
import { flowKinds } from './entry-flows.js'
import { portProtocols } from './expand-match.js'
import { lackingOfTranslation } from './translations.js'

/** What Open vSwitch can do by OpenFlow 1.3 or 1.4 with its registers and its table of connections, without a controller. */
export const openflowCapabilities: TargetCapabilities = {
  kinds: flowKinds,
  failoverGroups: true,
  inInterface: true,
  ownPrefixes: true,
  groups: Number.MAX_SAFE_INTEGER,
  tracksConnections,
  watchesMembers: true,
  lacks: (entry) => refuse(entry),
}

function refuse(entry: Entry): string | undefined {
  if (!('match' in entry) || isNeverMet(entry)) return undefined
  const lacks = entry.kind === 'translation' ? lackingOfTranslation(entry) : undefined
  if (lacks !== undefined) return lacks
  return lacksPorts(entry.match)
    ? 'match the ports of DCCP and UDP-Lite, which have ports too: say tcp, udp or sctp'
    : undefined
}

const lacksPorts = (match: PacketMatch): boolean =>
  asksPorts(match) && (match.protocol === undefined || !portProtocols.includes(match.protocol))
