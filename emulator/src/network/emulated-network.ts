import type {
  Clock,
  ContentName,
  GeoHeader,
  GeoTarget,
  GeoWalk,
  Packet,
  Topology,
  TopologyIndex,
  Walk,
} from '@paranet/network'
import {
  contentHash,
  homeSegment,
  indexTopology,
  isLinkUp,
  mainSegment,
  segmentNames,
  segmentViews,
  tracksConnections,
} from '@paranet/network'
import { ConnectionTable } from '../device/connection-table.js'
import type { DeviceRecord } from '../device/device-record.js'
import { EmulatedDevice } from '../device/emulated-device.js'
import { DurableFile } from '../durable/durable-file.js'
import { type DurableFolder, fileName } from '../durable/durable-folder.js'
import { checkFault, effectsOf, type FaultEffects, type PartialCommit } from '../faults/fault-effects.js'
import { endOf } from '../faults/fault-times.js'
import { FaultTimer } from '../faults/fault-timer.js'
import { linkSamples } from '../link/link-samples.js'
import type { ActiveFault, EmulatorEvent, EntryPoint, Fault, Flow, Telemetry } from '../protocol/messages.js'
import { EmulatorError } from '../protocol/messages.js'
import { TrafficMeter } from '../traffic/traffic-meter.js'
import { Forwarding, type Forwards } from './forwarding.js'
import { SegmentedForwarding } from './segmented-forwarding.js'
import type { InterestTrace } from './named-forwarding.js'
import { NamedForwarding } from './named-forwarding.js'
import { sendToPlace } from './placed-forwarding.js'
import { deviceSuffix, isPresent, type NetworkRecord, recordFile, withTimes } from './network-record.js'

/** What a network is put into. */
export interface NetworkSurroundings {
  readonly folder: DurableFolder
  readonly clock: Clock
  readonly tell: (event: EmulatorEvent) => void
}

/** A device has a table of connections for each segment. */
const connectionsKey = (device: string, segment: string): string =>
  segment === mainSegment ? device : `${device}\u0000${segment}`

/** One network of emulated devices: topology, faults and traffic around the devices' own states. */
export class EmulatedNetwork {
  readonly id: string
  readonly #folder: DurableFolder
  readonly #clock: Clock
  readonly #tellAll: (event: EmulatorEvent) => void
  readonly #file: DurableFile<NetworkRecord>
  readonly #devices = new Map<string, EmulatedDevice>()
  /** Of the devices that track connections; of segments other than `main` by `connectionsKey`. */
  readonly #connections = new Map<string, ConnectionTable>()
  readonly #named = new Map<string, NamedForwarding>()
  readonly #meter: TrafficMeter
  #record: NetworkRecord
  #index: TopologyIndex
  #effects: FaultEffects
  #forwarding: Forwards
  readonly #timer: FaultTimer
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(
    record: NetworkRecord,
    file: DurableFile<NetworkRecord>,
    { folder, clock, tell }: NetworkSurroundings,
  ) {
    this.id = record.id
    this.#record = record
    this.#file = file
    this.#folder = folder
    this.#clock = clock
    this.#tellAll = tell
    this.#index = indexTopology(record.topology)
    this.#effects = effectsOf(this.#index, record.faults, clock.now())
    this.#forwarding = this.#forwardingNow()
    this.#meter = new TrafficMeter(clock, record.flows, this.#forwarding)
    this.#timer = new FaultTimer(clock, () => this.#inTurn(() => this.#passTime()))
  }

  /** A new network, on the disk when this resolves. Files of devices that the folder holds are taken up. */
  static async create(id: string, topology: Topology, surroundings: NetworkSurroundings): Promise<EmulatedNetwork> {
    await surroundings.folder.create()
    const file = new DurableFile<NetworkRecord>(surroundings.folder, recordFile)
    const record = { id, topology, faults: [], flows: [], lastFault: 0 }
    await file.write(record)
    const network = new EmulatedNetwork(record, file, surroundings)
    await network.#loadDevices()
    return network
  }

  /** The network that a folder holds; undefined where it holds none. */
  static async open(surroundings: NetworkSurroundings): Promise<EmulatedNetwork | undefined> {
    const file = new DurableFile<NetworkRecord>(surroundings.folder, recordFile)
    const read = await file.read()
    if (!read) return undefined
    const record = withTimes(read, surroundings.clock.now())
    const network = new EmulatedNetwork(record, file, surroundings)
    await network.#loadDevices()
    await network.#passTime()
    return network
  }

