import type { Diagnostic } from '@paranet/language'
import type { Intent, QueueEntry, TopologyIndex, Treatment } from '@paranet/network'
import { headroomText, usableBandwidth } from '@paranet/network'
import type { ClaimSpace } from '../classes/claim-space.js'
import { reportAt } from '../passes/report.js'
import { rateText } from '../plan/explain.js'
import type { NeededEntry, StateBuilder } from '../state/state-builder.js'
import { needed } from '../state/state-builder.js'
import type { PassContext } from '../passes/pass.js'
import type { ClassWays, FoundWays, WayOut } from './class-ways.js'
import type { Reach } from './device-rules.js'
import { matchesAnywhere } from './treatment-entries.js'

/** Where one qos intent has its queue. */
export interface QosPlace {
  readonly treatment: Treatment
  readonly ways: readonly WayOut[]
}

type Bounds = Pick<QueueEntry, 'min' | 'max'>

/** The interfaces by which the class of each qos intent can leave the devices that it speaks of. */
export function qosPlaces(
  { index, memo, course }: PassContext,
  treatments: readonly Treatment[],
  classWays: ClassWays,
  exact: ClaimSpace,
): QosPlace[] {
  const make = (treatment: Treatment): FoundWays => {
    const entering = treatment.class.sources.flatMap(({ port: id }) => {
      const port = index.ports[id]
      return port ? [{ port: id, set: exact.packetsAt(treatment.class, port) }] : []
    })
    return classWays.of(entering, reachOf(treatment))
  }
  course?.begin('treat', treatments.length)
  return treatments.map((treatment) => {
    course?.step()
    const known = memo.of(index, 'class ways', treatment, () => ({ last: make(treatment) }))
    known.last = classWays.still(known.last) ?? make(treatment)
    const { ways } = known.last
    return { treatment, ways: treatment.at ? ways.filter(({ device }) => treatment.at?.has(device)) : ways }
  })
}

const reachOf = ({ class: { sources, destinations, traffic } }: Treatment): Reach => ({
  sources: sources.flatMap(({ prefixes }) => prefixes),
  destinations: destinations.prefixes,
  traffic,
})

/** Adds the queues. One class is one queue of an interface, with the strictest bounds of all that ask for it. Reports bounds that leave nothing
 *  (`conflict`), and links whose guarantees exceed their bandwidth (`over-capacity`, at the intent that was placed last, with all users). */
export function addQueues(
  { index, memo }: Pick<PassContext, 'index' | 'memo'>,
  places: readonly QosPlace[],
  builder: StateBuilder,
  intents: ReadonlyMap<string, Intent>,
): Diagnostic[] {
  const byWay = new Map<string, { readonly way: WayOut; readonly users: Treatment[] }>()
  for (const { treatment, ways } of places)
    for (const way of ways) {
      const key = `${way.device} ${way.interface}`
      const known = byWay.get(key) ?? { way, users: [] }
      known.users.push(treatment)
      byWay.set(key, known)
    }
  const reports = new Reports(index, intents)
  for (const { way, users } of byWay.values()) {
    const bounds = boundsByClass(users)
    reports.capacity(way, users, bounds)
    for (const treatment of users) {
      if (treatment.action.kind !== 'qos') continue
      const name = treatment.action.class
      const its = bounds.get(name) ?? {}
      reports.bounds(treatment, users, its)
      const made = memo.of(index, 'queue entries', treatment, () => new Map<string, readonly NeededEntry[]>())
      const key = `${way.device} ${way.interface} ${its.min} ${its.max}`
      let entries = made.get(key)
      if (!entries) made.set(key, (entries = entriesFor(index, treatment, way, { class: name, ...its })))
      builder.addAll(entries)
    }
  }
  return reports.found
}

function entriesFor(
  index: TopologyIndex,
  treatment: Treatment,
  { device, interface: name }: WayOut,
  queue: Pick<QueueEntry, 'class' | 'min' | 'max'>,
): NeededEntry[] {
  const priority = treatment.priority * 4
  return matchesAnywhere(index, treatment).map((match) =>
    needed(index.nodes[device]?.name ?? '', { kind: 'queue', interface: name, priority, match, ...queue }, [
      treatment.intent,
    ]),
  )
}

/** By class the strictest of what is asked of it, in the order in which classes are asked for. */
function boundsByClass(users: readonly Treatment[]): ReadonlyMap<string, Bounds> {
  const found = new Map<string, Bounds>()
  for (const { action } of users) {
    if (action.kind !== 'qos') continue
    const { min = action.min, max = action.max } = found.get(action.class) ?? {}
    found.set(action.class, {
      ...(min === undefined ? {} : { min: Math.max(min, action.min ?? min) }),
      ...(max === undefined ? {} : { max: Math.min(max, action.max ?? max) }),
    })
  }
  return found
}

class Reports {
  readonly found: Diagnostic[] = []
  readonly #seen = new Set<string>()
  readonly #index: TopologyIndex
  readonly #intents: ReadonlyMap<string, Intent>

  constructor(index: TopologyIndex, intents: ReadonlyMap<string, Intent>) {
    this.#index = index
    this.#intents = intents
  }

  bounds(
    { intent }: Treatment,
    users: readonly Treatment[],
    { min = 0, max = Number.POSITIVE_INFINITY }: Bounds,
  ): void {
    if (min <= max) return
    const its = this.#intents.get(intent)
    const other = users.find((one) => one.intent !== intent && one.action.kind === 'qos')
    const from = other && this.#intents.get(other.intent)
    this.#add(
      intent,
      'conflict',
      `"${its?.name}" and "${from?.name ?? ''}" guarantee their class more than they allow it`,
      {
        hint: 'use another `class`, or the same `min` and `max`',
      },
    )
  }

  capacity(
    { device, interface: name }: WayOut,
    users: readonly Treatment[],
    bounds: ReadonlyMap<string, Bounds>,
  ): void {
    const adjacency = this.#index.adjacencyByInterface[device]?.get(name)
    const link = this.#index.links[adjacency?.link ?? -1]
    const last = users.at(-1)
    if (!link || !last) return
    const mins = Array.from(bounds, ([one, { min = 0 }]) => ({ name: one, min }))
    const total = mins.reduce((sum, { min }) => sum + min, 0)
    if (total <= usableBandwidth(this.#index, link)) return
    const parts = mins.map((one) => `${one.name} ${rateText(one.min)}`).join(', ')
    this.#add(
      last.intent,
      'over-capacity',
      `link ${link.id} carries ${rateText(link.bandwidth)}${headroomText(this.#index, link)}, and queues are guaranteed ${rateText(total)} of it: ${parts}`,
      { hint: 'guarantee less, or add capacity' },
    )
  }

  #add(intent: string, code: 'conflict' | 'over-capacity', message: string, { hint }: { hint: string }): void {
    const key = `${intent} ${message}`
    if (this.#seen.has(key)) return
    this.#seen.add(key)
    this.found.push(reportAt(this.#intents.get(intent), code, 'error', { message, hint }))
  }
}
