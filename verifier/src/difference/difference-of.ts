import type {
  DeviceDiff,
  EntryKey,
  NetworkState,
  OwnerLedger,
  PacketSpace,
  Port,
  Scenario,
  Survival,
  TopologyIndex,
} from '@paranet/network'
import { diffNetwork, healthy } from '@paranet/network'
import { affectedBy } from '../engine/affected.js'
import type { Exploration } from '../engine/explore.js'
import { explore } from '../engine/explore.js'
import type { Failure } from '../engine/failures.js'
import { failuresOf } from '../engine/failures.js'
import { NetworkModel } from '../engine/network-model.js'
import type { Outage } from '../engine/outage.js'
import { outageOf, withDown } from '../engine/outage.js'
import { bySegment, inMain } from '../segments/each-segment.js'
import { VerifierSession } from '../session.js'
import type { Changed } from './changed-at-port.js'
import { changedAtPort } from './changed-at-port.js'
import type { Difference, TrafficChange, TrafficClass } from './difference.js'
import { trafficChanges } from './difference.js'
import { mergeDifferences, mergeFailures } from './merge-differences.js'
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
 *  Only packets that some changed entry matches are looked at. The same input gives the same answer, whatever the session has seen. Segments are compared one
 *  by one. */
export function differenceOf(input: DifferenceInput): Difference {
  const segments = bySegment(input)
  if (!segments) return differenceIn(inMain(input))
  return mergeDifferences(
    segments.map(({ segment, input: own }) => ({ segment, difference: differenceIn(own) })),
    input.mostListed ?? usuallyListed,
  )
}

const usuallyListed = 200

function differenceIn(input: DifferenceInput): Difference {
  const compared = compare(input)
  const looks = looksAt(compared, outageOf(input.index, input.scenario ?? healthy), input.mostWays)
  return shown(compared, input, looks)
}

export interface DifferencesInput extends DifferenceInput {
  /** What fails, one at a time, beside what is down anyway. Default: links. */
  readonly failing?: readonly Survival['element'][]
}

/** What two states deliver otherwise, as things are and in failures, and the failures that were looked at. */
export interface DifferencesUnder {
  readonly difference: Difference
  readonly failures: readonly FailureDifference[]
  readonly looked: readonly string[]
}

/** What two states deliver otherwise while something has failed, beyond what they deliver otherwise anyway. */
export interface FailureDifference extends Difference {
  /** What has failed. */
  readonly down: readonly string[]
}

/** What two states deliver otherwise, and what more in each single failure: there, packets count that are not in a class of the same list without the
 *  failure. Failures that bring nothing more are left out. A failure costs the ports whose packets come to what fails. */
export function differencesUnder(input: DifferencesInput): {
  readonly difference: Difference
  readonly failures: readonly FailureDifference[]
  /** Failures that were looked at. */
  readonly count: number
} {
  const { mostListed = usuallyListed } = input
  const parts = bySegment(input)?.map(({ segment, input: own }) => ({ segment, ...underFailures(own) }))
  const { difference, failures, looked } = parts ? mergeFailures(parts, mostListed) : underFailures(inMain(input))
  return { difference, failures, count: looked.length }
}

function underFailures(input: DifferencesInput): DifferencesUnder {
  const { index, mostWays, failing = ['link'] } = input
  const compared = compare(input)
  const base = outageOf(index, input.scenario ?? healthy)
  const looks = looksAt(compared, base, mostWays)
  const scopes = failing.flatMap((element) => failuresOf(index, base, element))
  const failures = scopes.flatMap((failure): FailureDifference[] => {
    const more = looksBeyond(compared, looks, failure, withDown(index, base, failure), mostWays)
    if (more.reason === undefined && more.at.every(({ changed }) => changed.length === 0)) return []
    return [{ down: namesOf(index, failure), ...shown(compared, input, more) }]
  })
  const looked = scopes.map((failure) => namesOf(index, failure).join('\u0000'))
  return { difference: shown(compared, input, looks), failures, looked }
}

const namesOf = (index: TopologyIndex, { risk, links, nodes }: Failure): string[] => [
  ...(risk === undefined ? links.map((link) => index.links[link]?.id ?? '') : [risk]),
  ...nodes.map((node) => index.nodes[node]?.name ?? ''),
]

/** The classes of all ports, in the order of their ports and fates, with an example each. */
function shown(compared: Compared, input: DifferenceInput, looks: Looks): Difference {
  const { mostListed = usuallyListed, mostBoxes = 8 } = input
  const { reason } = looks
  const classes = joinPorts(compared.after.model.space, looks.at)
  const ofChange = (change: TrafficChange) => classes.filter((one) => one.change === change)
  const listed = (change: TrafficChange): TrafficClass[] =>
    ofChange(change)
      .slice(0, mostListed)
      .map((one) => showClass({ ...compared, mostBoxes }, one))
  const byChange = <Value>(valueOf: (change: TrafficChange) => Value) =>
    Object.fromEntries(trafficChanges.map((change) => [change, valueOf(change)])) as Record<TrafficChange, Value>
  return {
    ...byChange(listed),
    totals: byChange((change) => ofChange(change).length),
    isWhole: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
  }
}