  get deviceNames(): readonly string[] {
    return this.#index.devices
  }

  /** Changes the topology. Devices that stay keep their state; devices that are gone lose it. */
  load(topology: Topology): Promise<void> {
    return this.#inTurn(async () => {
      if (contentHash(topology) === contentHash(this.#record.topology)) return
      const index = indexTopology(topology)
      const faults = this.#record.faults.filter((fault) => isPresent(index, fault))
      await this.#save({ ...this.#record, topology, faults })
      this.#index = index
      this.#effects = effectsOf(index, faults, this.#clock.now())
      await this.#loadDevices()
      this.#timer.arm(faults)
    })
  }

  /** A device that can be reached, once it answers; throws `unreachable` where a fault has cut it off. */
  async reach(name: string): Promise<EmulatedDevice> {
    const device = this.#device(name)
    const slow = this.#effects.slow.get(name)
    if (slow === undefined) return device
    const isOver = await this.#timer.wait(slow, () => this.#effects.slow.get(name) === undefined)
    if (!isOver || slow === Number.POSITIVE_INFINITY)
      throw new EmulatorError('unreachable', `${name} did not answer: what was asked is lost`)
    return this.#device(name)
  }

  #device(name: string): EmulatedDevice {
    const device = this.#devices.get(name)
    if (!device) throw new EmulatorError('not-found', `no device ${name} in ${this.id}`)
    if (this.#effects.unreachable.has(name)) throw new EmulatorError('unreachable', `${name} does not answer`)
    return device
  }

  /** Throws where the device does not stage: a fault, or a match that it cannot do. */
  checkStage(name: string, usesConnections: boolean): void {
    if (this.#effects.refusesStage.has(name)) throw new EmulatorError('refused', `${name} refuses to stage`)
    if (usesConnections && !this.#connections.has(name))
      throw new EmulatorError('refused', `${name} does not track connections: it cannot match "established"`)
  }

  /** The device has staged something: if it was to die then, it is dead from now on. */
  async afterStage(name: string): Promise<void> {
    if (!this.#effects.diesAfterStage.has(name)) return
    await this.#inTurn(async () => {
      const faults = this.#record.faults.map((fault): ActiveFault => {
        if (fault.kind !== 'die-after-stage' || fault.node !== name) return fault
        const { armed: _, ...dead } = fault
        return { ...dead, setAt: this.#clock.now() }
      })
      await this.#setFaults(faults, this.#record.lastFault)
      await this.#devices.get(name)?.dropStaged()
    })
  }

