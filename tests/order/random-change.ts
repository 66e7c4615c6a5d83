import type { DeviceState, NetworkState, Packet, Prefix, Random, RouteIntent } from '@paranet/network'
import { anyTraffic, emptyDeviceState, indexTopology, seededRandom } from '@paranet/network'
import type { Topology } from '@paranet/network'
import { link, node, topologyOf } from '../../network/src/testing/small-networks.js'

/** A change of a small network, and the packets that stand for all. */
export interface Change {
  readonly topology: Topology
  readonly index: ReturnType<typeof indexTopology>
  readonly intents: readonly RouteIntent[]
  readonly before: NetworkState
  readonly after: NetworkState
  readonly packets: readonly {
    readonly at: { readonly node: string; readonly interface: string }
    readonly packet: Packet
  }[]
}

const names = ['a', 'b', 'c', 'd', 'e', 'f']
const halfOf = (i: number, third: number): Prefix => `10.${i + 1}.${third}.0/17` as Prefix
const hopsByPrefix = (hops: ReadonlyMap<number, ReadonlyMap<string, string>>) =>
  [...hops].map(([target, tree]) => [prefixOf(target), tree] as const)
const prefixOf = (i: number): Prefix => `10.${i + 1}.0.0/16` as Prefix

/** Three to six routers in a mesh: to each destination devices have next hops before and after that arrive, nearly always; now and then one has no
 *  route, or denies a source (odd seeds). Routes are asked for, some (odd seeds) through devices that both ways pass. */
export function randomChange(seed: number): Change {
  const random = seededRandom(seed)
  const isPlain = seed % 2 === 0
  const nodes = names.slice(0, 3 + random.below(4))
  const links = nodes.flatMap((a, i) =>
    nodes.slice(i + 1).flatMap((b) => (random.next() < 0.8 || b === nodes[i + 1] ? [link(a, b)] : [])),
  )
  const topology = topologyOf(
    nodes.map((name, i) => node(name, { prefixes: [prefixOf(i)] })),
    links,
    { name: 'change', default: 'open', antiSpoofing: false },
  )
  const index = indexTopology(topology)
  const targets = nodes.map((_, i) => i).filter(() => random.next() < 0.7)
  const halves = seed % 4 === 0 ? targets.filter(() => random.next() < 0.5) : []
  const tables = () => new Map(targets.map((target) => [target, treeTo(random, index, nodes, target)]))
  const halfTables = () =>
    halves.flatMap((target) =>
      [0, 128].map((third) => [halfOf(target, third), treeTo(random, index, nodes, target)] as const),
    )
  const [old, fresh] = [tables(), tables()]
  const [oldHalves, freshHalves] = [halfTables(), halfTables()]
  const statesOf = (hops: typeof old, parts: typeof oldHalves): NetworkState =>
    new Map(
      nodes.map((name) => [
        name,
        stateOf(isPlain ? undefined : random, name, nodes, [...hopsByPrefix(hops), ...parts]),
      ]),
    )
  const intents = targets.flatMap((target) =>
    nodes.flatMap((from, i) => {
      if (i === target || random.next() < 0.5) return []
      const passed = passedBy(index, old.get(target), from).filter((one) =>
        passedBy(index, fresh.get(target), from).includes(one),
      )
      const via = (isPlain ? [] : passed).slice(0, 1 + random.below(2)).map((one) => ({ oneOf: [one] }))
      const to = nodes[target] as string
      return [
        routeOf(`${from}-${to}`, from, to, []),
        ...via.map((one, k) => routeOf(`${from}-${to}-${k}`, from, to, [one])),
      ]
    }),
  )
  const [before, after] = [statesOf(old, oldHalves), statesOf(fresh, freshHalves)]
  const filtered = [...before.values(), ...after.values()].flatMap(({ filters }) =>
    filters.map(({ match }) => match.src),
  )
  const packets = nodes.flatMap((node, here) =>
    nodes.flatMap((_, source) =>
      here === source || filtered.includes(prefixOf(source))
        ? targets.flatMap((target) =>
            (halves.includes(target) ? [0, 128] : [0]).map((third) => ({
              at: { node, interface: 'lan' },
              packet: packetOf(source, target, third),
            })),
          )
        : [],
    ),
  )
  return { topology, index, intents, before, after, packets }
}

/** Devices between the source and where the tree leads to. */
function passedBy(
  index: ReturnType<typeof indexTopology>,
  tree: ReadonlyMap<string, string> | undefined,
  from: string,
): string[] {
  const passed: string[] = []
  for (let at = from; tree?.get(at) !== 'lan'; ) {
    const out = tree?.get(at)
    const next = index.adjacency[index.nodeId.get(at) ?? 0]?.find((one) => one.interface === out)
    if (!next) break
    at = index.nodes[next.neighbour]?.name ?? ''
    passed.push(at)
  }
  return passed.slice(0, -1)
}

/** Per device: the next hop towards the target, on a tree that grows at random. */
function treeTo(
  random: Random,
  index: ReturnType<typeof indexTopology>,
  nodes: readonly string[],
  target: number,
): Map<string, string> {
  const hops = new Map<string, string>([[nodes[target] as string, 'lan']])
  let last = nodes[target]
  while (hops.size < nodes.length) {
    const open = index.links.flatMap(({ ends: [a, b] }) =>
      hops.has(a.node) === hops.has(b.node) ? [] : [hops.has(a.node) ? b : a],
    )
    const longer = open.filter((one) =>
      index.links.some(({ ends }) => ends.includes(one) && ends.some(({ node }) => node === last)),
    )
    const { node, interface: out } = random.pick(longer.length > 0 && random.next() < 0.8 ? longer : open)
    last = node
    hops.set(node, out)
  }
  return hops
}

function stateOf(
  random: Random | undefined,
  device: string,
  nodes: readonly string[],
  hops: readonly (readonly [Prefix, ReadonlyMap<string, string>])[],
): DeviceState {
  const routes = hops.flatMap(([prefix, tree]) => {
    const out = tree.get(device) ?? 'lan'
    if (out !== 'lan' && random && random.next() < 0.03) return []
    const action =
      out === 'lan'
        ? ({ kind: 'deliver', interface: out } as const)
        : ({ kind: 'forward', groups: [[{ interface: out }]] } as const)
    return [{ prefix, action }]
  })
  const denied = random && random.next() < 0.04 ? [{ src: prefixOf(random.below(nodes.length)) }] : []
  const filters = denied.map((match) => ({
    direction: 'forward' as const,
    priority: 1,
    match,
    action: 'deny' as const,
  }))
  return { ...emptyDeviceState(device), routes, filters }
}

const endsOf = (name: string) => ({ terms: [{ kind: 'node' as const, node: name }], except: [], text: name })

const routeOf = (name: string, from: string, to: string, via: RouteIntent['via']): RouteIntent => ({
  kind: 'route',
  id: `change/${name}`,
  name,
  priority: 100,
  rank: 0,
  from: endsOf(from),
  to: endsOf(to),
  traffic: anyTraffic,
  reply: 'none',
  yields: false,
  labels: {},
  via,
  avoid: [],
})

const packetOf = (source: number, target: number, third: number): Packet => ({
  src: `10.${source + 1}.0.10` as Packet['src'],
  dst: `10.${target + 1}.${third}.10` as Packet['dst'],
  protocol: 6,
  srcPort: 50_000,
  dstPort: 443,
  dscp: 0,
  established: false,
})
