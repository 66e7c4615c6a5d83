import type { Spread } from '@paranet/network'
import type { Surroundings } from './places.js'
import { isEnd } from './places.js'
import type { Side } from './promise.js'
import type { Branch } from './walk-packet.js'

/** Whether a packet with these ways is carried over too few paths at once: tries every choice of them. */
export function isTooNarrow(its: Surroundings, side: Side, spread: Spread, branches: readonly Branch[]): boolean {
  const byLinks = new Map(branches.filter(({ end }) => end === 'delivered').map((one) => [one.links.join(), one]))
  const ways = [...byLinks.values()]
  if (ways.some(({ devices }) => devices.length === 1)) return false
  if (spread.kind === 'equal')
    return !ways.some((way) => ways.filter((one) => cost(its, one) === cost(its, way)).length >= spread.count)
  const takers = ways.map((way) => taken(its, side, spread.kind, ways, way))
  return !choices(takers, spread.count).some((chosen) => {
    const all = chosen.flatMap((one) => [...one])
    return new Set(all).size === all.length
  })
}

const linkOf = (its: Surroundings, id: string) => its.topology.links.find((link) => link.id === id)

const cost = (its: Surroundings, { links }: Branch): number =>
  links.reduce((sum, id) => sum + (linkOf(its, id)?.weight ?? 0), 0)

/** What a way has for itself: its links, risks and devices, each with the waypoint that it lies behind. */
function taken(its: Surroundings, side: Side, kind: Spread['kind'], ways: readonly Branch[], way: Branch): Set<string> {
  const isHost = (name: string) => isEnd(its.nodes.get(name) as never)
  const handing = ways.flatMap(({ at }) =>
    isHost(at)
      ? its.topology.links
          .filter(({ ends }) => ends.some(({ node }) => node === at))
          .flatMap(({ ends }) => ends.map(({ node }) => node))
      : [at],
  )
  const found = new Set<string>()
  const core = way.links
    .map((id) => linkOf(its, id))
    .filter((link) => link && !link.ends.some(({ node }) => isHost(node)))
  let behind = 0
  for (const [i, device] of way.devices.entries()) {
    const isShared = i === 0 || handing.includes(device) || side.via.flat().includes(device)
    if (kind === 'nodes' && !isShared) found.add(`${behind} device ${device}`)
    while (side.via[behind]?.includes(device)) behind++
    const link = core[i]
    if (!link) continue
    found.add(`${behind} link ${link.id}`)
    if (kind === 'risks') for (const risk of link.risks) found.add(`${behind} risk ${risk}`)
  }
  return found
}

/** All choices of so many of the items. */
function choices<T>(items: readonly T[], count: number): T[][] {
  if (count === 0) return [[]]
  return items.flatMap((item, i) => choices(items.slice(i + 1), count - 1).map((others) => [item, ...others]))
}
