import type { DeviceState, EntryKey, PacketMatch } from '@paranet/network'
import { groupMatch, groupRouteKey, localInterface } from '@paranet/network'
import { areDisjoint, boxOf } from './nft/lay-out-rules.js'
import type { GroupRoute } from './nft/group-copies.js'

/** The group routes of a device that a Linux kernel cannot realise, with what it cannot do: beside other entries it would do otherwise. */
export function lacksGroupRoutes(state: DeviceState): ReadonlyMap<EntryKey, string> {
  const lacking = new Map<EntryKey, string>()
  for (const entry of state.groupRoutes ?? []) {
    const lacks = lackingOfRoute(state, entry)
    if (lacks !== undefined) lacking.set(groupRouteKey(entry), lacks)
  }
  return lacking
}

function lackingOfRoute(state: DeviceState, entry: Omit<GroupRoute, 'kind'>): string | undefined {
  const { translations = [], queues = [], policyRoutes } = state
  const { inInterface, out } = entry
  const isMetBy = ({ match }: { readonly match: PacketMatch }) => meets(match, groupMatch(entry))
  const isOwn = inInterface === localInterface
  if (isOwn && out.includes(localInterface)) return 'take packets to a group that it sends itself'
  if (isOwn && policyRoutes.some((one) => (one.inInterface ?? localInterface) === localInterface && isMetBy(one)))
    return 'copy packets of its own to a group that policy routes speak of too'
  if (queues.some((one) => one.inInterface !== undefined && isMetBy(one)))
    return 'give copies to a group a queue by the interface where packets come in'
  if (translations.some((one) => one.direction === 'source' && isMetBy(one)))
    return 'translate the sources of copies to a group'
  return undefined
}

/** Whether a packet can match both. */
const meets = (a: PacketMatch, b: PacketMatch): boolean => {
  const [x, y] = [a, b].map((match) => boxOf({ match, outcome: { kind: 'permit' } }))
  return x !== undefined && y !== undefined && !areDisjoint(x, y)
}
