import type { Entry, EntryKey, NextHop, NextHopGroups, PacketMatch, Prefix, RouteAction } from '@paranet/network'
import { canonicalJson, entriesOf, entryKey, stateOf } from '@paranet/network'
import { ArtifactError } from '../linux/artifact-error.js'
import { splitFiles } from '../linux/bundle.js'
import { cookieOf } from '../switch/entry-cookie.js'
import { equalMatches, isNeverMet, matchOf } from '../switch/match-shape.js'
import { priorityOf } from '../switch/rule-order.js'
import type { ParsedArtifact } from '../target.js'
import type { TabledEntry } from './entry-tables.js'
import { entryTables, scale } from './entry-tables.js'
import { admitEntries, readGroupRoutes } from './group-routes.js'
import { collectorCount, copyAction, copyTable } from './program/paranet-program.js'
import type { P4Artifact } from './read-artifact.js'
import { readArtifact, refuse } from './read-artifact.js'
import type { ReadFields } from './read-match.js'
import { readFields, readLpm } from './read-match.js'
import { p4File } from './render.js'
import type { TableEntry } from './table-entry.js'
import { tableEntryIdentity } from './table-entry.js'

/** Reads an artifact back: what its entries do. */
export function parseP4(artifact: string): ParsedArtifact {
  try {
    const file = splitFiles(artifact)?.find(({ name }) => name === p4File)
    if (!file) throw new ArtifactError(`expected files that begin with "==> ${p4File} <=="`)
    return { ok: true, state: stateOfArtifact(readArtifact(file.text)) }
  } catch (error) {
    if (error instanceof ArtifactError) return { ok: false, message: `${p4File}: ${error.message}` }
    throw error
  }
}

/** Tables whose entries are no entries of the device state. */
const linkTables = new Set(['admit', 'neighbour', 'next_hops'])

function stateOfArtifact(artifact: P4Artifact) {
  const [refused] = artifact.refused
  if (refused !== undefined) throw new ArtifactError(`the switch cannot ${refused}`)
  const sets = nextHopSets(artifact)
  const byTable = new Map<string, Placed[]>()
  for (const [i, entry] of artifact.entries.entries()) {
    if (linkTables.has(entry.table)) continue
    const placed = { entry, at: `entries[${i}]` }
    const own = byTable.get(entry.table)
    if (own) own.push(placed)
    else byTable.set(entry.table, [placed])
  }
  const entries = [...byTable.values()].flatMap((own) => readTable(own, artifact, sets))
  const never = artifact.never ? [...entriesOf(artifact.never).values()] : []
  const met = never.find((entry) => !isNeverMet(entry))
  if (met) throw new ArtifactError(`never: packets do meet ${entryKey(met)}`)
  return stateOf(artifact.device, [...entries, ...never])
}

interface Placed {
  readonly entry: TableEntry
  readonly at: string
}

type Sets = ReadonlyMap<number, NextHopGroups>

/** Ordered groups by number. Every member's port must be asked for, or a group would not be used while it is up. */
function nextHopSets({ entries, groups, members, numbers }: P4Artifact): Sets {
  const names = new Map([...numbers.ports].map(([name, port]) => [port, name]))
  const hopOf = (id: number, at: string): NextHop => {
    const { action, params } = members.get(id) ?? refuse(at, `the member ${id}`)
    const name = names.get(Number(params.port))
    if (action !== 'leave_by' || name === undefined) refuse(`member ${id}`, 'leave_by a known port')
    const number = Number(params.hop)
    if (number === 0) return { interface: name }
    const hop = numbers.hops.get(number)
    return hop?.interface === name ? hop : refuse(`member ${id}`, 'a next hop of its port')
  }
  const found = new Map<number, Map<number, { group: number; live: Set<number> }>>()
  for (const [i, { table, match, priority = 0, group }] of entries.entries()) {
    if (table !== 'next_hops') continue
    const at = `entries[${i}]`
    const set = Number(match.next_hops)
    const port = livePort(match.live, at)
    const own = found.get(set) ?? found.set(set, new Map()).get(set)
    const step = own?.get(priority) ?? { group: group ?? refuse(`${at}.group`, 'a group'), live: new Set<number>() }
    if (step.group !== group) refuse(`${at}.group`, 'one group for one priority')
    step.live.add(port)
    own?.set(priority, step)
  }
  return new Map(
    [...found].map(([set, steps]) => [
      set,
      [...steps]
        .sort(([a], [b]) => b - a)
        .map(([, { group: id, live }]) => {
          const group = groups.get(id) ?? refuse(`next hops ${set}`, `the group ${id}`)
          const wanted = new Set(group.members.map(({ watchPort }) => watchPort))
          if (wanted.size !== live.size || [...wanted].some((port) => !live.has(port)))
            refuse(`group ${id}`, 'an entry for the port of each member')
          return group.members.map(({ member, watchPort }) => {
            if (Number(members.get(member)?.params.port) !== watchPort)
              refuse(`group ${id}`, 'members that watch their ports')
            return hopOf(member, `group ${id}`)
          })
        }),
    ]),
  )
}

