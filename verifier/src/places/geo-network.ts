import type {
  GeoArea,
  GeoAreaEntry,
  GeoFilterEntry,
  GeoPacket,
  GeoTarget,
  GeoWalk,
  NetworkState,
  PlacedDevice,
  Scenario,
  TopologyIndex,
  TrafficBox,
} from '@paranet/network'
import { areaText, canonicalJson, localInterface, placedDevice, speaksOfPlaces, walkGeo } from '@paranet/network'
import { everyChoice } from '../names/every-choice.js'

/** Mixtures of states that one packet may meet; more are not looked at. */
const mostOutcomes = 2_000

/** Of an area that devices may flood in two ways: only what both do, or all that either does. */
export type Flooding = 'least' | 'most'

export interface GeoOutcomes {
  readonly outcomes: readonly GeoWalk[]
  /** False: there are more. */
  readonly isComplete: boolean
}

/** What the devices of a network do with packets to places, where some may run one of two states. */
export class GeoNetwork {
  readonly index: TopologyIndex
  readonly #devices = new Map<string, readonly PlacedDevice[]>()
  readonly #texts = new Map<PlacedDevice, string>()

  constructor(index: TopologyIndex, state: NetworkState, alternatives?: NetworkState) {
    this.index = index
    for (const device of index.devices) {
      const states = [state.get(device), alternatives?.get(device)].filter((one) => one !== undefined)
      if (!states.some(speaksOfPlaces)) continue
      this.#devices.set(device, [...new Set(states)].map(placedDevice))
    }
  }

  /** Whether no device says anything of places. */
  get isSilent(): boolean {
    return this.#devices.size === 0
  }

  /** The states that a device may run. */
  devicesAt(node: string): readonly PlacedDevice[] {
    return this.#devices.get(node) ?? []
  }

  /** Classes that filters speak of. */
  get classes(): readonly TrafficBox[] {
    const filters = this.#all().flatMap((device) => [...device.filters.values()].flat())
    const byText = new Map(filters.map(({ traffic }) => [canonicalJson(traffic), traffic]))
    return [...byText.values()]
  }

  /** Everybody to whom, and every area to which, some device hands packets out; sorted. */
  get targets(): readonly GeoTarget[] {
    const found = new Map<string, GeoTarget>()
    for (const { members, areas } of this.#all()) {
      for (const node of members.keys()) found.set(`node ${node}`, { kind: 'node', node })
      for (const { area } of areas.values()) found.set(`area ${areaText(area)}`, { kind: 'area', area })
    }
    return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, target]) => target)
  }

  /** Targets by which a packet may come out at a node: its own name, names that are handed out there, and areas. */
  targetsAt(node: string): readonly GeoTarget[] {
    const names = new Set([node])
    for (const [device, states] of this.#devices)
      for (const { members } of states)
        for (const { node: name, interface: over } of members.values())
          if (this.#behind(device, over) === node) names.add(name)
    const own = [...names].sort().map((name): GeoTarget => ({ kind: 'node', node: name }))
    return [...own, ...this.targets.filter(({ kind }) => kind === 'area')]
  }

  #behind(device: string, over: string): string | undefined {
    if (over === localInterface) return device
    const id = this.index.nodeId.get(device) ?? -1
    return this.index.nodes[this.index.adjacencyByInterface[id]?.get(over)?.neighbour ?? -1]?.name
  }

  /** All that can become of a packet of a node, for each mixture of states. */
  outcomes(source: number, packet: GeoPacket, scenario: Scenario, flooding: Flooding): GeoOutcomes {
    const floodAt = (node: string) => floodedDevice(this.devicesAt(node), packet.to, flooding)
    const { found, isComplete } = everyChoice(mostOutcomes, (choose) => {
      const deviceAt = (node: string) => this.#deviceAt(node, packet.to, choose)
      return walkGeo({ index: this.index, scenario, deviceAt, floodAt }, source, packet)
    })
    return { outcomes: found, isComplete }
  }

  #deviceAt(node: string, to: GeoTarget, choose: (what: string, count: number) => number): PlacedDevice | undefined {
    const devices = this.devicesAt(node)
    const [first, second] = devices
    if (!first || !second || this.#partOf(first, to) === this.#partOf(second, to)) return first
    return devices[choose(`state ${node}`, devices.length)]
  }

  /** What of a device a packet to the target can meet. */
  #partOf(device: PlacedDevice, to: GeoTarget): string {
    let own = this.#texts.get(device)
    if (own === undefined) {
      const { node, neighbours, filters } = device
      own = canonicalJson([node?.entry ?? null, neighbours.map(({ entry }) => entry), [...filters]])
      this.#texts.set(device, own)
    }
    const its = to.kind === 'node' ? device.members.get(to.node) : device.areas.get(areaText(to.area))
    return `${own}${its ? canonicalJson(its) : ''}`
  }

  #all(): PlacedDevice[] {
    return [...this.#devices.values()].flat()
  }
}

/** What a device does with what is flooded, of all that it may do. */
function floodedDevice(devices: readonly PlacedDevice[], to: GeoTarget, flooding: Flooding): PlacedDevice | undefined {
  const [first, second] = devices
  if (!first || !second || to.kind !== 'area') return first
  const entries = devices.map(({ areas, node }) => (node ? areas.get(areaText(to.area)) : undefined))
  const [one, other] = entries
  const merged = one && other ? mergedArea(one, other, flooding) : flooding === 'least' ? undefined : (one ?? other)
  const node = first.node ?? second.node
  const areas = merged ? new Map([[areaText(to.area), merged]]) : new Map<string, GeoAreaEntry>()
  return { ...first, ...(node ? { node } : {}), areas, filters: new Map<string, readonly GeoFilterEntry[]>() }
}

function mergedArea(a: GeoAreaEntry, b: GeoAreaEntry, flooding: Flooding): GeoAreaEntry {
  const merge = (x: readonly string[], y: readonly string[]) =>
    flooding === 'least' ? x.filter((one) => y.includes(one)) : [...new Set([...x, ...y])].sort()
  return { area: a.area as GeoArea, deliver: merge(a.deliver, b.deliver), flood: merge(a.flood, b.flood) }
}

/** Links whose state decided what became of a packet: all of the devices that it came to, and of who sent it. */
export function consultedBy(index: TopologyIndex, source: number, walks: readonly GeoWalk[]): Set<number> {
  const passed = new Set([source])
  for (const { hops, end } of walks)
    for (const name of [...hops.map(({ node }) => node), end.node]) passed.add(index.nodeId.get(name) ?? -1)
  return new Set([...passed].flatMap((node) => (index.adjacency[node] ?? []).map(({ link }) => link)))
}
