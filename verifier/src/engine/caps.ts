import type { PacketSet } from '@paranet/network'
import type { Leaf, Step } from './explore.js'
import { pathOf } from './explore.js'
import type { NetworkModel } from './network-model.js'
import { asSent } from './rewriting.js'

/** The most (bit/s) that policers let through of packets on their way, after each device of the path by which they are sent over a link, in order;
 *  infinite where some of the packets are held to nothing. */
export function capsAlong(model: NetworkModel, leaf: Leaf, set: PacketSet): number[] {
  let cap = Number.POSITIVE_INFINITY
  const caps: number[] = []
  for (const step of pathOf(leaf)) {
    cap = Math.min(cap, capAt(model, step, set))
    if (step.out?.adjacency) caps.push(cap)
  }
  return caps
}

/** By the state of the device that holds it least. */
function capAt(model: NetworkModel, { place, out, rewriting, variants }: Step, set: PacketSet): number {
  const { space } = model
  const perState = model.modelsOf(place.node, variants).map((device) => {
    if (!device.state.policers) return Number.POSITIVE_INFINITY
    const inward = device.policersAt('in', place.inInterface).map((hit) => ({ ...hit, rewriting: place.rewriting }))
    const outward = out ? device.policersAt('out', out.interface).map((hit) => ({ ...hit, rewriting })) : []
    return Math.min(
      ...[inward, outward].map((hits) => {
        const buckets = new Map<string, number>()
        let free = set
        for (const hit of hits) {
          const held = asSent(space, hit.set, hit.rewriting, true)
          if (!space.overlaps(set, held)) continue
          buckets.set(hit.entry.bucket, Math.max(buckets.get(hit.entry.bucket) ?? 0, hit.entry.rate))
          free = space.subtract(free, held)
        }
        if (!space.isEmpty(free)) return Number.POSITIVE_INFINITY
        return [...buckets.values()].reduce((sum, rate) => sum + rate, 0)
      }),
    )
  })
  return Math.max(...perState)
}