/** The port of `0x20&&&0x20`. */
function livePort(text: string | undefined, at: string): number {
  const [, value, mask] = /^0x([0-9a-f]{1,128})&&&0x([0-9a-f]{1,128})$/i.exec(text ?? '') ?? []
  const bit = value === undefined ? 0n : BigInt(`0x${value}`)
  if (value !== mask || bit === 0n || (bit & (bit - 1n)) !== 0n) refuse(`${at}.match.live`, 'one bit and its mask')
  return bit.toString(2).length - 1
}

/** Entries that are as a renderer makes them come back as they were; a table in which somebody changed something gets priorities that keep its
 *  order. */
function readTable(own: readonly Placed[], artifact: P4Artifact, sets: Sets): Entry[] {
  const table = own[0]?.entry.table ?? ''
  if (table === 'group_route') return readMulticasts(own, artifact)
  if (/^route_ipv[46]$/.test(table)) return own.map((one) => readRoute(one, artifact, sets))
  const ranks = artifact.ranks.get(table)
  const asMade = own.map((one) => {
    const number = one.entry.priority ?? refuse(`${one.at}.priority`, 'a priority')
    return ruleOf(one, ranks?.[number - 1] ?? priorityOf(scale, number), artifact, sets)
  })
  if (isMadeOf(asMade, own, artifact, sets)) return asMade
  const order = [...new Set(own.map(({ entry }) => entry.priority ?? 0))].sort((a, b) => a - b)
  return own.map((one) => ruleOf(one, order.indexOf(one.entry.priority ?? 0) + 1, artifact, sets))
}

/** Packets of the groups must be let in, too. */
function readMulticasts(own: readonly Placed[], artifact: P4Artifact): Entry[] {
  const { numbers, multicasts, entries } = artifact
  const outOf = (group: number, at: string) =>
    (multicasts.get(group) ?? refuse(at, 'a multicast group')).map((port) => nameOf(numbers, port, at)).sort()
  const routes = readGroupRoutes(own, numbers.ports, outOf, (port, at) => nameOf(numbers, port, at))
  const admitted = new Set(entries.filter(({ table }) => table === 'admit').map(tableEntryIdentity))
  const lacking = admitEntries(stateOf('', routes)).find((one) => !admitted.has(tableEntryIdentity(one)))
  if (lacking) refuse('admit', `an entry that permits ${JSON.stringify(lacking.match)}`)
  return routes
}

function isMadeOf(entries: readonly Entry[], own: readonly Placed[], { numbers }: P4Artifact, sets: Sets): boolean {
  const keyed = entriesOf(stateOf('', entries)) as ReadonlyMap<EntryKey, TabledEntry>
  const numberOf = new Map([...sets].map(([number, groups]) => [canonicalJson(groups), number]))
  const setOf = (groups: NextHopGroups) =>
    numberOf.get(canonicalJson(groups)) ??
    Number(own.find(({ entry }) => isEmptySet(entry, sets))?.entry.params?.next_hops)
  const place = collectorPlace(own[0]?.entry.table ?? '')
  const others = { setOf, groupOf: () => 0, placeOfCollector: () => place }
  const made = entryTables(keyed, numbers, others).entries.map(tableEntryIdentity)
  const given = own.map(({ entry }) => tableEntryIdentity(entry))
  return made.length === given.length && made.sort().join('\n') === given.sort().join('\n')
}

/** The place of the collector whose table this is; −1 where it is none. */
const collectorPlace = (table: string): number =>
  Array.from({ length: collectorCount }, (_, place) => copyTable(place)).indexOf(table)

const isEmptySet = ({ action, params }: TableEntry, sets: Sets): boolean =>
  action === 'to_next_hops' && !sets.has(Number(params?.next_hops))

function readRoute({ entry, at }: Placed, artifact: P4Artifact, sets: Sets): Entry {
  const { dst_addr: address, ...more } = entry.match
  if (Object.keys(more).length > 0) refuse(`${at}.match`, 'dst_addr alone')
  const prefix = readLpm(address, entry.table === 'route_ipv6' ? 6 : 4, `${at}.match.dst_addr`)
  return { kind: 'route', prefix, action: wayOf({ entry, at }, artifact, sets) }
}

function wayOf({ entry, at }: Placed, { numbers }: P4Artifact, sets: Sets): RouteAction {
  const { action, params = {} } = entry
  if (action === 'deny') return { kind: 'drop' }
  if (action === 'to_next_hops') return { kind: 'forward', groups: sets.get(Number(params.next_hops)) ?? [] }
  if (action !== 'deliver') refuse(`${at}.action`, 'deny, to_next_hops or deliver')
  return { kind: 'deliver', interface: nameOf(numbers, Number(params.port), `${at}.params.port`) }
}

