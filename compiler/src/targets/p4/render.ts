import type { DeviceState, Entry, EntryKey } from '@paranet/network'
import { eachEntry, localInterface, stateOf } from '@paranet/network'
import { joinFiles } from '../linux/bundle.js'
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
import type { TabledEntry } from './entry-tables.js'
import { entryTables, nextHopTables } from './entry-tables.js'
import { meterConfig } from './meter-config.js'
import { admitEntries, multicastGroups } from './group-routes.js'
import { collectorCount, cpuPort } from './program/paranet-program.js'
import type { CloneSession, TableEntry } from './table-entry.js'
import { hex } from './table-entry.js'

export const p4File = 'p4-tables.json'

/** The artifact of a switch with our program: what its tables, selector and meters hold, as JSON with P4Runtime's words. */
export function renderP4(state: DeviceState, context: DeviceContext = emptyContext): string {
  return joinFiles([{ name: p4File, text: linesOf(wholeArtifact(state, context)) }])
}

/** The artifact; for a state that is too large for the program one that says so, and that cannot be read back. */
function wholeArtifact(state: DeviceState, context: DeviceContext): Readonly<Record<string, unknown>> {
  try {
    return artifactOf(state, context)
  } catch (error) {
    if (!(error instanceof TooManyError)) throw error
    const { device } = state
    const ports = { [localInterface]: cpuPort }
    const lists = { meters: [], members: [], groups: [], defaults: [], entries: [] }
    return { program: 'paranet.p4', device, ports, refused: [error.message], ...lists }
  }
}

function artifactOf(state: DeviceState, context: DeviceContext): Readonly<Record<string, unknown>> {
  const { met, never, refused } = sortEntries(state)
  const numbers = numberDevice(state, context, { ports: cpuPort - 1, localPort: cpuPort, meters: 4095 })
  const hops = nextHopTables(state, numbers)
  const multicast = multicastGroups(state, numbers.ports)
  const collectors = collectorsOf(state)
  const placeOfCollector = (to: string) => collectors.indexOf(to)
  const { entries, ranks } = entryTables(met, numbers, { ...hops, ...multicast, placeOfCollector })
  const leaving = new Set((state.policers ?? []).filter((one) => one.direction === 'out').map(({ bucket }) => bucket))
  const sessions = sessionsOf(collectors.slice(0, collectorCount), numbers)
  const owners = new Map([...(context.owners ?? [])].map(([key, names]) => [cookieOf(key), names]))
  const owned = owners.size === 0 ? entries : entries.map((one) => withOwners(one, owners.get(one.metadata ?? '')))
  return {
    program: 'paranet.p4',
    device: state.device,
    ports: Object.fromEntries([...numbers.ports].sort(([, a], [, b]) => a - b)),
    ...(numbers.hops.size === 0 ? {} : { nextHops: Object.fromEntries(numbers.hops) }),
    ...(ranks.size === 0 ? {} : { ranks: Object.fromEntries(ranks) }),
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
    entries: [...linkEntries(state.device, context, numbers), ...admitEntries(state), ...hops.entries, ...owned],
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

function linesOf(artifact: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(artifact).map(([name, value]) => ` ${JSON.stringify(name)}: ${lineText(value)}`)
  return `{\n${parts.join(',\n')}\n}\n`
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

/** Entries by what the program makes of them: table entries; nothing, where no packet meets them; nothing that would be right. */
function sortEntries(state: DeviceState): {
  readonly met: ReadonlyMap<EntryKey, TabledEntry>
  readonly never: readonly Entry[]
  readonly refused: readonly string[]
} {
  const met = new Map<EntryKey, TabledEntry>()
  const never: Entry[] = []
  const refused: string[] = []
  const lacking = lacksBesideOthers(state)
  eachEntry(state, (key, entry) => {
    if (lacking.has(key) || !p4Kinds.has(entry.kind) || isRefused(entry)) refused.push(`do ${key}`)
    else if (isNeverMet(entry)) never.push(entry)
    else met.set(key, entry as TabledEntry)
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
