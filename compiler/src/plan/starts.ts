import type { Graph, TopologyIndex } from '@paranet/network'
import { startState } from './forwarding.js'

/** Ports of one device where packets of a class enter alike. A host sends by its first link that is up: its starts are in that order. */
export interface Start {
  readonly device: number
  /** One state per port. */
  readonly states: readonly number[]
  /** Of a host: itself and the link that it sends by. */
  readonly end?: number
  readonly link?: number
  /** µs of that link. */
  readonly latency: number
  /** Whether packets enter here while nothing is down. */
  readonly isActive: boolean
}

/** Links that packets have passed when they get to the device: that of a host. */
export const hopsBefore = ({ end, link }: Start): number => (end === undefined || link === undefined ? 0 : 1)

/** The starts of ports: hosts by preference, everything else by name of the device. */
export function startsOf(index: TopologyIndex, graph: Graph, portIds: readonly number[]): Start[] {
  const starts: Start[] = []
  const ports = portIds.map((id) => index.ports[id]).filter((port) => port !== undefined)
  for (const port of ports) {
    if (port.end === undefined) continue
    const first = index.portsOfNode[port.end]?.[0]
    starts.push({
      device: port.device,
      states: [startState(graph, port.id)],
      end: port.end,
      ...(port.link === undefined ? {} : { link: port.link }),
      latency: port.link === undefined ? 0 : (index.links[port.link]?.latency ?? 0),
      isActive: first?.id === port.id,
    })
  }
  for (const device of new Set(ports.filter((port) => port.end === undefined).map((port) => port.device))) {
    const own = ports.filter((port) => port.end === undefined && port.device === device)
    starts.push({ device, states: own.map(({ id }) => startState(graph, id)), latency: 0, isActive: true })
  }
  const rankOf = (start: Start) => graph.rank[start.end ?? start.device] as number
  const preferenceOf = (start: Start) => index.ports[(start.states[0] as number) - graph.arcCount]?.preference ?? 0
  return starts.sort(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      preferenceOf(a) - preferenceOf(b) ||
      (graph.rank[a.device] as number) - (graph.rank[b.device] as number),
  )
}
