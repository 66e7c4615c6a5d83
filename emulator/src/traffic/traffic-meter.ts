import type { Clock, Random, WalkEnd } from '@paranet/network'
import { seededRandom } from '@paranet/network'
import { linkOf } from '../link/channel.js'
import type { Forwards } from '../network/forwarding.js'
import type { Flow, Telemetry } from '../protocol/messages.js'
import { Counters, packetBytes } from './counters.js'
import { type Loads, loadsOf, noLoads, type RoutedFlow, type WayLoad } from './loads.js'

/** Packets walked with every sample, to see that the flows really arrive. */
const probesPerSample = 16

/** Answers may need a connection that another flow opens, and so on along devices that track them. */
const mostRounds = 4

/** The flows of a network, the rates that they get, and what has been counted of them. */
export class TrafficMeter {
  readonly counters = new Counters()
  readonly #clock: Clock
  readonly #random: Random = seededRandom(1)
  #flows: readonly Flow[]
  #forwarding: Forwards
  #loads = noLoads
  #isStale = true
  #countedUntil: number

  constructor(clock: Clock, flows: readonly Flow[], forwarding: Forwards) {
    this.#clock = clock
    this.#flows = flows
    this.#forwarding = forwarding
    this.#countedUntil = clock.now()
  }

  /** From now on these flows are forwarded so. What flowed until now is counted by what held before. */
  change(flows: readonly Flow[], forwarding: Forwards): void {
    this.#count()
    const before = this.#forwarding.index
    if (before !== forwarding.index) this.counters.renumber(before, forwarding.index)
    this.#flows = flows
    this.#forwarding = forwarding
    this.#isStale = true
  }

  /** The rates of this instant; everything up to now is counted. */
  loads(): Loads {
    this.#count()
    this.#refresh()
    return this.#loads
  }

  flowSamples(): Telemetry['flows'] {
    const byFlow = new Map<Flow, WayLoad[]>(this.#flows.map((flow) => [flow, []]))
    for (const load of this.loads().ways) byFlow.get(load.flow)?.push(load)
    const walked = this.#probe()
    return this.#flows.map((flow) => flowSample(flow, byFlow.get(flow) ?? [], walked.get(flow)))
  }

  intentSamples(): Telemetry['intents'] {
    const rates = new Map([...this.counters.intents.keys()].map((id) => [id, 0]))
    for (const load of this.loads().ways)
      for (const id of this.#intentsOf(load)) rates.set(id, (rates.get(id) ?? 0) + load.delivered)
    return [...rates]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, rate]) => {
        const bytes = Math.round(this.counters.intents.get(id) ?? 0)
        return { id, bitsPerSecond: Math.round(rate), bytes, packets: Math.round(bytes / packetBytes) }
      })
  }

  /** The intent that the flow names; else the owners of what decides where it enters. */
  #intentsOf({ flow, way }: WayLoad): readonly string[] {
    if (flow.intent !== undefined) return [flow.intent]
    const first = way.entries.filter(({ device }) => device === way.path[0])
    return [...new Set(first.flatMap(({ device, key }) => this.#forwarding.ownersOf(device, key)))]
  }

  #count(): void {
    const now = this.#clock.now()
    if (now <= this.#countedUntil) return
    this.#refresh()
    this.counters.add(this.#loads, now - this.#countedUntil, (load) => this.#intentsOf(load))
    this.#countedUntil = now
  }

  #refresh(): void {
    if (!this.#isStale) return
    this.#isStale = false
    const { index, effects } = this.#forwarding
    this.#loads = loadsOf(
      this.#routes(),
      (channel) => index.links[linkOf(channel)]?.bandwidth ?? 0,
      (channel) => effects.loss.get(channel) ?? 0,
    )
  }

  #routes(): readonly RoutedFlow[] {
    for (let round = 1; ; round++) {
      let opened = false
      const routed = this.#flows.map((flow): RoutedFlow => {
        const port = this.#forwarding.portAt(flow.at, flow.packet)
        if (!port) return { flow, ways: [] }
        const route = this.#forwarding.route(port, flow.packet)
        opened ||= route.opened
        return { flow, ways: route.ways }
      })
      if (!opened || round === mostRounds) return routed
    }
  }

  /** Walks one packet of a few flows drawn by a seeded chance, with chance at every fork. */
  #probe(): ReadonlyMap<Flow, WalkEnd['kind']> {
    const found = new Map<Flow, WalkEnd['kind']>()
    for (let i = 0; i < Math.min(probesPerSample, this.#flows.length); i++) {
      const flow = this.#random.pick(this.#flows)
      const port = this.#forwarding.portAt(flow.at, flow.packet)
      if (!port) continue
      const walked = this.#forwarding.walk(port, flow.packet, (choices) => this.#random.pick(choices))
      found.set(flow, walked.end.kind)
    }
    return found
  }
}

/** What a flow gets. Sent to a group: what every member gets. */
function flowSample(
  flow: Flow,
  all: readonly WayLoad[],
  walked: WalkEnd['kind'] | undefined,
): Telemetry['flows'][number] {
  const branches = all.filter(({ way }) => way.copy === 'group' && way.end !== 'replicated')
  const loads = branches.length > 0 ? branches : all.filter(({ way }) => way.copy !== 'mirror')
  const rates = loads.map((load) => load.delivered)
  const delivered = branches.length > 0 ? Math.min(...rates) : rates.reduce((total, rate) => total + rate, 0)
  const failed = loads.find(({ way }) => way.end !== 'delivered' && way.end !== 'received')
  return {
    id: flow.id,
    ...(flow.intent === undefined ? {} : { intent: flow.intent }),
    offered: Math.round(flow.bitsPerSecond),
    delivered: Math.round(delivered),
    latency: Math.max(0, ...loads.map(({ way }) => way.latency)),
    path: all[0]?.way.path ?? [],
    end: walked ?? (failed ?? loads[0])?.way.end ?? 'dropped',
  }
}
