import type { DeviceState, Entry, EntryKey, PacketMatch } from '@paranet/network'
import { eachEntry, emptyDeviceState } from '@paranet/network'
import { joinFiles } from '../linux/bundle.js'
import type { ArtifactText } from '../kept-text.js'
import { artifactText } from '../kept-text.js'
import type { DeviceContext } from '../linux/device-context.js'
import { emptyContext } from '../linux/device-context.js'
import { cookieOfEntry } from '../switch/entry-cookie.js'
import { isNeverMet } from '../switch/match-shape.js'
import { TooManyError } from '../switch/stable-numbers.js'
import { collectorsOf, lacksCopies } from '../lacks-copies.js'
import { openflowCapabilities } from './capabilities.js'
import type { DeviceNumbers } from '../switch/device-numbers.js'
import { numberDevice } from '../switch/device-numbers.js'
import type { EntryFlows, FlowEntry } from './entry-flows.js'
import { entryFlows, flowKinds, tableOf } from './entry-flows.js'
import type { Flow } from './flow.js'
import { flowText } from './flow.js'
import { frameFlows } from './frame.js'
import type { SwitchGroups } from './groups.js'
import { groupsOf } from './groups.js'
import { copyTables, localPort, numberSpace, tables } from './layout.js'
import { meterText } from './meters.js'
import { renderNotes } from './notes.js'
import type { Zones } from './translations.js'
import { translateAction, zonesOf } from './translations.js'
import { flowsFile, groupsFile, metersFile, renderSwitch, switchFile } from './switch-file.js'

/** The artifact of an OpenFlow switch: `switch.sh`, `meters.txt`, `groups.txt`, `flows.txt`. For a state that is too large for it one that says so,
 *  and that cannot be read back. */
export function renderOpenflow(state: DeviceState, context: DeviceContext = emptyContext): string {
  try {
    return artifactText('openflow', context, (out) => writeWhole(out, state, context))
  } catch (error) {
    if (!(error instanceof TooManyError)) throw error
    const empty = emptyDeviceState(state.device)
    const numbers = numberDevice(empty, emptyContext, numberSpace)
    const notes = renderNotes(empty, numbers, new Map(), [], [error.message])
    const files = [metersFile, groupsFile, flowsFile].map((name) => ({ name, text: '' }))
    return joinFiles([{ name: switchFile, text: [...notes, 'exit 1', ''].join('\n') }, ...files])
  }
}

function writeWhole(out: ArtifactText, state: DeviceState, context: DeviceContext): void {
  const { met, never, refused } = sortEntries(state)
  const numbers = numberDevice(state, context, numberSpace)
  const { groups, ...groupNumbers } = groupsOf(state)
  const zones = zonesOf(state.device)
  const placeOfCollector = placesOf(state)
  const moved = [...(numbers.moved ?? []), ...(groupNumbers.moved ?? [])].join('\n')
  const made = [...met].map(([table, own]) => {
    const parts = [moved, ...own.map(({ entry }) => entry)]
    let flows: EntryFlows | undefined
    const make = () =>
      (flows ??= entryFlows(new Map(own.map(({ key, entry }) => [key, entry])), numbers, {
        ...groupNumbers,
        zones,
        placeOfCollector,
      }))
    const ranks = out.known(`ranks ${table}`, parts, () => make().ranks.get(table))
    return { table, own, parts, make, ranks }
  })
  const ranks = new Map(made.flatMap((one) => (one.ranks ? [[one.table, one.ranks] as const] : [])))
  const translated = new Set(
    [...(met.get(tables.translateIn) ?? []), ...(met.get(tables.translateOut) ?? [])].flatMap(({ entry }) =>
      entry.kind === 'translation' ? [entry.direction] : [],
    ),
  )
  const isTracking = translated.size > 0 || [...met.values()].some((own) => own.some(({ entry }) => isAsking(entry)))
  const multicasts = [...new Set((state.groupRoutes ?? []).map(({ group }) => group))].sort()
  out.file(switchFile)
  out.add(renderSwitch(state.device, renderNotes(state, numbers, ranks, never, refused), numbers, context))
  out.file(metersFile)
  out.lines([...numbers.meters].map(([id, bucket]) => meterText(id, bucket)))
  out.file(groupsFile)
  out.lines(groupTexts(groups, numbers, zones))
  out.file(flowsFile)
  const ports = JSON.stringify([[...numbers.ports], [...numbers.hops], isTracking, [...translated], multicasts])
  out.piece('frame', [ports], () =>
    out.lines(frameFlows({ device: state.device, context, numbers, isTracking, translated, multicasts }).map(flowText)),
  )
  for (const { table, own, parts, make } of made.sort((a, b) => a.table - b.table))
    out.piece(`table ${table}`, parts, () => writeFlows(out, make().flows, own, context))
}

