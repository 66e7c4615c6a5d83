import type { InterfaceAddress, IpAddress, Prefix, RoutingConfig, RoutingInterface } from '@paranet/network'
import { hostOf, isLinkUp, localInterface, prefixHolds, prefixOf } from '@paranet/network'
import type { ConvergenceInput } from './convergence.js'
import { scenarioOf, unsupported } from './convergence.js'

/** A router that takes part, with its interfaces that are up. */
export interface Router {
  readonly id: number
  readonly name: string
  readonly config: RoutingConfig
  readonly ports: readonly RouterPort[]
}

/** An interface with one IPv4 address. */
export interface RouterPort {
  readonly name: string
  readonly configured: RoutingInterface
  readonly address: IpAddress
  readonly prefix: Prefix
  readonly isLoopback: boolean
  /** Whether another router is at the other end. */
  readonly isTransit: boolean
  /** The router at the other end of the link, where both sides have an address. */
  readonly far: { readonly router: string; readonly interface: string } | undefined
}

/** The routers by name, without those that are down. Refuses configurations with statements that were not read. */
export function routersOf(input: ConvergenceInput): Map<string, Router> {
  const scenario = scenarioOf(input)
  const routers = new Map<string, Router>()
  for (const config of input.configs) {
    const node = input.index.nodeId.get(config.device)
    if (node === undefined || scenario.downNodes.has(node)) continue
    if (config.unread !== undefined) unsupported(config.device, config.unread)
    routers.set(config.device, { id: routers.size, name: config.device, config, ports: portsOf(input, config, node) })
  }
  return routers
}

function portsOf(input: ConvergenceInput, config: RoutingConfig, node: number): RouterPort[] {
  const { index } = input
  return config.interfaces.flatMap((configured) => {
    const { name } = configured
    const adjacency = index.adjacencyByInterface[node]?.get(name)
    if (adjacency && !isLinkUp(index, scenarioOf(input), adjacency.link)) return []
    const [address, second] = v4Of(configured)
    if (address === undefined) return []
    if (second !== undefined && configured.ospf) unsupported(config.device, `${name} has two addresses`)
    const far = adjacency && {
      router: index.nodes[adjacency.neighbour]?.name ?? '',
      interface: adjacency.neighbourInterface,
    }
    const isLoopback = name === localInterface
    const isTransit = adjacency !== undefined && !index.isEnd[adjacency.neighbour]
    return [{ name, configured, address: hostOf(address), prefix: prefixOf(address), isLoopback, isTransit, far }]
  })
}

const v4Of = ({ addresses }: RoutingInterface): InterfaceAddress[] => addresses.filter((one) => !one.includes(':'))

/** The interface by which a directly connected address is reached: the longest prefix counts. */
export function portTo({ ports }: Router, address: IpAddress): RouterPort | undefined {
  return ports.find(({ prefix, address: own }) => own !== address && prefixHolds(prefix, address))
}
