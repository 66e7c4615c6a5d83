import { expect, test } from 'vitest'
import type { DeviceState, NetworkState } from '@paranet/network'
import { emptyDeviceState, indexTopology, networkState } from '@paranet/network'
import { TransitionProof } from './transition.js'
import { intentsOf, prefix, smallTopology } from './testing/transition-network.js'

const index = indexTopology(smallTopology)
const via = (...names: string[]) => ({ kind: 'forward' as const, groups: [names.map((name) => ({ interface: name }))] })
const state = (device: string, ...routes: [dst: string, out: string][]): DeviceState => ({
  ...emptyDeviceState(device),
  routes: routes.map(([dst, out]) => ({
    prefix: prefix(dst),
    action: out === 'lan' ? { kind: 'deliver' as const, interface: 'lan' } : via(out),
  })),
})
/** a–b–d and a–c–d: the upper way and the lower way from a to d. */
const upper = networkState([
  state('a', ['10.4.0.0/16', 'to-b']),
  state('b', ['10.4.0.0/16', 'to-d']),
  state('c'),
  state('d', ['10.4.0.0/16', 'lan']),
])
const lower = networkState([
  state('a', ['10.4.0.0/16', 'to-c']),
  state('b'),
  state('c', ['10.4.0.0/16', 'to-d']),
  state('d', ['10.4.0.0/16', 'lan']),
])
const only = (from: NetworkState, ...devices: string[]): NetworkState =>
  new Map([...from].filter(([device]) => devices.includes(device)))
const merged = (base: NetworkState, over: NetworkState): NetworkState => new Map([...base, ...over])

const proof = (before: NetworkState, after: NetworkState) =>
  new TransitionProof({ index, intents: intentsOf('a', 'd'), before, after })

test('changing all devices of a path at once may lose what the path carries', () =>
  expect(proof(upper, lower).losses(upper, lower)).toEqual(['n/f/r']))

test('the new way first, then the fork, then the old way: nothing is lost', () => {
  const transition = proof(upper, lower)
  expect(transition.losses(upper, only(lower, 'c'))).toEqual([])
  const prepared = merged(upper, only(lower, 'c'))
  expect(transition.losses(prepared, only(lower, 'a'))).toEqual([])
  expect(transition.losses(merged(prepared, only(lower, 'a')), only(lower, 'b'))).toEqual([])
})

test('two devices that point at each other on the way loop', () => {
  const before = networkState([
    state('a', ['10.4.0.0/16', 'to-b']),
    state('b', ['10.4.0.0/16', 'to-d']),
    state('d', ['10.4.0.0/16', 'lan']),
  ])
  const after = networkState([
    state('a', ['10.4.0.0/16', 'to-c']),
    state('b', ['10.4.0.0/16', 'to-a']),
    state('c', ['10.4.0.0/16', 'to-d']),
    state('d', ['10.4.0.0/16', 'lan']),
  ])
  expect(proof(before, after).losses(before, only(after, 'a', 'b'))).toContain('system no-loop')
})

test('what is delivered on the way but at neither end is told', () => {
  const guarded: DeviceState = {
    ...state('d', ['10.4.0.0/16', 'lan']),
    filters: [{ direction: 'in', interface: 'to-b', priority: 1, match: {}, action: 'deny' }],
  }
  const before = networkState([state('a'), state('b', ['10.4.0.0/16', 'to-d']), state('d', ['10.4.0.0/16', 'lan'])])
  const after = networkState([state('a', ['10.4.0.0/16', 'to-b']), state('b', ['10.4.0.0/16', 'to-d']), guarded])
  expect(proof(before, after).losses(before, after)).toEqual(['system only-what-is-asked'])
})

test('a network that forwards nothing yet takes any first state', () =>
  expect(proof(new Map(), upper).losses(new Map(), upper)).toEqual([]))
