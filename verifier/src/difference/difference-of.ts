import type {
  DeviceDiff,
  EntryKey,
  NetworkState,
  OwnerLedger,
  PacketSpace,
  Scenario,
  TopologyIndex,
} from '@paranet/network'
import { diffNetwork, healthy } from '@paranet/network'
import { affectedBy } from '../engine/affected.js'
import { explore } from '../engine/explore.js'
import { NetworkModel } from '../engine/network-model.js'
import type { Outage } from '../engine/outage.js'
import { outageOf } from '../engine/outage.js'
import { VerifierSession } from '../session.js'
import { changedAtPort } from './changed-at-port.js'
import type { Difference, TrafficChange, TrafficClass } from './difference.js'
import { trafficChanges } from './difference.js'
import type { FoundClass, Side } from './show-class.js'
import { showClass } from './show-class.js'

export interface DifferenceInput {
  readonly index: TopologyIndex
  readonly before: NetworkState
  readonly after: NetworkState
  /** Names the owners of entries. */
  readonly ledger?: OwnerLedger
  /** The same for entries of the state before; default: as after. */
  readonly ledgerBefore?: OwnerLedger
  /** What is down in both. */
  readonly scenario?: Scenario
  /** What proofs of the network remember. */
  readonly session?: VerifierSession
  /** Classes that are listed of each change. Default: 200. */
  readonly mostListed?: number
  /** Boxes that are listed of each class. Default: 8. */
  readonly mostBoxes?: number
  /** Ways that are looked at, before and after together, before it ends. Default: 400,000. */
  readonly mostWays?: number
}

/** Which packets two states deliver otherwise: each in one class, which says what it gained, lost, or goes instead, with an example. Exact for
 *  all headers at all ports where `isWhole`. Where a packet is dropped does not matter, nor by what shares equal ways are used.
 *
 *  Only packets that some changed entry matches are looked at. The same input gives the same answer, whatever the session has seen. */
export function differenceOf(input: DifferenceInput): Difference {
  const { index, mostListed = 200, mostBoxes = 8, mostWays = 400_000 } = input
  const compared = compare(input)
  const outage = outageOf(index, input.scenario ?? healthy)
  const { classes, reason } = findClasses(compared, outage, mostWays)
  const changed = changedKeys(compared.diffs)
  const ofChange = (change: TrafficChange) => classes.filter((one) => one.change === change)
  const shown = (change: TrafficChange): TrafficClass[] =>
    ofChange(change)
      .slice(0, mostListed)
      .map((one) => showClass({ ...compared, changed, mostBoxes }, one))
  const byChange = <Value>(valueOf: (change: TrafficChange) => Value) =>
    Object.fromEntries(trafficChanges.map((change) => [change, valueOf(change)])) as Record<TrafficChange, Value>
  return {
    ...byChange(shown),
    totals: byChange((change) => ofChange(change).length),
    isWhole: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
  }
}

interface Compared {
  readonly before: Side
  readonly after: Side
  readonly diffs: readonly DeviceDiff[]
}

/** Both states, for the packets that they may treat differently. */
function compare({ index, before, after, ledger, ledgerBefore = ledger, session }: DifferenceInput): Compared {
  const whole = (session ?? new VerifierSession()).shelfOf(index)
  const within = affectedBy(whole.space, before, after).all
  const shelf = within === whole.space.all ? whole : whole.narrowedTo(within)
  const compiled: Side['compiled'] = new Map()
  return {
    before: { model: new NetworkModel(index, before, undefined, shelf), ledger: ledgerBefore, compiled },
    after: { model: new NetworkModel(index, after, undefined, shelf), ledger, compiled },
    diffs: diffNetwork(before, after),
  }
}

interface Found {
  readonly classes: readonly FoundClass[]
  readonly reason?: string
}

/** By the first port, then by what becomes of them. */
function findClasses({ before, after, diffs }: Compared, outage: Outage, mostWays: number): Found {
  const { index, space, within } = after.model
  if (diffs.length === 0 || space.isEmpty(within)) return { classes: [] }
  const differing = new Set(diffs.map(({ device }) => index.nodeId.get(device) ?? -1))
  const found: FoundClass[] = []
  let reason: string | undefined
  let ways = 0
  for (const port of index.ports) {
    const old = explore(before.model, port, within, outage)
    if (!meets(old.visited, differing)) continue
    const now = explore(after.model, port, within, outage)
    reason ??= old.unclear ?? now.unclear
    ways += old.leaves.length + now.leaves.length + old.copies.length + now.copies.length
    const changed = ways > mostWays ? undefined : changedAtPort(space, old, now)
    if (!changed) {
      const name = index.nodes[port.device]?.name ?? ''
      reason ??= `too many ways change: packets that enter at ${name}.${port.interface} and later are left out`
      break
    }
    found.push(...changed.map((one) => ({ ...one, ports: [port], before: old, after: now })))
  }
  return { classes: joinPorts(space, found), ...(reason === undefined ? {} : { reason }) }
}

/** Whether packets come to one of the devices: up to the first that differs they go alike in both states. */
const meets = (visited: ReadonlySet<number>, differing: ReadonlySet<number>): boolean =>
  [...visited].some((node) => differing.has(node))

/** The same packets that enter one device at several ports and go on alike are one class. */
function joinPorts(space: PacketSpace, found: readonly FoundClass[]): FoundClass[] {
  const byKey = new Map<string, FoundClass>()
  for (const one of found) {
    const key = `${one.set} ${one.key}`
    const known = byKey.get(key)
    byKey.set(key, known ? { ...known, ports: [...known.ports, ...one.ports] } : one)
  }
  return [...byKey.values()].filter(({ set }) => !space.isEmpty(set))
}

const changedKeys = (diffs: readonly DeviceDiff[]): ReadonlyMap<string, ReadonlySet<EntryKey>> =>
  new Map(
    diffs.map(({ device, added, removed, changed }) => [
      device,
      new Set([...added, ...removed, ...changed].map(({ key }) => key)),
    ]),
  )
