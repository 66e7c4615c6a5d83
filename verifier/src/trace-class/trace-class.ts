import type { AskedClass, NetworkState, OwnerLedger, PacketSet, Port, Scenario, TopologyIndex } from '@paranet/network'
import { foreignSources, healthy, ledgerInSegment, mainSegment, networkInSegment, segmentViews } from '@paranet/network'
import { NetworkModel } from '../engine/network-model.js'
import type { Outage } from '../engine/outage.js'
import { outageOf } from '../engine/outage.js'
import { inMain } from '../segments/each-segment.js'
import { VerifierSession } from '../session.js'
import type { ClassTrace } from './class-trace.js'
import { ClassTracer, type TraceBounds } from './class-tracer.js'
import { traceOfSegment } from './trace-of-segment.js'

export interface TraceClassInput {
  readonly index: TopologyIndex
  readonly state: NetworkState
  /** Names the owners of entries. */
  readonly ledger?: OwnerLedger
  /** Ports are those of the segment's view (`segmentViews`). */
  readonly class: AskedClass
  /** Default: `main`. */
  readonly segment?: string
  readonly scenario?: Scenario
  readonly session?: VerifierSession
  readonly bounds?: Partial<TraceBounds>
}

const usualBounds: TraceBounds = { nodes: 2000, boxes: 4 }

/** The tree of all that can happen to a class of packets, with the entries that decide at each device. Exact where `isWhole`. Without entries: no packet of the
 *  class enters anywhere. Sources are meant without those that belong elsewhere, destinations without those behind the port where packets enter (unless
 *  nothing else is left), and a host sends by the first of its links that is up. */
export function traceClass(input: TraceClassInput): ClassTrace {
  const { index: whole, segment = mainSegment } = input
  const view = segmentViews(whole)?.find(({ name }) => name === segment)
  if (!view) return traceIn(inMain(input))
  const { index } = view
  const ledger = input.ledger && ledgerInSegment(input.ledger, segment)
  const found = traceIn({
    ...input,
    index,
    state: networkInSegment(input.state, view),
    ...(ledger ? { ledger } : {}),
    session: new VerifierSession(),
  })
  return traceOfSegment(found, segment)
}

function traceIn(input: TraceClassInput): ClassTrace {
  const { index, state, ledger, scenario = healthy, session = new VerifierSession() } = input
  const model = new NetworkModel(index, state, undefined, session.shelfOf(index))
  const outage = outageOf(index, scenario)
  const tracer = new ClassTracer(model, outage, ledger, { ...usualBounds, ...input.bounds })
  return tracer.trace(startsOf(model, outage, input.class))
}

function startsOf(model: NetworkModel, outage: Outage, asked: AskedClass): { port: Port; set: PacketSet }[] {
  const { space, index, ownership } = model
  const headers = headersOf(model, asked)
  return asked.sources.flatMap(({ port: id, prefixes }) => {
    const port = index.ports[id]
    if (!port || !isActive(index, outage, port)) return []
    const foreign = space.fromPrefixes('src', foreignSources(index, port))
    const sources = space.subtract(space.fromPrefixes('src', prefixes), foreign)
    const all = space.intersect(headers, sources)
    const beyond = space.subtract(all, ownership.behindPort[id] ?? space.empty)
    const set = space.isEmpty(beyond) ? all : beyond
    return space.isEmpty(set) ? [] : [{ port, set }]
  })
}

function headersOf({ space, ownership }: NetworkModel, asked: AskedClass): PacketSet {
  const { destinations, traffic, established = false } = asked
  const written = space.fromPrefixes('dst', destinations.prefixes)
  const dst = destinations.toInternet ? written : space.intersect(written, ownership.owned)
  const boxes = traffic ? space.unionAll(traffic.map((box) => space.fromMatch(box))) : space.all
  return space.intersect(space.intersect(dst, boxes), space.fromMatch({ established }))
}

/** Whether packets are sent by this port: of a host's, by the first that is up. */
function isActive(index: TopologyIndex, { linkDown }: Outage, port: Port): boolean {
  if (port.end === undefined) return true
  const ports = index.portsOfNode[port.end] ?? []
  const active = ports.find(({ link }) => link !== undefined && !linkDown[link]) ?? ports[0]
  return active === port
}
