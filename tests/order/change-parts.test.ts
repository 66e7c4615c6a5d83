import type { DeviceState, NetworkState, Prefix, RouteEntry } from '@paranet/network'
import { diffNetwork, emptyDeviceState, indexTopology, networkState } from '@paranet/network'
import { orderWaves } from '@paranet/planner'
import { TransitionProof } from '@paranet/verifier'
import { expect, test } from 'vitest'
import { link, node, topologyOf } from '../../network/src/testing/small-networks.js'

const [x, y] = ['10.1.0.0/16' as Prefix, '10.2.0.0/16' as Prefix]

const topology = topologyOf(
  [node('a', { prefixes: ['10.8.0.0/16'] }), node('b', { prefixes: ['10.9.0.0/16'] }), node('c', { prefixes: [x, y] })],
  [link('a', 'b'), link('a', 'c'), link('b', 'c')],
  { default: 'open', antiSpoofing: false },
)
const index = indexTopology(topology)

const hop = (prefix: Prefix, to: string): RouteEntry => ({
  prefix,
  action: { kind: 'forward', groups: [[{ interface: `to-${to}` }]] },
})
const device = (name: string, routes: readonly RouteEntry[]): DeviceState => ({ ...emptyDeviceState(name), routes })
const owner = device(
  'c',
  [x, y].map((prefix): RouteEntry => ({ prefix, action: { kind: 'deliver', interface: 'lan' } })),
)
const stateOf = (a: readonly RouteEntry[], b: readonly RouteEntry[]): NetworkState =>
  networkState([device('a', a), device('b', b), owner])

const rollOut = (before: NetworkState, after: NetworkState) => {
  const proof = new TransitionProof({ index, intents: [], before, after })
  const { waves, rollout } = orderWaves(before, after, diffNetwork(before, after), (current, next) =>
    proof.mixture(current, next),
  )
  let state = before
  for (const { steps } of waves)
    state = new Map([...state, ...steps.map((step) => [step.device, step.desired] as const)])
  expect(diffNetwork(state, after)).toEqual([])
  return {
    kind: rollout.kind,
    waves: waves.map(({ steps }) =>
      steps.map((step) => `${step.device} ${step.diff.changed.map(({ key }) => key).join()}`),
    ),
  }
}

const swapped = stateOf([hop(x, 'c'), hop(y, 'b')], [hop(x, 'a'), hop(y, 'c')])
const first = stateOf([hop(x, 'b'), hop(y, 'c')], [hop(x, 'c'), hop(y, 'a')])

test('devices of which each must be first for one destination change that destination first', () =>
  expect(rollOut(first, swapped)).toEqual({
    kind: 'ordered',
    waves: [
      [`a route ${x}`, `b route ${y}`],
      [`a route ${y}`, `b route ${x}`],
    ],
  }))
