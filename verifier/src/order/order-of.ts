import { diffNetwork } from '@paranet/network'
import type { TransitionInput } from '../transition.js'
import { TransitionProof } from '../transition.js'
import type { Order } from './order-search.js'
import { searchOrder } from './order-search.js'

export interface OrderInput extends TransitionInput {
  /** Mixtures to prove at most. */
  readonly budget?: number
}

/** Finds an order in which devices come from one state to another, in waves, with nothing lost in between whatever part of a wave has
 *  committed; or proves that there is none. Devices change as wholes. */
export function orderOf({ budget, ...input }: OrderInput): Order {
  const { before, after, diffs = diffNetwork(before, after) } = input
  const proof = new TransitionProof({ ...input, diffs })
  return searchOrder({
    before,
    after,
    devices: diffs.map(({ device }) => device),
    prove: (current, next) => proof.quickMixture(current, next),
    ...(budget === undefined ? {} : { budget }),
  })
}
