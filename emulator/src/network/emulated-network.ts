import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Choose, Clock, Packet, Port, Random, Topology, TopologyIndex, Walk } from '@paranet/network'
import { entriesOf, indexTopology, isLinkUp, portKey, seededRandom, tracksConnections, walk } from '@paranet/network'
import { ConnectionTable } from '../device/connection-table.js'
import type { DeviceRecord } from '../device/device-record.js'
import { EmulatedDevice } from '../device/emulated-device.js'
import { DurableFile } from '../durable/durable-file.js'
import { checkFault, effectsOf, type FaultEffects } from '../faults/fault-effects.js'
import {
  type ActiveFault,
  type EmulatorEvent,
  EmulatorError,
  type EntryPoint,
  type Fault,
  type Flow,
  type Telemetry,
} from '../protocol/messages.js'
import { Counters, packetBytes } from '../traffic/counters.js'
import { type Loads, loadsOf } from '../traffic/loads.js'
import { type Channel, routeFlow, type RoutingContext } from '../traffic/route-flow.js'

/** What a network must not forget beside its devices. */
interface NetworkRecord {
  readonly topology: Topology
  readonly faults: readonly ActiveFault[]
  readonly flows: readonly Flow[]
  readonly lastFault: number
}

const noLoads: Loads = { ways: [], carried: new Map(), lost: new Map() }

/** Packets walked with every sample, to see that the flows really arrive. */
const probesPerSample = 16

/** One network of emulated devices: topology, faults and traffic around the devices' own states. */
export class EmulatedNetwork {
  readonly id: string
  readonly #folder: string
  readonly #clock: Clock
  readonly #file: DurableFile<NetworkRecord>
  readonly #devices = new Map<string, EmulatedDevice>()
  readonly #connections = new Map<string, ConnectionTable>()
  readonly #listeners = new Set<(event: EmulatorEvent) => void>()
  readonly #random: Random = seededRandom(1)
  #record: NetworkRecord
  #index: TopologyIndex
  #effects: FaultEffects
  #loads = noLoads
  #isStale = true
  #flowedUntil: number
  #counters = new Counters()
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(
    id: string,
    folder: string,
    clock: Clock,
    file: DurableFile<NetworkRecord>,
    record: NetworkRecord,
  ) {
    this.id = id
    this.#folder = folder
    this.#clock = clock
    this.#file = file
    this.#record = record
    this.#index = indexTopology(record.topology)
    this.#effects = effectsOf(this.#index, record.faults)
    this.#flowedUntil = clock.now()
  }