interface Compared {
  readonly before: Side
  readonly after: Side
  /** Keys of the entries that differ, per device. */
  readonly changed: ReadonlyMap<string, ReadonlySet<EntryKey>>
  /** Devices that differ. */
  readonly differing: ReadonlySet<number>
}

/** Both states, for the packets that they may treat differently. */
function compare({ index, before, after, ledger, ledgerBefore = ledger, session }: DifferenceInput): Compared {
  const whole = (session ?? new VerifierSession()).shelfOf(index)
  const within = affectedBy(whole.space, before, after).all
  const shelf = within === whole.space.all ? whole : whole.narrowedTo(within)
  const compiled: Side['compiled'] = new Map()
  const diffs = diffNetwork(before, after)
  return {
    before: { model: new NetworkModel(index, before, undefined, shelf), ledger: ledgerBefore, compiled },
    after: { model: new NetworkModel(index, after, undefined, shelf), ledger, compiled },
    changed: changedKeys(diffs),
    differing: new Set(diffs.map(({ device }) => index.nodeId.get(device) ?? -1)),
  }
}

/** What becomes of the packets of one port in both states. */
interface Look {
  readonly port: Port
  readonly before: Exploration
  readonly after: Exploration
  readonly changed: readonly Changed[]
}

interface Looks {
  readonly at: readonly Look[]
  /** Why it is not all. */
  readonly reason?: string
}

const defaultWays = 400_000

/** Port by port, until there are too many ways. */
function looksAt(
  { before, after, differing }: Compared,
  outage: Outage,
  mostWays = defaultWays,
  ports: readonly Port[] = after.model.index.ports,
): Looks {
  const { index, space, within } = after.model
  if (differing.size === 0 || space.isEmpty(within)) return { at: [] }
  const at: Look[] = []
  let reason: string | undefined
  let ways = 0
  for (const port of ports) {
    const old = explore(before.model, port, within, outage)
    if (!meets(old.visited, differing)) {
      at.push({ port, before: old, after: old, changed: [] })
      continue
    }
    const now = explore(after.model, port, within, outage)
    reason ??= old.unclear ?? now.unclear
    ways += old.leaves.length + now.leaves.length + old.copies.length + now.copies.length
    const changed = ways > mostWays ? undefined : changedAtPort(space, old, now)
    if (!changed) {
      const name = index.nodes[port.device]?.name ?? ''
      reason ??= `too many ways change: packets that enter at ${name}.${port.interface} and later are left out`
      break
    }
    at.push({ port, before: old, after: now, changed })
  }
  return { at, ...(reason === undefined ? {} : { reason }) }
}

/** What changes more while something has failed: only at ports whose packets come to it. */
function looksBeyond(
  compared: Compared,
  looks: Looks,
  { deadLinks, nodes }: Failure,
  outage: Outage,
  mostWays: number | undefined,
): Looks {
  const { space } = compared.after.model
  const meetsFailure = ({ port, before, after }: Look) =>
    nodes.includes(port.device) ||
    deadLinks.some((link) => before.consulted.has(link) || after.consulted.has(link)) ||
    nodes.some((node) => before.visited.has(node) || after.visited.has(node))
  const met = looks.at.filter(meetsFailure)
  const { at, reason } = looksAt(
    compared,
    outage,
    mostWays,
    met.map(({ port }) => port),
  )
  const beyond = at.map((look, i): Look => {
    const known = met[i]?.changed ?? []
    const changed = look.changed.map((one) => {
      const anyway = known.filter(({ change }) => change === one.change).map(({ set }) => set)
      return { ...one, set: space.subtract(one.set, space.unionAll(anyway)) }
    })
    return { ...look, changed: changed.filter(({ set }) => !space.isEmpty(set)) }
  })
  return { at: beyond, ...(reason === undefined ? {} : { reason }) }
}

/** Whether packets come to one of the devices: up to the first that differs they go alike in both states. */
const meets = (visited: ReadonlySet<number>, differing: ReadonlySet<number>): boolean =>
  [...visited].some((node) => differing.has(node))

/** The same packets that enter one device at several ports and go on alike are one class. */
function joinPorts(space: PacketSpace, looks: readonly Look[]): FoundClass[] {
  const byKey = new Map<string, FoundClass>()
  for (const { port, before, after, changed } of looks)
    for (const one of changed) {
      const key = `${one.set} ${one.key}`
      const known = byKey.get(key)
      byKey.set(key, known ? { ...known, ports: [...known.ports, port] } : { ...one, ports: [port], before, after })
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
