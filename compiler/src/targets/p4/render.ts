import type { DeviceState, Entry, EntryKey } from '@paranet/network'
import { eachEntry, localInterface, stateOf } from '@paranet/network'
import type { ArtifactText } from '../kept-text.js'
import { artifactText } from '../kept-text.js'
import type { DeviceContext } from '../linux/device-context.js'
import { emptyContext } from '../linux/device-context.js'
import type { DeviceNumbers } from '../switch/device-numbers.js'
import { numberDevice } from '../switch/device-numbers.js'
import { collectorsOf } from '../lacks-copies.js'
import { cookieOf } from '../switch/entry-cookie.js'
import { isNeverMet } from '../switch/match-shape.js'
import { derivedMacTargets, routerMac } from '../switch/router-mac.js'
import { TooManyError } from '../switch/stable-numbers.js'
import { lacksBesideOthers, p4Capabilities, p4Kinds } from './capabilities.js'
import type { EntryNumbers, EntryTables, TabledEntry } from './entry-tables.js'
import { entryTables, nextHopTables, tableOf } from './entry-tables.js'
import { meterConfig } from './meter-config.js'
import { admitEntries, multicastGroups } from './group-routes.js'
import { collectorCount, cpuPort } from './program/paranet-program.js'
import type { CloneSession, TableEntry } from './table-entry.js'
import { hex } from './table-entry.js'

export const p4File = 'p4-tables.json'

/** The artifact of a switch with our program: what its tables, selector and meters hold, as JSON with P4Runtime's words. For a state that is too
 *  large for the program one that says so, and that cannot be read back. */
export function renderP4(state: DeviceState, context: DeviceContext = emptyContext): string {
  try {
    return artifactText('p4', context, (out) => writeArtifact(out, state, context))
  } catch (error) {
    if (!(error instanceof TooManyError)) throw error
    return artifactText('p4', emptyContext, (out) => writeRefused(out, state.device, error.message))
  }
}

function writeRefused(out: ArtifactText, device: string, message: string): void {
  const ports = { [localInterface]: cpuPort }
  out.file(p4File)
  out.add('{\n')
  writeMembers(out, { program: 'paranet.p4', device, ports, refused: [message], meters: [], members: [] })
  out.add(',\n')
  writeMembers(out, { groups: [], defaults: [], entries: [] })
  out.add('\n}\n')
}

function writeArtifact(out: ArtifactText, state: DeviceState, context: DeviceContext): void {
  const numbers = numberDevice(state, context, { ports: cpuPort - 1, localPort: cpuPort, meters: 4095 })
  const hops = nextHopTables(state, numbers)
  const multicast = multicastGroups(state, numbers.ports)
  const collectors = collectorsOf(state)
  const placeOfCollector = (to: string) => collectors.indexOf(to)
  const { met, never, refused } = sortEntries(state, placeOfCollector)
  const also = JSON.stringify([collectors, multicast.groups])
  const moved = [...(numbers.moved ?? []), ...hops.moved, also].join('\n')
  const tables = [...met].map(([table, own]) => {
    const parts = [moved, ...own.map(({ entry }) => entry)]
    let tabled: EntryTables | undefined
    const make = () =>
      (tabled ??= entryTables(new Map(own.map(({ key, entry }) => [key, entry])), numbers, {
        ...hops,
        ...multicast,
        placeOfCollector,
      }))
    const ranks = out.known(`ranks ${table}`, parts, () => make().ranks.get(table))
    return { table, own, parts, make, ranks }
  })
  const ranks = tables.flatMap((one) => (one.ranks ? [[one.table, one.ranks] as const] : []))
  const leaving = new Set((state.policers ?? []).filter((one) => one.direction === 'out').map(({ bucket }) => bucket))
  const sessions = sessionsOf(collectors.slice(0, collectorCount), numbers)
  out.file(p4File)
  out.add('{\n')
  writeMembers(out, {
    program: 'paranet.p4',
    device: state.device,
    ports: Object.fromEntries([...numbers.ports].sort(([, a], [, b]) => a - b)),
    ...(numbers.hops.size === 0 ? {} : { nextHops: Object.fromEntries(numbers.hops) }),
    ...(ranks.length === 0 ? {} : { ranks: Object.fromEntries(ranks) }),
    ...(never.length === 0 ? {} : { never: stateOf(state.device, never) }),
    ...(refused.length === 0 ? {} : { refused }),
    meters: [...numbers.meters].map(([index, bucket]) => ({
      meter: leaving.has(bucket.bucket) ? 'out_buckets' : 'buckets',
      index,
      ...meterConfig(bucket),
      of: bucket,
    })),
    ...(sessions.length === 0 ? {} : { cloneSessions: sessions }),
    ...(multicast.groups.length === 0 ? {} : { multicastGroups: multicast.groups }),
    members: hops.members,
    groups: hops.groups,
    defaults: [{ table: 'neighbour', action: 'to_neighbour', params: towards(state.device, 'ff:ff:ff:ff:ff:ff') }],
  })
  out.add(',\n "entries": [')
  const first = [...linkEntries(state.device, context, numbers), ...admitEntries(state), ...hops.entries]
  out.add(first.map((one) => `\n  ${JSON.stringify(one)}`).join(','))
  for (const { table, own, parts, make } of tables.sort((a, b) => (a.table < b.table ? -1 : 1)))
    out.piece(`table ${table}`, parts, () => writeEntries(out, make().entries, own, context))
  out.add('\n ]\n}\n')
}

