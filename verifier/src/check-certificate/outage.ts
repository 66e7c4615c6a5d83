import type { NextHop, NextHopGroups, TopologyIndex } from '@paranet/network'

/** Links that carry nothing, and links whose state was asked for. */
export interface Outage {
  readonly down: ReadonlySet<number>
  readonly asked: Set<number>
}

/** What link ids and node names take down. */
export function downIn({ links }: TopologyIndex, names: readonly string[]): Outage {
  const down = new Set<number>()
  if (names.length > 0)
    for (const [link, { id, ends }] of links.entries())
      if (names.includes(id) || ends.some(({ node }) => names.includes(node))) down.add(link)
  return { down, asked: new Set() }
}

/** Whether a link carries packets; where there is none, nothing can fail. */
export function isUp({ down, asked }: Outage, link: number | undefined): boolean {
  if (link === undefined) return true
  asked.add(link)
  return !down.has(link)
}

/** The members that are up of the first group that has any. */
export function liveIn(
  { adjacencyByInterface }: TopologyIndex,
  node: number,
  groups: NextHopGroups,
  outage: Outage,
): readonly string[] {
  for (const members of groups) {
    const up = members.filter((member) => isUp(outage, adjacencyByInterface[node]?.get(member.interface)?.link))
    if (up.length > 0) return interfacesOf(up)
  }
  return []
}

/** The interfaces of next hops, each once. */
export const interfacesOf = (hops: readonly NextHop[]): readonly string[] => [
  ...new Set(hops.map((hop) => hop.interface)),
]
