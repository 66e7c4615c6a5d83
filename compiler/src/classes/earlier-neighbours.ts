import type { Claim } from '@paranet/network'
import { Neighbours } from './neighbours.js'

/** Each item with those before it that may share a packet with it, all in the order given. */
export function withEarlierNear<Item extends { readonly class: Claim }>(
  items: readonly Item[],
): { readonly later: Item; readonly near: readonly Item[] }[] {
  const before = new Neighbours<Item>()
  const places = new Map(items.map((item, place) => [item, place]))
  const placeOf = (one: Item) => places.get(one) ?? -1
  return items.map((later) => {
    const region = regionOf(later.class)
    const near = [...before.near(region)].sort((a, b) => placeOf(a) - placeOf(b))
    before.add(later, region)
    return { later, near }
  })
}

const regionOf = ({ sources, destinations, traffic }: Claim) => ({
  places: sources.map(({ port }) => port),
  destinations: destinations.prefixes,
  traffic,
})
