import type { Intent, Prefix, Random, Topology, TopologyInterface, TopologyNode } from '@paranet/network'
import { isEndNode } from '@paranet/network'
import { randomIntents } from './random-intents.js'
import { randomNetwork } from './random-network.js'

/** Two networks over the same devices, with the same addresses, and both as segments of one. */
export interface TwoSegments {
  readonly main: { readonly topology: Topology; readonly intents: readonly Intent[] }
  readonly red: { readonly topology: Topology; readonly intents: readonly Intent[] }
  readonly joined: Topology
}

/** Random networks by a seed. The devices of `red` are called as those of `main` where these have as many, and have their addresses at interfaces. */
export function twoSegments(random: Random, count: number): TwoSegments {
  const first = randomNetwork(random)
  const main = { ...first, interfaces: first.interfaces.map((one) => ({ ...one })) }
  const red = redOf({ ...randomNetwork(random, { default: main.default }), name: main.name }, main)
  const intents = (topology: Topology, prefix: string) =>
    randomIntents(random, topology, { count, distinct: true, plain: true }).map((one) => renamed(one, prefix))
  return {
    main: { topology: main, intents: intents(main, 'a') },
    red: { topology: red, intents: intents(red, 'b') },
    joined: join(main, red),
  }
}

function renamed(intent: Intent, prefix: string): Intent {
  const names = { id: `random/${prefix}.pn/${intent.name}`, name: intent.name }
  const source = { file: `${prefix}.pn`, offset: 0, line: Number(intent.name.slice(1)) + 1, column: 1, length: 1 }
  if (intent.kind === 'assert') return { ...intent, ...names, source, asserts: { ...intent.asserts, ...names, source } }
  return { ...intent, ...names, source }
}

/** The network as it is in a segment of the other: hosts, links and interfaces of its own, and no addresses of nodes that are there too. */
function redOf(topology: Topology, main: Topology): Topology {
  const shared = new Map(main.nodes.filter((node) => !isEndNode(node)).map((node) => [node.name, node]))
  const ends = new Set(topology.nodes.filter(isEndNode).map(({ name }) => name))
  const nameOf = (name: string) => (ends.has(name) ? `red-${name}` : name)
  const nodes = topology.nodes.map((node): TopologyNode => {
    const gateway = node.gateway === undefined ? {} : { gateway: nameOf(node.gateway) }
    const other = shared.get(node.name)
    if (isEndNode(node) || !other) return { ...node, name: nameOf(node.name), ...gateway }
    return { ...other, addresses: [], prefixes: node.prefixes }
  })
  const loopbacks = topology.nodes.flatMap((node): TopologyInterface[] => {
    if (isEndNode(node) || !shared.has(node.name) || node.addresses.length === 0) return []
    const addresses = node.addresses.map((address) => `${address}/32` as TopologyInterface['addresses'][number])
    return [{ node: node.name, name: 'lo-red', addresses, mtu: 1500, segment: 'main', external: false, labels: {} }]
  })
  return {
    ...topology,
    nodes,
    interfaces: [...topology.interfaces.map((one) => ({ ...one, name: `red-${one.name}` })), ...loopbacks],
    links: topology.links.map((link) => {
      const [a, b] = link.ends.map((end) => ({ node: nameOf(end.node), interface: `red-${end.interface}` }))
      return { ...link, id: `red-${link.id}`, ends: [a, b] as typeof link.ends }
    }),
  }
}

function join(main: Topology, red: Topology): Topology {
  const known = new Set(main.nodes.map(({ name }) => name))
  const own = red.nodes.filter(({ name }) => !known.has(name)).map((node) => ({ ...node, segment: 'red' }))
  const shared = red.nodes.filter(({ name, prefixes }) => known.has(name) && prefixes.length > 0)
  const named = red.interfaces.map((one) => ({ ...one, segment: 'red' }))
  const declared = new Set(named.map((one) => `${one.node}.${one.name}`))
  const plain = (node: string, name: string, prefixes: readonly Prefix[] = []): TopologyInterface => ({
    node,
    name,
    addresses: [],
    mtu: 1500,
    segment: 'red',
    ...(prefixes.length > 0 ? { prefixes } : {}),
    external: false,
    labels: {},
  })
  const ends = red.links.flatMap((link) => link.ends.filter((end) => !declared.has(`${end.node}.${end.interface}`)))
  return {
    ...main,
    nodes: [...main.nodes, ...own],
    interfaces: [
      ...main.interfaces,
      ...named,
      ...ends.map((end) => plain(end.node, end.interface)),
      ...shared.map((node) => plain(node.name, 'lan-red', node.prefixes)),
    ],
    links: [...main.links, ...red.links],
  }
}
