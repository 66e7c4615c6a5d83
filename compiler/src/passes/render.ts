import type { Diagnostic } from '@paranet/language'
import type { DeviceState, EntryKey, Intent, KeyedEntry, TopologyIndex, TopologyNode } from '@paranet/network'
import { eachEntry, entriesOf, entryCount, mainSegment, segmentsOf, sortedEntries } from '@paranet/network'
import { nearestTo } from '../explain/nearest-device.js'
import { lackingAt, lackingOf } from '../targets/lacking.js'
import { targetKinds, targetOf } from '../targets/registry.js'
import type { Target } from '../targets/target.js'
import type { PassContext, PassResult } from './pass.js'
import { reportAt } from './report.js'
import type { Synthesized } from './synthesize.js'

/** States that the targets of their devices can take; `renderDevice` makes the artifact of one when it is asked for. */
export interface Rendered extends Omit<Synthesized, 'stage'> {
  readonly stage: 'rendered'
}

/** Fits states to the targets of their devices. Reports `unsupported-by-target` for a device that has entries and whose target is unknown or cannot
 *  realise one, with what it cannot do, who needs it, and the nearest device that can; at the first of the intents that need it. */
export function render(
  { state, ledger }: Synthesized,
  intents: readonly Intent[],
  { index }: PassContext,
): PassResult<Rendered> {
  const diagnostics: Diagnostic[] = []
  const isSplit = segmentsOf(index) !== undefined
  const nodeOf = (device: string) => index.nodes[index.nodeId.get(device) ?? -1]
  for (const [device, own] of state) {
    const node = nodeOf(device)
    if (!node || entryCount(own) === 0) continue
    const target = targetOf(node)
    if (target && isSplit && !target.capabilities.segments && !hasSegments(own))
      diagnostics.push(...unsplit(index, node, target))
    if (!target) diagnostics.push(unknownTarget(index, node, firstOf(intents, ledger, device)))
    else if (ableNodes.get(own) !== node) {
      const found = isAbleStill(node, own, target) ? [] : unsupported({ index, intents, ledger }, node, own, target)
      if (found.length === 0) {
        ableNodes.set(own, node)
        ableStates.set(node, own)
      }
      diagnostics.push(...found)
    }
  }
  return { output: { stage: 'rendered', state, ledger }, diagnostics }
}

const hasSegments = (state: DeviceState): boolean =>
  [...entriesOf(state).values()].some((entry) => entry.kind !== 'setting' && entry.segment !== undefined)

/** Of a device that has entries in `main` alone, and would forward from one segment of its interfaces to another. */
function unsplit(index: TopologyIndex, node: TopologyNode, { kind }: Target): Diagnostic[] {
  const own = index.topology.interfaces.find((one) => one.node === node.name && one.segment !== mainSegment)
  if (!own) return []
  const nearest = nearestTo(index, node, (other) => targetOf(other)?.capabilities.segments === true)
  return [
    reportAt(undefined, 'unsupported-by-target', 'error', {
      message: `${node.name} has the target "${kind}", which cannot keep segments apart (its interface ${own.name} is in "${own.segment}")`,
      hint: nearest === undefined ? 'no device here can' : `the nearest device that can is ${nearest}`,
    }),
  ]
}

/** States that were found to be what their nodes' targets take. */
const ableNodes = new WeakMap<DeviceState, TopologyNode>()

/** By node, the last state that was found to be what its target takes. */
const ableStates = new WeakMap<TopologyNode, DeviceState>()

/** Whether the target takes what is new since it took a state of the node. */
function isAbleStill(node: TopologyNode, state: DeviceState, { capabilities, lacks }: Target): boolean {
  const last = ableStates.get(node)
  if (!last || (lacks && [...lacks(state)].length > 0)) return false
  const [before, now] = [sortedEntries(last), sortedEntries(state)]
  let at = 0
  for (const { key, entry } of now) {
    if (before[at]?.entry !== entry) while (at < before.length && (before[at] as KeyedEntry).key < key) at++
    if (before[at]?.entry === entry) at++
    else if (lackingOf(capabilities, node, entry) !== undefined) return false
  }
  return true
}

/** The first intent that needs entries of a device. */
function firstOf(intents: readonly Intent[], ledger: Synthesized['ledger'], device: string): Intent | undefined {
  const owners = new Set([...(ledger.get(device)?.values() ?? [])].flat())
  return intents.find(({ id, source }) => source !== undefined && owners.has(id))
}

function unknownTarget(index: TopologyIndex, node: TopologyNode, written: Intent | undefined): Diagnostic {
  const nearest = nearestTo(index, node, (other) => targetOf(other) !== undefined)
  return reportAt(written, 'unsupported-by-target', 'error', {
    message: `${node.name} has the target "${node.target}", which is unknown${nearest === undefined ? '' : `; the nearest device that can take its entries is ${nearest}`}`,
    hint: `targets are: ${targetKinds.join(', ')}`,
  })
}

/** One report for each thing that the target cannot do, with the first entry that asks for it. */
function unsupported(
  { index, intents, ledger }: Pick<PassContext, 'index'> & Pick<Synthesized, 'ledger'> & { intents: readonly Intent[] },
  node: TopologyNode,
  state: DeviceState,
  { kind, capabilities, lacks: lacksIn }: Target,
): Diagnostic[] {
  const found = new Map<string, EntryKey[]>()
  const amongOthers = lacksIn?.(state)
  const lacking = lackingAt(capabilities, node)
  eachEntry(state, (key, entry) => {
    const lacks = lacking(entry) ?? amongOthers?.get(key)
    if (lacks !== undefined) found.set(lacks, [...(found.get(lacks) ?? []), key])
  })
  return [...found].map(([lacks, keys]) => {
    const [entry] = keys
    const example = entry === undefined ? undefined : entriesOf(state).get(entry)
    const isAble = (other: TopologyNode) => {
      const target = targetOf(other)
      return (
        target !== undefined && example !== undefined && lackingOf(target.capabilities, other, example) === undefined
      )
    }
    const nearest = nearestTo(index, node, isAble)
    const owners = new Set(keys.flatMap((key) => ledger.get(node.name)?.get(key) ?? []))
    const written = intents.find(({ id, source }) => source !== undefined && owners.has(id))
    return reportAt(written, 'unsupported-by-target', 'error', {
      message: `${node.name} has the target "${kind}", which cannot ${lacks} (${entry}, needed by ${[...owners].map(nameOf).join(', ')})`,
      hint: nearest === undefined ? 'no device here can' : `the nearest device that can is ${nearest}`,
    })
  })
}

const nameOf = (intent: string): string => intent.slice(intent.lastIndexOf('/') + 1)
