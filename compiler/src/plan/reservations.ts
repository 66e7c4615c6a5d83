import type { Bandwidth, Graph, TopologyIndex } from '@paranet/network'
import { linkOfArc, queueingDelay, usableBandwidth } from '@paranet/network'
import type { Demand } from './demand.js'
import type { HeldScenario } from './simulate.js'

interface IntentLoad {
  readonly bandwidth: Bandwidth
  /** scenario name ('' with everything up) → arc → units (group and target) that use it, with the part of each */
  readonly scenarios: Map<string, Map<number, Map<string, number>>>
}

/** The ways of a demand, in all scenarios. */
interface Take {
  readonly demand: Demand
  readonly unit: string
  readonly scenarios: readonly HeldScenario[]
}

/** An arc in a scenario; the name of the scenario is empty where everything is up. */
export interface FullArc {
  readonly arc: number
  readonly scenario: string
}

/** Bandwidth taken of what is usable on each direction of each link, with everything up and in every failure that an intent survives. An intent takes its
 *  amount once per arc, or once per pair of ends with `each`; of a class that is spread, the part that goes over the arc. */
export class Reservations {
  readonly #index: TopologyIndex
  readonly #graph: Graph
  readonly #loads = new Map<string, IntentLoad>()
  /** Per arc: what all intents take while everything is up, bit/s. */
  readonly #taken: Float64Array
  /** Per arc: what is usable of it, bit/s. */
  readonly #capacity: Float64Array
  /** Failure → arc → what intents with ways of their own in it take more there than while everything is up; less below nothing. */
  readonly #inFailure = new Map<string, Map<number, number>>()
  /** Per arc: at least the most that is taken more in any failure. */
  readonly #mostMore: Float64Array
  /** In the order in which they were taken. */
  readonly #takes = new Map<Demand, Take>()
  readonly #takesOf = new Map<string, Set<Take>>()
  /** What is left, while everything is up, where least is left. */
  #least: number

  constructor(index: TopologyIndex, graph: Graph) {
    this.#index = index
    this.#graph = graph
    this.#taken = new Float64Array(graph.arcCount)
    this.#mostMore = new Float64Array(graph.arcCount)
    this.#capacity = capacitiesOf(index, graph)
    this.#least = this.#leastOfAll()
  }

