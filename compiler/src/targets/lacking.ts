import type { Entry, RouteAction, TopologyNode } from '@paranet/network'
import { closedFilter, localInterface, prefixRange } from '@paranet/network'
import type { TargetCapabilities } from './target.js'

/** What an entry asks of a node that a target with these capabilities cannot do there, as the rest of "it cannot …"; undefined where it can. */
export const lackingOf = (can: TargetCapabilities, node: TopologyNode, entry: Entry): string | undefined =>
  lackingAt(can, node)(entry)

/** As `lackingOf`, of many entries of one node. */
export function lackingAt(can: TargetCapabilities, node: TopologyNode): (entry: Entry) => string | undefined {
  const able = { ...can, isTracking: can.tracksConnections(node) }
  return (entry) => {
    if (!can.kinds.has(entry.kind)) return deeds[entry.kind]
    if (!can.segments && entry.kind !== 'setting' && entry.segment !== undefined) return 'keep segments apart'
    return lackingOfKind(able, entry) ?? can.lacks?.(entry)
  }
}

/** What the targets of one node can do there. */
interface Able extends TargetCapabilities {
  readonly isTracking: boolean
}

function lackingOfKind(can: Able, entry: Entry): string | undefined {
  if (entry.kind === 'name-filter' && can.closesFaces && !isWholeFace(entry)) return deeds[entry.kind]
  if (entry.kind === 'policy-route' && entry.inInterface !== undefined && !can.inInterface)
    return 'route by the interface where packets come in'
  if ('match' in entry && entry.match.established !== undefined && !can.isTracking)
    return 'tell answers from new connections, since its function keeps no table of them'
  if (entry.kind === 'translation' && !can.isTracking)
    return 'translate addresses, since its function keeps no table of connections'
  if (entry.kind === 'translation' && !can.watchesMembers && entry.to.some((one) => one.interface !== undefined))
    return 'leave out addresses whose interface is down'
  if (entry.kind === 'route') return lackingOfAction(can, entry.action) ?? lackingOfDelivery(can, entry)
  return entry.kind === 'policy-route' ? lackingOfAction(can, entry.action) : undefined
}

function lackingOfAction(can: TargetCapabilities, action: RouteAction): string | undefined {
  if (action.kind !== 'forward') return undefined
  if (action.groups.length > 1 && !can.failoverGroups) return 'fail over by itself'
  return action.groups.length > can.groups ? `order more than ${can.groups} groups of next hops` : undefined
}

function lackingOfDelivery(
  can: TargetCapabilities,
  { prefix, action }: Extract<Entry, { kind: 'route' }>,
): string | undefined {
  const isToItself = action.kind === 'deliver' && action.interface === localInterface
  if (!isToItself || can.ownPrefixes) return undefined
  const { family, length } = prefixRange(prefix)
  return length !== (family === 4 ? 32 : 128) ? 'take a whole prefix for itself' : undefined
}

/** What each kind of entry asks of a device. */
const deeds: Readonly<Record<Entry['kind'], string>> = {
  route: 'forward by destination',
  'policy-route': 'route by more than the destination',
  filter: 'filter packets',
  mark: 'rewrite the DSCP',
  policer: 'hold packets to a rate',
  queue: 'give packets a queue',
  translation: 'translate addresses',
  copy: 'send copies of packets',
  'group-route': 'copy packets to the members of a group',
  setting: 'keep settings of services',
  peer: 'speak BGP',
  'name-route': 'forward by names',
  'name-strategy': 'choose a strategy by names',
  'content-store': 'keep named content',
  'name-cache': 'choose by names what its content store keeps, and for how long',
  'name-filter': 'refuse Interests by who asks',
  'geo-node': 'forward by places',
  'geo-neighbour': 'forward by places',
  'geo-member': 'deliver packets to places',
  'geo-area': 'send packets to all of an area',
  'geo-filter': 'refuse packets to places by who sends them',
}

/** All names, refused at the interface of a host. */
const isWholeFace = ({ interface: at, name, priority, action }: Extract<Entry, { kind: 'name-filter' }>): boolean =>
  at !== localInterface && name === closedFilter.name && priority === closedFilter.priority && action === 'deny'