const nameOf = ({ ports }: P4Artifact['numbers'], port: number, at: string): string =>
  [...ports].find(([, one]) => one === port)?.[0] ?? refuse(at, 'a port of the device')

/** The entry in the kind of its table; of the matches that say the same the one whose id it bears. */
function ruleOf(placed: Placed, priority: number, artifact: P4Artifact, sets: Sets): Entry {
  const { entry, at } = placed
  const read = readFields(entry.match, `${at}.match`)
  const make = makerOf(placed, priority, read, artifact, sets)
  const bare = read.asksPorts ? unported(read.match) : read.match
  const candidates = equalMatches(bare, read.family).filter(
    ({ srcPort, dstPort }) => !read.asksPorts || (srcPort ?? dstPort) !== undefined,
  )
  const made = candidates.map(make)
  return made.find((one) => cookieOf(entryKey(one)) === entry.metadata) ?? make(plain(read))
}

/** Without a range of all ports, which may stand at either side. */
const unported = ({ srcPort, ...match }: PacketMatch): PacketMatch =>
  srcPort && srcPort[0] === 0 && srcPort[1] === 65_535 ? match : matchOf({ ...match, srcPort })

/** The match that says no more than it must. */
function plain({ match, family }: ReadFields): PacketMatch {
  const all = (family === 6 ? '::/0' : '0.0.0.0/0') as Prefix
  return family === undefined || match.src !== undefined || match.dst !== undefined
    ? match
    : matchOf({ ...match, dst: all })
}

function makerOf(
  placed: Placed,
  priority: number,
  { inPort, outPort }: ReadFields,
  artifact: P4Artifact,
  sets: Sets,
): (match: PacketMatch) => Entry {
  const { entry, at } = placed
  const port = inPort ?? outPort
  const name = port === undefined ? undefined : nameOf(artifact.numbers, port, `${at}.match`)
  const place = name === undefined ? {} : { interface: name }
  const isOut = entry.table.startsWith('out_')
  if ((isOut ? inPort : outPort) !== undefined) refuse(`${at}.match`, 'a port that its table asks for')
  const number = (param: string) => Number(entry.params?.[param] ?? refuse(`${at}.params`, param))
  const expectAction = (action: string) => entry.action === action || refuse(`${at}.action`, action)
  const collector = collectorPlace(entry.table)
  if (collector >= 0) {
    expectAction(copyAction(collector))
    const to = collectorName(artifact, collector, at)
    return (match) => ({ kind: 'copy', ...place, match, to })
  }
  switch (entry.table) {
    case 'in_filter':
    case 'forward_filter':
    case 'out_filter': {
      const direction = entry.table.slice(0, entry.table.indexOf('_')) as 'in' | 'forward' | 'out'
      if ((direction === 'forward') !== (name === undefined)) refuse(`${at}.match`, 'a port where filters have one')
      const ending = isOut ? '_out' : ''
      if (entry.action !== `permit${ending}` && entry.action !== `deny${ending}`)
        refuse(`${at}.action`, `permit${ending} or deny${ending}`)
      const action = entry.action === `permit${ending}` ? 'permit' : 'deny'
      return (match) => ({ kind: 'filter', direction, ...place, priority, match, action })
    }
    case 'in_policer':
    case 'out_policer': {
      expectAction(isOut ? 'police_out' : 'police')
      const bucket = artifact.numbers.meters.get(number('bucket')) ?? refuse(`${at}.params.bucket`, 'a meter')
      return (match) => ({ kind: 'policer', direction: isOut ? 'out' : 'in', ...place, priority, match, ...bucket })
    }
    case 'mark': {
      expectAction('set_dscp')
      const dscp = number('dscp')
      return (match) => ({ kind: 'mark', ...place, priority, match, dscp })
    }
    case 'policy_route': {
      const action = wayOf(placed, artifact, sets)
      const from = name === undefined ? {} : { inInterface: name }
      return (match) => ({ kind: 'policy-route', priority, match, ...from, action })
    }
    default:
      return refuse(`${at}.table`, 'a table of the program')
  }
}

/** The interface of a collector: that of the session for it alone. With others it must be among theirs. */
function collectorName({ sessions, numbers }: P4Artifact, place: number, at: string): string {
  const bit = 1 << place
  const [port, more] = sessions.get(bit) ?? []
  if (port === undefined || more !== undefined) refuse(at, `a clone session ${bit} with one replica`)
  for (const [session, ports] of sessions) {
    const own = Array.from({ length: collectorCount }, (_, i) => 1 << i).filter((one) => (session & one) !== 0)
    const wanted = own.map((one) => sessions.get(one)?.[0] ?? 0).sort((a, b) => a - b)
    if (wanted.join() !== ports.join()) refuse(`clone session ${session}`, 'the replicas of its bits')
  }
  return nameOf(numbers, port, at)
}
