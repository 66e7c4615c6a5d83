import type { DeviceState, Entry, EntryKey, PacketMatch, Prefix, RouteAction, RouteEntry } from '@paranet/network'
import { formatPrefix, prefixRange, routeKey } from '@paranet/network'

/** What XML 1.0 cannot hold, or would not give back as it was. */
const unwritable = /[\p{Cc}\p{Cs}\ufffe\uffff]|^\s|\s$/u

/** What an entry asks that access lists of the NETCONF models cannot say; undefined where they can. */
export function lackingOfLists(entry: Entry): string | undefined {
  if (entry.kind === 'route') return lackingOfNames(namesOf(entry.action))
  if (entry.kind !== 'filter') return undefined
  if (entry.direction === 'forward') return 'filter between the interfaces: its lists stand at interfaces'
  return lackingOfNames([entry.interface ?? '']) ?? lackingOfMatch(entry.match)
}

const namesOf = (action: RouteAction): string[] => {
  if (action.kind === 'deliver') return [action.interface]
  return action.kind === 'forward' ? action.groups.flat().map((hop) => hop.interface) : []
}

const lackingOfNames = (names: readonly string[]): string | undefined =>
  names.some((name) => unwritable.test(name)) ? 'write the name of an interface in XML' : undefined

function lackingOfMatch({ src, dst, protocol, srcPort, dstPort }: PacketMatch): string | undefined {
  if (src !== undefined && dst !== undefined && prefixRange(src).family !== prefixRange(dst).family)
    return 'match addresses of two families at once'
  if ((srcPort ?? dstPort) !== undefined && protocol !== 6 && protocol !== 17)
    return 'match ports but those of TCP and UDP'
  return undefined
}

/** Routes that leak where nothing tells a device to drop what has no live next hop: a route falls away with its next hops, and a shorter one that
 *  still leads somewhere has its packets. By key, with that shorter prefix. `closed`: routes that end in a drop. */
export function leakingRoutes(
  { routes }: Pick<DeviceState, 'routes'>,
  closed: ReadonlySet<Prefix> = new Set(),
): ReadonlyMap<EntryKey, Prefix> {
  const byPrefix = new Map(routes.map((route) => [route.prefix, route]))
  const lengths = [...new Set(routes.map(({ prefix }) => prefixRange(prefix).length))].sort((a, b) => b - a)
  const leaks = new Map<EntryKey, Prefix>()
  for (const route of routes) {
    if (route.action.kind !== 'forward' || closed.has(route.prefix)) continue
    const down = new Set(namesOf(route.action))
    const next = shorterOf(route, lengths, byPrefix).find(
      ({ prefix, action }) => closed.has(prefix) || !isDown(action, down),
    )
    if (next && next.action.kind !== 'drop' && !isDown(next.action, down)) leaks.set(routeKey(route), next.prefix)
  }
  return leaks
}

/** The routes around one, the longest first. */
function shorterOf(
  { prefix }: RouteEntry,
  lengths: readonly number[],
  byPrefix: ReadonlyMap<Prefix, RouteEntry>,
): RouteEntry[] {
  const { family, first, length } = prefixRange(prefix)
  return lengths.filter((one) => one < length).flatMap((one) => byPrefix.get(formatPrefix(family, first, one)) ?? [])
}

const isDown = (action: RouteAction, down: ReadonlySet<string>): boolean =>
  action.kind === 'forward' && namesOf(action).every((name) => down.has(name))
