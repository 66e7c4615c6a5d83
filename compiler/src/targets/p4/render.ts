import type { DeviceState, Entry, EntryKey } from '@paranet/network'
import { entriesOf, stateOf } from '@paranet/network'
import { joinFiles } from '../linux/bundle.js'
import type { DeviceContext } from '../linux/device-context.js'
import { emptyContext } from '../linux/device-context.js'
import type { DeviceNumbers } from '../switch/device-numbers.js'
import { numberDevice } from '../switch/device-numbers.js'
import { cookieOf } from '../switch/entry-cookie.js'
import { isNeverMet } from '../switch/match-shape.js'
import { derivedMacTargets, routerMac } from '../switch/router-mac.js'
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
  const { met, never, refused } = sortEntries(state)
  const numbers = numberDevice(state, context, { ports: cpuPort - 1, localPort: cpuPort, meters: 4095 })
  const hops = nextHopTables(state, numbers)
  const { entries, ranks } = entryTables(met, numbers, hops.setOf)
  const owners = new Map([...met.keys()].map((key) => [cookieOf(key), context.owners?.get(key)]))
  const owned = entries.map((entry) => withOwners(entry, owners.get(entry.metadata ?? '')))
  const artifact = {
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
    members: hops.members,
    groups: hops.groups,
    defaults: [{ table: 'neighbour', action: 'to_neighbour', params: towards(state.device, 'ff:ff:ff:ff:ff:ff') }],
    entries: [...linkEntries(state.device, context, numbers), ...hops.entries, ...owned],
  }
  const text = `${JSON.stringify(artifact, null, 1)
    .replace(/\n {3,}/g, ' ')
    .replace(/\n {2}([\]}])/g, ' $1')}\n`
  return joinFiles([{ name: p4File, text }])
}

const withOwners = (entry: TableEntry, owners: readonly string[] | undefined): TableEntry =>
  owners === undefined || owners.length === 0
    ? entry
    : { ...entry, owners: owners.map((owner) => owner.slice(owner.lastIndexOf('/') + 1)) }

/** Entries by what the program makes of them: table entries; nothing, where no packet meets them; nothing that would be right. */
function sortEntries(state: DeviceState): {
  readonly met: ReadonlyMap<EntryKey, TabledEntry>
  readonly never: readonly Entry[]
  readonly refused: readonly EntryKey[]
} {
  const met = new Map<EntryKey, TabledEntry>()
  const never: Entry[] = []
  const refused: EntryKey[] = []
  for (const [key, entry] of entriesOf(state))
    if (!p4Kinds.has(entry.kind) || isRefused(entry)) refused.push(key)
    else if (isNeverMet(entry)) never.push(entry)
    else met.set(key, entry as TabledEntry)
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