  /** A new network in a folder of its own, on the disk when this resolves. */
  static async create(id: string, folder: string, topology: Topology, clock: Clock): Promise<EmulatedNetwork> {
    const file = new DurableFile<NetworkRecord>(join(folder, 'network.json'))
    const network = new EmulatedNetwork(id, folder, clock, file, { topology, faults: [], flows: [], lastFault: 0 })
    await file.write(network.#record)
    await network.#loadDevices()
    return network
  }

  /** The network that a folder holds; undefined where it holds none. */
  static async open(id: string, folder: string, clock: Clock): Promise<EmulatedNetwork | undefined> {
    const file = new DurableFile<NetworkRecord>(join(folder, 'network.json'))
    const record = await file.read()
    if (!record) return undefined
    const network = new EmulatedNetwork(id, folder, clock, file, record)
    await network.#loadDevices()
    return network
  }

  get deviceNames(): readonly string[] {
    return this.#index.devices
  }

  /** Changes the topology. Devices that stay keep their state; devices that are gone lose it. */
  load(topology: Topology): Promise<void> {
    return this.#inTurn(async () => {
      this.#flow()
      const index = indexTopology(topology)
      const faults = this.#record.faults.filter((fault) => isPresent(index, fault))
      await this.#save({ ...this.#record, topology, faults })
      this.#index = index
      this.#effects = effectsOf(index, faults)
      await this.#loadDevices()
    })
  }

  /** A device that can be reached; throws `unreachable` where a fault has cut it off. */
  device(name: string): EmulatedDevice {
    const device = this.#devices.get(name)
    if (!device) throw new EmulatorError('unknown-device', `no device ${name} in ${this.id}`)
    if (this.#effects.unreachable.has(name)) throw new EmulatorError('unreachable', `${name} does not answer`)
    return device
  }

  checkStage(name: string): void {
    if (this.#effects.refusesStage.has(name)) throw new EmulatorError('refused', `${name} refuses to stage`)
  }

  checkCommit(name: string): void {
    if (this.#effects.refusesCommit.has(name)) throw new EmulatorError('refused', `${name} refuses to commit`)
  }

  /** All devices that answer. */
  get reachable(): EmulatedDevice[] {
    return [...this.#devices.values()].filter((device) => !this.#effects.unreachable.has(device.name))
  }

  get faults(): readonly ActiveFault[] {
    return this.#record.faults
  }

  setFault(fault: Fault): Promise<ActiveFault> {
    return this.#inTurn(async () => {
      checkFault(this.#index, fault)
      const lastFault = this.#record.lastFault + 1
      const active: ActiveFault = { ...fault, id: `fault-${lastFault}` }
      if (fault.kind === 'forget-entry' && !(await this.device(fault.node).forget(fault.entry)))
        throw new EmulatorError('not-found', `${fault.node} runs no entry ${fault.entry}`)
      if (fault.kind === 'die-after-stage') await this.#devices.get(fault.node)?.dropStaged()
      await this.#setFaults([...this.#record.faults, active], lastFault)
      this.#tell({ kind: 'fault', fault: active, set: true })
      return active
    })
  }

  /** Clears one fault, or all; what was forgotten stays forgotten. */
  clearFaults(id: string | undefined): Promise<number> {
    return this.#inTurn(async () => {
      const cleared = this.#record.faults.filter((fault) => id === undefined || fault.id === id)
      if (cleared.length === 0) return 0
      await this.#setFaults(
        this.#record.faults.filter((fault) => !cleared.includes(fault)),
        this.#record.lastFault,
      )
      for (const fault of cleared) this.#tell({ kind: 'fault', fault, set: false })
      return cleared.length
    })
  }

  get flows(): readonly Flow[] {
    return this.#record.flows
  }

  setFlows(flows: readonly Flow[]): Promise<void> {
    return this.#inTurn(async () => {
      this.#flow()
      await this.#save({ ...this.#record, flows })
      this.#isStale = true
    })
  }

  /** Walks a packet by what the devices run; tracking devices on its way know answers and remember what opens. */
  trace(at: EntryPoint, packet: Packet): Walk {
    const port = this.#portAt(at, packet)
    if (!port)
      throw new EmulatorError(
        'not-found',
        `no packet can enter at ${at.node}${at.interface === undefined ? '' : `.${at.interface}`}`,
      )
    const walked = this.#walk(port, packet)
    const isAnswer = !packet.established && this.#trackersOf(walked).some((table) => table.isAnswer(packet))
    const found = isAnswer ? this.#walk(port, { ...packet, established: true }) : walked
    if (found.end.kind === 'delivered' && !isAnswer && !packet.established)
      for (const table of this.#trackersOf(found)) table.passed(packet)
    return found
  }

  /** Load, loss and counters now. Rates are those of this instant; packets and bytes are since the start. */
  sample(): Telemetry {
    this.#flow()
    this.#refresh()
    const at = this.#clock.now()
    return {
      network: this.id,
      at,
      links: this.#index.links.map((link, id) => this.#linkSample(id, link.id, link.bandwidth, link.latency)),
      nodes: this.#index.nodes.map(({ name }, id) => ({
        name,
        up: !this.#effects.scenario.downNodes.has(id),
        entries: this.#entryCount(name),
      })),
      flows: this.#flowSamples(),
      entries: [...this.#counters.entries.values()].map(({ device, key, bytes }) => ({
        device,
        key,
        bytes: Math.round(bytes),
        packets: Math.round(bytes / packetBytes),
      })),
      intents: this.#intentSamples(),
    }
  }

  /** Hears what happens until the returned function is called. */
  subscribe(listener: (event: EmulatorEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): void {
    for (const device of this.#devices.values()) device.close()
  }

  async remove(): Promise<void> {
    await this.#inTurn(async () => {
      await Promise.all([...this.#devices.values()].map((device) => device.remove()))
      await this.#file.remove()
    })
  }

  async #loadDevices(): Promise<void> {
    const wanted = new Set(this.#index.devices)
    for (const [name, device] of this.#devices) {
      if (wanted.has(name)) continue
      this.#devices.delete(name)
      await device.remove()
    }
    await this.#removeStrangers(wanted)
    const listener = {
      changed: () => this.#change(),
      reverted: (device: string, revision: string) => this.#tell({ kind: 'device-reverted', device, revision }),
    }
    const missing = [...wanted].filter((name) => !this.#devices.has(name))
    const loaded = await Promise.all(
      missing.map((name) => EmulatedDevice.load(name, this.#deviceFile(name), this.#clock, listener)),
    )
    for (const device of loaded) this.#devices.set(device.name, device)
    this.#connections.clear()
    for (const node of this.#index.nodes)
      if (wanted.has(node.name) && tracksConnections(node)) this.#connections.set(node.name, new ConnectionTable())
    this.#isStale = true
  }

  /** Files of devices that a load before a crash was about to remove. */
  async #removeStrangers(wanted: ReadonlySet<string>): Promise<void> {
    const names = await readdir(join(this.#folder, 'devices')).catch(() => [])
    const strangers = names.filter(
      (name) => name.endsWith('.json') && !wanted.has(decodeURIComponent(name.slice(0, -'.json'.length))),
    )
    await Promise.all(
      strangers.map((name) => this.#deviceFile(decodeURIComponent(name.slice(0, -'.json'.length))).remove()),
    )
  }

  #deviceFile(name: string): DurableFile<DeviceRecord> {
    return new DurableFile(join(this.#folder, 'devices', `${fileName(name)}.json`))
  }

  async #setFaults(faults: readonly ActiveFault[], lastFault: number): Promise<void> {
    this.#flow()
    await this.#save({ ...this.#record, faults, lastFault })
    const before = this.#effects
    this.#effects = effectsOf(this.#index, faults)
    this.#isStale = true
    this.#tellWhatChanged(before)
  }

  #tellWhatChanged(before: FaultEffects): void {
    for (const [id, { name }] of this.#index.nodes.entries()) {
      const up = !this.#effects.scenario.downNodes.has(id)
      if (up === before.scenario.downNodes.has(id)) this.#tell({ kind: 'node', node: name, up })
    }
    for (const [id, link] of this.#index.links.entries()) {
      const up = isLinkUp(this.#index, this.#effects.scenario, id)
      if (up !== isLinkUp(this.#index, before.scenario, id)) this.#tell({ kind: 'link', link: link.id, up })
    }
  }

  async #save(record: NetworkRecord): Promise<void> {
    await this.#file.write(record)
    this.#record = record
  }

  #tell(event: EventWithoutPlace): void {
    const whole = { network: this.id, at: this.#clock.now(), ...event } as EmulatorEvent
    for (const listener of this.#listeners) listener(whole)
  }

  #change(): void {
    this.#flow()
    this.#isStale = true
  }

  /** Lets the traffic flow up to now by the rates that held. */
  #flow(): void {
    const now = this.#clock.now()
    if (now <= this.#flowedUntil) return
    this.#refresh()
    this.#counters.add(this.#loads, now - this.#flowedUntil)
    this.#flowedUntil = now
  }

  /** Finds ways and rates anew where something has changed. */
  #refresh(): void {
    if (!this.#isStale) return
    this.#isStale = false
    const context = this.#routing()
    const routed = this.#record.flows.map((flow) => {
      const port = this.#portAt(flow.at, flow.packet)
      return { flow, ways: port ? routeFlow(context, port, flow.packet) : [] }
    })
    const links = this.#index.links
    this.#loads = loadsOf(
      routed,
      (channel) => links[channel >> 1]?.bandwidth ?? 0,
      (channel) => this.#effects.loss.get(channel >> 1) ?? 0,
    )
  }

  #routing(): RoutingContext {
    return {
      index: this.#index,
      scenario: this.#effects.scenario,
      device: (name) => this.#devices.get(name)?.compiled,
      latencyOf: (link) => (this.#index.links[link]?.latency ?? 0) + (this.#effects.delay.get(link) ?? 0),
    }
  }

  /** The port named; of a host its first that is up; of a device the one that the source belongs to. */
  #portAt(at: EntryPoint, packet: Packet): Port | undefined {
    const node = this.#index.nodeId.get(at.node)
    if (node === undefined) return undefined
    if (at.interface !== undefined) return this.#index.portAt.get(portKey(at.node, at.interface))
    const ports = this.#index.portsOfNode[node] ?? []
    if (this.#index.isEnd[node])
      return (
        ports.find((port) => port.link === undefined || isLinkUp(this.#index, this.#effects.scenario, port.link)) ??
        ports[0]
      )
    return (
      ports.find(
        (port) =>
          port.sources.includes(`${packet.src}/32` as never) || port.sources.includes(`${packet.src}/128` as never),
      ) ??
      ports.find((port) => port.kind === 'stub') ??
      ports[0]
    )
  }

  #walk(port: Port, packet: Packet, choose?: Choose): Walk {
    const devices = new Map([...this.#devices].map(([name, device]) => [name, device.compiled]))
    const found = walk({ index: this.#index, devices, scenario: this.#effects.scenario }, port, packet, choose)
    const added = found.hops.reduce(
      (total, hop) => total + (this.#effects.delay.get(this.#index.linkId.get(hop.link ?? '') ?? -1) ?? 0),
      0,
    )
    return { ...found, latency: found.latency + added }
  }

  #trackersOf(walked: Walk): ConnectionTable[] {
    return walked.hops.map(({ node }) => this.#connections.get(node)).filter((table) => table !== undefined)
  }

  #linkSample(id: number, name: string, bandwidth: number, latency: number): Telemetry['links'][number] {
    const both = <T>(of: (channel: Channel) => T): [T, T] => [of(2 * id), of(2 * id + 1)]
    const rate = (channel: Channel) => Math.round(this.#loads.carried.get(channel) ?? 0)
    const bytes = (channel: Channel) => Math.round(this.#counters.channels.get(channel) ?? 0)
    return {
      id: name,
      up: isLinkUp(this.#index, this.#effects.scenario, id),
      bitsPerSecond: both(rate),
      utilisation: both((channel) => rate(channel) / bandwidth),
      lossFraction: both((channel) => this.#loads.lost.get(channel) ?? this.#effects.loss.get(id) ?? 0),
      latency: latency + (this.#effects.delay.get(id) ?? 0),
      packets: both((channel) => Math.round(bytes(channel) / packetBytes)),
      bytes: both(bytes),
    }
  }

  #entryCount(name: string): number {
    const device = this.#devices.get(name)
    return device ? entriesOf(device.running).size : 0
  }

  #flowSamples(): Telemetry['flows'] {
    const probed = this.#probe()
    return this.#record.flows.map((flow) => {
      const ways = this.#loads.ways.filter((way) => way.flow === flow)
      const sum = (key: 'offered' | 'delivered') => Math.round(ways.reduce((total, way) => total + way[key], 0))
      const [first] = ways
      return {
        id: flow.id,
        ...(flow.intent === undefined ? {} : { intent: flow.intent }),
        offered: sum('offered'),
        delivered: sum('delivered'),
        latency: Math.max(0, ...ways.map(({ way }) => way.latency)),
        path: first?.way.path ?? [],
        end:
          probed.get(flow.id) ??
          ways.find(({ way }) => way.end !== 'delivered')?.way.end ??
          first?.way.end ??
          'dropped',
      }
    })
  }

  /** Walks one packet of a few flows drawn by a seeded chance, with chance at every fork. */
  #probe(): ReadonlyMap<string, Walk['end']['kind']> {
    const found = new Map<string, Walk['end']['kind']>()
    const { flows } = this.#record
    for (let i = 0; i < Math.min(probesPerSample, flows.length); i++) {
      const flow = this.#random.pick(flows)
      const port = this.#portAt(flow.at, flow.packet)
      if (port) found.set(flow.id, this.#walk(port, flow.packet, (choices) => this.#random.pick(choices)).end.kind)
    }
    return found
  }

  #intentSamples(): Telemetry['intents'] {
    const rates = new Map<string, number>()
    for (const { flow, delivered } of this.#loads.ways)
      if (flow.intent !== undefined) rates.set(flow.intent, (rates.get(flow.intent) ?? 0) + delivered)
    return [...rates]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, rate]) => {
        const bytes = Math.round(this.#counters.intents.get(id) ?? 0)
        return { id, bitsPerSecond: Math.round(rate), bytes, packets: Math.round(bytes / packetBytes) }
      })
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act)
    this.#turn = done.catch(() => undefined)
    return done
  }
}

type EventWithoutPlace = EmulatorEvent extends infer Event
  ? Event extends EmulatorEvent
    ? Omit<Event, 'network' | 'at'>
    : never
  : never

/** Names of devices may hold anything; file names may not. */
export const fileName = (name: string): string => encodeURIComponent(name).replaceAll('.', '%2E').replaceAll('*', '%2A')

const isPresent = (index: TopologyIndex, fault: Fault): boolean =>
  ('link' in fault ? index.linkId.has(fault.link) : true) && ('node' in fault ? index.nodeId.has(fault.node) : true)
