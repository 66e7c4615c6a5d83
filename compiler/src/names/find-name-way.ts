import type { Scenario, TopologyIndex } from '@paranet/network'
import { interestPlace, isLinkUp } from '@paranet/network'
import type { NameDemand } from './name-demands.js'
import { keepsConstraints, phaseAfter } from './name-demands.js'
import type { NameHop, NameWays } from './name-ways.js'
import { toItself } from './name-ways.js'

/** A consumer's way to a producer: the devices that it passes, each with the hop that it takes there. */
export interface NameWay {
  readonly steps: readonly { readonly node: number; readonly hop: NameHop }[]
}

export interface NameSearch {
  readonly index: TopologyIndex
  readonly ways: NameWays
  readonly demand: NameDemand
  readonly scenario: Scenario
  /** Devices that Interests may pass. */
  readonly passable: (node: number) => boolean
  /** Whether devices that send such Interests on already keep their first choice: then every device has one way on, and nothing loops. */
  readonly isSettled: boolean
}

type Metric = 'weight' | 'latency' | 'hops'

interface Label {
  readonly node: number
  readonly phase: number
  readonly cost: number
  readonly latency: number
  readonly links: readonly number[]
  readonly hop?: NameHop
  readonly parent?: Label
  /** Names of nodes and links so far: of two ways that cost the same, the first by name is taken, whatever order the text has. */
  readonly text: string
}

/** The cheapest way that keeps what the route asks, undefined where there is none. Tried by weight, and where that is too slow or too long, by latency and
 *  by hops. With waypoints the search keeps one way for each device and number of waypoints passed: it may miss a way that has to be dearer at
 *  first. */
export function findNameWay(search: NameSearch, metrics = metricsOf(search.demand)): NameWay | undefined {
  for (const metric of metrics) {
    const way = searchBy(search, metric)
    if (way) return way
  }
  return undefined
}

const metricsOf = ({ route: { latency, maxHops } }: NameDemand): readonly Metric[] => [
  'weight',
  ...(latency === undefined ? [] : (['latency'] as const)),
  ...(maxHops === undefined ? [] : (['hops'] as const)),
]

function searchBy(search: NameSearch, metric: Metric): NameWay | undefined {
  const { index, demand, scenario, ways } = search
  const first = startOf(search)
  if (!first) return undefined
  const queue = new LabelQueue()
  queue.push(first)
  const seen = new Set<number>()
  for (let label = queue.take(); label; label = queue.take()) {
    const key = label.node * (demand.via.length + 1) + label.phase
    if (seen.has(key)) continue
    seen.add(key)
    if (ways.producers.includes(label.node)) {
      if (keepsConstraints(demand, sumsOf(label))) return wayOf(index, label)
      continue
    }
    if (index.isEnd[label.node]) continue
    for (const next of nextOf(search, label, metric)) if (!seen.has(keyOf(next, demand))) queue.push(next)
  }
  return undefined

  function startOf({ passable }: NameSearch): Label | undefined {
    const place = interestPlace(index, scenario, demand.consumer)
    if (!place || scenario.downNodes.has(place.node) || demand.avoid.nodes.has(place.node)) return undefined
    if (place.node !== demand.consumer && !passable(place.node)) return undefined
    const nodes = place.node === demand.consumer ? [place.node] : [demand.consumer, place.node]
    const links = place.link === undefined ? [] : [place.link]
    const latency = links.reduce((sum, link) => sum + (index.links[link]?.latency ?? 0), 0)
    return { node: place.node, phase: phaseAfter(demand.via, 0, nodes), cost: 0, latency, links, text: '' }
  }
}

const keyOf = ({ node, phase }: Label, { via }: NameDemand): number => node * (via.length + 1) + phase

function nextOf(search: NameSearch, label: Label, metric: Metric): Label[] {
  const { index, ways, demand, scenario, passable, isSettled } = search
  const [settled] = isSettled ? ways.hopsAt(label.node) : []
  return (index.adjacency[label.node] ?? []).flatMap((one) => {
    const to = one.neighbour
    const isProducer = ways.producers.includes(to)
    if (settled && settled.interface !== one.interface) return []
    if (!isLinkUp(index, scenario, one.link) || demand.avoid.links.has(one.link) || demand.avoid.nodes.has(to))
      return []
    if (index.isEnd[to] ? !isProducer : !isProducer && !passable(to)) return []
    if (hasPassed(label, to)) return []
    const link = index.links[one.link]
    const step = metric === 'hops' ? 1 : metric === 'latency' ? (link?.latency ?? 0) : (link?.weight ?? 1)
    return [
      {
        node: to,
        phase: phaseAfter(demand.via, label.phase, [to]),
        cost: label.cost + step,
        latency: label.latency + (link?.latency ?? 0),
        links: [...label.links, one.link],
        hop: { interface: one.interface, to },
        parent: label,
        text: `${label.text}\u0000${index.nodes[to]?.name} ${link?.id}`,
      },
    ]
  })
}

function hasPassed(label: Label, node: number): boolean {
  for (let at: Label | undefined = label; at; at = at.parent) if (at.node === node) return true
  return false
}

function nodesOf(label: Label): number[] {
  const nodes: number[] = []
  for (let at: Label | undefined = label; at; at = at.parent) nodes.unshift(at.node)
  return nodes
}

const sumsOf = (label: Label) => ({ nodes: nodesOf(label), links: label.links, latency: label.latency })

function wayOf(index: TopologyIndex, last: Label): NameWay {
  const steps: { node: number; hop: NameHop }[] = index.isEnd[last.node]
    ? []
    : [{ node: last.node, hop: toItself(last.node) }]
  for (let at: Label = last; at.parent && at.hop; at = at.parent) steps.unshift({ node: at.parent.node, hop: at.hop })
  return { steps }
}

/** Labels by cost, links passed and name. */
class LabelQueue {
  readonly #heap: Label[] = []

  push(label: Label): void {
    const heap = this.#heap
    heap.push(label)
    for (let i = heap.length - 1; i > 0; ) {
      const up = (i - 1) >> 1
      if (!this.#isBefore(i, up)) return
      this.#swap(i, up)
      i = up
    }
  }

  take(): Label | undefined {
    const heap = this.#heap
    const top = heap[0]
    const last = heap.pop()
    if (!top || !last || heap.length === 0) return top
    heap[0] = last
    for (let i = 0; ; ) {
      const [a, b] = [2 * i + 1, 2 * i + 2]
      const least = b < heap.length && this.#isBefore(b, a) ? b : a
      if (least >= heap.length || !this.#isBefore(least, i)) return top
      this.#swap(i, least)
      i = least
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [x, y] = [this.#heap[a], this.#heap[b]]
    if (!x || !y) return false
    return (x.cost - y.cost || x.links.length - y.links.length || (x.text < y.text ? -1 : 1)) < 0
  }

  #swap(a: number, b: number): void {
    const [x, y] = [this.#heap[a], this.#heap[b]]
    if (!x || !y) return
    this.#heap[a] = y
    this.#heap[b] = x
  }
}
