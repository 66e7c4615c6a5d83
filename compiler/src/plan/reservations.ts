import type { Bandwidth, Graph, TopologyIndex } from '@paranet/network'
import { linkOfArc } from '@paranet/network'
import type { Demand } from './demand.js'
import type { HeldScenario } from './simulate.js'

interface IntentLoad {
  readonly bandwidth: Bandwidth
  /** scenario name ('' with everything up) → arc → units (group and target) that use it */
  readonly scenarios: Map<string, Map<number, Set<string>>>
}

/** Bandwidth taken on each direction of each link, with everything up and in every failure that an intent survives. An intent takes its
 *  amount once per arc, or once per pair of ends with `each`. */
export class Reservations {
  readonly #index: TopologyIndex
  readonly #graph: Graph
  readonly #loads = new Map<string, IntentLoad>()

  constructor(index: TopologyIndex, graph: Graph) {
    this.#index = index
    this.#graph = graph
  }

  /** Arcs with too little left for the demand while everything is up. */
  fullArcs(demand: Demand, unit: string): number[] {
    if (demand.bandwidth.length === 0) return []
    const arcs: number[] = []
    for (let arc = 0; arc < this.#graph.arcCount; arc++) if (!this.#fits(demand, unit, '', arc)) arcs.push(arc)
    return arcs
  }

  /** Whether the ways of a scenario fit beside what is taken, in that scenario and, where everything is up, in every other one. */
  fits(demand: Demand, unit: string, scenario: HeldScenario): boolean {
    if (demand.bandwidth.length === 0) return true
    const names = scenario.name === '' ? this.#scenarioNames() : [scenario.name]
    return arcsIn(this.#graph, this.#index, scenario).every((arc) =>
      names.every((name) => this.#fits(demand, unit, name, arc)),
    )
  }

  take(demand: Demand, unit: string, scenarios: readonly HeldScenario[]): void {
    for (const { intent, bandwidth } of demand.bandwidth) {
      const load: IntentLoad = this.#loads.get(intent) ?? { bandwidth, scenarios: new Map() }
      this.#loads.set(intent, load)
      for (const scenario of scenarios) {
        const arcs = load.scenarios.get(scenario.name) ?? new Map<number, Set<string>>()
        load.scenarios.set(scenario.name, arcs)
        for (const arc of arcsIn(this.#graph, this.#index, scenario))
          arcs.set(arc, (arcs.get(arc) ?? new Set()).add(unit))
      }
    }
  }

  /** Intents that use an arc while everything is up, with bit/s, by id. */
  usersOf(arc: number): { readonly intent: string; readonly bitsPerSecond: number }[] {
    return [...this.#loads]
      .map(([intent, load]) => ({ intent, bitsPerSecond: loadOf(load, '', arc) }))
      .filter(({ bitsPerSecond }) => bitsPerSecond > 0)
      .sort((a, b) => (a.intent < b.intent ? -1 : 1))
  }

  #scenarioNames(): string[] {
    const names = new Set([''])
    for (const { scenarios } of this.#loads.values()) for (const name of scenarios.keys()) names.add(name)
    return [...names]
  }

  #fits({ bandwidth: asked }: Demand, unit: string, scenario: string, arc: number): boolean {
    let load = 0
    const waiting = new Map(asked.map(({ intent, bandwidth }) => [intent, bandwidth]))
    for (const [intent, taken] of this.#loads) {
      const more = waiting.get(intent)
      waiting.delete(intent)
      load += loadOf(taken, scenario, arc, more ? unit : undefined)
    }
    for (const { bitsPerSecond } of waiting.values()) load += bitsPerSecond
    return load <= (this.#index.links[linkOfArc(arc)]?.bandwidth ?? 0)
  }
}

/** What an intent takes on an arc; in a failure that it does not survive it counts as if everything was up. `unit`: as if it used it too. */
function loadOf({ bandwidth, scenarios }: IntentLoad, scenario: string, arc: number, unit?: string): number {
  const units = (scenarios.get(scenario) ?? scenarios.get(''))?.get(arc)
  const count = (units?.size ?? 0) + (unit !== undefined && !units?.has(unit) ? 1 : 0)
  return bandwidth.bitsPerSecond * (bandwidth.each ? count : Math.min(1, count))
}

/** The arcs of all ways of a scenario, those from hosts included. */
function arcsIn(graph: Graph, index: TopologyIndex, { runs }: HeldScenario): number[] {
  const arcs = new Set<number>()
  for (const { start, arcs: taken } of runs) {
    if (start.link !== undefined && start.end !== undefined)
      arcs.add(graph.tail[2 * start.link] === start.end ? 2 * start.link : 2 * start.link + 1)
    for (const arc of taken) arcs.add(arc)
  }
  return [...arcs].filter((arc) => index.links[linkOfArc(arc)] !== undefined)
}
