import type { DeviceState, Entry, EntryKey } from '@paranet/network'
import { canonicalJson, entryKey, groupMatch, hostPrefix, parseAddress, prefixRange } from '@paranet/network'
import { cookieOf } from '../switch/entry-cookie.js'
import { stableNumbers } from '../switch/stable-numbers.js'
import { fieldMatches } from './field-matches.js'
import { refuse } from './read-artifact.js'
import { readFields } from './read-match.js'
import type { TableEntry } from './table-entry.js'
import { hex, masked, tableEntryIdentity } from './table-entry.js'

type GroupRoute = Extract<Entry, { kind: 'group-route' }>

/** A group of the packet replication engine, as P4Runtime has it. */
export interface MulticastGroup {
  readonly group: number
  readonly replicas: readonly { readonly egressPort: number; readonly instance: number }[]
}

/** The groups that a device's multicast routes use, and their numbers: hashes of what is in them. */
export function multicastGroups(
  { groupRoutes = [] }: DeviceState,
  ports: ReadonlyMap<string, number>,
): { readonly groups: readonly MulticastGroup[]; readonly groupOf: (out: readonly string[]) => number } {
  const outs = new Map(groupRoutes.map(({ out }) => [canonicalJson(out), out]))
  const numbers = stableNumbers(outs.keys(), 1, 0xfffe, 'groups')
  const groups = [...outs].map(([key, out]) => ({
    group: numbers.get(key) ?? 0,
    replicas: out.map((name) => ({ egressPort: ports.get(name) ?? 0, instance: 1 })),
  }))
  return {
    groups: groups.sort((a, b) => a.group - b.group),
    groupOf: (out) => numbers.get(canonicalJson(out)) ?? 0,
  }
}

/** The entries of a multicast route: packets that come in where they are to go to a group; others of them are dropped. The longest source counts. */
export function groupRouteEntries(
  key: EntryKey,
  entry: GroupRoute,
  portOf: (name: string) => number,
  groupOf: (out: readonly string[]) => number,
): TableEntry[] {
  const { length } = prefixRange(entry.source)
  const match = fieldMatches(groupMatch(entry))
  const base = { table: 'group_route', metadata: cookieOf(key) }
  const inPort = { in_port: masked(portOf(entry.inInterface), 0x1ff) }
  const params = { group: hex(groupOf(entry.out)) }
  return [
    { ...base, match: { ...inPort, ...match }, priority: 2 * length + 2, action: 'to_group', params },
    { ...base, match, priority: 2 * length + 1, action: 'deny', params: {} },
  ]
}

/** Lets packets to groups in, whoever their frames are addressed to. */
export const admitEntries = ({ groupRoutes = [] }: DeviceState): TableEntry[] =>
  [...new Set(groupRoutes.map(({ group }) => group))].sort().map((group) => ({
    table: 'admit',
    match: fieldMatches({ dst: hostPrefix(group) }),
    priority: 1,
    action: 'permit',
    params: {},
  }))

/** The multicast routes of a table's entries. Throws ArtifactError where they are no such pairs. `outOf`: where packets of a group go. */
export function readGroupRoutes(
  own: readonly { readonly entry: TableEntry; readonly at: string }[],
  ports: ReadonlyMap<string, number>,
  outOf: (group: number, at: string) => readonly string[],
  nameOf: (port: number, at: string) => string,
): GroupRoute[] {
  const numbers = new Map<string, number>()
  const routes = own
    .filter(({ entry }) => entry.action === 'to_group')
    .map(({ entry, at }): GroupRoute => {
      const { match, inPort, family } = readFields(entry.match, `${at}.match`)
      const group = parseAddress(match.dst?.slice(0, match.dst.indexOf('/')) ?? '')
      const number = Number(entry.params?.group ?? refuse(`${at}.params`, 'group'))
      const out = outOf(number, `${at}.params.group`)
      numbers.set(canonicalJson(out), number)
      const source = match.src ?? ((family === 6 ? '::/0' : '0.0.0.0/0') as GroupRoute['source'])
      return {
        kind: 'group-route',
        source,
        group: group ?? refuse(`${at}.match.dst`, 'an address'),
        inInterface: nameOf(inPort ?? refuse(`${at}.match`, 'in_port'), `${at}.match.in_port`),
        out,
      }
    })
  const portOf = (name: string) => ports.get(name) ?? 0
  const groupOf = (out: readonly string[]) => numbers.get(canonicalJson(out)) ?? 0
  const made = routes.flatMap((one) => groupRouteEntries(entryKey(one), one, portOf, groupOf).map(tableEntryIdentity))
  const given = own.map(({ entry }) => tableEntryIdentity(entry))
  const isSame = made.sort().join('\n') === given.sort().join('\n')
  if (!isSame || new Set(routes.map((one) => entryKey(one))).size !== routes.length)
    refuse('group_route', 'two entries for each route: to_group where packets come in, and deny elsewhere')
  return routes
}