/** The place of the table of copies that go out of an interface. */
function placesOf(state: DeviceState): (to: string) => number {
  const collectors = collectorsOf(state)
  return (to) => collectors.indexOf(to)
}

const isAsking = (entry: object): boolean => 'match' in entry && (entry.match as PacketMatch).established !== undefined

/** An entry that flows can say, with its key. */
interface KeyedFlowEntry {
  readonly key: EntryKey
  readonly entry: FlowEntry
}

/** Entries by what a switch makes of them: flows, by table; nothing, where no packet meets them; nothing that would be right. */
export function sortEntries(state: DeviceState): {
  readonly met: ReadonlyMap<number, readonly KeyedFlowEntry[]>
  readonly never: readonly Entry[]
  readonly refused: readonly string[]
} {
  const met = new Map<number, KeyedFlowEntry[]>()
  const never: Entry[] = []
  const refused: string[] = []
  const lacking = lacksCopies(state, copyTables.length)
  const placeOfCollector = placesOf(state)
  eachEntry(state, (key, entry) => {
    if (lacking.has(key)) refused.push(`do ${key}`)
    else if (!flowKinds.has(entry.kind) || openflowCapabilities.lacks?.(entry) !== undefined) refused.push(`do ${key}`)
    else if (isNeverMet(entry)) never.push(entry)
    else {
      const table = tableOf(entry as FlowEntry, placeOfCollector)
      const own = met.get(table)
      if (own) own.push({ key, entry: entry as FlowEntry })
      else met.set(table, [{ key, entry: entry as FlowEntry }])
    }
  })
  return { met, never, refused }
}

/** The groups as ovs-ofctl(8) takes them: first those that others use. */
function groupTexts(
  { select, failover, all, translations }: SwitchGroups,
  { ports, hops }: DeviceNumbers,
  zones: Zones,
): string[] {
  const hopNumber = new Map([...hops].map(([number, hop]) => [`${hop.interface} ${hop.address}`, number]))
  const bucket = (i: number, watch: string, ...actions: string[]) =>
    `,bucket=bucket_id:${i},${watch},actions=${actions.join(',')}`
  const hex = (number: number) => `0x${number.toString(16)}`
  return [
    ...[...select].map(
      ([id, members]) =>
        `group_id=${id},type=select${members
          .map((hop, i) => {
            const port = ports.get(hop.interface) ?? 0
            const number = hopNumber.get(`${hop.interface} ${hop.address}`)
            const at = number === undefined ? [] : [`set_field:${hex(number)}->reg2`]
            return bucket(
              i,
              `watch_port:${port === localPort ? 'LOCAL' : port}`,
              `set_field:${hex(port)}->reg0`,
              ...at,
              `resubmit(,${tables.depart})`,
            )
          })
          .join('')}`,
    ),
    ...[...all].map(
      ([id, out]) =>
        `group_id=${id},type=all${out
          .map(
            (name, i) =>
              `,bucket=bucket_id:${i},actions=set_field:${hex(ports.get(name) ?? 0)}->reg0,resubmit(,${tables.depart})`,
          )
          .join('')}`,
    ),
    ...[...translations].map(
      ([id, { direction, to }]) =>
        `group_id=${id},type=select${to
          .map((target, i) => {
            const port = target.interface === undefined ? undefined : ports.get(target.interface)
            const watch = port === undefined ? [] : [`watch_port:${port}`]
            return bucket(i, [`weight:${target.weight}`, ...watch].join(','), translateAction(direction, target, zones))
          })
          .join('')}`,
    ),
    ...[...failover].map(
      ([id, members]) =>
        `group_id=${id},type=fast_failover${members.map((one, i) => bucket(i, `watch_group:${one}`, `group:${one}`)).join('')}`,
    ),
  ]
}

/** Before the flows of an entry, what it is and who needs it. */
function writeFlows(
  out: ArtifactText,
  flows: readonly Flow[],
  entries: readonly KeyedFlowEntry[],
  { owners }: DeviceContext,
): void {
  const keys = new Map(entries.map(({ key, entry }) => [cookieOfEntry(entry, key), key]))
  let last = ''
  for (const flow of flows) {
    const key = keys.get(flow.cookie)
    if (flow.cookie !== last && key !== undefined) out.add(`# ${printable(key)}${neededText(owners?.get(key))}\n`)
    last = flow.cookie
    out.add(`${flowText(flow)}\n`)
  }
}

const neededText = (owners: readonly string[] = []): string =>
  owners.length === 0 ? '' : ` for ${printable(owners.map((id) => id.slice(id.lastIndexOf('/') + 1)).join(', '))}`

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?')