  #leastOfAll(): number {
    let least = Number.POSITIVE_INFINITY
    for (let arc = 0; arc < this.#graph.arcCount; arc++)
      if (!this.#index.down?.has(linkOfArc(arc)))
        least = Math.min(least, (this.#capacity[arc] as number) - (this.#taken[arc] as number))
    return least
  }

  /** Arcs with too little left for the demand, or for one of the ways it is spread over, while everything is up. */
  fullArcs(demand: Demand, unit: string): number[] {
    const asked = demand.bandwidth.reduce((sum, { bandwidth }) => sum + bandwidth.bitsPerSecond, 0)
    if (demand.bandwidth.length === 0 || asked <= this.#least) return []
    const arcs: number[] = []
    const part = 1 / (demand.paths?.count ?? 1)
    const { down } = this.#graph
    for (let arc = 0; arc < this.#graph.arcCount; arc++) {
      const isRoomy = (this.#taken[arc] as number) + asked + room <= (this.#capacity[arc] as number)
      if (!isRoomy && !down?.has(linkOfArc(arc)) && !this.#fits(demand, unit, '', arc, part)) arcs.push(arc)
    }
    return arcs
  }

  /** Whether the ways of a scenario fit beside what is taken, in that scenario and, where everything is up, in every other one. */
  fits(demand: Demand, unit: string, scenario: HeldScenario): boolean {
    return demand.bandwidth.length === 0 || this.overfull(demand, unit, scenario) === undefined
  }

  /** The first arc of the ways of a scenario that has too little left for them, and in which scenario it is short. */
  overfull(demand: Demand, unit: string, scenario: HeldScenario): FullArc | undefined {
    const asked = demand.bandwidth.reduce((sum, { bandwidth }) => sum + bandwidth.bitsPerSecond, 0)
    let names: readonly string[] | undefined
    for (const [arc, part] of this.#partsIn(scenario)) {
      const most = (this.#taken[arc] as number) + (this.#mostMore[arc] as number) + asked * part
      if (most + room <= (this.#capacity[arc] as number)) continue
      names ??= scenario.name === '' ? ['', ...this.#inFailure.keys()] : [scenario.name]
      for (const name of names) if (!this.#fits(demand, unit, name, arc, part)) return { arc, scenario: name }
    }
    return undefined
  }

  take(demand: Demand, unit: string, scenarios: readonly HeldScenario[]): void {
    if (demand.bandwidth.length === 0) return
    const take = { demand, unit, scenarios }
    this.#takes.set(demand, take)
    for (const { intent } of demand.bandwidth) {
      const its = this.#takesOf.get(intent)
      if (its) its.add(take)
      else this.#takesOf.set(intent, new Set([take]))
      this.#add(take, intent)
    }
  }

  /** Gives back what a demand took that another one took over, where the ways of that one are others. Costs as much as what its intents took. */
  release(demand: Demand, heir: Demand): void {
    const released = this.#takes.get(demand)
    if (!released) return
    this.#takes.delete(demand)
    for (const { intent } of demand.bandwidth) this.#takesOf.get(intent)?.delete(released)
    const kept = this.#takes.get(heir)
    if (kept && this.#arcsOf(released) === this.#arcsOf(kept)) return
    for (const { intent } of demand.bandwidth) this.#takeAnew(intent)
    this.#least = this.#leastOfAll()
  }

  /** All that an intent takes, as if nothing had been taken for it yet. */
  #takeAnew(intent: string): void {
    const load = this.#loads.get(intent)
    if (!load) return
    this.#loads.delete(intent)
    const whole = load.scenarios.get('')
    for (const [name, arcs] of load.scenarios)
      for (const arc of new Set([...arcs.keys(), ...(whole?.keys() ?? [])]))
        if (name !== '') this.#moreIn(name, arc, loadOf(load, '', arc) - loadOf(load, name, arc))
    for (const arc of whole?.keys() ?? []) this.#taken[arc] = (this.#taken[arc] as number) - loadOf(load, '', arc)
    for (const take of this.#takesOf.get(intent) ?? []) this.#add(take, intent)
  }

  #arcsOf({ scenarios }: Take): string {
    const arcs = scenarios
      .filter(({ name }) => name === '')
      .flatMap((scenario) => this.#partsIn(scenario).map(([arc]) => arc))
    return [...new Set(arcs)].sort((a, b) => a - b).join()
  }

  /** Adds what one intent takes. */
  #add({ demand, unit, scenarios }: Take, intent: string): void {
    const bandwidth = demand.bandwidth.find((one) => one.intent === intent)?.bandwidth
    if (!bandwidth) return
    const load: IntentLoad = this.#loads.get(intent) ?? { bandwidth, scenarios: new Map() }
    this.#loads.set(intent, load)
    for (const scenario of scenarios) {
      const arcs = load.scenarios.get(scenario.name) ?? this.#failing(load, scenario.name)
      for (const [arc, part] of this.#partsIn(scenario)) this.#takeArc(load, scenario.name, arcs, arc, unit, part)
    }
  }

  /** The arcs that an intent takes in a scenario from now on: none yet, where it counted as if everything was up. */
  #failing(load: IntentLoad, name: string): Map<number, Map<string, number>> {
    const arcs = new Map<number, Map<string, number>>()
    if (name !== '') {
      if (!this.#inFailure.has(name)) this.#inFailure.set(name, new Map())
      for (const arc of load.scenarios.get('')?.keys() ?? []) this.#moreIn(name, arc, -loadOf(load, '', arc))
    }
    load.scenarios.set(name, arcs)
    return arcs
  }

  #moreIn(name: string, arc: number, more: number): void {
    const arcs = this.#inFailure.get(name)
    const sum = (arcs?.get(arc) ?? 0) + more
    arcs?.set(arc, sum)
    if (sum > (this.#mostMore[arc] as number)) this.#mostMore[arc] = sum
  }

  /** The longest that any way of a scenario takes, µs, with what waits at each link: at what is taken in that scenario, and what the demand would take
   *  where it has not yet. */
  slowest(demand: Demand, unit: string, scenario: HeldScenario): number {
    const own = new Map(this.#partsIn(scenario))
    const waitOn = (arc: number) =>
      queueingDelay(
        this.#index.links[linkOfArc(arc)]?.bandwidth ?? 0,
        this.#loadWith(demand, unit, scenario.name, arc, own.get(arc) ?? 0),
      )
    return scenario.runs.reduce(
      (most, run) =>
        Math.max(
          most,
          arcsOf(this.#graph, run).reduce((sum, arc) => sum + waitOn(arc), run.latency),
        ),
      0,
    )
  }

  /** Intents that use an arc in a scenario (with everything up: ''), with bit/s, by id. */
  usersOf({ arc, scenario }: FullArc): { readonly intent: string; readonly bitsPerSecond: number }[] {
    return [...this.#loads]
      .map(([intent, load]) => ({ intent, bitsPerSecond: loadOf(load, scenario, arc) }))
      .filter(({ bitsPerSecond }) => bitsPerSecond > 0)
      .sort((a, b) => (a.intent < b.intent ? -1 : 1))
  }

  #takeArc(
    load: IntentLoad,
    scenario: string,
    arcs: Map<number, Map<string, number>>,
    arc: number,
    unit: string,
    part: number,
  ): void {
    const before = loadOf(load, scenario, arc)
    const units = arcs.get(arc) ?? new Map<string, number>()
    arcs.set(arc, units.set(unit, Math.max(units.get(unit) ?? 0, part)))
    const more = loadOf(load, scenario, arc) - before
    if (scenario !== '') {
      this.#moreIn(scenario, arc, more)
      return
    }
    for (const name of load.scenarios.keys()) if (name !== '') this.#moreIn(name, arc, -more)
    const taken = (this.#taken[arc] as number) + more
    this.#taken[arc] = taken
    this.#least = Math.min(this.#least, (this.#capacity[arc] as number) - taken)
  }

  #partsIn(scenario: HeldScenario): readonly (readonly [number, number])[] {
    let parts = partsOf.get(scenario)
    if (!parts) partsOf.set(scenario, (parts = partsIn(this.#graph, this.#index, scenario)))
    return parts
  }

  #fits(demand: Demand, unit: string, scenario: string, arc: number, part: number): boolean {
    return this.#loadWith(demand, unit, scenario, arc, part) <= (this.#capacity[arc] as number)
  }

  /** What an arc carries in a scenario with this part of the demand. */
  #loadWith({ bandwidth: asked }: Demand, unit: string, scenario: string, arc: number, part: number): number {
    let load = (this.#taken[arc] as number) + (scenario === '' ? 0 : (this.#inFailure.get(scenario)?.get(arc) ?? 0))
    for (const { intent, bandwidth } of asked) {
      const known = this.#loads.get(intent)
      load += known
        ? loadOf(known, scenario, arc, { unit, part }) - loadOf(known, scenario, arc)
        : bandwidth.bitsPerSecond * part
    }
    return load
  }
}

/** More than sums of parts are off by rounding, bit/s. */
const room = 1

/** Of each arc what is usable, bit/s. */
const capacitiesOf = (index: TopologyIndex, { arcCount }: Graph): Float64Array =>
  Float64Array.from({ length: arcCount }, (_, arc) => usableBandwidth(index, index.links[linkOfArc(arc)]))

/** Scenarios are plain values of one topology. */
const partsOf = new WeakMap<HeldScenario, readonly (readonly [number, number])[]>()

/** What an intent takes on an arc; in a failure that it does not survive it counts as if everything was up. `more`: as if that unit used it
 *  too, with that part. */
function loadOf(
  { bandwidth, scenarios }: IntentLoad,
  scenario: string,
  arc: number,
  more?: { readonly unit: string; readonly part: number },
): number {
  const units = (scenarios.get(scenario) ?? scenarios.get(''))?.get(arc)
  let count = 0
  for (const [unit, part] of units ?? []) count += unit === more?.unit ? Math.max(part, more.part) : part
  if (more && !units?.has(more.unit)) count += more.part
  return bandwidth.bitsPerSecond * (bandwidth.each ? count : Math.min(1, count))
}

/** The arcs of a way, that of the host first. */
const arcsOf = (graph: Graph, { start, arcs }: Pick<HeldScenario['runs'][number], 'start' | 'arcs'>): number[] =>
  start.link === undefined || start.end === undefined
    ? [...arcs]
    : [graph.tail[2 * start.link] === start.end ? 2 * start.link : 2 * start.link + 1, ...arcs]

/** The arcs of all ways of a scenario, those from hosts included, each with the largest part of the class that any start sends over it. */
function partsIn(graph: Graph, index: TopologyIndex, { runs }: HeldScenario): [number, number][] {
  const byStart = new Map<HeldScenario['runs'][number]['start'], Map<number, number>>()
  for (const { start, arcs, fraction = 1 } of runs) {
    const parts = byStart.get(start) ?? new Map<number, number>()
    byStart.set(start, parts)
    const part = fraction / (start.end === undefined ? start.states.length : 1)
    for (const arc of new Set(arcsOf(graph, { start, arcs }))) parts.set(arc, (parts.get(arc) ?? 0) + part)
  }
  const largest = new Map<number, number>()
  for (const parts of byStart.values())
    for (const [arc, part] of parts) largest.set(arc, Math.max(largest.get(arc) ?? 0, Math.min(1, part)))
  return [...largest].filter(([arc]) => index.links[linkOfArc(arc)] !== undefined)
}
