import type { Topology } from '@paranet/schemas'

interface PathHop {
  readonly node: string
  readonly inInterface: string
  readonly outInterface?: string
}

interface PathElements {
  readonly nodes: string[]
  readonly links: string[]
}

/** The nodes and links of a packet's way, with the hosts at its ends: where the first hop's and the last hop's interfaces lead. */
export function pathElements(topology: Topology, hops: readonly PathHop[]): PathElements {
  const linkAt = new Map(
    topology.links.flatMap((link) => link.ends.map((end) => [`${end.node} ${end.interface}`, link])),
  )
  const nodes = new Set<string>()
  const links = new Set<string>()
  for (const hop of hops) {
    nodes.add(hop.node)
    for (const name of [hop.inInterface, hop.outInterface]) {
      const link = name === undefined ? undefined : linkAt.get(`${hop.node} ${name}`)
      if (!link) continue
      links.add(link.id)
      for (const end of link.ends) nodes.add(end.node)
    }
  }
  return { nodes: [...nodes], links: [...links] }
}

/** The links along a path of node names; the first of several between two nodes. */
export function linksAlong(topology: Topology, path: readonly string[]): string[] {
  const between = new Map<string, string>()
  for (const { id, ends } of [...topology.links].reverse()) {
    between.set(`${ends[0].node} ${ends[1].node}`, id)
    between.set(`${ends[1].node} ${ends[0].node}`, id)
  }
  return path.slice(1).flatMap((node, i) => between.get(`${path[i]} ${node}`) ?? [])
}