/** Entries of a table, behind others. */
function writeEntries(
  out: ArtifactText,
  entries: readonly TableEntry[],
  own: readonly KeyedTabledEntry[],
  context: DeviceContext,
): void {
  const owners = context.owners && new Map(own.map(({ key }) => [cookieOf(key), context.owners?.get(key)]))
  for (const one of entries) {
    out.add(',\n  ')
    out.add(JSON.stringify(owners ? withOwners(one, owners.get(one.metadata ?? '')) : one))
  }
}

/** The sessions by which copies leave: one for each set of collectors, whose number has a bit for each. */
const sessionsOf = (collectors: readonly string[], { ports }: DeviceNumbers): CloneSession[] =>
  Array.from({ length: (1 << collectors.length) - 1 }, (_, i) => ({
    session: i + 1,
    replicas: collectors
      .filter((_, place) => ((i + 1) & (1 << place)) !== 0)
      .map((to) => ({ egressPort: ports.get(to) ?? 0, instance: 1 })),
  }))

function writeMembers(out: ArtifactText, members: Readonly<Record<string, unknown>>): void {
  const parts = Object.entries(members).map(([name, value]) => ` ${JSON.stringify(name)}: ${lineText(value)}`)
  out.add(parts.join(',\n'))
}

/** A line for each element of a list. */
const lineText = (value: unknown): string =>
  Array.isArray(value) && value.length > 0
    ? `[\n${value.map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n ]`
    : JSON.stringify(value)

const withOwners = (entry: TableEntry, owners: readonly string[] | undefined): TableEntry =>
  owners === undefined || owners.length === 0
    ? entry
    : { ...entry, owners: owners.map((owner) => owner.slice(owner.lastIndexOf('/') + 1)) }

/** An entry that the program has a table for, with its key. */
interface KeyedTabledEntry {
  readonly key: EntryKey
  readonly entry: TabledEntry
}

/** Entries by what the program makes of them: table entries, by table; nothing, where no packet meets them; nothing that would be right. */
function sortEntries(
  state: DeviceState,
  placeOfCollector: EntryNumbers['placeOfCollector'],
): {
  readonly met: ReadonlyMap<string, readonly KeyedTabledEntry[]>
  readonly never: readonly Entry[]
  readonly refused: readonly string[]
} {
  const met = new Map<string, KeyedTabledEntry[]>()
  const never: Entry[] = []
  const refused: string[] = []
  const lacking = lacksBesideOthers(state)
  eachEntry(state, (key, entry) => {
    if (lacking.has(key) || !p4Kinds.has(entry.kind) || isRefused(entry)) refused.push(`do ${key}`)
    else if (isNeverMet(entry)) never.push(entry)
    else {
      const table = tableOf(entry as TabledEntry, placeOfCollector)
      const own = met.get(table)
      if (own) own.push({ key, entry: entry as TabledEntry })
      else met.set(table, [{ key, entry: entry as TabledEntry }])
    }
  })
  return { met, never, refused }
}

const isRefused = (entry: Entry): boolean =>
  p4Capabilities.lacks?.(entry) !== undefined || ('match' in entry && entry.match.established !== undefined)

/** Frames for the router are let in; neighbours whose Ethernet address follows from their name are known. */
function linkEntries(device: string, { interfaces }: DeviceContext, { ports }: DeviceNumbers): TableEntry[] {
  const dst = `${macHex(routerMac(device))}&&&0xffffffffffff`
  const admit = { table: 'admit', match: { dst_addr: dst }, priority: 1, action: 'permit', params: {} }
  return [
    admit,
    ...interfaces.flatMap(({ name, neighbour }): TableEntry[] => {
      const port = ports.get(name)
      if (port === undefined || !neighbour || !derivedMacTargets.has(neighbour.target)) return []
      const match = { out_port: hex(port) }
      const params = towards(device, routerMac(neighbour.device))
      return [{ table: 'neighbour', match, priority: 1, action: 'to_neighbour', params }]
    }),
  ]
}

const macHex = (mac: string): string => `0x${mac.replaceAll(':', '')}`

const towards = (device: string, mac: string): Record<string, string> => ({
  src: macHex(routerMac(device)),
  dst: macHex(mac),
})