  /** Throws where the device does not commit; else how its commits go wrong, where they do. */
  checkCommit(name: string): PartialCommit | undefined {
    if (this.#effects.refusesCommit.has(name)) throw new EmulatorError('refused', `${name} refuses to commit`)
    return this.#effects.partialCommit.get(name)
  }

  /** Names of all devices that answer at some time. */
  get reachable(): readonly string[] {
    const { unreachable, slow } = this.#effects
    return this.#index.devices.filter((name) => !unreachable.has(name) && slow.get(name) !== Number.POSITIVE_INFINITY)
  }

  get faults(): readonly ActiveFault[] {
    return this.#record.faults
  }

  setFault(fault: Fault): Promise<ActiveFault> {
    return this.#inTurn(async () => {
      checkFault(this.#index, fault)
      const lastFault = this.#record.lastFault + 1
      const active: ActiveFault = { ...fault, id: `fault-${lastFault}`, setAt: this.#clock.now() }
      if (fault.kind === 'forget-entry' && !(await this.#device(fault.node).forget(fault.entry)))
        throw new EmulatorError('not-found', `${fault.node} runs no entry ${fault.entry}`, { path: '/fault/entry' })
      await this.#setFaults([...this.#record.faults, active], lastFault)
      // Unreachable first, so that nothing is staged in between.
      if (fault.kind === 'die-after-stage' && !fault.armed) await this.#devices.get(fault.node)?.dropStaged()
      this.#tell({ kind: 'fault', fault: active, set: true })
      return active
    })
  }

  /** Clears one fault, or all; what was forgotten stays forgotten. */
  clearFaults(id: string | undefined): Promise<number> {
    return this.#inTurn(async () => {
      const cleared = this.#record.faults.filter((fault) => id === undefined || fault.id === id)
      if (cleared.length > 0) await this.#mend(cleared)
      return cleared.length
    })
  }

  get flows(): readonly Flow[] {
    return this.#record.flows
  }

  setFlows(flows: readonly Flow[]): Promise<void> {
    return this.#inTurn(async () => {
      await this.#save({ ...this.#record, flows })
      this.#changed()
    })
  }

  /** Walks a packet by what the devices run; tracking devices on its way know answers and remember what opens. */
  trace(at: EntryPoint, packet: Packet): Walk {
    const port = this.#forwarding.portAt(at, packet)
    if (port) {
      const found = this.#forwarding.walk(port, packet)
      // Flows of answers may pass now.
      if (this.#connections.size > 0) this.#changed()
      return found
    }
    const place = at.interface === undefined ? at.node : `${at.node}.${at.interface}`
    throw new EmulatorError('not-found', `no packet can enter at ${place}`)
  }

  /** Sends an Interest of a node by what the devices run; the Data that answers it stays in the content stores that it passes. */
  ask(node: string, name: ContentName): InterestTrace {
    const consumer = this.#index.nodeId.get(node)
    if (consumer === undefined) throw new EmulatorError('not-found', `no node ${node} in ${this.id}`)
    const { index, segment } = this.#homeOf(consumer)
    const deviceAt = (device: string) => this.#devices.get(device)?.namedIn(segment)
    const named = this.#named.get(segment) ?? new NamedForwarding()
    this.#named.set(segment, named)
    return named.ask({ index, effects: this.#effects, deviceAt, now: this.#clock.now() }, consumer, name)
  }

  /** Sends a packet of a node to a place by what the devices run. */
  sendTo(node: string, to: GeoTarget, header: GeoHeader): GeoWalk {
    const source = this.#index.nodeId.get(node)
    if (source === undefined) throw new EmulatorError('not-found', `no node ${node} in ${this.id}`)
    const { index, segment } = this.#homeOf(source)
    const deviceAt = (device: string) => this.#devices.get(device)?.placedIn(segment)
    return sendToPlace({ index, effects: this.#effects, deviceAt }, source, to, header)
  }

  /** The segment of what a node itself sends. */
  #homeOf(node: number): { readonly segment: string; readonly index: TopologyIndex } {
    const segment = homeSegment(this.#index.nodes[node] ?? {})
    const view = segmentViews(this.#index)?.find(({ name }) => name === segment)
    return { segment, index: view?.index ?? this.#index }
  }

  /** Load, loss and counters now. Rates are those of this instant; packets and bytes are since the start. */
  sample(): Telemetry {
    const loads = this.#meter.loads()
    const { counters } = this.#meter
    return {
      network: this.id,
      at: this.#clock.now(),
      links: linkSamples(this.#index, this.#effects, loads, counters.channels),
      nodes: this.#index.nodes.map(({ name }, id) => ({
        name,
        up: !this.#effects.scenario.downNodes.has(id),
        entries: this.#devices.get(name)?.entryCount ?? 0,
      })),
      flows: this.#meter.flowSamples(),
      entries: counters.entrySamples(),
      intents: this.#meter.intentSamples(),
    }
  }

  /** Lets go of timers and waits for what is under way. */
  async close(): Promise<void> {
    this.#timer.close()
    await this.#turn
    await Promise.all([...this.#devices.values()].map((device) => device.close()))
  }

  async #loadDevices(): Promise<void> {
    const wanted = new Set(this.#index.devices)
    const gone = [...this.#devices.values()].filter(({ name }) => !wanted.has(name))
    for (const { name } of gone) this.#devices.delete(name)
    await Promise.all(gone.map((device) => device.remove()))
    await this.#removeStrangers(wanted)
    const missing = [...wanted].filter((name) => !this.#devices.has(name))
    for (const device of await Promise.all(missing.map((name) => this.#loadDevice(name))))
      this.#devices.set(device.name, device)
    this.#loadConnections(wanted)
    this.#changed()
  }

  #loadDevice(name: string): Promise<EmulatedDevice> {
    const file = new DurableFile<DeviceRecord>(this.#folder, `${fileName(name)}${deviceSuffix}`)
    return EmulatedDevice.load(name, file, this.#clock, {
      changed: () => this.#changed(),
      reverted: (device, revision) => this.#tell({ kind: 'device-reverted', device, revision }),
      skewMs: () => this.#effects.skew.get(name) ?? 0,
    })
  }

  /** Removes files of devices that a load before a crash was about to remove. */
  async #removeStrangers(wanted: ReadonlySet<string>): Promise<void> {
    const known = new Set([...wanted].map((name) => `${fileName(name)}${deviceSuffix}`))
    const names = await this.#folder.names()
    const strangers = names.filter((name) => /^[^.]+\.json$/.test(name) && !known.has(name))
    await Promise.all(strangers.map((name) => new DurableFile(this.#folder, name).remove()))
  }

  /** Tables of devices that stay are kept. */
  #loadConnections(devices: ReadonlySet<string>): void {
    const tracking = this.#index.nodes.filter((node) => devices.has(node.name) && tracksConnections(node))
    const segments = segmentNames(this.#index.topology)
    const names = new Set(tracking.flatMap(({ name }) => segments.map((segment) => connectionsKey(name, segment))))
    for (const name of this.#connections.keys()) if (!names.has(name)) this.#connections.delete(name)
    for (const name of names) if (!this.#connections.has(name)) this.#connections.set(name, new ConnectionTable())
  }

  #forwardingNow(): Forwards {
    const views = segmentViews(this.#index)
    const whole = this.#forwardingIn(mainSegment, views?.[0]?.index ?? this.#index)
    if (!views) return whole
    const others = views
      .slice(1)
      .map(({ name, index }) => ({ segment: name, forwarding: this.#forwardingIn(name, index) }))
    const { effects, ownersOf } = whole
    return new SegmentedForwarding({ index: this.#index, effects, ownersOf }, [
      { segment: mainSegment, forwarding: whole },
      ...others,
    ])
  }

  #forwardingIn(segment: string, index: TopologyIndex): Forwarding {
    const devices = [...this.#devices.values()]
    const owners = new Map(devices.map((device) => [device.name, device.owners]))
    const tables = devices.flatMap(({ name }) => {
      const table = this.#connections.get(connectionsKey(name, segment))
      return table ? [[name, table] as const] : []
    })
    return new Forwarding({
      index,
      effects: this.#effects,
      devices: new Map(devices.map((device) => [device.name, device.compiledIn(segment)])),
      connections: new Map(tables),
      ownersOf: (device, key) => owners.get(device)?.[key] ?? [],
    })
  }

  /** Something that decides how packets go has changed. */
  #changed(): void {
    this.#forwarding = this.#forwardingNow()
    this.#meter.change(this.#record.flows, this.#forwarding)
  }

  async #setFaults(faults: readonly ActiveFault[], lastFault: number): Promise<void> {
    await this.#save({ ...this.#record, faults, lastFault })
    this.#refreshEffects()
  }

  async #mend(cleared: readonly ActiveFault[]): Promise<void> {
    await this.#setFaults(
      this.#record.faults.filter((fault) => !cleared.includes(fault)),
      this.#record.lastFault,
    )
    for (const fault of cleared) this.#tell({ kind: 'fault', fault, set: false })
  }

  /** What flaps has turned, or the time of a fault is over. */
  async #passTime(): Promise<void> {
    const now = this.#clock.now()
    const over = this.#record.faults.filter((fault) => endOf(fault) <= now)
    if (over.length > 0) await this.#mend(over)
    else this.#refreshEffects()
  }

  #refreshEffects(): void {
    const before = this.#effects
    const { faults } = this.#record
    this.#effects = effectsOf(this.#index, faults, this.#clock.now())
    this.#timer.arm(faults)
    // A node that was down has forgotten its connections.
    for (const id of this.#effects.scenario.downNodes)
      for (const segment of segmentNames(this.#index.topology))
        this.#connections.get(connectionsKey(this.#index.nodes[id]?.name ?? '', segment))?.clear()
    for (const named of this.#named.values()) named.forget(this.#index, this.#effects)
    for (const name of new Set([...before.skew.keys(), ...this.#effects.skew.keys()]))
      this.#devices.get(name)?.clockChanged()
    this.#changed()
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
    this.#tellAll({ network: this.id, at: this.#clock.now(), ...event })
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
