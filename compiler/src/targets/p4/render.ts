import type { DeviceState, Entry, EntryKey } from '@paranet/network'
import { eachEntry, localInterface, stateOf } from '@paranet/network'
import { joinFiles } from '../linux/bundle.js'
import type { DeviceContext } from '../linux/device-context.js'
import { emptyContext } from '../linux/device-context.js'
import type { DeviceNumbers } from '../switch/device-numbers.js'
import { numberDevice } from '../switch/device-numbers.js'
import { lacksCopies } from '../lacks-copies.js'
import { cookieOf } from '../switch/entry-cookie.js'
import { isNeverMet } from '../switch/match-shape.js'
import { derivedMacTargets, routerMac } from '../switch/router-mac.js'
import { TooManyError } from '../switch/stable-numbers.js'
import { p4Capabilities, p4Kinds } from './capabilities.js'
import type { TabledEntry } from './entry-tables.js'
import { entryTables, nextHopTables } from './entry-tables.js'
import { meterConfig } from './meter-config.js'
import { cpuPort } from './program/paranet-program.js'
import type { TableEntry } from './table-entry.js'
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
  const { entries, ranks } = entryTables(met, numbers, hops.setOf)
  const sessions = sessionsOf(state, numbers)
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
      meter: 'buckets',
      index,
      ...meterConfig(bucket),
      of: bucket,
    })),
    ...(sessions.length === 0 ? {} : { cloneSessions: sessions }),
    members: hops.members,
    groups: hops.groups,
    defaults: [{ table: 'neighbour', action: 'to_neighbour', params: towards(state.device, 'ff:ff:ff:ff:ff:ff') }],
    entries: [...linkEntries(state.device, context, numbers), ...hops.entries, ...owned],
  }
}

/** The sessions by which copies leave: each has the number of its port. */
const sessionsOf = (
  { copies = [] }: DeviceState,
  { ports }: DeviceNumbers,
): { session: number; egressPort: number }[] =>
  [...new Set(copies.map(({ to }) => ports.get(to) ?? 0))]
    .sort((a, b) => a - b)
    .map((port) => ({ session: port, egressPort: port }))

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
  const lacking = lacksCopies(state)
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
  const admit = { table: 'admit', match: { dst_addr: macHex(routerMac(device)) }, action: 'permit', params: {} }
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
