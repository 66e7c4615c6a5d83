import type {
  ContentName,
  InterestWalk,
  InterestWalks,
  NamedDevice,
  NetworkState,
  Scenario,
  TopologyIndex,
} from '@paranet/network'
import { canonicalJson, keeping, longestPrefix, mayHold, namedDevice, walkInterest } from '@paranet/network'
import { everyChoice } from './every-choice.js'

/** Ways that one Interest may be sent on by devices that have a choice; more are not looked at. */
const mostOutcomes = 2_000

/** What content stores hold: nothing, or all that they may have kept. */
export type Stores = 'empty' | 'full'

/** All that can become of an Interest. */
export interface InterestOutcomes {
  readonly outcomes: readonly InterestWalks[]
  /** False: there are more. */
  readonly isComplete: boolean
}

/** What the devices of a network do with Interests, where some may run one of two states. */
export class NameNetwork {
  readonly index: TopologyIndex
  /** All prefixes that entries speak of. */
  readonly prefixes: ReadonlySet<ContentName>
  readonly #devices = new Map<string, readonly NamedDevice[]>()

  constructor(index: TopologyIndex, state: NetworkState, alternatives?: NetworkState) {
    this.index = index
    for (const device of index.devices) {
      const states = [state.get(device), alternatives?.get(device)].filter((one) => one !== undefined)
      const made = [...new Set(states)].map(namedDevice)
      if (made.length > 0) this.#devices.set(device, made)
    }
    this.prefixes = new Set([...this.#devices.values()].flat().flatMap(prefixesOf))
  }

  /** Whether no device sends Interests on or keeps anything. */
  get isSilent(): boolean {
    return [...this.#devices.values()].flat().every(({ routes, store }) => routes.size === 0 && store === undefined)
  }

  /** The states that a device may run. */
  devicesAt(node: string): readonly NamedDevice[] {
    return this.#devices.get(node) ?? []
  }

  /** All that can become of an Interest of a node: for each mixture of states, and each choice among next hops of one cost. */
  outcomes(consumer: number, name: ContentName, scenario: Scenario, stores: Stores): InterestOutcomes {
    const { found, isComplete } = everyChoice(mostOutcomes, (choose) => {
      const deviceAt = (node: string) => this.#deviceAt(node, name, choose)
      const pick = (interfaces: readonly string[], node: string) =>
        interfaces[choose(`tie ${node} ${interfaces.join()}`, interfaces.length)] as string
      const holds = (node: string) => stores === 'full' && this.#mayHold(node, name)
      return walkInterest({ index: this.index, scenario, deviceAt, holds, choose: pick }, consumer, name)
    })
    return { outcomes: found, isComplete }
  }

  #deviceAt(node: string, name: ContentName, choose: (what: string, count: number) => number): NamedDevice | undefined {
    const devices = this.devicesAt(node)
    const [first, second] = devices
    if (!first || !second || isAlike(first, second, name)) return first
    return devices[choose(`state ${node}`, devices.length)]
  }

  /** Whatever a device ran when Data passed: what it kept then it may still have. */
  #mayHold(node: string, name: ContentName): boolean {
    return this.devicesAt(node).some((device) => mayHold(device, name))
  }
}

/** Whether two devices do the same with an Interest. */
const isAlike = (a: NamedDevice, b: NamedDevice, name: ContentName): boolean => partOf(a, name) === partOf(b, name)

const partOf = (device: NamedDevice, name: ContentName): string =>
  canonicalJson([
    longestPrefix(device.routes, name)?.value.groups ?? null,
    longestPrefix(device.strategies, name)?.value ?? null,
    keeping(device, name) ?? null,
    [...device.filters].sort(([x], [y]) => (x < y ? -1 : 1)),
  ])

function prefixesOf({ routes, strategies, caches, filters }: NamedDevice): ContentName[] {
  const filtered = [...filters.values()].flat().map(({ name }) => name)
  return [...routes.keys(), ...strategies.keys(), ...caches.keys(), ...filtered]
}

/** Nodes of a way: the consumer, the devices, and the host where it ends. Links: those passed, of the consumer's first. */
export function passedBy(
  index: TopologyIndex,
  consumer: number,
  { hops, end }: InterestWalk,
): { readonly nodes: readonly number[]; readonly links: readonly number[] } {
  const idOf = (name: string) => index.nodeId.get(name) ?? -1
  const nodes = [consumer]
  for (const name of [...hops.map(({ node }) => node), end.node])
    if (idOf(name) !== nodes.at(-1)) nodes.push(idOf(name))
  const [first] = hops
  const port = first && index.isEnd[consumer] ? index.portAt.get(`${first.node}\u0000${first.inInterface}`) : undefined
  const links = hops.flatMap(({ link }) => (link === undefined ? [] : [index.linkId.get(link) ?? -1]))
  return { nodes, links: port?.link === undefined ? links : [port.link, ...links] }
}

/** Links whose state decided what became of an Interest. */
export function consultedBy(index: TopologyIndex, consumer: number, all: readonly InterestWalks[]): Set<number> {
  const links = all.flatMap(({ answered, lost }) =>
    [...answered, ...lost].flatMap((one) => passedBy(index, consumer, one).links),
  )
  const access = index.isEnd[consumer] ? (index.adjacency[consumer] ?? []).map(({ link }) => link) : []
  return new Set([...links, ...access])
}
