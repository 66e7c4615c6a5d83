import type { Diagnostic } from '@paranet/language'
import type { Entry, EntryKey, Intent } from '@paranet/network'
import { canonicalJson, entryKey } from '@paranet/network'
import { StateBuilder } from '../state/state-builder.js'
import { joined } from '../state/joined.js'
import type { Composed } from './compose.js'
import type { PassContext, PassResult } from './pass.js'
import { reportAt } from './report.js'
import type { Synthesized } from './synthesize.js'

/** Adds what `baseline` and `peer` set on devices, with its owners, and says which ends a `drain` cannot move. Reports `conflict` where two ask for
 *  different things at one place, `stranded` for hosts that send by a drained device. Without such intents the states stay the same objects. */
export function configure(
  synthesized: Synthesized,
  { select }: Pick<Composed, 'select'>,
  { index, memo }: PassContext,
): PassResult<Synthesized> {
  const intents = select(setsDevices)
  const asked = intents.flatMap((intent) => entriesOfIntent(intent).map((one) => ({ ...one, intent })))
  const stranded = intents.flatMap((intent) => strandedBy({ index, memo }, intent))
  if (asked.length === 0) return { output: synthesized, diagnostics: stranded }
  const builder = new StateBuilder(index)
  const diagnostics: Diagnostic[] = []
  const first = new Map<string, (typeof asked)[number]>()
  for (const one of asked) {
    const place = placeOf(one.device, one.entry)
    const before = first.get(place)
    if (before && canonicalJson(before.entry) !== canonicalJson(one.entry)) {
      diagnostics.push(contradiction(before.intent, one.intent, one.device, one.entry))
      continue
    }
    first.set(place, one)
    builder.add(one.device, one.entry, [one.intent.id])
  }
  return {
    output: joined({ index, memo }, 'settings', synthesized, builder),
    diagnostics: [...diagnostics, ...stranded],
  }
}

const setsDevices = (intent: Intent): intent is Intent =>
  intent.kind === 'baseline' || intent.kind === 'peer' || intent.kind === 'drain'

interface DeviceEntry {
  readonly device: string
  readonly entry: Entry
}

function entriesOfIntent(intent: Intent): DeviceEntry[] {
  if (intent.kind === 'baseline')
    return intent.at.flatMap((device) =>
      intent.settings.map((one) => ({ device, entry: { kind: 'setting', ...one } as const })),
    )
  if (intent.kind !== 'peer') return []
  const { at, neighbour, localAs, remoteAs, maxPrefixes } = intent
  const limit = maxPrefixes === undefined ? {} : { maxPrefixes }
  const session = {
    interface: at.interface,
    neighbour,
    localAs,
    remoteAs,
    import: intent.import,
    export: intent.export,
  }
  return [{ device: at.node, entry: { kind: 'peer', ...session, ...limit } }]
}

/** Where only one thing can be asked for: a session, a device's version of SNMP; of servers there may be several. */
function placeOf(device: string, entry: Entry): string {
  const key: EntryKey | string = entry.kind === 'setting' && entry.setting === 'snmp' ? 'setting snmp' : entryKey(entry)
  return `${device} ${key}`
}

function contradiction(earlier: Intent, later: Intent, device: string, entry: Entry): Diagnostic {
  return reportAt(later, 'conflict', 'error', {
    message: `"${earlier.name}" and "${later.name}" ask different things of ${device} (${entryKey(entry)})`,
    hint: 'keep one of them',
    related: [{ intent: earlier, message: `"${earlier.name}" is here` }],
  })
}

/** Hosts send by the device that they are attached to, drained or not: only they can change that. */
function strandedBy({ index }: PassContext, intent: Intent): Diagnostic[] {
  if (intent.kind !== 'drain') return []
  const names = index.portsOfNode.flatMap((ports, node) => {
    const [port] = ports
    const device = port?.end === node ? index.nodes[port.device]?.name : undefined
    return device !== undefined && intent.at.includes(device) ? [index.nodes[node]?.name ?? ''] : []
  })
  if (names.length === 0) return []
  return [
    reportAt(intent, 'stranded', 'warning', {
      message: `${names.sort().slice(0, 6).join(', ')}${names.length > 6 ? ` and ${names.length - 6} more` : ''} still send by ${intent.at.join(', ')}: hosts choose their first link themselves`,
      hint: 'give them another `gateway`, or move them before the maintenance',
    }),
  ]
}
